"""What administrators do: none of it writes a history, and no issue is `updated` by it."""

from collections.abc import Iterable
from datetime import datetime

from tests.fakejira.model import NUMBER, SELECT, Field, History, Issue, Option, User
from tests.fakejira.site import Site


class Administration(Site):
    """A site whose definitions, permissions and people change."""

    def add_field(
        self, name: str, custom: str = SELECT, *, scope: str | None = None, options: Iterable[str] = ()
    ) -> Field:
        """A custom field; `scope` is the key of the team-managed project that owns it."""
        kind = {SELECT: "option", NUMBER: "number"}.get(custom, "string")
        found = Field(
            f"customfield_{next(self._other_ids)}", name, kind, custom, self.project(scope) if scope else None
        )
        self.fields[found.id] = found
        for value in options:
            self.add_option(found.id, value)
        return found

    def add_option(self, field: str, value: str) -> Option:
        """A new value of a select field."""
        option = Option(str(next(self._other_ids)), value)
        self.fields[field].options.append(option)
        return option

    def hide_project(self, key: str, user: User | None = None, *, at: datetime | None = None) -> None:
        """The account loses its permission for the project: all its issues answer 404."""
        with self._operation("hide project", at) as log:
            self.project(key).hidden_from.add(user or self.me)
            log(key)

    def show_project(self, key: str, user: User | None = None, *, at: datetime | None = None) -> None:
        """The opposite of `hide_project`."""
        with self._operation("show project", at) as log:
            self.project(key).hidden_from.discard(user or self.me)
            log(key)

    def archive_project(self, key: str, *, at: datetime | None = None) -> None:
        """Out of every search with all its issues."""
        self._change(self.project(key), "archive project", at, is_archived=True)

    def delete_project(self, key: str, *, at: datetime | None = None) -> None:
        """Gone with all its issues; a query that names it is refused."""
        with self._operation("delete project", at) as log:
            project = self.project(key)
            self.projects.remove(project)
            for issue in [one for one in self.issues.values() if one.project is project]:
                del self.issues[issue.id]
                self.index.note(issue, self.clock.now())
            log(key)

    def rename_project_key(self, key: str, new_key: str, *, at: datetime | None = None) -> None:
        """All its issues have new keys and their old ids."""
        with self._operation("rename project", at) as log:
            project = self.project(key)
            for issue in self.issues.values():
                if issue.project is project:
                    self.aliases[issue.key] = issue.id
            project.old_keys.append(project.key)
            project.key = new_key
            log(key, new_key)

    def rename_option(self, field: str, value: str, new_value: str, *, at: datetime | None = None) -> None:
        """Every issue shows the new label at once; histories keep the old one."""
        self._change(self.option(field, value), "rename option", at, value=new_value)

    def disable_option(self, field: str, value: str, *, at: datetime | None = None) -> None:
        """No longer offered; issues keep it."""
        self._change(self.option(field, value), "disable option", at, is_disabled=True)

    def delete_option(self, field: str, value: str, *, at: datetime | None = None) -> None:
        """Issues that held it hold nothing afterwards, without a history."""
        with self._operation("delete option", at) as log:
            option = self.option(field, value)
            self.fields[field].options.remove(option)
            for issue in self.issues.values():
                if issue.values.get(field) == option.id:
                    issue.values[field] = None
            log(option)

    def rename_status(self, name: str, new_name: str, *, at: datetime | None = None) -> None:
        """The id stays."""
        self._change(self.status(name), "rename status", at, name=new_name)

    def recategorise_status(self, name: str, category: str, *, at: datetime | None = None) -> None:
        """Into another category: new, indeterminate or done."""
        self._change(self.status(name), "recategorise status", at, category=category)

    def rename_user(self, user: User, name: str, *, at: datetime | None = None) -> None:
        """The id stays."""
        self._change(user, "rename user", at, display_name=name)

    def deactivate_user(self, user: User, *, at: datetime | None = None) -> None:
        """No longer active."""
        self._change(user, "deactivate user", at, active=False)

    def anonymise_user(self, user: User, *, at: datetime | None = None) -> None:
        """The right to be forgotten: "Former user" is shown; Data Center gives another name and key, everywhere."""
        number = self.users.index(user) + 1
        forgotten = {"name": f"user-5769{number}", "key": f"JIRAUSER5769{number}"}
        self._change(user, "anonymise user", at, display_name="Former user", email=None, active=False, **forgotten)

    def rename_field(self, field: str, name: str, *, at: datetime | None = None) -> None:
        """The id stays; later histories carry the new name."""
        self._change(self.fields[field], "rename field", at, name=name)

    def retype_field(self, field: str, custom: str, kind: str, *, at: datetime | None = None) -> None:
        """Another type under the same id."""
        self._change(self.fields[field], "retype field", at, custom=custom, kind=kind)

    def delete_field(self, field: str, *, at: datetime | None = None) -> None:
        """Gone with its values; histories keep it."""
        with self._operation("delete field", at) as log:
            log(self.fields.pop(field))

    def hide_field(self, field: str, project: str, *, at: datetime | None = None) -> None:
        """Out of the project's context: its issues no longer state it."""
        with self._operation("hide field", at) as log:
            self.fields[field].hidden_in.add(self.project(project))
            log(self.fields[field], project)

    def redact(self, issue: Issue, history: History, *, at: datetime | None = None) -> None:
        """One entry of the changelog vanishes."""
        with self._operation("redact", at) as log:
            issue.histories.remove(history)
            log(issue, str(history.id))
