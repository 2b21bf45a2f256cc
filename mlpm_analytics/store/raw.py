"""What a loader does: keep every row that an export brought, take loads back, publish figures."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import pandas as pd

from mlpm_analytics.errors import NotFoundError, StoreError
from mlpm_analytics.frames import CREATED, LOADS, NOTES, RECEIVED, TEXT, Export, Raw
from mlpm_analytics.store.current import current
from mlpm_analytics.store.database import INCOMING, Database
from mlpm_analytics.store.publishing import publish
from mlpm_analytics.store.received import RECEIVED_ROWS
from mlpm_analytics.store.schema import EXPORTED, SYNC, quoted
from mlpm_analytics.store.snapshot import Snapshot, open_snapshot

ID_PREFIX: Final = r"^jira\d+:"  # what the issue ids of the second and further Jiras begin with


class RawStore:
    """The raw database, open for the one loader of its folder (see `Store.loading`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_in_transaction = False
        self._jiras: tuple[int, pd.DataFrame] | None = None  # generation, and what `jiras` is told from

    @property
    def database(self) -> Database:
        """The open file, for the other modules of this room."""
        return self._database

    @property
    def generation(self) -> int:
        """A number that grows whenever the raw rows change, and only then."""
        return self._database.number("generation")

    def loads(self) -> pd.DataFrame:
        """All loads (`frames.LOADS`) in the order in which they came."""
        return self._database.frame(LOADS, "SELECT * FROM loads ORDER BY load_id")

    def current(self) -> Raw:
        """All loads together: one row per issue, every change once."""
        return current(self._database)

    def jiras(self, *, but: str) -> pd.DataFrame:
        """The Jira projects of all loads but the one of this content.

        One row for each: id_prefix (of its issue ids: "" but for the second and further Jiras), project_key, and the
        site_url that the file states.
        """
        rows = self._jira_projects()
        return rows[rows["sha256"] != but].drop(columns="sha256").drop_duplicates(ignore_index=True)

    def _jira_projects(self) -> pd.DataFrame:
        """The same with the sha256 of each load; read once and kept up by `add`: every page of a thousand asks."""
        if self._jiras is None or self._jiras[0] != self.generation:
            self._jiras = (self.generation, self._database.read(_JIRA_PROJECTS).astype(TEXT))
        return self._jiras[1]

    def created(self, issue_ids: pd.Series, *, but: str) -> pd.DataFrame:
        """When these issues were created, first_at and last_at, as the loads but the one of this content say."""
        query = f"""
        SELECT issue_id, min(created_at) AS first_at, max(created_at) AS last_at
        FROM {quoted(INCOMING)} JOIN issues USING (issue_id) JOIN loads USING (load_id)
        WHERE sha256 <> but AND created_at IS NOT NULL GROUP BY issue_id
        """
        rows = self._database.join(query, pd.DataFrame({"issue_id": issue_ids.unique(), "but": but}, dtype=TEXT))
        return CREATED.check(rows)

    def notes(self) -> pd.DataFrame:
        """What the loads say of their files (`frames.NOTES`), in the order in which it was noted."""
        return self._database.frame(NOTES, "SELECT * FROM notes ORDER BY load_id, rowid")

    def load_of(self, sha256: str, options: str) -> tuple[dict[Hashable, Any], pd.DataFrame] | None:
        """The load of this content read with these options, and its notes; None where it was not loaded so."""
        loads = self._database.frame(LOADS, "SELECT * FROM loads WHERE sha256 = ? AND options = ?", [sha256, options])
        if loads.empty:
            return None
        notes = self.notes()
        return loads.to_dict("records")[0], notes[notes["load_id"] == loads["load_id"].iloc[0]]

    def received(self) -> pd.DataFrame:
        """What became of the rows that each load brought (`frames.RECEIVED`)."""
        return self._database.frame(RECEIVED, RECEIVED_ROWS)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is added and removed inside happens, or nothing of it, also when the process is killed."""
        if self._is_in_transaction:
            yield
            return
        self._database.run("BEGIN")
        self._is_in_transaction = True
        try:
            yield
        except BaseException:
            self._jiras = None
            with suppress(StoreError):  # a fault of the disk has ended the transaction already
                self._database.run("ROLLBACK")
            raise
        else:
            self._database.run("COMMIT")
        finally:
            self._is_in_transaction = False

    def add(self, export: Export, *, sha256: str, options: str, as_of: pd.Timestamp, loaded_at: pd.Timestamp) -> int:
        """Keep what a file brought, and return the number of its load.

        The same content (`sha256`) with the same reading `options` is there already and changes nothing; with
        other options it takes the place of what it brought before, under the same number.
        """
        frames = {contract.name: contract.check(getattr(export, contract.name)) for contract in EXPORTED}
        known = self._database.read("SELECT load_id, options FROM loads WHERE sha256 = ?", [sha256])
        if (known["options"] == options).any():
            return int(known["load_id"].iloc[0])
        others = self._jira_projects()
        with self.transaction():
            if len(known):
                load_id = int(known["load_id"].iloc[0])
                self._clear(load_id)
            else:
                load_id = self.next_load_id()
            about = {"load_id": load_id, "sha256": sha256, "options": options, "as_of": as_of, "loaded_at": loaded_at}
            self._database.insert(LOADS.name, LOADS.of([_row(export) | about]))
            for name, rows in frames.items():
                self._database.insert(name, rows.assign(load_id=load_id))
            self._database.insert(NOTES.name, NOTES.of([vars(note) | {"load_id": load_id} for note in export.notes]))
            self.grow()
            projects = [others[others["sha256"] != sha256], _jira_projects_of(export, sha256)]
            self._jiras = (self.generation, pd.concat(projects, ignore_index=True))
        return load_id

    def remove(self, load_id: int) -> None:
        """Take a load back, with every row it brought. Raises `NotFoundError` when there is no such load."""
        known = self.loads()["load_id"].tolist()
        if load_id not in known:
            numbers = ", ".join(map(str, known)) or "none"
            raise NotFoundError(f"There is no load {load_id}. Loads: {numbers} (`mlpm loads` lists them).")
        with self.transaction():
            self._clear(load_id)
            self.grow()

    def publish(self, contents: Mapping[str, pd.DataFrame], meta: Mapping[str, str]) -> Snapshot:
        """Show readers these tables from now on, all at once.

        A frame whose name has a contract is written as its contract. `meta` says what they were made from.
        """
        return open_snapshot(publish(self._database.path.parent, contents, meta))

    def _clear(self, load_id: int) -> None:
        for contract in (LOADS, *EXPORTED, NOTES, *SYNC):
            self._database.run(f"DELETE FROM {quoted(contract.name)} WHERE load_id = ?", [load_id])

    def next_load_id(self) -> int:
        """A number that no load has, nor ever had."""
        load_id = self._database.number("last_load_id") + 1
        self._database.set_meta("last_load_id", str(load_id))
        return load_id

    def grow(self) -> None:
        """Say that the rows have changed."""
        self._database.set_meta("generation", str(self.generation + 1))


_JIRA_PROJECTS: Final = f"""
SELECT DISTINCT sha256, regexp_extract(issue_id, '{ID_PREFIX}') AS id_prefix, project_key, site_url
FROM issues JOIN loads USING (load_id)
"""


def _jira_projects_of(export: Export, sha256: str) -> pd.DataFrame:
    """The rows of one file, as `_JIRA_PROJECTS` reads them."""
    prefix = export.issues["issue_id"].str.extract(f"({ID_PREFIX})", expand=False).fillna("")
    rows = export.issues[["project_key"]].assign(sha256=sha256, id_prefix=prefix, site_url=export.site_url)
    return rows.drop_duplicates().astype(TEXT)[["sha256", "id_prefix", "project_key", "site_url"]]


def _row(export: Export) -> dict[str, object]:
    return {
        "path": export.path,
        "kind": export.kind,
        "rows": export.rows,
        "issues": len(export.issues),
        "changes": len(export.changes),
        "site_url": export.site_url,
    }
