"""The `mlpm` command: parse, call, print.

Commands import what they need when they run: `--version` and `--help` wait for neither pandas nor Plotly.
"""

import gc
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from mlpm_analytics import __version__
from mlpm_analytics.cli.jira import register as register_jira
from mlpm_analytics.cli.options import GlobalOptions, named, public, zone
from mlpm_analytics.cli.reporting import AsOf, Format, report_app
from mlpm_analytics.cli.terminal import complain, guard_terminal, loads_lines, put, say, working
from mlpm_analytics.errors import MlpmError, faults_told
from mlpm_analytics.printable import printable

if TYPE_CHECKING:
    from mlpm_analytics.address import Address
    from mlpm_analytics.store import Store

app = typer.Typer(
    help="Time per phase, back and forth, and estimate versus actual of machine-learning projects kept in Jira.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
loads_app = typer.Typer(help="What was loaded, and taking a load back.", invoke_without_command=True)
store_app = typer.Typer(help="Where the figures are kept.", no_args_is_help=True)
app.add_typer(report_app, name="report")
app.add_typer(loads_app, name="loads")
app.add_typer(store_app, name="store")
register_jira(app)

DEFAULT_PORT = 8501
Host = Annotated[str, typer.Option(help="Address to listen on; another than this machine's own needs --public-url.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
PublicUrl = Annotated[
    str | None,
    typer.Option(callback=public, help="Address under which people open the pages, where a proxy stands in between."),
]
ReadOnly = Annotated[
    bool, typer.Option("--read-only", help="Pages that load nothing, take nothing back, sync nothing.")
]


def main() -> None:
    """Run the command; what a person can mend ends in a sentence and exit code 2."""
    guard_terminal()
    try:
        with faults_told("The command cannot go on"):
            app()
    except MlpmError as error:
        complain(str(error))
        sys.exit(2)


def _show_version(asked: bool) -> None:
    if asked:
        say(f"mlpm {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings; else the file that MLPM_CONFIG names, else mlpm.toml of the working directory."),
    ] = None,
    store: Annotated[
        Path, typer.Option(envvar="MLPM_STORE", help="Folder in which exports and figures are kept.")
    ] = Path("data/store"),
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """What every command needs."""
    context.obj = GlobalOptions(config, store)


@app.command("import")
def import_command(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Exports: files, folders, globs, .gz, .zip.", metavar="PATH…")],
    timezone: Annotated[
        str | None, typer.Option(callback=zone, help="Zone of dates without one; else the calendar's.")
    ] = None,
    date_order: Annotated[
        str | None, typer.Option(help="Order of numeric dates where a file leaves it open: dmy, mdy or ymd.")
    ] = None,
    exported_at: Annotated[
        str | None, typer.Option(help="When the exports were made; else as their names or latest instants say.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="The exports hold all there is: issues that are missing are gone.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="Language of month names where a file leaves it open, such as pl.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help='What a column is: Status=Zustand; of a change log key, time, field, from, to: time="When".'),
    ] = None,
) -> None:
    """Load Jira's exports: REST JSON, CSV, change logs; each file's kind is found out by its content."""
    if date_order not in (None, "dmy", "mdy", "ymd"):
        raise typer.BadParameter(f"“{date_order}” is no order of dates. Write dmy, mdy or ymd.")
    from mlpm_analytics.dataset import instant
    from mlpm_analytics.load import import_paths, reading_options
    from mlpm_analytics.reports.loading import load_lines

    options: GlobalOptions = context.obj
    settings = options.settings
    team_zone = settings.calendar.timezone
    reading = reading_options(
        settings,
        timezone=timezone,
        date_order=date_order,
        language=language,
        columns=named(column),
        is_complete=complete,
    )
    gc.freeze()  # the modules stay, as in `mlpm sync`
    made_at = instant(exported_at, team_zone) if exported_at else None
    with working("Looking for exports") as progress:
        report = import_paths(paths, options.store, settings, reading, exported_at=made_at, progress=progress)
    say("\n".join(load_lines(report, team_zone)))
    raise typer.Exit(1 if report.refused else 0)


@app.command("check")
def check_command(context: typer.Context) -> None:
    """Say which settings are in force, where each came from, and what in the data does not fit them."""
    from mlpm_analytics.check import check
    from mlpm_analytics.load import read_raw

    options: GlobalOptions = context.obj
    say("\n".join(check(options.settings, read_raw(options.store)).lines()))


@app.command("setup")
def setup_command(
    context: typer.Context,
    use: Annotated[
        int | None, typer.Option(metavar="N", help="Take place number N for the phases; 0: there are none yet.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write it into mlpm.toml; else it is only shown.")] = False,
) -> None:
    """Say where phases may stand in what was loaded, and what settings for a place would show."""
    from mlpm_analytics.load import read_found
    from mlpm_analytics.settings.editing import settings_path
    from mlpm_analytics.setup.command import answered, places, wrote

    options: GlobalOptions = context.obj
    found = read_found(options.store, options.settings)
    if use is None:
        say("\n".join(places(found)))
        return
    path = options.settings.source or options.config or settings_path()
    answer = answered(found, use, path)
    say("\n".join(answer.lines()))
    if write:
        say(wrote(answer, path))


@loads_app.callback()
def loads_command(context: typer.Context) -> None:
    """List the loads; `mlpm loads remove N` takes one back."""
    if context.invoked_subcommand is None:
        from mlpm_analytics.load import current

        options: GlobalOptions = context.obj
        loads = current(options.store, options.settings).frame("loads")
        say("\n".join(loads_lines(loads, options.settings.calendar.timezone)))


@loads_app.command("remove")
def remove_command(context: typer.Context, load_id: Annotated[int, typer.Argument(metavar="N")]) -> None:
    """Take back all that a load brought."""
    from mlpm_analytics.load import remove_load

    options: GlobalOptions = context.obj
    with working("Taking the load back"):
        remove_load(load_id, options.store, options.settings)
    say(f"Load {load_id} is taken back. What other files brought stays.")


@app.command("forget")
def forget_command(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="A person's name or id, or an issue's key.", metavar="PERSON|ISSUE")],
) -> None:
    """Take a person's name, or an issue, out of all that the store keeps (docs/privacy.md)."""
    from mlpm_analytics.forget import forget

    options: GlobalOptions = context.obj
    with working("Looking for it") as progress:
        said = forget(printable(subject), options.store, options.settings, progress)
    say(said)


@app.command("sql")
def sql_command(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A query in DuckDB's SQL; docs/store.md says what there is.")],
    report_format: Format = "table",
) -> None:
    """Query the published figures; nothing can be changed."""
    from mlpm_analytics.load import current
    from mlpm_analytics.reports.formats import render, rows_report

    options: GlobalOptions = context.obj
    rows = current(options.store, options.settings).sql(query)
    put(render(rows_report(rows), report_format), report_format)


@app.command("explain")
def explain_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Key of a Task.")],
    as_of: AsOf = None,
    report_format: Format = "table",
) -> None:
    """Why a Task's time is what it is, or 0: statuses and their roles, mis-clicks, phases, what it adds to figures."""
    from mlpm_analytics.reports.formats import render

    options: GlobalOptions = context.obj
    put(render(options.dataset().task(key, as_of=as_of), report_format), report_format)


