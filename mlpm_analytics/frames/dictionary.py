"""Every column by name: what it means wherever it occurs, unless a frame says otherwise (`column(name, meaning=…)`)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from mlpm_analytics.errors import FrameError
from mlpm_analytics.frames.column import COUNT, DATE, FLAG, INSTANT, NUMBER, TEXT, Column, Kind

_key = partial(Column, dtype=TEXT, kind=Kind.KEY)
_person = partial(Column, dtype=TEXT, kind=Kind.PERSON)
_text = partial(Column, dtype=TEXT, kind=Kind.FREE_TEXT)
_held = partial(Column, dtype=TEXT, kind=Kind.FIELD_VALUE)
_category = partial(Column, dtype=TEXT, kind=Kind.CATEGORY)
_address = partial(Column, dtype=TEXT, kind=Kind.ADDRESS)
_days = partial(Column, dtype=NUMBER, kind=Kind.FIGURE, unit="days")
_person_days = partial(Column, dtype=NUMBER, kind=Kind.FIGURE, unit="person-days")
_number = partial(Column, dtype=NUMBER, kind=Kind.FIGURE)
_count = partial(Column, dtype=COUNT, kind=Kind.FIGURE)
_place = partial(Column, dtype=COUNT, kind=Kind.PLACE)
_at = partial(Column, dtype=INSTANT, kind=Kind.INSTANT)
_on = partial(Column, dtype=DATE, kind=Kind.DATE)
_flag = partial(Column, dtype=FLAG, kind=Kind.FLAG)

_ISSUES: Final = (
    _key("issue_id", "Jira's id of the issue, which never changes; the key, where no file states an id"),
    _key("key", "the issue's key today", label="Issue"),
    _key("project_key", "key of the Jira project"),
    _category("issue_type", "name of the issue type"),
    _place("hierarchy_level", "1 Epic, 0 Task, -1 sub-task; NULL where Jira does not say", dtype=NUMBER),
    _flag("is_subtask", "whether it is a sub-task"),
    _text("summary", "its title"),
    _key("status_id", "Jira's id of the status"),
    _category("status", "name of the status today"),
    _category("status_category", "new, indeterminate or done"),
    _person("assignee_id", "account id, else key, name or display name"),
    _person("assignee", "name of the assignee"),
    _key("parent_id", "issue above it"),
    _key("parent_key", "key of the issue above it"),
    _key("epic_link", "key, as the Epic Link field states it"),
    _at("created_at", "when it was created"),
    _at("updated_at", "when it was last changed"),
    _at("resolved_at", "when it was resolved"),
    _key("resolution_id", "Jira's id of the resolution"),
    _category("resolution", "name of the resolution"),
    _number("estimate_seconds", "original estimate", label="Estimate", unit="seconds"),
    _at("category_changed_at", "when the status category last changed, where the file says so"),
    _flag("has_changelog", "whether its history is known, or the part of it that Jira sent"),
    _number("history_count", "histories that Jira says there are; NULL where it does not say"),
    _place("line", "line of the file, or place in its list"),
    _text("payload", "the record as it came, as JSON"),
    _address("url", "address in Jira", label="Jira"),
)
_FIELDS_AND_CHANGES: Final = (
    _category("field", "name of the field"),
    _key("field_id", "Jira's id of the field, where the file says so"),
    _category("field_name", "name of the field"),
    _place("position", "place among its equals, from 0"),
    _text("value_id", "id of the option or component, or account id"),
    _key("history_id", "Jira's id of the history; `pos:` and a number where it has none"),
    _place("item_no", "place of the change in its history, from 0"),
    _at("changed_at", "when it changed"),
    _person("author_id", "who changed it"),
    _person("author", "name of who changed it", label="By"),
    _held("from_id", "id of the value before"),
    _held("from_text", "text of the value before", label="Before"),
    _held("to_id", "id of the value after"),
    _held("to_text", "text of the value after", label="After"),
    _category("category", "Jira's category of the status: new, indeterminate or done"),
    _number("number", "estimate in days, or plan in weeks"),
    _at("not_before_at", "the earliest it can have changed"),
    _at("not_after_at", "the latest it can have changed"),
)
_LOADS: Final = (
    _key("load_id", "number of the load", dtype=COUNT, label="Load"),
    _text("path", "file", label="File"),
    _category("sha256", "SHA-256 of the file's content"),
    _category("options", "how it was read, as JSON"),
    _at("loaded_at", "when it was loaded"),
    _at("as_of", "as of when it shows Jira", label="Shows Jira as of"),
    _count("rows", "rows in the file", label="Rows in the file"),
    _count("issues", "issues it brought", label="Issues received"),
    _count("changes", "changes it brought", label="Changes received"),
    _address("site_url", "address of the Jira it came from, where the file says so", label="Jira"),
    _category("column", "column of the file, NULL where it is about none"),
    _category("what", "issues, tasks (those of the issues that are Tasks) or changes"),
    _category("outcome", "kept, or why not: older, repeated, without history, sighting, no issue, no date"),
    _count("row_count", "how many", label="Rows"),
    _at("first_at", "the earliest instant that a load states"),
    _at("last_at", "the latest instant that a load states"),
    _at("seen_at", "as of when the export shows Jira"),
    _at("own_updated_at", "when it was last changed, as this export states it: never carried along"),
    _at("own_category_changed_at", "when its status category changed, as this export states it: never carried along"),
    _at("gone_at", "since when it counts as gone"),
    _category("reason", "why it counts as gone: not found, moved, not listed"),
    *(
        _count(f"{what}_{side}", f"{what} that were {side}")
        for what in ("issues", "tasks", "changes")
        for side in ("received", "kept")
    ),
)
_SYNCS: Final = (
    _category("query", "the projects, or the JQL"),
    _person("account_id", "account id of who syncs"),
    _person("account", "name of who syncs"),
    _category("projects", "keys of the Jira projects that the last run saw, as JSON"),
    _category("date_form", "how JQL is told instants there: epoch, relative"),
    _at("watermark_at", "everything that was changed before is loaded"),
    _at("full_at", "when everything was last read anew"),
    _at("reconciled_at", "when everything was last listed"),
    _key("run_id", "number of the run", dtype=COUNT),
    _at("asked_at", "Jira's time at its beginning"),
    _at("ended_at", "end"),
    _count("listed", "issues that Jira listed"),
    _count("queued", "those that had to be loaded"),
    _count("loaded", "those that were"),
    _category("program", "version of the program"),
    _count("misses", "successive runs that missed it, an hour apart at least"),
    _at("first_missed_at", "when it was first missed"),
    _at("last_missed_at", "when it was last missed"),
)
_MODEL: Final = (
    _category("kind", "epic, task or subtask"),
    _category("evidence", "how it is known, the weakest of what is in it: changelog, snapshot, field or inferred"),
    _key("project", "key of the project, NULL without one"),
    _category("phase", "phase, NULL for none"),
    _flag("is_chosen", "whether the settings make it a project whatever it holds"),
    _flag("is_excluded", "whether the settings leave it out"),
    _key("blocked_by", "Jira projects of the issues that block it by its links, joined by a comma; NULL for none"),
    _flag("is_cut_off", "whether its inferred time was cut at five working days"),
    _flag("is_mis_click", "whether it counts as if it had not happened"),
    _category("role", "active, waiting, done, or none of these"),
    _flag("is_more", "whether it is only known to be more than that"),
    _count("open_count", "those that are not finished"),
    _count("beyond_count", "open ones that took longer than any finished"),
    _number("least_ratio", "the least that one took of its plan"),
    _number("most_ratio", "the most that one took of its plan"),
    _count("over_count", "those over their first plan"),
    _count("open_over_count", "open ones over their first plan"),
    _number(
        "delivery_ratio", "days stayed over baseline days: a plan is in weeks of the calendar", label="Delivery ratio"
    ),
    _flag("is_certain", "whether it was active all the while"),
    _flag("is_active", "whether it is active now"),
    _flag("is_waiting", "whether a Task in it waits"),
    _flag("is_done", "whether it is done"),
    _category("rule", "rule"),
    _category("about", "what its subject is: task, scientist, project, phase"),
    _at("idle_since_at", "last active moment, NULL while it is active and before"),
    Column("furthest", "place of the furthest phase visited, NULL before the first visit", NUMBER, Kind.PLACE),
    _at("later_since_at", "start of the first visit to a phase after the first"),
    _text("message", "what is the matter, in a sentence", label="What is the matter"),
    _text("subject", "key of the Task or project, account id of the scientist, or key and phase"),
    _count("item_count", "Tasks left out by it; of changes whose issue no file holds: changes", label="Left out"),
    _text("held", "unknown phases of an Epic's Tasks with their numbers, else NULL"),
    _category("section", "header of mlpm.toml below which the lines belong, NULL where they bring their own"),
    _text("remedy", "lines to put into mlpm.toml, NULL where no setting helps"),
)
_PROJECTS: Final = (
    _key("project_id", "issue id of the project's Epic, NULL without one"),
    _text("name", "name to show"),
    _person("owner_id", "whose project it is: the assignee of its Epic, else who had most effort in the last 28 days"),
    _person("owner", "name of that scientist"),
    _flag("is_owner_derived", "whether the Epic has no assignee, and the owner has most effort", label="By effort"),
    _text("team", "team whose project it is, by the settings; NULL without"),
    _person("scientist_id", "scientist"),
    _person("scientist", "name of the scientist"),
    _category("state", "not started, active, waiting, paused, done or abandoned"),
    _category("current_phase", "phase of the project now, else that of its last visit", label="Phase"),
    _at("started_at", "start", label="From"),
    _at("stopped_at", "stop; the instant of the figures, where it has not stopped", label="To"),
    _at("finished_at", "since when it has been done"),
    _days("elapsed_days", "working days from the first active moment to the last, or to the end of the project"),
    _days("active_days", "working days in which at least one of its Tasks was active"),
    _days("blocked_days", "working days in which no Task was active, and some Task was in a waiting status"),
    _days("stay_days", "working days in it by its visits, idle gaps included", label="Stay"),
    _days("away_days", "working days of neither, all who were active last being on leave"),
    _days("elsewhere_days", "working days without either, the scientist active last being active on something else"),
    _person_days("effort_days", "time in progress, shared among a scientist's active Tasks; not hours at the desk"),
    _days("idle_days", "working days since the last active moment of a waiting or paused project, else 0"),
    _count("forward_count", "moves to a later phase"),
    _count("back_count", "moves back to an earlier phase", label="Moves back"),
    _count("resumed_count", "moves to an earlier phase whose Task had been open all along"),
    _count("reentry_count", "visits to a phase visited before", label="Re-entries", exported="reentries"),
    _days("rework_days", "active days of visits to phases earlier than the furthest one visited before"),
    _number("rework_share", "their part of all visits' active days, 0 to 1"),
    _count("reopened_count", "how often Tasks left a done status", label="Tasks reopened", exported="reopened"),
    _days(
        "handed_over_days",
        "days active with somebody whom `[[scientists]]` does not name; NULL where it names nobody",
        label="Handed over",
    ),
    _days("planned_days", "days planned for the phase by the plan in force, NULL without one"),
    _days("baseline_days", "days planned by the first plan there was, NULL without one", label="First plan"),
    _days("actual_days", "what is held against the plan: effort days, in a passive phase active days"),
    _days("variance_days", "actual minus planned days, NULL without a plan"),
    _days("to_come_days", "planned days left, NULL without a plan or when it is over", label="Still to come"),
    _at("first_started_at", "first active moment", label="First active"),
    _at("last_stopped_at", "last active moment", label="Last active"),
    _count("visit_count", "visits", label="Visits", exported="visits"),
    _count("task_count", "Tasks whose phase it is", label="Tasks", exported="tasks"),
    _count("done_count", "those of them that are done", label="Tasks done", exported="tasks_done"),
    _place("visit_no", "number of the visit in its project, from 0", label="Visit"),
    _at("moved_at", "when the visit it leads to started", label="On"),
    _category("from_phase", "phase that was left", label="From"),
    _category("to_phase", "phase that was entered", label="To"),
    _category("direction", "forward, back or resumed"),
    _flag("is_reentry", "whether the phase was visited before", label="Re-entry"),
    _days("cost_days", "active days of a move back until it had caught up, else NULL", label="Cost of going back"),
)
_TASKS_AND_BREACHES: Final = (
    _days("least_active_days", "the least it can be; NULL where it is exact or unknown", label="Active at least"),
    _days("most_active_days", "the most that can be", label="Active at most"),
    _days("passive_days", "active days in passive phases"),
    _days(
        "limited_days",
        "days outside passive phases by its assignees' calendars: held against the limit",
        label="Limited",
    ),
    _at("waiting_since_at", "since when it has been in waiting statuses"),
    _at("reopened_at", "when it was opened again, NULL while it is done"),
    _at("known_at", "as of when figures have it first: until then its visit was too short"),
    _number("test_day", "calendar day that an A/B test is on, from 1; NULL without a planned length"),
    _number("test_days", "calendar days that it is planned for", label="Test planned for", unit="calendar days"),
    _category("test_progress", "day of how many an A/B test is on, by the calendar; NULL without a plan", label="Test"),
    _days("estimate_days", "estimate, NULL without one"),
    _category("breaches", "rules that it breaks"),
    _flag("is_open", "whether it is still going on"),
    _at("run_started_at", "start of the active run it lies in"),
    _at("became_active_at", "start of that run, or the last change of phase within it"),
    _at("since_at", "start of the unbroken stretch in which the rule has been broken", exported="since"),
    _number("value", "what was found"),
    _number("limit", "what is allowed"),
    _flag("is_new", "whether it did not stand a week before"),
    _at("linked_at", "when it was linked", label="Linked on"),
    _address("deliverable", "what is linked"),
)
_EXPLANATIONS: Final = (
    _days("worked_days", "working time in it, by the calendar that counts here", label="Working time"),
    _number("share", "which part of it counts: one over the Tasks that its scientist had active"),
    _text("shared_with", "keys of these other Tasks"),
    _number("amount", "what it adds to the figure", label="Counts"),
    _number("hours", "working hours of the scientist", label="Working hours"),
)
_WEEK: Final = (
    _category("figure", "figure of the week"),
    _text("why", "what is defined otherwise since, in a sentence"),
    _number("before", "its value a week before, NULL where it cannot be told"),
    _category("load", "free, busy, double-booked; Tasks in a passive phase do not count"),
    _key("other_keys", "further Tasks in progress, joined by a comma", label="Also in progress"),
    _key("blocked_keys", "Tasks that were begun and wait, joined by a comma", label="Blocked"),
    _at("free_since_at", "since when nothing that counts has been in progress, of who is free"),
    _key("next_key", "the Task to begin next: assigned, not done, not active", label="Next Task"),
    _text("next_summary", "title of that Task"),
    _key("next_project", "key of its project"),
    _on("back_on", "first day after the days off", label="Away until"),
    _days("phase_days", "actual days of the current phase", label="In this phase"),
    _days("phase_planned_days", "plan of the current phase, NULL without one", label="Planned for it"),
    _count("begun_count", "Tasks that became active for the first time", label="Tasks begun"),
    _count("finished_count", "Tasks finished in the week", label="Finished in the week"),
    _category("moved_to", "phases that it moved to, in order, joined by a comma; NULL without a move"),
    _count("new_count", "breaches that did not stand a week before", label="New breaches"),
    _count("settled_count", "breaches of a week before that no longer stand", label="Settled breaches"),
)
_VIEWS: Final = (
    _text("question", "what to ask in the retrospective"),
    _key("issue_keys", "keys of the issues that it is about", label="Issues"),
    _text("spent_on", "keys of the projects that the week went to", label="Spent on"),
    _category("last_move", "last move of the project, in words"),
    _category("this_week", "what happened in the project in the week, in words"),
    _at("began_at", "when it began"),
    _number("minutes", "how long it took", label="Took", unit="minutes"),
    _count("requests", "requests to Jira"),
    _category("result", "done, paused, failed or cut off"),
)
_ANALYSES: Final = (
    _on("week_starting", "Monday of the week", label="Week of"),
    _number("age_days", "working days since it was begun, until it was done", label="Begun working days ago"),
    _flag("is_running", "whether it is not over"),
    _number("at_once", "projects active at once, on average over the working time with any", label="At once"),
    _count("switch_count", "work intervals that began in another project than the one before", label="Switches"),
    _number(
        "projects_per_week", "projects that the scientist was active on, per complete week", label="Projects a week"
    ),
    _number("switches_per_week", "switches to another project, per complete week", label="Switches a week"),
    _count("to_do_count", "Tasks not begun at the end of the week", label="To do"),
    _count("in_progress_count", "Tasks begun and not done at the end of the week", label="In progress"),
    _count("breach_count", "breaches that stood at the end of the week", label="Breaches"),
    _count("project_count", "finished projects that were in the phase", label="Finished projects"),
    _days("least_days", "the least that a project took"),
    _days("lower_days", "a quarter of the projects took less; NULL for too few", label="Lower quarter"),
    _days("median_days", "half of the projects took less; NULL for too few"),
    _days("upper_days", "a quarter of the projects took more; NULL for too few", label="Upper quarter"),
    _days("most_days", "the most that a project took"),
    _count("recent_count", "projects finished in the last 12 months", label="Finished in the last 12 months"),
    _days(
        "recent_median_days",
        "half of these took less; NULL where either period has too few",
        label="Median of the last 12 months",
    ),
    _count("earlier_count", "projects finished in the 12 months before", label="Finished in the 12 before"),
    _days(
        "earlier_median_days",
        "half of these took less; NULL where either period has too few",
        label="Median of the 12 before",
    ),
    _number(
        "recent_median",
        "half of these took less; NULL where either period has too few",
        label="Median of the last 12 months",
    ),
    _number(
        "earlier_median",
        "half of these took less; NULL where either period has too few",
        label="Median of the 12 before",
    ),
    _category("unit", "what it is measured in"),
    _number("least", "the least that a finished project took"),
    _number("median", "half of the projects took less; NULL for too few"),
    _number("p85", "85 in a hundred projects took less; NULL for too few", label="P85"),
    _flag("is_p85_more", "whether the P85 is only known to be more than that", label="P85 is more"),
    _number("most", "the most that a finished project took"),
    _on("quarter_starting", "first day of the quarter", label="Quarter from"),
    _flag("is_running", "whether it is not over"),
    _days("p85_days", "85 in a hundred took less; NULL for too few", label="P85"),
    _number("median_weeks", "half of them took fewer weeks; NULL for too few", label="Median, weeks"),
    _number("p85_weeks", "85 in a hundred took fewer weeks; NULL for too few", label="P85, weeks"),
    _number("active_share", "active days over elapsed days, 0 to 1; NULL without any", label="Flow efficiency"),
    _category("part", "phase, or why it went to none", label="Went to"),
    _number("effort_share", "its part of all effort, 0 to 1; NULL without any", label="Share"),
    _number("bias", "actual days over first plans; NULL for too few and plans of nothing", label="Actual over plan"),
    _count("move_count", "moves back", label="Moves back"),
    _count("count", "moves", label="Moves"),
    _days("median_cost_days", "half of these moves cost less; NULL for too few", label="Median cost"),
    _category("step", "what is counted"),
    _number("days", "its working days"),
    _key("cause_keys", "keys of the Tasks active in the visit it led to", label="Tasks active then"),
    _count("longer_count", "finished projects that took longer", label="Of these took longer"),
    _at("first_seen_at", "when it was first seen", label="First seen"),
    _count("seen_count", "how often it was seen", label="Times seen"),
    _days("there_days", "working days of the scientist's own calendar", label="Days there are", unit=""),
    _days("away_days", "days off that would else have been working days: leave and holidays"),
    _key("keys", "keys of the Tasks in progress, joined by a comma", label="Tasks in progress"),
    _at("put_back_at", "when it was put back"),
    _count("exact_count", "those of them that are known from Jira's history"),
)
COLUMNS: Final[Mapping[str, Column]] = {
    known.name: known
    for known in (
        *(*_ISSUES, *_FIELDS_AND_CHANGES, *_LOADS, *_SYNCS, *_MODEL),
        *(*_PROJECTS, *_TASKS_AND_BREACHES, *_EXPLANATIONS, *_WEEK, *_ANALYSES, *_VIEWS),
    )
}


def column(name: str, **otherwise: str | Kind) -> Column:
    """The column of this name, with what a frame says otherwise of it."""
    if name not in COLUMNS:
        raise FrameError(f"column {name} is not in `frames/dictionary.py`: declare it there with its kind and meaning")
    return replace(COLUMNS[name], **otherwise)  # type: ignore[arg-type]  # the fields of a column
