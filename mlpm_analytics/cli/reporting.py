"""`mlpm report …`: the figures as of an instant, in four formats, and as files to send."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from mlpm_analytics.cli.asking import Asked, instant, week
from mlpm_analytics.cli.terminal import put
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
    retro_report,
    scientist_report,
    weekly_report,
)
from mlpm_analytics.reports.html import portfolio_html, project_html, retro_html, weekly_html
from mlpm_analytics.reports.pdf import printed

report_app = typer.Typer(help="The figures of a project, the portfolio, a scientist or a week.", no_args_is_help=True)


def _one_of(*formats: str) -> Callable[[str], str]:
    def checked(name: str) -> str:
        if name not in formats:
            raise typer.BadParameter(f"“{name}” is no format. Write {', '.join(formats)}.")
        return name

    return checked


SENT = ("html", "pdf")  # files to send
TO_SEND = (*FORMATS, "html")
PROJECT_FORMATS = (*FORMATS, *SENT)
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Instant (2026-03-18T16:00:00Z, without an offset the team's zone) or day; else that of the last load.",
    ),
]
Format = Annotated[str, typer.Option("--format", callback=_one_of(*FORMATS), help=f"{', '.join(FORMATS)}.")]
SentFormat = Annotated[str, typer.Option("--format", callback=_one_of(*TO_SEND), help=f"{', '.join(TO_SEND)}.")]
ProjectFormat = Annotated[
    str, typer.Option("--format", callback=_one_of(*PROJECT_FORMATS), help=f"{', '.join(PROJECT_FORMATS)}.")
]
WithoutNames = Annotated[bool, typer.Option("--without-names", help="Leave nobody's name in an html or pdf file.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else the terminal.")]


def _known(context: typer.Context, as_of: str | None) -> tuple[Mapped, pd.Timestamp, pd.Timestamp]:
    """What is published, the instant that is asked for, and that of the last load."""
    asked: Asked = context.obj
    snapshot = current(asked.store, asked.settings)
    data_at = instant_of(snapshot)
    when = instant(as_of, asked.settings.calendar.timezone) if as_of else data_at
    return read_mapped(snapshot), when, data_at


def _figures(known: Mapped, as_of: pd.Timestamp) -> Figures:
    return figures(known.model, known.workflow, known.calendars, as_of=as_of)


def _write(report: Report, report_format: str, output: Path | None) -> None:
    _put(render(report, report_format), output, report_format)


def _put(text: str, output: Path | None, report_format: str = "") -> None:
    if output is None:
        put(text, report_format)
    else:
        _put_bytes(text.encode(), output)


def _put_bytes(content: bytes, output: Path) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise MlpmError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error


def _put_files(files: Iterable[tuple[str, str]], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MlpmError(f"{folder} cannot be a folder: {error.strerror}. Name another one with -o.") from error
    for name, text in files:
        _put(text, folder / name)


def _needed(output: Path | None, what: str) -> Path:
    if output is None:
        raise typer.BadParameter(f"It is no text for the terminal: name {what} with -o.")
    return output


def _may_leave_names_out(report_format: str) -> None:
    if report_format not in SENT:
        raise typer.BadParameter(f"--without-names goes with --format {' or '.join(SENT)}.")


@report_app.command("project")
def project_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of the Epic.", metavar="KEY")],
    as_of: AsOf = None,
    report_format: ProjectFormat = "table",
    output: Output = None,
    without_names: WithoutNames = False,
) -> None:
    """One project: time per phase against plan, visits and moves, breaches; as html or pdf a file to send."""
    if without_names:
        _may_leave_names_out(report_format)
    if report_format == "pdf":
        output = _needed(output, "the file")
    known, when, data_at = _known(context, as_of)
    if report_format in SENT:
        html = project_html(_figures(known, when), key, known, data_at=data_at, with_names=not without_names)
        if report_format == "pdf" and output:
            _put_bytes(printed(html), output)
        else:
            _put(html, output)
        return
    _write(project_report(_figures(known, when), key, known), report_format, output)


@report_app.command("portfolio")
def portfolio_command(
    context: typer.Context,
    as_of: AsOf = None,
    report_format: SentFormat = "table",
    output: Output = None,
    without_names: WithoutNames = False,
) -> None:
    """All projects, and everything that is in breach; as html a folder of files to send, with an index."""
    if without_names:
        _may_leave_names_out(report_format)
    folder = _needed(output, "the folder") if report_format == "html" else None
    known, when, data_at = _known(context, as_of)
    if folder:
        files = portfolio_html(_figures(known, when), known, data_at=data_at, with_names=not without_names)
        _put_files(files, folder)
        return
    _write(portfolio_report(_figures(known, when), known), report_format, output)


@report_app.command("retro")
def retro_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of the Epic.", metavar="KEY")],
    as_of: AsOf = None,
    report_format: SentFormat = "table",
    output: Output = None,
) -> None:
    """What one project teaches: plan against actual, moves back and their causes, questions; as html a file to send."""
    known, when, _ = _known(context, as_of)
    if report_format == "html":
        _put(retro_html(_figures(known, when), key, known), output)
        return
    _write(retro_report(_figures(known, when), key, known), report_format, output)


@report_app.command("scientist")
def scientist_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name or account id.", metavar="NAME")],
    as_of: AsOf = None,
    report_format: Format = "table",
    output: Output = None,
) -> None:
    """One scientist: Tasks in progress, next and finished, weeks, estimates."""
    known, when, _ = _known(context, as_of)
    _write(scientist_report(_figures(known, when), name, known), report_format, output)


@report_app.command("weekly")
def weekly_command(
    context: typer.Context,
    of_week: Annotated[
        str | None, typer.Option("--week", help="A day of the week that is meant; else the seven days up to as of.")
    ] = None,
    as_of: AsOf = None,
    report_format: SentFormat = "table",
    output: Output = None,
) -> None:
    """The weekly review: what changed, what to look into, who is on what, where every project stands."""
    known, when, data_at = _known(context, as_of)
    began_at, ended_at = week_span(week(of_week) if of_week else None, known.calendars.team.timezone, as_of=when)
    before, now = (_figures(known, each) for each in (began_at, ended_at))
    if report_format == "html":
        _put(weekly_html(before, now, known, data_at=data_at), output)
        return
    _write(weekly_report(before, now, known), report_format, output)