@store_app.command("path")
def path_command(context: typer.Context) -> None:
    """Say where the published database is, for other tools to open read-only."""
    from mlpm_analytics.load import current

    options: GlobalOptions = context.obj
    say(str(current(options.store, options.settings).path))


@store_app.command("compact")
def compact_command(context: typer.Context) -> None:
    """Write the raw rows anew, as small as they are; loads do it by themselves once a fifth of the file is free."""
    from mlpm_analytics.errors import EmptyStoreError

    options: GlobalOptions = context.obj
    if not options.store.has_loads:
        raise EmptyStoreError(f"Nothing has been loaded into {options.store.folder} yet.")
    with working("Writing the store anew"):
        before, after = options.store.compact()
    say(f"raw.duckdb took {before / 1e6:,.1f} MB, now {after / 1e6:,.1f} MB.")


@app.command("serve")
def serve_command(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    public_url: PublicUrl = None,
    read_only: ReadOnly = False,
) -> None:
    """Serve the pages."""
    from mlpm_analytics.address import Address

    options: GlobalOptions = context.obj
    usual = options.settings.app
    address = Address(host, port, public_url or usual.public_url)
    _serve(options.store, options.config, address, read_only=read_only or usual.read_only)


@app.command("demo")
def demo_command(
    host: Host = "127.0.0.1", port: Port = DEFAULT_PORT, public_url: PublicUrl = None, read_only: ReadOnly = False
) -> None:
    """Load the sample portfolio into a store that ends with the command, and serve the pages."""
    from mlpm_analytics.address import Address
    from mlpm_analytics.load import import_paths, reading_options
    from mlpm_analytics.reports.loading import load_lines
    from mlpm_analytics.settings import load_settings
    from mlpm_analytics.store import Store

    address = Address(host, port, public_url)
    address.check()
    folder = _sample_folder()
    config = folder / "mlpm.toml"
    settings = load_settings(config)
    reading = reading_options(settings)
    with TemporaryDirectory(prefix="mlpm-demo-") as store_folder:  # another version's store could not be read
        store = Store(Path(store_folder))
        with working("Loading the sample portfolio") as progress:
            report = import_paths([folder / "jira.json"], store, settings, reading, progress=progress)
        say("\n".join(load_lines(report, settings.calendar.timezone)))
        _serve(store, config, address, read_only=read_only)


def _sample_folder() -> Path:
    """Where `jira.json` and `mlpm.toml` of the sample lie: inside the package in a wheel, in `data` of a checkout."""
    package = Path(__file__).parents[1]
    in_wheel = package / "sample_data"
    return in_wheel if in_wheel.is_dir() else package.parent / "data" / "sample"


def _serve(store: "Store", config: Path | None, address: "Address", *, read_only: bool) -> None:
    from mlpm_analytics.server import serve

    address.check()
    say(f"\nThe pages are at {address.shown} (stop with Ctrl+C).")
    serve(store.folder, config, address, read_only=read_only)
