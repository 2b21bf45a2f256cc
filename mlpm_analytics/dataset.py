"""What `mlpm_analytics.open` gives: figures, explanations and reports of exports or of a store, in a few calls."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.errors import MlpmError, NotFoundError
from mlpm_analytics.frames import Figures
from mlpm_analytics.load import current, read_exports
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.questions import Explanation, explain, questions
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.publication import instant_of, read_figures, read_mapped
from mlpm_analytics.reports import (
    FORMATS,
    Report,
    portfolio_report,
    project_report,
    render,
    retro_report,
    scientist_report,
    task_report,
    weekly_report,
)
from mlpm_analytics.settings import Settings, load_settings
from mlpm_analytics.sources.timestamps import FIRST_YEAR, LAST_YEAR
from mlpm_analytics.store import Snapshot, Store
from mlpm_analytics.views.lookup import project_row

REPORTS = ("project", "portfolio", "scientist", "weekly", "retro")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def open_dataset(source: str | Path | Sequence[str | Path], settings: Settings | str | Path | None) -> "Dataset":
    """The data of a store's folder, else of exports: files, folders, globs, `.gz` and `.zip`."""
    if not isinstance(settings, Settings):
        settings = load_settings(None if settings is None else Path(settings))
    paths = [source] if isinstance(source, str | Path) else list(source)
    store = Store(Path(paths[0])) if len(paths) == 1 else None
    if store is not None and store.has_loads:
        return published(store, settings)
    return Dataset(*read_exports(paths, settings))


def published(store: Store, settings: Settings) -> "Dataset":
    """What is published in a store; `EmptyStoreError` where nothing was loaded."""
    snapshot = current(store, settings)
    return Dataset(read_mapped(snapshot), instant_of(snapshot), snapshot=snapshot)


