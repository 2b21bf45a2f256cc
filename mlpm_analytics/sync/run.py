"""One sync from start to end: who and what, ids, issues with histories, what is missing, the watermark, the figures."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import pandas as pd

from mlpm_analytics import __version__
from mlpm_analytics.errors import AccountError, AnswerError, JiraError, LoginError, PausedError
from mlpm_analytics.forget import rename_everywhere
from mlpm_analytics.load import published_report
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import HttpClient, JiraClient, ServerInfo, connected
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.rest_json import read_answers
from mlpm_analytics.store import RawStore, Store
from mlpm_analytics.store.sync_load import Run, SyncLoad, SyncState
from mlpm_analytics.sync import drift, listing, missing, renamed_values, visibility
from mlpm_analytics.sync.clock_skew import not_after, note_clocks
from mlpm_analytics.sync.fetching import Definitions, Fetcher
from mlpm_analytics.sync.progress import with_progress
from mlpm_analytics.sync.report import Progress, SyncOptions, SyncReport
from mlpm_analytics.sync.run_kind import FULL, INCREMENTAL, RANK, RECONCILE, due
from mlpm_analytics.sync.scope import Scope, scope
from mlpm_analytics.wording import count

RESUME_WITHIN: Final = timedelta(hours=24)
MOST_UNREADABLE: Final = 20  # issues that are listed and then not there: so many, or such a share, is no chance
SHARE_UNREADABLE: Final = 0.02
SHOWN: Final = 5  # issues that a note names
_MANY_MISSING: Final = "Jira counts far fewer issues than are stored: everything is looked through."


def _silent(_: str) -> None:
    """Say nothing on the way."""


def sync(
    http: HttpClient,
    store: Store,
    settings: Settings,
    asked: SyncOptions,
    *,
    progress: Progress = _silent,
) -> SyncReport:
    """Bring the store up to what Jira holds now, and publish the figures.

    Raises a `JiraError` where Jira cannot be read: then what was published stays, what was loaded is kept, and the
    next sync goes on from there.
    """
    with store.loading() as raw:
        if asked.dry_run:
            return load_changes(http, raw, settings, asked, progress=progress)
        with with_progress(store, http, progress) as recorder:
            report = load_changes(http, raw, settings, asked, progress=recorder)
            recorder.of(report)
            if report.former_words:
                rename_everywhere(report.former_words, store, raw)
            report.figures = published_report(store, raw, settings, recorder)
    if report.former_words:
        progress("Writing the store anew without names that nobody has any more")
        store.scrub()
    return report


def load_changes(
    http: HttpClient, raw: RawStore, settings: Settings, asked: SyncOptions, *, progress: Progress = _silent
) -> SyncReport:
    """Bring the raw rows up to what Jira holds now; as `sync`, without publishing."""
    progress("Asking Jira who it is")
    jira, about = connected(http)
    scoped = scope(settings, jira, about.account)
    report = _Sync(http, jira, about, scoped, settings, raw, asked, progress).whole()
    report.requests = http.requests
    return report


class _Sync:
    """What one sync knows while it runs."""

    def __init__(  # noqa: PLR0913, PLR0917  # made in one place
        self,
        http: HttpClient,
        jira: JiraClient,
        about: ServerInfo,
        scoped: Scope,
        settings: Settings,
        raw: RawStore,
        asked: SyncOptions,
        progress: Progress,
    ) -> None:
        self.http, self.jira, self.about, self.scope = http, jira, about, scoped
        self.settings, self.asked, self.progress = settings, asked, progress
        self.sync_load = SyncLoad(raw, about.site_url, scoped.query)
        self.state = self.sync_load.state()
        self.report = SyncReport(about.site_url, scoped.query, about.account, is_dry=asked.dry_run)
        self.definitions = Definitions([])
        self.sight = visibility.Visibility()

    def whole(self) -> SyncReport:
        """An unfinished run first, where there is one, and then one of our own."""
        with self._saying_where_we_are():
            return self._whole()

    def _whole(self) -> SyncReport:
        self._same_account()
        self._preliminary_notes()
        self.definitions = Definitions(self.jira.fields())
        statuses = self.jira.statuses()
        if self.asked.dry_run:
            return self._dry()
        unfinished = self._unfinished()
        if unfinished is not None:
            self.report.is_resumed = True
            run = self.sync_load.resume(unfinished)
            with self._stopping(run):
                self._define(statuses)
                self._load(run)
                self._finish(run, is_judged=False)
            note_clocks(self.report, self.about, self.state)
        self._fresh(statuses)
        return self.report

    def _fresh(self, statuses: list[dict[str, object]]) -> None:
        kind, why = self._due()
        self.report.kind = kind
        self.report.notes += [why] if why else []
        run = self.sync_load.begin(kind, asked_at=self.about.asked_at, now=self._now(), program=__version__)
        with self._stopping(run):
            self._define(statuses)
            listed = self._listed(kind)
            self._same_caller()
            to_load = self._to_load(kind, listed)
            restated = renamed_values.update_renamed(self.jira, self.sync_load, self._phase_fields(), set(to_load))
            self.report.notes += restated.notes
            to_load = list(dict.fromkeys([*to_load, *restated.issue_ids]))
            run = self.sync_load.queue(run, to_load, listed=len(listed.issues))
            self.report.listed, self.report.queued = run.listed, run.queued
            stored = set(self.sync_load.stored())
            self._load(run)
            self.report.former_words |= renamed_values.former_words(restated.people, self.sync_load)
            is_judged = kind != INCREMENTAL and self._judge(listed, stored)
            self._finish(run, is_judged=is_judged)

    # Before the first issue ------------------------------------------------------------------------

    def _same_account(self) -> None:
        before = self.state.account_id
        if before and before != self.about.account_id and not self.asked.accept_account:
            raise AccountError(
                f"The token belongs to {self.about.account}; {self.state.account} synced before. Another account may "
                "see other issues and other histories. Nothing was read. If that is meant, confirm it with "
                "`mlpm sync --accept-account`: everything is then read anew."
            )

    def _preliminary_notes(self) -> None:
        notes = self.report.notes
        note_clocks(self.report, self.about, self.state)
        stored = self.sync_load.count_by_project()
        self.sight = visibility.visibility_of(self.jira, self.scope, stored)
        for key in (*self.scope.missing, *self.sight.lost):
            self.report.warn(visibility.unseen_note(key, self.about.account, stored.get(key, 0)))
        for load in self.sync_load.other_loads().to_dict("records"):
            notes.append(
                f"The store also holds what was synced of {load['path']}, which is not kept up to date any more. Take "
                f"it back with `mlpm loads remove {load['load_id']}` if it should not count."
            )

    def _due(self) -> tuple[str, str]:
        kind, why = due(self.state, self.asked, self.about, self._seen_projects())
        return (RECONCILE, _MANY_MISSING) if kind == INCREMENTAL and self.sight.is_short else (kind, why)

    def _seen_projects(self) -> tuple[str, ...]:
        return tuple(key for key in self.scope.projects if key not in self.sight.lost)

    def _unfinished(self) -> Run | None:
        """The last run, if it can be gone on with."""
        run = self.sync_load.last_run()
        if run is None or not run.has_queue or abs(self.about.asked_at - run.asked_at) > RESUME_WITHIN:
            return None
        is_enough = RANK[run.kind] >= RANK[self._due()[0]] and not self.asked.full
        return run if is_enough else None

    def _dry(self) -> SyncReport:
        """What would be loaded; nothing is written."""
        self.report.kind, _ = self._due()
        listed = self._listed(self.report.kind)
        self.report.listed, self.report.queued = len(listed.issues), len(self._to_load(self.report.kind, listed))
        return self.report

    def _phase_fields(self) -> dict[str, str]:
        """The fields that may hold the phase, with their names."""
        if self.settings.fields.phase_from != "field":
            return {}
        return {one: self.definitions.names[one] for one in self.definitions.called(self.settings.fields.phase)}

    def _define(self, statuses: list[dict[str, object]]) -> None:
        """Keep the names of fields and statuses, and say what is different from the last run."""
        statuses_now = read_answers("Jira", [statuses], ReadingOptions()).statuses
        before, was = self.sync_load.named("statuses"), self.sync_load.categories()
        now = dict(zip(statuses_now["status_id"], statuses_now["name"], strict=True))
        gone = {one: self.sync_load.count_in_status(one) for one in before if one not in now}
        self.report.notes += [
            *drift.of_fields(self.sync_load.named("fields"), self.definitions.names, self.settings),
            *drift.of_statuses(before, now, gone),
            *drift.of_categories(now, was, dict(zip(statuses_now["status_id"], statuses_now["category"], strict=True))),
        ]
        self.sync_load.define(self.definitions.names, statuses_now)

    # Issues ----------------------------------------------------------------------------------------

    def _listed(self, kind: str) -> listing.Listing:
        self.progress("Asking which issues there are")
        if kind == INCREMENTAL and self.state.watermark_at is not None:
            since = self.state.watermark_at - timedelta(minutes=self.jira.overlap_minutes)
            return listing.changed_since(self.jira, self.scope.clauses, since, self._date_form())
        listed = listing.all_issues(self.jira, self.scope.clauses, self.about.asked_at)
        self._date_form()
        if not listed.is_whole:
            self.report.is_whole = False
            self.report.notes.append(
                f"Jira listed {count(len(listed.issues), 'issue')} of about {listed.counted}: the others are not "
                "verified. The next sync tries again."
            )
        return listed

    def _date_form(self) -> str:
        form = self.state.date_form or listing.date_form(self.jira, self.scope.clauses, self.about.asked_at)
        self.state = dataclasses.replace(self.state, date_form=form)
        return f"relative to {self.about.asked_at.isoformat()}" if form == "relative" else form

    def _to_load(self, kind: str, listed: listing.Listing) -> list[str]:
        """Ids of the listed issues that have to be loaded: those that are known as they are listed need not be."""
        stored = self.sync_load.stored() if kind != FULL else {}
        return [one for one, updated_at in listed.issues.items() if one not in stored or stored[one] != updated_at]

    def _load(self, run: Run) -> None:
        fetcher = Fetcher(self.jira, self.definitions, self.settings)
        waiting = self.sync_load.waiting()
        before, start = run.queued - len(waiting), 0
        missing, broken, unreadable, kept_histories = list[str](), list[str](), dict[str, str](), 0
        began = self.http.clock.monotonic()
        while ids := waiting[start : start + self.jira.batch]:
            self.progress(_so_far(before + start, run.queued, start, self.http.clock.monotonic() - began))
            start += len(ids)
            batch = fetcher.batch(ids, self.sync_load.payloads(ids))
            missing += batch.missing
            unreadable |= batch.unreadable
            self._believe(missing, unreadable, run)
            self.sync_load.keep(run, batch.export)
            self.sync_load.drop([*batch.missing, *batch.unreadable])
            broken += batch.broken
            kept_histories += batch.kept_histories
            self.report.loaded += len(batch.export.issues)
            self.report.changes += len(batch.export.changes)
            self.report.notes += [f"{note.message}" for note in batch.export.notes]
        self._told(broken, kept_histories, missing)
        self.report.notes += self.jira.remarks
        if unreadable:
            self.report.warn(_left_out(list(unreadable.values())))

    def _believe(self, missing: list[str], unreadable: dict[str, str], run: Run) -> None:
        most = max(MOST_UNREADABLE, SHARE_UNREADABLE * run.queued)
        if len(unreadable) > most:
            raise AnswerError(f"{_left_out(list(unreadable.values()))} So many are not believed: the figures stay.")
        if len(missing) > most:
            self.sync_load.drop(missing)  # the next run goes on with the others; a look at everything finds these again
            raise AnswerError(
                f"Jira lists {count(len(missing), 'issue')} that it then does not give. That is not believed: the "
                "figures stay as they were. See to the permissions of the account, or try again later."
            )

    def _told(self, broken: list[str], kept_histories: int, missing: list[str]) -> None:
        notes = self.report.notes
        if broken:
            notes.append(
                f"{count(len(broken), 'issue')} with a history that does not fit itself, also when asked for alone "
                f"({', '.join(broken[:SHOWN])}{', …' if len(broken) > SHOWN else ''}): see the findings."
            )
        if kept_histories:
            notes.append(
                f"{count(kept_histories, 'entry', 'entries')} of histories that Jira does not show any more were kept."
            )
        if missing:
            notes.append(f"{count(len(missing), 'issue')} disappeared from Jira while the sync ran.")

    def _judge(self, listed: listing.Listing, stored: set[str]) -> bool:
        """Say what is stored and not in Jira; whether everything could be looked through."""
        if not listed.is_whole:
            return False
        self.progress("Looking for issues that are no longer in Jira")
        unseen = () if self.asked.confirm_missing else (*self.scope.missing, *self.sight.lost)
        judgement = missing.judge_missing(
            stored - listed.issues.keys() - self.sync_load.ids_of_projects(unseen),
            self.sync_load.absent(),
            self._reason,
            stored_count=len(stored),
            is_confirmed=self.asked.confirm_missing,
            at=self.about.sure_at,
        )
        self.sync_load.set_absent(judgement.rows)
        self.report.held_count = judgement.held_count
        self.report.notes += judgement.notes
        return True

    def _reason(self, issue_id: str) -> str:
        """Why an issue is not listed, as far as Jira says."""
        place = self.jira.place_of(issue_id)
        if place is None:
            return missing.NOT_FOUND
        return missing.MOVED if self.scope.projects and place[1] not in self.scope.projects else missing.NOT_LISTED

    # The end ---------------------------------------------------------------------------------------

    def _same_caller(self) -> None:
        """That what Jira listed was for us: without a login it answers with an empty list, and no error."""
        account_id, _ = self.jira.who()
        if account_id != self.about.account_id:
            raise LoginError("Jira answered in the name of another account in the middle of the run. Sync again.")

    def _finish(self, run: Run, *, is_judged: bool) -> None:
        if self.report.loaded:
            self._same_caller()
        at = run.sure_at
        self.state = SyncState(
            account_id=self.about.account_id,
            account=self.about.account,
            projects=self._seen_projects(),
            date_form=self.state.date_form,
            watermark_at=at,
            full_at=at if run.kind == FULL else not_after(self.state.full_at, at),
            reconciled_at=at if is_judged else not_after(self.state.reconciled_at, at),
        )
        self.sync_load.finish(run, self.state, message=" ".join(self.report.notes), now=self._now())

    @contextmanager
    def _stopping(self, run: Run) -> Iterator[None]:
        """Write down why a run ends early."""
        try:
            yield
        except JiraError as error:
            self.sync_load.stop(
                run, "paused" if isinstance(error, PausedError) else "failed", str(error), now=self._now()
            )
            raise
        except KeyboardInterrupt:
            self.sync_load.stop(run, "paused", "Interrupted.", now=self._now())
            raise

    @contextmanager
    def _saying_where_we_are(self) -> Iterator[None]:
        """Say what it means for the figures that Jira cannot be read on."""
        try:
            yield
        except JiraError as error:
            error.args = (f"{error} {self._where_we_are()}".rstrip(),)
            raise

    def _where_we_are(self) -> str:
        left, last = len(self.sync_load.waiting()), self.sync_load.last_run()
        said = [f"{last.queued - left:,} of {count(last.queued, 'issue')} are loaded."] if last and left else []
        watermark = self.sync_load.state().watermark_at
        said += [f"The figures stay as of {watermark:%Y-%m-%d %H:%M} UTC."] if watermark is not None else []
        return " ".join(said)

    def _now(self) -> pd.Timestamp:
        return pd.Timestamp(self.http.clock.now()).as_unit("us")


def _left_out(unreadable: list[str]) -> str:
    shown = "; ".join(unreadable[:SHOWN]) + ("; …" if len(unreadable) > SHOWN else "")
    return (
        f"{count(len(unreadable), 'issue')} cannot be read and {'was' if len(unreadable) == 1 else 'were'} left out "
        f"({shown}). What was stored of them stays as last seen; the next look at everything asks for them again."
    )


def _so_far(done: int, queued: int, since: int, seconds: float) -> str:
    """How far it is, with what is left of the time by the pace so far."""
    said = f"Loading issues: {done:,} of {queued:,}"
    if not since:
        return said
    left = (queued - done) * seconds / since
    return f"{said}, about {max(1, round(left / 60))} min left" if left >= 60 else f"{said}, less than a minute left"  # noqa: PLR2004
