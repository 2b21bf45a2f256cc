"""One load that a sync with Jira keeps up to date, issue by issue, with what it takes to go on after a stop.

Rows and the state that says they are there change in one transaction: a killed run goes on where it was.
"""

import dataclasses
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, INSTANT, ISSUES, LOADS, STATUSES, Export
from mlpm_analytics.store.raw import RawStore
from mlpm_analytics.store.schema import SYNC_ABSENT, SYNC_RUNS, SYNC_WORK, SYNCS, quoted

KIND: Final = "Jira sync"
UNFINISHED: Final = ("listing", "loading", "paused", "failed")
ASSIGNEE: Final = "assignee"
_BY_ISSUE: Final = (ISSUES, FIELD_VALUES, CHANGES)
_NAMED: Final = {"fields": (FIELDS, "field_id"), "statuses": (STATUSES, "status_id")}


@dataclass(frozen=True)
class SyncState:
    """What is known of earlier runs; everything is None or empty before the first one is done."""

    account_id: str | None = None
    account: str | None = None
    projects: tuple[str, ...] = ()
    date_form: str | None = None
    watermark_at: pd.Timestamp | None = None
    full_at: pd.Timestamp | None = None
    reconciled_at: pd.Timestamp | None = None


@dataclass(frozen=True)
class Label:
    """What an option of a field, or an assignee, is called, and an issue that has it."""

    field_id: str
    value_id: str
    name: str
    issue_id: str


@dataclass(frozen=True)
class Run:
    """One run, as the store has it."""

    run_id: int
    kind: str
    state: str
    asked_at: pd.Timestamp
    started_at: pd.Timestamp
    listed: int = 0
    queued: int = 0
    loaded: int = 0

    @property
    def has_queue(self) -> bool:
        """Whether its list of issues was complete when it stopped."""
        return self.state in UNFINISHED and self.queued > 0

    @property
    def sure_at(self) -> pd.Timestamp:
        """From when on the next run has to ask: Jira's time, and never later than ours, should its clock be ahead."""
        return min(self.asked_at, self.started_at)


def sent_by_jira(raw: RawStore) -> tuple[list[str], dict[str, str], pd.DataFrame]:
    """All that syncs keep: each issue as Jira sent it, the names of fields by id, and the statuses."""
    of_syncs = "load_id IN (SELECT load_id FROM syncs)"
    payloads = raw.database.read(f"SELECT payload FROM issues WHERE {of_syncs} ORDER BY load_id, issue_id")
    fields = raw.database.read(f"SELECT DISTINCT field_id, name FROM fields WHERE {of_syncs} ORDER BY ALL")
    statuses = raw.database.read(f"SELECT DISTINCT * EXCLUDE (load_id) FROM statuses WHERE {of_syncs} ORDER BY ALL")
    return payloads["payload"].tolist(), dict(zip(fields["field_id"], fields["name"], strict=True)), statuses


