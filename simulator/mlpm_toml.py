"""Writes the settings that the sample is read with."""

from mlpm_analytics.workflow import PHASES
from simulator import site
from simulator.issues import Portfolio
from simulator.people import SCIENTISTS, Person

HEAD = """\
# Settings of the sample portfolio, made with it by `make sample`.

[workflow]
phases = [{phases}]
passive_phases = ["A/B Testing"]
active_statuses = ["In Progress", "In Review"]
waiting_statuses = ["Blocked", "On Hold"]
done_statuses = ["Done"]
min_active_minutes = 5
min_visit_days = 0.25

[fields]
phase = "Phase"
deliverable = "Deliverable"

[fields.plan]  # number fields on the Epic, in weeks
{plans}

[calendar]  # the team's: every figure but effort_days is measured in it
timezone = "Europe/Berlin"
working_hours = "09:00-17:00"
country = "DE"

[rules]
max_task_days = 5
max_in_progress = 1
stalled_after_days = 5

[jira]
browse_url = "{url}"
"""


def settings_file(_: Portfolio) -> str:
    """The text of `mlpm.toml`."""
    phases = ", ".join(f'"{phase}"' for phase in PHASES)
    plans = "\n".join(f'"{phase}" = "{site.FIELD_NAMES[field]}"' for phase, field in site.PLAN_FIELDS.items())
    head = HEAD.format(phases=phases, plans=plans, url=site.URL)
    return "\n".join([head, *(_scientist(person) for person in SCIENTISTS.values())])


def _scientist(person: Person) -> str:
    """Where and when somebody works."""
    lines = ["[[scientists]]", f'name = "{person.name}"', f'ids = ["{person.account_id}"]']
    if person.country != "DE":
        lines += [f'timezone = "{person.timezone}"', f'country = "{person.country}"']
    spans = "".join(f'\n    "{leave.first}..{leave.last}",' for leave in person.leaves)
    return "\n".join([*lines, f"leave = [{spans}\n]\n"])
