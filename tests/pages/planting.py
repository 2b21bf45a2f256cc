"""Text of any kind in every place where Jira takes some, and what a page shows of it."""

from dataclasses import replace

from mlpm_analytics.frames import CHANGES, Model
from tests.builder import epic, instant, portfolio, task

BEGAN = "2026-03-04 08:00"
TEXTS = {
    "html": "<script>alert(1)</script><b>x</b><img src=http://127.0.0.1:9/i.png onerror=alert(1)>",
    "markdown": "# *a* [b](http://127.0.0.1:9) ![i](http://127.0.0.1:9/i.png) $x$ :rainbow[y] :material/home: `c` | d",
    "formula": '=HYPERLINK("http://127.0.0.1:9","x")',
    "emoji": "👩‍🔬 🧪 :smile:",
    "right-to-left": "\u202eעברית مرحبا\u202c",
    "long": "x" * 10_000,
}


def planted(text: str) -> tuple[Model, dict]:
    """A portfolio in which titles, names, statuses, labels and deliverables are this text, and how to publish it."""
    linked = task("ML-3", epic="ML-1", phase="Modeling", who="ana").active(BEGAN)
    linked.initial["deliverable"] = text
    owned = epic("ML-1", plan={"Research": 0.2})
    owned.initial["assignee"] = "ana"
    model = portfolio(
        owned,
        task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        linked,
        task("ML-4", epic="ML-1", phase="Research", who=None, estimate=9.0).active("2026-03-17 08:00"),
        task("ML-5", epic="ML-1", phase="Modeling", who="ana").active("2026-03-17 08:00"),
        task("ML-6", epic="ML-1", phase="Modeling", who="ana"),
    )
    change = {"issue_id": "ML-3", "history_id": "1", "item_no": 0, "position": 0, "changed_at": instant(BEGAN)}
    change |= {"field": text, "from_text": text, "to_text": text, "author": text}
    planted_model = replace(
        model,
        work_items=model.work_items.assign(summary=text),
        scientists=model.scientists.assign(name=text),
        status_roles=model.status_roles.assign(name=text),
    )
    return planted_model, {"labels": {"ML-1": text}, "changes": CHANGES.of([change])}
