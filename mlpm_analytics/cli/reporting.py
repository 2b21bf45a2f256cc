"""`mlpm report …`: the figures as of an instant, in four formats."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from mlpm_analytics.cli.asking import Asked, instant, week
from mlpm_analytics.errors import MlpmError
from mlpm_analytics.frames import Figures
from mlpm_analytics.load import current, instant_of, read_mapped
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.reports import (
    FORMATS,
    Report,
    portfolio_report,
    project_report,
    render,
    scientist_report,
    weekly_report,
)

report_app = typer.Typer(help="The figures of a project, the portfolio, a scientist or a week.", no_args_is_help=True)


def _format(name: str) -> str:
    if name not in FORMATS:
        raise typer.BadParameter(f"“{name}” is no format. Write {', '.join(FORMATS)}.")
    return name


AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Instant (2026-03-18T16:00:00Z, without an offset the team's zone) or day; else that of the last load.",
    ),
]
Format = Annotated[str, typer.Option("--format", callback=_format, help=f"{', '.join(FORMATS)}.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else the terminal.")]


def _known(context: typer.Context, as_of: str | None) -> tuple[Mapped, pd.Timestamp]:
    """What is published, and the instant that is asked for."""
    asked: Asked = context.obj
    snapshot = current(asked.store, asked.settings)
    return read_mapped(snapshot), instant(as_of, asked.settings.calendar.timezone) if as_of else instant_of(snapshot)


def _figures(known: Mapped, as_of: pd.Timestamp) -> Figures:
    return figures(known.model, known.workflow, known.calendars, as_of=as_of)


def _write(report: Report, report_format: str, output: Path | None) -> None:
    text = render(report, report_format)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise MlpmError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error


@report_app.command("project")
def project_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of the Epic.", metavar="KEY")],
    as_of: AsOf = None,
    report_format: Format = "table",
    output: Output = None,
) -> None:
    """One project: time per phase against plan, visits and moves, breaches."""
    known, when = _known(context, as_of)
    _write(project_report(_figures(known, when), key, known.workflow, known.calendars), report_format, output)


@report_app.command("portfolio")
def portfolio_command(
    context: typer.Context, as_of: AsOf = None, report_format: Format = "table", output: Output = None
) -> None:
    """All projects, and everything that is in breach."""
    known, when = _known(context, as_of)
    _write(portfolio_report(_figures(known, when), known.workflow, known.calendars), report_format, output)


@report_app.command("scientist")
def scientist_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name or account id.", metavar="NAME")],
    as_of: AsOf = None,
    report_format: Format = "table",
    output: Output = None,
) -> None:
    """One scientist: Tasks in progress, next and finished, weeks, estimates."""
    known, when = _known(context, as_of)
    report = scientist_report(_figures(known, when), name, known.model, known.workflow, known.calendars)
    _write(report, report_format, output)


@report_app.command("weekly")
def weekly_command(
    context: typer.Context,
    of_week: Annotated[
        str | None, typer.Option("--week", help="A day of the week that is meant; else the seven days up to as of.")
    ] = None,
    as_of: AsOf = None,
    report_format: Format = "table",
    output: Output = None,
) -> None:
    """The weekly review: what changed, what to look into, who is on what, where every project stands."""
    known, when = _known(context, as_of)
    began_at, ended_at = week_span(week(of_week) if of_week else None, known.calendars.team.timezone, as_of=when)
    before, now = (_figures(known, each) for each in (began_at, ended_at))
    _write(weekly_report(before, now, known.workflow, known.calendars), report_format, output)
