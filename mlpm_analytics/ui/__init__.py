"""What pages share: one published version per run (`reading`), choices (`filters`), blocks, tables, safe text."""

from mlpm_analytics.ui.reading import Reading, open_reading

__all__ = ["Reading", "open_reading"]