@dataclass(frozen=True)
class Dataset:
    """Histories and the way of working. Figures are as of `data_at`, the instant of the data, or any earlier one.

    `as_of` is an instant, a text such as `2026-03-18T16:00`, without an offset in the team's zone, or a day: its end.
    `refused` says of each file that could not be read why; `snapshot` is what was opened of a store.
    """

    mapped: Mapped
    data_at: pd.Timestamp
    refused: tuple[str, ...] = ()
    snapshot: Snapshot | None = None

    def figures(self, *, as_of: str | date | None = None) -> Figures:
        """Every figure as frames: `projects`, `phases`, `visits`, `moves`, `tasks`, `breaches` and the rest."""
        return self._figures(self._instant(as_of))

    def explain(self, key: str, figure: str, *, as_of: str | date | None = None) -> Explanation:
        """What a figure of a project was added up from; `figure` as the page names it, such as `Effort of Modeling`.

        Raises `NotFoundError` with the figures there are where it is none of them.
        """
        mapped = self.mapped
        ledger = Ledger(self.figures(as_of=as_of), mapped.model, mapped.workflow, mapped.calendars)
        project = project_row(ledger.seen, key)
        by_label = {question.label: question for question in questions(ledger, project["project_id"])}
        if figure not in by_label:
            raise NotFoundError(f"{key} has no figure “{figure}”. There are: {'; '.join(by_label)}.")
        return explain(ledger, project["project_id"], by_label[figure])

    def task(self, key: str, *, as_of: str | date | None = None) -> Report:
        """Why the time of one Task is what it is: statuses with their roles, mis-clicks, phases, what it adds to."""
        mapped = self.mapped
        ledger = Ledger(self.figures(as_of=as_of), mapped.model, mapped.workflow, mapped.calendars)
        return task_report(ledger, key, mapped)

    def report(
        self,
        subject: str,
        name: str = "",
        *,
        as_of: str | date | None = None,
        week: date | None = None,
        form: str = "table",
        with_names: bool = True,
    ) -> str:
        """What `mlpm report SUBJECT NAME --format FORM` writes; `with_names` counts for a project's HTML.

        `week`: any day of the week that a weekly report is about, else the seven days up to `as_of`.
        """
        when = self._instant(as_of)
        if form == "html":
            return self._html(subject, name, when, week, with_names=with_names)
        if form not in FORMATS:
            raise NotFoundError(f"There is no format “{form}”. There are: {', '.join([*FORMATS, 'html'])}.")
        return render(self._report(subject, name, when, week), form)

    def portfolio_files(self, *, as_of: str | date | None = None, with_names: bool = True) -> Iterator[tuple[str, str]]:
        """Name and HTML of each file to send about all projects, the index first."""
        from mlpm_analytics.reports.html import portfolio_html

        return portfolio_html(self.figures(as_of=as_of), self.mapped, data_at=self.data_at, with_names=with_names)

    def _instant(self, as_of: str | date | None) -> pd.Timestamp:
        return self.data_at if as_of is None else instant(str(as_of), self.mapped.calendars.team.timezone)

    def _figures(self, when: pd.Timestamp) -> Figures:
        if self.snapshot is not None and when == self.data_at:
            return read_figures(self.snapshot, self.mapped)
        return figures(self.mapped.model, self.mapped.workflow, self.mapped.calendars, as_of=when)

    def _week(self, when: pd.Timestamp, week: date | None) -> tuple[Figures, Figures]:
        """The figures of the beginning and of the end of a week."""
        began_at, ended_at = week_span(week, self.mapped.calendars.team.timezone, as_of=when)
        return self._figures(began_at), self._figures(ended_at)

    def _report(self, subject: str, name: str, when: pd.Timestamp, week: date | None) -> Report:
        match subject:
            case "project":
                return project_report(self._figures(when), name, self.mapped)
            case "portfolio":
                return portfolio_report(self._figures(when), self.mapped)
            case "scientist":
                return scientist_report(self._figures(when), name, self.mapped)
            case "weekly":
                return weekly_report(*self._week(when, week), self.mapped)
            case "retro":
                return retro_report(self._figures(when), name, self.mapped)
        raise NotFoundError(f"There is no report “{subject}”. There are: {', '.join(REPORTS)}.")

    def _html(self, subject: str, name: str, when: pd.Timestamp, week: date | None, *, with_names: bool) -> str:
        from mlpm_analytics.reports.html import project_html, retro_html, weekly_html

        match subject:
            case "project":
                return project_html(self._figures(when), name, self.mapped, data_at=self.data_at, with_names=with_names)
            case "weekly":
                return weekly_html(*self._week(when, week), self.mapped, data_at=self.data_at)
            case "retro":
                return retro_html(self._figures(when), name, self.mapped)
        raise NotFoundError(f"There is no report “{subject}” as HTML in one text. There are: project, weekly, retro.")


def instant(text: str, timezone: str) -> pd.Timestamp:
    """An instant such as `2026-03-18T16:00:00Z`; without an offset in `timezone`; a day alone means its end.

    >>> instant("2026-03-18T16:00:00Z", "Europe/Berlin").isoformat()
    '2026-03-18T16:00:00+00:00'
    >>> instant("2026-03-18", "Europe/Berlin").isoformat()
    '2026-03-18T23:00:00+00:00'
    """
    stripped = text.strip()
    try:
        stated = datetime.fromisoformat(stripped)
    except ValueError as error:
        raise MlpmError(
            f"“{text}” is no instant. Write 2026-03-18, 2026-03-18T16:00 (in {timezone}) or 2026-03-18T16:00:00Z."
        ) from error
    if not FIRST_YEAR <= stated.year <= LAST_YEAR:
        raise MlpmError(f"“{text}” lies outside of the years {FIRST_YEAR} to {LAST_YEAR}.")
    if _DATE.fullmatch(stripped):
        stated = datetime.combine(stated.date() + timedelta(days=1), time())
    if stated.tzinfo is None:
        stated = stated.replace(tzinfo=ZoneInfo(timezone))
    return pd.Timestamp(stated).tz_convert("UTC").as_unit("us")
