"""One module per way in, all to the same frames: `find` looks for files, `read` makes an `Export` of one.

What a file is follows from its content, never from its name (`detect`). REST answers are sorted by `rest_pages` and
read by `rest_json`. CSV files are split into rows by `csv_table`; `jira_csv` reads Jira's own export, `data_pipeline`
the files of Data Center's pipeline, `change_log` what history add-ons export.
"""

from mlpm_analytics.sources.detect import read
from mlpm_analytics.sources.finding import find, instant_in_name
from mlpm_analytics.sources.jira_instances import with_own_ids
from mlpm_analytics.sources.reading_options import ReadingOptions
from mlpm_analytics.sources.unpacking import Bounds, ExportFile, Unpacking, is_archive

__all__ = [
    "Bounds",
    "ExportFile",
    "ReadingOptions",
    "Unpacking",
    "find",
    "instant_in_name",
    "is_archive",
    "read",
    "with_own_ids",
]