class SyncLoad:
    """The load of what one query finds at one Jira. Nothing is written before the first run begins."""

    def __init__(self, raw: RawStore, site_url: str, query: str) -> None:
        self._raw, self._database = raw, raw.database
        self.site_url, self.query = site_url, query
        known = self._read("SELECT load_id FROM syncs WHERE site_url = ? AND query = ?", [site_url, query])
        self._load_id = int(known["load_id"].iloc[0]) if len(known) else None
        self._stored: dict[str, pd.Timestamp] | None = None

    # What is known --------------------------------------------------------------------------------

    def state(self) -> SyncState:
        """What earlier runs left."""
        rows = SYNCS.check(self._read("SELECT * FROM syncs WHERE load_id = ?", [self._load_id])).to_dict("records")
        if not rows:
            return SyncState()
        columns: dict[str, Any] = {str(name): None if pd.isna(value) else value for name, value in rows[0].items()}
        columns["projects"] = tuple(json.loads(columns["projects"] or "[]"))
        return SyncState(**{one.name: columns[one.name] for one in dataclasses.fields(SyncState)})

    def last_run(self) -> Run | None:
        """The latest run, whatever became of it."""
        query = "SELECT * FROM sync_runs WHERE load_id = ? ORDER BY run_id DESC LIMIT 1"
        rows = SYNC_RUNS.check(self._read(query, [self._load_id])).to_dict("records")
        return Run(**{one.name: rows[0][one.name] for one in dataclasses.fields(Run)}) if rows else None

    def other_loads(self) -> pd.DataFrame:
        """Loads of other queries or sites that a sync kept up to date once: load_id, path."""
        query = "SELECT load_id, path FROM loads WHERE kind = ? AND load_id IS DISTINCT FROM ? ORDER BY load_id"
        return self._read(query, [KIND, self._load_id])

    def stored(self) -> dict[str, pd.Timestamp]:
        """When each stored issue was last changed, by issue id."""
        if self._stored is None:
            rows = self._read("SELECT issue_id, updated_at FROM issues WHERE load_id = ?", [self._load_id])
            updated = rows["updated_at"].astype(INSTANT) if len(rows) else rows["updated_at"]
            self._stored = dict(zip(rows["issue_id"], updated, strict=True))
        return self._stored

    def payloads(self, issue_ids: Collection[str] | None = None) -> dict[str, str]:
        """What Jira sent of some issues, or of all, by issue id."""
        query = "SELECT issue_id, payload FROM issues WHERE load_id = ?"
        parameters: list[object] = [self._load_id]
        if issue_ids is not None:
            wanted = [one for one in issue_ids if one in self.stored()]
            if not wanted:
                return {}
            query, parameters = f"{query} AND issue_id IN (SELECT unnest(?::VARCHAR[]))", [self._load_id, wanted]
        rows = self._read(f"{query} ORDER BY issue_id", parameters)
        return dict(zip(rows["issue_id"], rows["payload"], strict=True))

    def named(self, table: str) -> dict[str, str]:
        """The names of fields or statuses (`table`), by id, as the last run left them."""
        contract, key = _NAMED[table]
        rows = self._read(f"SELECT * FROM {quoted(contract.name)} WHERE load_id = ?", [self._load_id])
        return dict(zip(rows[key], rows["name"], strict=True))

    def categories(self) -> dict[str, str]:
        """The category of each status that has one, by id, as the last run left them."""
        rows = self._read("SELECT status_id, category FROM statuses WHERE load_id = ?", [self._load_id]).dropna()
        return dict(zip(rows["status_id"], rows["category"], strict=True))

    def labels(self, field_ids: Collection[str]) -> list[Label]:
        """What the options of these fields, and the assignees, are called on the issue that was changed last."""
        rows = self._read(_LABELS, [self._load_id, list(field_ids), self._load_id])
        return [Label(*row) for row in rows.itertuples(index=False)]

    def relabel(self, label: Label, name: str) -> None:
        """Call an option or a person so on all issues, also on those that are not read anew for that."""
        with self._raw.transaction():
            if label.field_id == ASSIGNEE:
                statement, parameters = "UPDATE issues SET assignee = ? WHERE load_id = ? AND assignee_id = ?", []
            else:
                statement, parameters = _RELABELLED, [label.field_id]
            self._run(statement, [name, self._load_id, label.value_id, *parameters])
            self._raw.grow()

    def holding(self, label: Label) -> list[str]:
        """The issues that have an option today, or name a person anywhere, as far as is stored."""
        query = "SELECT issue_id FROM field_values WHERE load_id = $load AND field_id = $field AND value_id = $value"
        if label.field_id == ASSIGNEE:
            query = """SELECT issue_id FROM issues WHERE load_id = $load AND $value = assignee_id UNION
                SELECT issue_id FROM changes WHERE load_id = $load AND $value IN (from_id, to_id) AND $field = "field"
            """
        named = {"load": self._load_id, "field": label.field_id, "value": label.value_id}
        return sorted(set(self._database.read(query, named)["issue_id"]))

    def assignee(self, issue_id: str) -> tuple[str, str] | None:
        """Id and name of whom an issue is assigned to."""
        query = "SELECT assignee_id, assignee FROM issues WHERE load_id = ? AND issue_id = ?"
        rows = self._read(query, [self._load_id, issue_id]).dropna()
        return (str(rows["assignee_id"].iloc[0]), str(rows["assignee"].iloc[0])) if len(rows) else None

    def former_names(self) -> dict[str, str]:
        """What assignees are called on issues that were not read since they are called otherwise, and what now."""
        rows = self._read(_FORMER_NAMES, [self._load_id])
        return dict(zip(rows["assignee"], rows["now"], strict=True))

    def count_in_status(self, status_id: str) -> int:
        """How many stored issues have this status today."""
        query = "SELECT count(*) AS n FROM issues WHERE load_id = ? AND status_id = ?"
        return int(self._read(query, [self._load_id, status_id])["n"].iloc[0])

    def count_by_project(self) -> dict[str, int]:
        """How many issues of each project are stored and not gone, by its key."""
        rows = self._read(_BY_PROJECT, [self._load_id])
        return dict(zip(rows["project_key"], rows["n"].astype(int).tolist(), strict=True))

    def ids_of_projects(self, keys: Collection[str]) -> set[str]:
        """The stored issues of these projects."""
        query = "SELECT issue_id FROM issues WHERE load_id = ? AND project_key IN (SELECT unnest(?::VARCHAR[]))"
        return set(self._read(query, [self._load_id, list(keys)])["issue_id"])

    def waiting(self) -> list[str]:
        """Issues that are still to be loaded, the oldest first."""
        query = "SELECT issue_id FROM sync_work WHERE load_id = ? ORDER BY length(issue_id), issue_id"
        return self._read(query, [self._load_id])["issue_id"].tolist()

    def absent(self) -> pd.DataFrame:
        """Stored issues that Jira did not list or give (`sync_absent`)."""
        query = "SELECT * FROM sync_absent WHERE load_id = ? ORDER BY issue_id"
        return SYNC_ABSENT.check(self._read(query, [self._load_id]))

    # A run ----------------------------------------------------------------------------------------

    def begin(self, kind: str, *, asked_at: pd.Timestamp, now: pd.Timestamp, program: str) -> Run:
        """A new run, without issues to load; what an older one still had to load is forgotten."""
        with self._raw.transaction():
            if self._load_id is None:
                self._load_id = self._raw.next_load_id()
                row = {"load_id": self._load_id, "site_url": self.site_url, "query": self.query}
                self._database.insert(SYNCS.name, SYNCS.of([row]))
            last = self._read("SELECT coalesce(max(run_id), 0) AS last FROM sync_runs")["last"].iloc[0]
            run = Run(int(last) + 1, kind, "listing", asked_at, now)
            row = dataclasses.asdict(run) | {"load_id": self._load_id, "program": program}
            self._database.insert(SYNC_RUNS.name, SYNC_RUNS.of([row]))
            self._run("DELETE FROM sync_work WHERE load_id = ?", [self._load_id])
        return run

    def queue(self, run: Run, issue_ids: Sequence[str], *, listed: int) -> Run:
        """Say which issues have to be loaded, all at once."""
        queued = dataclasses.replace(run, state="loading", listed=listed, queued=len(issue_ids))
        with self._raw.transaction():
            work: list[dict[str, object]] = [{"load_id": self._load_id, "issue_id": one} for one in issue_ids]
            self._database.insert(SYNC_WORK.name, SYNC_WORK.of(work))
            self._run(
                "UPDATE sync_runs SET state = 'loading', listed = ?, queued = ? WHERE run_id = ?",
                [listed, len(issue_ids), run.run_id],
            )
        return queued

    def resume(self, run: Run) -> Run:
        """Go on with a run that was stopped."""
        self._run("UPDATE sync_runs SET state = 'loading', ended_at = NULL WHERE run_id = ?", [run.run_id])
        return dataclasses.replace(run, state="loading")

    def keep(self, run: Run, export: Export) -> None:
        """Put these issues, whole, in the place of what was known of them, and take them off the queue."""
        contracts = {one.name: one.check(getattr(export, one.name)) for one in _BY_ISSUE}
        issues = contracts[ISSUES.name]
        ids = issues["issue_id"].tolist()
        known = [one for one in ids if one in self.stored()]
        with self._raw.transaction():
            for name, rows in contracts.items():
                if known:
                    self._run(f"DELETE FROM {quoted(name)} WHERE {_OF_ISSUES}", [self._load_id, known])
                self._database.insert(name, rows.assign(load_id=self._load_id))
            self._run(f"DELETE FROM sync_work WHERE {_OF_ISSUES}", [self._load_id, ids])
            self._run(f"DELETE FROM sync_absent WHERE {_OF_ISSUES}", [self._load_id, ids])
            self._run("UPDATE sync_runs SET loaded = loaded + ? WHERE run_id = ?", [len(ids), run.run_id])
            self._raw.grow()
        self.stored().update(zip(ids, issues["updated_at"], strict=True))

    def drop(self, issue_ids: Sequence[str]) -> None:
        """Take issues off the queue that Jira listed and then did not give."""
        self._run(f"DELETE FROM sync_work WHERE {_OF_ISSUES}", [self._load_id, list(issue_ids)])

    def define(self, fields: dict[str, str], statuses: pd.DataFrame) -> None:
        """The names of fields and statuses as Jira has them now; those it has no more keep theirs.

        A status is called and counted the same on all issues, also on those that are not read anew for that.
        """
        frames = {
            "fields": FIELDS.of([{"field_id": one, "name": name} for one, name in fields.items()]),
            "statuses": STATUSES.check(statuses),
        }
        for name, rows in frames.items():
            contract, key = _NAMED[name]
            before = contract.check(
                self._read(f"SELECT * EXCLUDE (load_id) FROM {name} WHERE load_id = ?", [self._load_id])
            )
            gone = before[~before[key].isin(rows[key])]
            after = pd.concat([rows, gone], ignore_index=True).sort_values(key, ignore_index=True)
            if not after.equals(before.sort_values(key, ignore_index=True)):
                with self._raw.transaction():
                    self._run(f"DELETE FROM {name} WHERE load_id = ?", [self._load_id])
                    self._database.insert(name, after.assign(load_id=self._load_id))
                    self._run(_RESTATED, [self._load_id])
                    self._raw.grow()

    def set_absent(self, rows: pd.DataFrame) -> None:
        """Which stored issues are missing in Jira, in place of what was known of that (`sync_absent`)."""
        with self._raw.transaction():
            self._run("DELETE FROM sync_absent WHERE load_id = ?", [self._load_id])
            self._database.insert(SYNC_ABSENT.name, SYNC_ABSENT.check(rows.assign(load_id=self._load_id)))
            self._raw.grow()

    def stop(self, run: Run, state: str, message: str, *, now: pd.Timestamp) -> None:
        """Say why a run ends before it is done: `paused` or `failed`."""
        self._run(
            "UPDATE sync_runs SET state = ?, message = ?, ended_at = ? WHERE run_id = ?",
            [state, message, now, run.run_id],
        )

    def finish(self, run: Run, state: SyncState, *, message: str, now: pd.Timestamp) -> None:
        """The run is done: all that Jira held when it began is here, and counts from now on."""
        with self._raw.transaction():
            self._run("DELETE FROM syncs WHERE load_id = ?", [self._load_id])
            columns = dataclasses.asdict(state) | {"projects": json.dumps(state.projects)}
            row = columns | {"load_id": self._load_id, "site_url": self.site_url, "query": self.query}
            self._database.insert(SYNCS.name, SYNCS.of([row]))
            self.stop(run, "done", message, now=now)
            self._run("DELETE FROM loads WHERE load_id = ?", [self._load_id])
            self._database.insert(LOADS.name, LOADS.of([self._load(run, now)]))
            self._raw.grow()

    def _load(self, run: Run, now: pd.Timestamp) -> dict[str, object]:
        counts = {
            name: int(self._read(f"SELECT count(*) AS n FROM {name} WHERE load_id = ?", [self._load_id])["n"].iloc[0])
            for name in (ISSUES.name, CHANGES.name)
        }
        return {
            "load_id": self._load_id,
            "path": f"{self.site_url} ({self.query})",
            "kind": KIND,
            "sha256": hashlib.sha256(f"{self.site_url}\n{self.query}".encode()).hexdigest(),
            "options": json.dumps({"query": self.query}),
            "loaded_at": now,
            "as_of": run.asked_at,
            "rows": counts[ISSUES.name],
            **counts,
            "site_url": self.site_url,
        }

    def _run(self, statement: str, parameters: Sequence[object]) -> None:
        self._database.run(statement, parameters)

    def _read(self, query: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        return self._database.read(query, parameters)


_LABELS: Final = f"""
SELECT field_id, value_id, name, issue_id
FROM (
    SELECT field_id, value_id, "value" AS name, issue_id, load_id FROM field_values
    WHERE load_id = ? AND field_id IN (SELECT unnest(?::VARCHAR[]))
    UNION ALL
    SELECT '{ASSIGNEE}', assignee_id, assignee, issue_id, load_id FROM issues WHERE load_id = ?
) JOIN issues USING (load_id, issue_id)
WHERE value_id IS NOT NULL AND name IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY field_id, value_id ORDER BY updated_at DESC NULLS LAST, issue_id DESC) = 1
ORDER BY field_id = '{ASSIGNEE}', field_id, value_id
"""
_FORMER_NAMES: Final = """
SELECT DISTINCT assignee, now FROM (
    SELECT assignee, first_value(assignee) OVER (
        PARTITION BY assignee_id ORDER BY updated_at DESC NULLS LAST, issue_id DESC
    ) AS now
    FROM issues WHERE load_id = ? AND assignee_id IS NOT NULL AND assignee IS NOT NULL
) WHERE assignee <> now
ORDER BY ALL
"""
_BY_PROJECT: Final = """
SELECT project_key, count(*) AS n
FROM issues ANTI JOIN (FROM sync_absent WHERE gone_at IS NOT NULL) USING (load_id, issue_id)
WHERE load_id = ? AND project_key IS NOT NULL
GROUP BY project_key
"""
_RELABELLED: Final = 'UPDATE field_values SET "value" = ? WHERE load_id = ? AND value_id = ? AND field_id = ?'
_RESTATED: Final = """
UPDATE issues SET status = statuses.name, status_category = statuses.category
FROM statuses
WHERE issues.load_id = ? AND statuses.load_id = issues.load_id AND statuses.status_id = issues.status_id
    AND (statuses.name, statuses.category) IS DISTINCT FROM (issues.status, issues.status_category)
"""
_OF_ISSUES: Final = "load_id = ? AND issue_id IN (SELECT unnest(?::VARCHAR[]))"
