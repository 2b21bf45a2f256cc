"""`mlpm_analytics.open`: what notebooks and scripts are given."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlpm_analytics
from mlpm_analytics.errors import ExportError, MlpmError, NotFoundError
from mlpm_analytics.load import import_paths, reading_options
from mlpm_analytics.publication import contents_of
from mlpm_analytics.settings import load_settings
from mlpm_analytics.store import Store
from tests.cli.test_commands import NO_EXPORT, SETTINGS, portfolio
from tests.jira import answer, issue
from tests.metrics.test_laws import assert_same_figures

README = Path(__file__).parents[1] / "README.md"
LATER = answer(
    issue("ML-3", parent="ML-1", phase="Modeling", now="Done", updated="2026-03-09T16:00:00.000+0000").worked(
        "2026-03-04T08:00:00Z", "2026-03-09T16:00:00Z"
    )
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mlpm.toml").write_text(SETTINGS)
    Path("exports").mkdir()
    Path("exports/jira.json").write_text(portfolio())
    return tmp_path


def test_the_example_of_the_readme_runs(folder: Path, capsys: pytest.CaptureFixture[str]):
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    names: dict = {}
    exec(example, names)
    assert names["projects"].to_numpy().tolist() == [["ML-1", "active", "Modeling", 4.0]]
    assert names["why"].total == 2.0
    assert "# ML-1" in capsys.readouterr().out


def test_several_exports_are_joined_as_a_store_joins_them_and_nothing_is_kept(folder: Path):
    (folder / "exports" / "later.json").write_text(LATER)
    settings, store = load_settings(), Store(folder / "store")
    import_paths(["exports"], store, settings, reading_options(settings))
    of_exports = mlpm_analytics.open("exports").figures()
    assert_same_figures(of_exports, mlpm_analytics.open("store").figures())
    assert_same_figures(of_exports, mlpm_analytics.open(["exports/later.json", Path("exports/jira.json")]).figures())
    assert {path.name for path in folder.iterdir()} == {"exports", "mlpm.toml", "store"}


def test_a_report_of_a_store_reads_what_is_published_and_computes_nothing_again(folder: Path):
    settings, store = load_settings(), Store(folder / "store")
    import_paths(["exports"], store, settings, reading_options(settings))
    with store.loading() as raw:
        contents, meta = contents_of(raw, settings)
        for name in ("projects", "projects_week_before"):
            contents[name] = contents[name].assign(name="As it was published")
        raw.publish(contents, meta)
    opened = mlpm_analytics.open("store")
    for subject, key in (("project", "ML-1"), ("portfolio", ""), ("weekly", ""), ("retro", "ML-1")):
        assert "As it was published" in opened.report(subject, key, form="markdown"), subject
    assert "As it was published" not in opened.report("portfolio", as_of="2026-03-06", form="markdown")


def test_a_report_of_what_is_published_is_the_one_that_is_computed_byte_by_byte(folder: Path):
    settings, store = load_settings(), Store(folder / "store")
    import_paths(["exports"], store, settings, reading_options(settings))
    published, computed = mlpm_analytics.open("store"), mlpm_analytics.open("exports")
    assert (published.snapshot is None, computed.snapshot is None) == (False, True)
    reports = [("project", "ML-1", "html"), ("weekly", "", "json"), ("portfolio", "", "json"), ("retro", "ML-1", "csv")]
    for subject, name, form in reports:
        assert published.report(subject, name, form=form) == computed.report(subject, name, form=form), subject


def test_what_cannot_be_read_is_said(folder: Path):
    (folder / "throughput.csv").write_text(NO_EXPORT)
    (problem,) = mlpm_analytics.open(["exports", "throughput.csv"]).refused
    assert "throughput.csv" in problem
    with pytest.raises(ExportError, match=r"throughput\.csv"):
        mlpm_analytics.open("throughput.csv")


def test_a_figure_report_or_instant_that_there_is_not_is_named_with_those_there_are(folder: Path):
    opened = mlpm_analytics.open("exports")
    with pytest.raises(NotFoundError, match=r"no figure “Effort of Model”\. There are: .*Effort of Modeling"):
        opened.explain("ML-1", "Effort of Model")
    with pytest.raises(NotFoundError, match=r"no report “team”\. There are: project, portfolio"):
        opened.report("team")
    with pytest.raises(NotFoundError, match=r"as HTML in one text\. There are: project"):
        opened.report("portfolio", form="html")
    with pytest.raises(NotFoundError, match=r"no format “pdf”\. There are: json, csv"):
        opened.report("portfolio", form="pdf")
    with pytest.raises(MlpmError, match=r"is no instant"):
        opened.figures(as_of="yesterday")


def test_the_import_of_the_package_imports_no_library():
    program = "import mlpm_analytics, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"pandas", "duckdb", "pydantic", "plotly", "typer"} & set(done.stdout.split())
