"""The truth behind both faces: an event log, and the operations that people and administrators do in Jira.

Every operation takes `at`, a moment (UTC) to which the world's clock is set first; without it the clock ticks one
millisecond, so that no two saves share a moment unless a test wants them to.
"""

from datetime import datetime
from typing import Any

from tests.fakejira.administration import Administration
from tests.fakejira.defaults import NEW_ISSUE
from tests.fakejira.model import SELECT, History, Issue, Item, User, Worklog


class World(Administration):
    """A Jira site that people work on."""

    def create(
        self,
        kind: str = "Task",
        project: str = "ML",
        *,
        author: User | None = None,
        at: datetime | None = None,
        **values: Any,
    ) -> Issue:
        """A new issue. Values by field id; statuses and options by name, `parent` by `Issue`."""
        with self._operation("create", at) as log:
            place, now, kept = self.project(project), self.clock.now(), self._raw(values)
            place.last_number += 1
            held = NEW_ISSUE | {"reporter": author or self.me, "statuscategorychangedate": now} | kept
            issue = Issue(next(self._issue_ids), place, place.last_number, self.issue_type(kind), now, now, held)
            self.issues[issue.id] = issue
            return log(issue)

    def edit(self, issue: Issue, *, author: User | None = None, at: datetime | None = None, **values: Any) -> Issue:
        """One save of one or more fields: one history, and none where nothing changes."""
        with self._operation("edit", at) as log:
            changed = {one: value for one, value in self._raw(values).items() if issue.values.get(one) != value}
            items = [self._item(one, issue.values.get(one), value) for one, value in changed.items()]
            if "status" in changed:
                self._note_category(issue, changed["status"])
            issue.values |= changed
            if items:
                self._save(issue, items, author)
            return log(issue, ",".join(changed))

    def transition(self, issue: Issue, status: str, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """To another status; into and out of "done" the resolution follows, in the same save."""
        is_done = self.status(status).category == "done"
        resolution = (issue.values["resolution"] or "10000") if is_done else None
        return self.edit(issue, author=author, at=at, status=status, resolution=resolution)

    def move(self, issue: Issue, project: str, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """To another project: the id stays, the key changes, the old key still leads to the issue."""
        with self._operation("move", at) as log:
            old, new, old_key = issue.project, self.project(project), issue.key
            self.aliases[old_key] = issue.id
            new.last_number += 1
            issue.project, issue.number = new, new.last_number
            items = [Item("project", "project", False, old.id, old.name, new.id, new.name)]
            self._save(issue, [*items, Item("Key", "Key", False, None, old_key, None, issue.key)], author)
            return log(issue, old_key)

    def log_work(self, issue: Issue, seconds: int, *, author: User | None = None, at: datetime | None = None) -> Issue:
        """A worklog; it adds to the time spent, as a change of its own."""
        spent = (issue.values["timespent"] or 0) + seconds
        self.edit(issue, author=author, at=at, timespent=spent)
        issue.worklogs.append(Worklog(next(self._other_ids), author or self.me, self.clock.now(), seconds))
        return issue

    def delete(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Gone without a trace; the search index may still name it for a while."""
        with self._operation("delete", at) as log:
            del self.issues[issue.id]
            log(issue, issue.key)

    def archive(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Out of every search, still there by its id."""
        self._change(issue, "archive", at, is_archived=True)

    def restore(self, issue: Issue, *, at: datetime | None = None) -> None:
        """Back from the archive."""
        self._change(issue, "restore", at, is_archived=False)

    def hide(self, issue: Issue, user: User | None = None, *, at: datetime | None = None) -> None:
        """Issue security: this account (the loader's, unless told) may not see the issue."""
        with self._operation("hide", at) as log:
            issue.hidden_from.add(user or self.me)
            log(issue)

    def show(self, issue: Issue, user: User | None = None, *, at: datetime | None = None) -> None:
        """The opposite of `hide`."""
        with self._operation("show", at) as log:
            issue.hidden_from.discard(user or self.me)
            log(issue)

    def _save(self, issue: Issue, items: list[Item], author: User | None) -> None:
        issue.updated = self.clock.now()
        issue.histories.append(History(next(self._history_ids), issue.updated, author or self.me, items))

    def _item(self, field_id: str, old: Any, new: Any) -> Item:
        field = self.fields[field_id]
        name = field.name if field.custom else field_id
        return Item(field_id, name, field.custom is not None, *self.text(field_id, old), *self.text(field_id, new))

    def _note_category(self, issue: Issue, status: str) -> None:
        now, old, new = self.clock.now(), self.status(issue.values["status"]), self.status(status)
        if old.category != new.category:
            issue.values["statuscategorychangedate"] = now
        issue.values["resolutiondate"] = now if new.category == "done" else None

    def _raw(self, values: dict[str, Any]) -> dict[str, Any]:
        """Names of statuses and options as ids, issues as ids."""
        return {one: self._raw_value(one, value) for one, value in values.items()}

    def _raw_value(self, field_id: str, value: Any) -> Any:
        if isinstance(value, Issue):
            return value.id
        if value is None:
            return None
        if field_id == "status":
            return self.status(value).id
        if field_id == "labels":
            return tuple(value)
        return self.option(field_id, value).id if self.fields[field_id].custom == SELECT else value
