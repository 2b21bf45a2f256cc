"""`docs/settings.md`: every section and key, generated from the models, and an example of a whole file."""

from typing import Any, Final

from pydantic.fields import FieldInfo

from mlpm_analytics.settings.app import AppSettings
from mlpm_analytics.settings.exports import ExportsSettings
from mlpm_analytics.settings.sections import (
    FieldsSettings,
    JiraSettings,
    Phase,
    ProjectsSettings,
    RulesSettings,
    WorkflowSettings,
)
from mlpm_analytics.settings.teams import TeamSettings
from mlpm_analytics.settings.values import ABSENT, Section
from mlpm_analytics.settings.words import toml
from mlpm_analytics.settings.working_time import CalendarSettings, ScientistSettings

EXAMPLE: Final = """\
[workflow]
phases = [
    "Research",
    {name = "Data Exploration", aliases = ["EDA", "Exploration"]},
    {name = "Modeling", aliases = ["Modelling"], deliverable = "a prototype, and its evaluation against baselines"},
    "Productization",
    "A/B Testing",
    "Results Analysis",
]
passive_phases = ["A/B Testing"]
active_statuses = ["In Progress", "In Review"]
done_statuses = ["Done", "10101"]          # by name or id
waiting_statuses = ["Blocked", "Waiting for data"]
blocking_links = ["Blocks"]
flag_waits = false
abandoned_resolutions = ["Won't Do", "Declined"]
nothing_done_resolutions = ["Duplicate", "Won't Do"]
min_active_minutes = 5
min_visit_days = 0.25
include_subtasks = false

[fields]
phase = "Phase"                            # or "customfield_10031"
estimate = "Estimate (days)"
estimate_unit = "days"
deliverable = "Deliverable"
test_ends = "Test ends"                    # or test_days = "Test days"
flag = "Flagged"
start_dates = ["Start date"]
end_dates = ["Actual end"]

[fields.plan]                              # number fields on the Epic, in weeks
"Data Exploration" = "Exploration plan (weeks)"
"Modeling" = "customfield_10052"

[projects]
choose = "with phases"
labels = ["ml-project"]
exclude_keys = ["ML-1"]

[calendar]
timezone = "Europe/Berlin"
working_hours = "09:00-17:00"
working_days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
country = "DE"
subdivision = "BE"
holidays = [2026-12-24, 2026-12-31]

[[scientists]]
name = "Ada Example"
ids = ["557058:0001", "ada.example", "Ada E."]
leave = ["2026-08-03..2026-08-14", 2026-09-18]
half_days_of_leave = ["2026-09-21 morning"]

[[scientists]]
name = "Grace Example"
timezone = "America/New_York"
working_hours = "08:00-16:00"
country = "US"
subdivision = "NY"
leave = [{first = 2026-07-06, last = 2026-07-10}]

[[teams]]
name = "Search"
projects = ["ML-7"]
jira_projects = ["SEARCH"]

[rules]
max_task_days = 5
max_estimate_days = 5
max_in_progress = 1
blocked_after_days = 2
stalled_after_days = 5
analysis_after_days = 3
bouncing_moves = 2
bouncing_window_days = 28

[exports]
timezone = "America/New_York"
date_order = "dmy"
language = "pl"
max_unpacked_mb = 1024
max_unpacked_ratio = 200
max_archive_depth = 3

[exports.columns]                          # what it is, and its header in the files
"Status" = "Stan"
"Custom field (Phase)" = "Faza"

[jira]
browse_url = "https://example.atlassian.net"
url = "https://example.atlassian.net"
projects = ["ML"]
timezone = "Europe/Berlin"
ca_bundle = "/etc/ssl/certs/company.pem"
proxy = "http://proxy.example.com:3128"
pace = 5

[app]
scientist_page = true
public_url = "https://mlpm.example.com"
read_only = false
max_upload_mb = 200
import_memory_mb = 4096
"""

_HEAD: Final = """\
# Settings

Generated from the code by `make docs`: change it there.

One file, `mlpm.toml`: the one that `--config` names, else the one that the variable `MLPM_CONFIG` names, else
`mlpm.toml` in the working directory. Without a file, and for every key that it leaves out, the default holds.
It is checked as a whole before anything is computed. `mlpm check` says what is in force, where each value came from,
and what in the data does not fit it.
"""


_TABLES: Final[dict[str, type[Section]]] = {
    "`[workflow]`": WorkflowSettings,
    "A table in `phases`": Phase,
    "`[fields]`": FieldsSettings,
    "`[projects]`": ProjectsSettings,
    "`[calendar]`": CalendarSettings,
    "`[[scientists]]`": ScientistSettings,
    "`[[teams]]`": TeamSettings,
    "`[rules]`": RulesSettings,
    "`[exports]`": ExportsSettings,
    "`[jira]`": JiraSettings,
    "`[app]`": AppSettings,
}
_END: Final = f"""\
## A whole file

```toml
{EXAMPLE}```
"""


def settings_reference() -> str:
    """The page, as Markdown."""
    return "\n".join([_HEAD, *(_table(title, section) for title, section in _TABLES.items()), _END])


def _table(title: str, section: type[Section]) -> str:
    defaults: dict[str, Any] = {}
    rows = []
    for key, field in section.model_fields.items():
        if not field.is_required():
            defaults[key] = field.get_default(call_default_factory=True, validated_data=defaults)
        default = "to be stated" if field.is_required() else in_words(field, defaults[key])
        rows.append(f"| `{key}` | {default} | {field.description} |")
    return "\n".join(
        [f"## {title}", "", f"{section.__doc__}", "", "| key | default | meaning |", "|---|---|---|", *rows, ""]
    )


def in_words(field: FieldInfo, held: object) -> str:
    """The value as it is written in TOML, or what holds where there is none."""
    extra = field.json_schema_extra
    if isinstance(extra, dict) and ABSENT in extra and not held:
        return str(extra[ABSENT])
    return "none" if held is None else f"`{toml(held)}`"
