"""What Jira sent, as JSON that an import reads."""

import json
from collections.abc import Iterator

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.load import PATIENCE_SECONDS
from mlpm_analytics.store import Store
from mlpm_analytics.store.sync_load import sent_by_jira


def raw_export(store: Store) -> Iterator[str]:
    """The text, part by part: a search answer with changelogs, then the statuses.

    Raises `NotFoundError` where nothing was synced.
    """
    if not store.has_loads:
        raise NotFoundError(f"Nothing was synced into {store.folder} yet. Run `mlpm sync` first.")
    with store.loading(wait_seconds=PATIENCE_SECONDS) as raw:
        payloads, names, statuses = sent_by_jira(raw)
    if not payloads:
        raise NotFoundError(f"Nothing was synced into {store.folder} yet. Run `mlpm sync` first.")
    yield '{"issues": [\n'
    for place, payload in enumerate(payloads):
        yield f"{',' if place else ''}{payload}\n"
    yield f'], "names": {json.dumps(names, ensure_ascii=False)}}}\n'
    known = [
        {"id": one["status_id"], "name": one["name"], "statusCategory": {"key": one["category"]}}
        for one in statuses.to_dict("records")
    ]
    yield json.dumps(known, ensure_ascii=False) + "\n" if known else ""
