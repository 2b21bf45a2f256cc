"""Where the sample portfolio lies: in `data/sample` of a checkout, inside the package in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def sample_folder() -> Path:
    """The folder with `jira.json`, `jira.csv` and `mlpm.toml` of the sample portfolio."""
    in_wheel = _PACKAGE / "sample_data"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / "data" / "sample"
