"""The sync with Jira: what is in Jira comes into the store, whole, once, and is not believed where it cannot be true.

`run` is one sync from start to end. Before it, `scope` says which issues; `listing` finds their ids, `fetching`
brings them with their histories, checked by `continuity`; `missing` judges what Jira does not list any more. `doctor`
looks at a Jira before the first sync, `raw_export` gives back what Jira sent.
"""

from mlpm_analytics.sync.raw_export import raw_export
from mlpm_analytics.sync.report import SyncOptions, SyncReport
from mlpm_analytics.sync.run import load_changes, sync

__all__ = ["SyncOptions", "SyncReport", "load_changes", "raw_export", "sync"]
