"""What is asked of a sync, and what it says in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mlpm_analytics.reports.loading import LoadReport

Progress = Callable[[str], None]


@dataclass(frozen=True)
class SyncOptions:
    """What a person asked of one sync."""

    full: bool = False  # read everything anew
    reconcile: bool = False  # look for what is no longer in Jira
    dry_run: bool = False  # only say what would be loaded
    confirm_missing: bool = False  # what is missing was really deleted or moved
    accept_account: bool = False  # another account is meant


@dataclass
class SyncReport:
    """What a sync did, and what a person should know of it."""

    site_url: str
    query: str
    account: str
    kind: str = ""  # full, reconcile, incremental
    is_resumed: bool = False
    is_dry: bool = False
    listed: int = 0
    queued: int = 0
    loaded: int = 0
    changes: int = 0  # in the histories of what was loaded
    held_count: int = 0  # issues that are missing, and not believed to be
    is_whole: bool = True  # Jira listed as many issues as it counts
    requests: int = 0
    has_warnings: bool = False  # one of the notes is for somebody to act upon
    notes: list[str] = field(default_factory=list)
    former_words: dict[str, str] = field(default_factory=dict)  # names and ids that people had, and what they have now
    figures: LoadReport | None = None  # None after a dry run

    @property
    def needs_attention(self) -> bool:
        """Whether a person has to look into something, though the sync is done."""
        return bool(self.held_count) or not self.is_whole or self.has_warnings

    def warn(self, note: str) -> None:
        """Note something that a person has to look into."""
        self.notes.append(note)
        self.has_warnings = True
