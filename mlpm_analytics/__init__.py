"""Time per phase, back and forth, and estimate versus actual of machine-learning projects kept in Jira."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mlpm_analytics.dataset import Dataset
    from mlpm_analytics.settings import Settings

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(  # noqa: A001  # it is read as `mlpm_analytics.open`
    source: "str | Path | Sequence[str | Path]", *, settings: "Settings | str | Path | None" = None
) -> "Dataset":
    """The data of exports (files, folders, globs, `.gz`, `.zip`) or of a store's folder, for notebooks and scripts.

    `settings`: the path of an `mlpm.toml`; else the file that MLPM_CONFIG names, else that of the working directory.
    """
    from mlpm_analytics.dataset import open_dataset  # noqa: PLC0415  # the import of this package stays light

    return open_dataset(source, settings)
