"""`mlpm report …`: the figures as of an instant, in four formats, and as files to send."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlpm_analytics.cli.options import GlobalOptions, day
from mlpm_analytics.cli.terminal import complain, put
from mlpm_analytics.errors import MlpmError

report_app = typer.Typer(help="The figures of a project, the portfolio, a scientist or a week.", no_args_is_help=True)


def _one_of(*formats: str) -> Callable[[str], str]:
    def checked(name: str) -> str:
        if name not in formats:
            raise typer.BadParameter(f"“{name}” is no format. Write {', '.join(formats)}.")
        return name

    return checked


TEXT = ("json", "csv", "markdown", "table")
SENT = ("html", "pdf")  # files to send
TO_SEND = (*TEXT, "html")
PROJECT_FORMATS = (*TEXT, *SENT)
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Instant (2026-03-18T16:00:00Z, without an offset the team's zone) or day; else that of the last load.",
    ),
]
Format = Annotated[str, typer.Option("--format", callback=_one_of(*TEXT), help=f"{', '.join(TEXT)}.")]
SentFormat = Annotated[str, typer.Option("--format", callback=_one_of(*TO_SEND), help=f"{', '.join(TO_SEND)}.")]
ProjectFormat = Annotated[
    str, typer.Option("--format", callback=_one_of(*PROJECT_FORMATS), help=f"{', '.join(PROJECT_FORMATS)}.")
]
WithoutNames = Annotated[bool, typer.Option("--without-names", help="Leave nobody's name in an html or pdf file.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else the terminal.")]


def _put(text: str, output: Path | None, report_format: str = "") -> None:
    if output is None:
        put(text, report_format)
    else:
        _put_bytes(text.encode(), output)


def _put_report(
    context: typer.Context,
    output: Path | None,
    form: str,
    subject: str,
    name: str = "",
    *,
    as_of: str | None,
    week: date | None = None,
) -> None:
    """The report; what it does not count beside it, where the format has no room for a sentence."""
    options: GlobalOptions = context.obj
    dataset = options.dataset()
    _put(dataset.report(subject, name, as_of=as_of, week=week, form=form), output, form)
    if form == "csv":
        for line in dataset.not_counted():
            complain(f"Not counted: {line}")


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
    if report_format not in SENT:
        _put_report(context, output, report_format, "project", key, as_of=as_of)
        return
    options: GlobalOptions = context.obj
    file = _needed(output, "the file") if report_format == "pdf" else None
    text = options.dataset().report("project", key, as_of=as_of, form="html", with_names=not without_names)
    if file:
        from mlpm_analytics.reports.pdf import printed

        _put_bytes(printed(text), file)
    else:
        _put(text, output)


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
    if report_format == "html":
        folder = _needed(output, "the folder")
        options: GlobalOptions = context.obj
        _put_files(options.dataset().portfolio_files(as_of=as_of, with_names=not without_names), folder)
    else:
        _put_report(context, output, report_format, "portfolio", as_of=as_of)


@report_app.command("retro")
def retro_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of the Epic.", metavar="KEY")],
    as_of: AsOf = None,
    report_format: SentFormat = "table",
    output: Output = None,
) -> None:
    """What one project teaches: plan against actual, moves back and their causes, questions; as html a file to send."""
    _put_report(context, output, report_format, "retro", key, as_of=as_of)


@report_app.command("scientist")
def scientist_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name or account id.", metavar="NAME")],
    as_of: AsOf = None,
    report_format: Format = "table",
    output: Output = None,
) -> None:
    """One scientist: Tasks in progress, next and finished, weeks, estimates."""
    _put_report(context, output, report_format, "scientist", name, as_of=as_of)


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
    week = day(of_week) if of_week else None
    _put_report(context, output, report_format, "weekly", as_of=as_of, week=week)
