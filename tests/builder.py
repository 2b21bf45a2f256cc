"""Small builders: a test shows what happened in Jira, and nothing else.

    portfolio(
        epic("P", plan={"Modeling": 1}),
        task("T", epic="P", phase="Modeling", who="ana").active("2026-03-02 09:00", "2026-03-03 12:00"),
    )

Times without a zone are UTC. Statuses: todo, doing, review (both active), blocked (waiting), done.
"""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import HISTORIES, SCIENTISTS, STATUS_ROLES, WORK_ITEMS, Figures, Model
from mlpm_analytics.metrics import figures
from mlpm_analytics.workflow import Workflow

CREATED = "2026-01-05 09:00"
STATUSES = STATUS_ROLES.of(
    [
        {"status_id": name, "name": name, "is_active": active, "is_waiting": waiting, "is_done": done}
        for name, active, waiting, done in [
            ("todo", False, False, False),
            ("doing", True, False, False),
            ("review", True, False, False),
            ("blocked", False, True, False),
            ("done", False, False, True),
        ]
    ]
)


def instant(text: str) -> pd.Timestamp:
    stamp = pd.Timestamp(text)
    return (stamp.tz_localize("UTC") if stamp.tz is None else stamp.tz_convert("UTC")).as_unit("us")


@dataclass
class Issue:
    key: str
    kind: str
    initial: dict[str, Any]
    created: str = CREATED
    resolved: str | None = None
    evidence: str = "changelog"
    changes: list[tuple[str, str, Any]] = field(default_factory=list)
    is_chosen: bool = False  # an Epic that the settings choose, or leave out
    is_excluded: bool = False
    blocked_by: str | None = None  # Jira projects of the issues that block it

    def changed(self, what: str, when: str, to: Any) -> "Issue":
        """A field changed: status, phase, epic, assignee, estimate (days), plan:<phase> (weeks), …"""
        self.changes.append((what, when, to))
        return self

    def status(self, when: str, to: str) -> "Issue":
        return self.changed("status", when, to)

    def active(self, start: str, stop: str | None = None, after: str = "todo") -> "Issue":
        self.status(start, "doing")
        return self.status(stop, after) if stop else self

    def done(self, when: str) -> "Issue":
        return self.status(when, "done")


def epic(key: str, *, plan: dict[str, float] | None = None, status: str = "todo", **more: Any) -> Issue:
    initial = {"status": status, "resolution": None}
    initial |= {f"plan:{phase}": weeks for phase, weeks in (plan or {}).items()}
    return Issue(key, "epic", initial, **more)


def task(
    key: str,
    *,
    epic: str | None = "P",
    phase: str | None = "Modeling",
    who: str | None = "ana",
    estimate: float | None = None,
    kind: str = "task",
    status: str = "todo",
    **more: Any,
) -> Issue:
    initial = {"status": status, "phase": phase, "epic": epic, "assignee": who, "estimate": estimate}
    return Issue(key, kind, initial, **more)


def portfolio(*issues: Issue) -> Model:
    rows = [row for issue in issues for row in _history(issue)]
    people = {row["value"] for row in rows if row["field"] == "assignee" and row["value"]}
    return Model(
        work_items=WORK_ITEMS.of([_item(issue) for issue in issues]),
        histories=HISTORIES.of(rows),
        status_roles=STATUSES,
        scientists=SCIENTISTS.of([{"scientist_id": person, "name": person.title()} for person in sorted(people)]),
    )


def _item(issue: Issue) -> dict[str, Any]:
    return {
        "issue_id": issue.key,
        "key": issue.key,
        "project_key": issue.key.split("-")[0] if "-" in issue.key else "ML",
        "kind": issue.kind,
        "summary": f"About {issue.key}",
        "created_at": instant(issue.created),
        "resolved_at": instant(issue.resolved) if issue.resolved else pd.NaT,
        "evidence": issue.evidence,
        "is_chosen": issue.is_chosen,
        "is_excluded": issue.is_excluded,
        "blocked_by": issue.blocked_by,
    }


def _history(issue: Issue) -> list[dict[str, Any]]:
    held = {(what, instant(issue.created)): value for what, value in issue.initial.items()}
    for what, when, to in issue.changes:
        held[what, instant(when)] = to
    return [_row(issue.key, what, when, value) for (what, when), value in held.items()]


def _row(issue_id: str, what: str, when: pd.Timestamp, value: Any) -> dict[str, Any]:
    is_number = what in {"estimate", "test_days"} or what.startswith("plan:")
    return {
        "issue_id": issue_id,
        "field": what,
        "changed_at": when,
        "value": None if is_number else value,
        "number": value if is_number else None,
    }


def seen(model: Model, as_of: str, workflow: Workflow | None = None, calendars: Calendars | None = None) -> Figures:
    """The figures as of an instant; the team works 09:00-17:00 UTC, Monday to Friday."""
    return figures(model, workflow or Workflow(), calendars or Calendars(), as_of=instant(as_of))


def project(found: Figures, key: str = "P") -> dict[str, Any]:
    return found.projects.set_index("project").loc[key].to_dict()


def phase(found: Figures, name: str, key: str = "P") -> dict[str, Any]:
    return found.phases.set_index(["project", "phase"]).loc[(key, name)].to_dict()


def since(found: Figures, rule: str) -> dict[str, str]:
    """Subject → since when, of one rule."""
    rows = found.breaches[found.breaches["rule"] == rule]
    return {row["subject"]: row["since_at"].strftime("%Y-%m-%d %H:%M:%S") for row in rows.to_dict("records")}
