"""The store: raw rows of every load, and published snapshots of the figures. All SQL is in this room.

A folder holds `raw.duckdb`, which only a loader opens; snapshots `figures-….duckdb`, which are never changed once
they are there; `CURRENT`, the name of the snapshot to read; and `loading.lock`. `docs/store.md` describes them.
"""

from mlpm_analytics.store.folder import Store
from mlpm_analytics.store.raw import RawStore
from mlpm_analytics.store.snapshot import Snapshot

__all__ = ["RawStore", "Snapshot", "Store"]
