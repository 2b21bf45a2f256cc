"""One module per way in, all to the same frames: `find` looks for files, `read` makes an `Export` of one.

What a file is follows from its content, never from its name (`kinds`). REST answers are sorted by `rest_pages` and
read by `rest_json`; Jira's CSV export is split into rows by `csv_table` and read by `jira_csv`.
"""

from mlpm_analytics.sources.finding import Found, find
from mlpm_analytics.sources.kinds import read
from mlpm_analytics.sources.options import ReadingOptions

__all__ = ["Found", "ReadingOptions", "find", "read"]
