"""`mlpm sync`, `mlpm jira doctor`, `mlpm export-raw`: Jira itself, without files in between."""

import gc
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from mlpm_analytics.cli.options import GlobalOptions
from mlpm_analytics.cli.terminal import complain, put, say, working
from mlpm_analytics.errors import JiraError, MlpmError, PausedError, StoreError, UnavailableError

if TYPE_CHECKING:
    from mlpm_analytics.sync import SyncOptions, SyncReport

jira_app = typer.Typer(help="Look at the Jira that `mlpm sync` reads.", no_args_is_help=True)

ATTENTION: Final = 1  # done, and something has to be looked at
MEND: Final = 2  # stopped: somebody has to mend or confirm something
UNAVAILABLE: Final = 3  # stopped: Jira does not answer now
PAUSED: Final = 4  # stopped: Jira asked to wait for long
INTERRUPTED: Final = 130
_CODES: Final = {PausedError: PAUSED, UnavailableError: UNAVAILABLE}
_UNITS: Final = {"s": 1, "m": 60, "h": 3600}
_EVERY: Final = re.compile(r"(\d+)\s*([smh])")


def sync_command(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew.")] = False,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Look for what is no longer in Jira; else done once a day.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be loaded.")] = False,
    confirm_missing: Annotated[
        bool, typer.Option("--confirm-missing", help="What is missing in Jira was really deleted or moved.")
    ] = False,
    accept_account: Annotated[
        bool, typer.Option("--accept-account", help="Sync as another account from now on.")
    ] = False,
    every: Annotated[
        str | None, typer.Option("--every", metavar="15m", help="Go on for ever, so often (s, m or h).")
    ] = None,
) -> None:
    """Bring the store up to what Jira holds now."""
    from mlpm_analytics.sync import SyncOptions

    options: GlobalOptions = context.obj
    what = SyncOptions(full, reconcile, dry_run, confirm_missing, accept_account)
    gc.freeze()  # the modules stay: to look through them again and again costs a long load a tenth of its time
    if every is None:
        raise typer.Exit(_once(options, what))
    pause = _seconds(every)
    while True:
        try:
            code = _once(options, what)
        except StoreError as error:  # an import may be running: next time it is over
            code = UNAVAILABLE
            complain(str(error))
        if code in (MEND, INTERRUPTED):
            raise typer.Exit(code)
        what = SyncOptions()
        time.sleep(pause)


def _once(options: GlobalOptions, what: "SyncOptions") -> int:
    """One sync; its exit code."""
    from mlpm_analytics.sync import sync
    from mlpm_analytics.sync.scope import http_client

    try:
        with working("Asking Jira") as progress:
            report = sync(http_client(options.settings), options.store, options.settings, what, progress=progress)
    except KeyboardInterrupt:
        complain("Stopped. What is loaded is kept; `mlpm sync` goes on from there.")
        return INTERRUPTED
    except JiraError as error:
        complain(str(error))
        return next((code for kind, code in _CODES.items() if isinstance(error, kind)), MEND)
    say("\n".join(sync_lines(report, options.settings.calendar.timezone)))
    return ATTENTION if report.needs_attention else 0


def _seconds(every: str) -> int:
    interval = _EVERY.fullmatch(every.strip())
    if interval is None or not int(interval[1]):
        raise typer.BadParameter(f"“{every}” is no interval. Write 15m, 90s or 2h.")
    return int(interval[1]) * _UNITS[interval[2]]


def sync_lines(report: "SyncReport", timezone: str) -> Iterator[str]:
    """What a sync did, and what the store holds now."""
    from mlpm_analytics.reports.loading import load_lines, mark
    from mlpm_analytics.wording import count

    where = f"{report.site_url} ({report.query}), as {report.account}"
    if report.is_dry:
        yield f"{where}: {count(report.queued, 'issue')} would be loaded ({report.kind}). Nothing was written."
    else:
        listed = "changed lately" if report.kind == "incremental" else "in all"
        resumed = " An interrupted sync was finished first." if report.is_resumed else ""
        yield f"{mark(report.figures)} {where}"
        yield (
            f"    {count(report.listed, 'issue')} {listed}, {report.loaded} loaded, "
            f"{count(report.requests, 'request')} ({report.kind}).{resumed}"
        )
    for note in dict.fromkeys(report.notes):
        yield f"    {note}"
    if report.figures is not None:
        yield from load_lines(report.figures, timezone)


@jira_app.command("doctor")
def doctor_command(
    context: typer.Context,
    phase_field: Annotated[
        str | None, typer.Option("--phase-field", metavar="ID", help="The field that holds the phase.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write what was found into mlpm.toml.")] = False,
) -> None:
    """Say who Jira takes us for, what it shows, and what the way of working still lacks there."""
    from mlpm_analytics.settings.editing import write_settings
    from mlpm_analytics.settings.reading import FILE_NAME
    from mlpm_analytics.sync import doctor
    from mlpm_analytics.sync.scope import http_client

    options: GlobalOptions = context.obj
    with working("Asking Jira") as progress:
        http = http_client(options.settings)
        http.say = progress
        diagnosis = doctor.examine(http, options.settings, phase_field=phase_field)
    say("\n".join(diagnosis.lines()))
    if write:
        path = options.settings.source or options.config or Path(FILE_NAME)
        write_settings(diagnosis.settings, path)
        say(f"Written: {path}" if diagnosis.settings else "There is nothing to write.")
    raise typer.Exit(0 if diagnosis.is_well else ATTENTION)


def export_raw_command(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write; - for the terminal.")] = Path("-"),
) -> None:
    """Write what Jira sent, as JSON that `mlpm import` reads."""
    from mlpm_analytics.sync import raw_export

    options: GlobalOptions = context.obj
    if str(output) == "-":
        for part in raw_export(options.store):
            put(part, "json")
        return
    try:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(raw_export(options.store))
    except OSError as error:
        raise MlpmError(f"{output} cannot be written: {error.strerror}. Name another file with -o.") from error
    say(f"Written: {output}")


def register(app: typer.Typer) -> None:
    """Add the commands to `mlpm`."""
    app.add_typer(jira_app, name="jira")
    app.command("sync")(sync_command)
    app.command("export-raw")(export_raw_command)
