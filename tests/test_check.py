"""What `mlpm check` says: the settings in force, and what in the data does not fit them."""

import json

import pytest

from mlpm_analytics.check import check
from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, ISSUES, STATUSES, Raw
from mlpm_analytics.settings import load_settings

CATEGORIES = {"To Do": "new", "In Progress": "indeterminate", "In Review": "indeterminate", "Done": "done"}
PLANS = [f"{phase} plan (weeks)" for phase in ("Research", "Modeling")]
PHASES = '[workflow]\nphases = ["Research", "Modeling"]\n'


def issue(number: int, kind: str = "Task", *, status: str = "In Progress", who: str = "ana", **held) -> dict:
    return {
        "issue_id": str(number),
        "key": f"ML-{number}",
        "issue_type": kind,
        "is_subtask": False,
        "has_changelog": True,
        "status_id": f"s-{status}",
        "status": status,
        "status_category": CATEGORIES.get(status),
        "assignee_id": who,
        "assignee": who.title(),
        "created_at": "2026-03-02T09:00Z",
        "estimate_seconds": 3600.0,
        "line": number,
        **held,
    }


def value(number: int, text: str, field: str = "Phase", field_id: str | None = None) -> dict:
    ids = {"issue_id": str(number), "field_id": field_id or f"cf-{field}", "value_id": f"o-{text}"}
    return ids | {"field_name": field, "value": text, "position": 0}


def raw(*issues: dict, values: list[dict] = (), fields: list[str] = ("Phase", *PLANS), changes: list[dict] = ()) -> Raw:
    """An export: an Epic, the issues, and fields of these names."""
    epic = issue(1, "Epic", who="boss")
    return Raw(
        issues=ISSUES.of([epic, *issues]),
        field_values=FIELD_VALUES.of(list(values)),
        changes=CHANGES.of(list(changes)),
        fields=FIELDS.of([{"field_id": f"cf-{name}", "name": name} for name in fields]),
        statuses=STATUSES.empty(),
    )


@pytest.fixture
def settings(tmp_path):
    def load(text: str = PHASES):
        path = tmp_path / "mlpm.toml"
        path.write_text(text, encoding="utf-8")
        return load_settings(path)

    return load


def about(checked, key: str):
    """The one misfit about a setting."""
    (misfit,) = [one for one in checked.misfits if one.key == key]
    return misfit


def test_data_that_fit_give_no_misfit(settings):
    checked = check(settings(), raw(issue(2, parent_key="ML-1"), values=[value(2, "Modeling")]))
    assert checked.misfits == ()
    assert checked.lines()[0] == "Everything in the data fits the settings."


def test_without_data_only_the_settings_are_told(settings):
    for data in (None, Raw()):
        checked = check(settings("[workflow]\nactive_statuses = ['Nowhere']"), data)
        assert checked.misfits == ()
        assert checked.lines()[0].startswith("Nothing is loaded yet")


# In force ------------------------------------------------------------------------------------------


def test_every_value_comes_with_where_it_came_from(settings):
    checked = check(settings('[calendar]\ntimezone = "Europe/Berlin"\n[[scientists]]\nname = "Ada"\nids = ["a"]'))
    found = {(one.section, one.key): (one.value, one.origin) for one in checked.in_force}
    assert found["[calendar]", "timezone"] == ('"Europe/Berlin"', "mlpm.toml")
    assert found["[rules]", "max_task_days"] == ("5", "default")
    assert found["[workflow]", "done_statuses"] == ("those of Jira's category Done", "default")
    assert found["[[scientists]]", "Ada"] == ('{name = "Ada", ids = ["a"]}', "mlpm.toml")


def test_the_lines_say_the_file_and_stay_within_a_terminal(settings):
    lines = check(settings()).lines()
    assert any(line.startswith("Settings from ") and line.endswith("mlpm.toml") for line in lines)
    assert "[workflow]" in lines
    assert max(len(line) for line in lines if not line.startswith("Settings from ")) <= 120


def test_without_a_file_a_line_says_so(tmp_path):
    lines = check(load_settings(environ={}, folder=tmp_path)).lines()
    assert "No mlpm.toml: every setting is the default." in lines


# Statuses ------------------------------------------------------------------------------------------


def test_a_status_without_a_category_is_asked_for_and_nothing_is_decided_in_a_line_to_paste(settings):
    data = raw(issue(2), issue(3, status="Tuning"), values=[value(2, "Modeling"), value(3, "Modeling")])
    misfit = about(check(settings(), data), "workflow.active_statuses")
    assert "“Tuning” (1 issue in it now)" in misfit.message
    assert '`active_statuses = ["In Progress"]` for statuses in which somebody works' in misfit.message
    assert (misfit.section, misfit.remedy) == ("[workflow]", ())


def test_a_configured_status_that_no_issue_had_is_told_with_the_nearest(settings):
    data = raw(issue(2), issue(3, status="In Review"), values=[value(2, "Modeling")])
    stated = settings(PHASES + 'active_statuses = ["In Progress", "In Reveiw", "Moon"]')
    misfit = about(check(stated, data), "workflow.active_statuses")
    assert "“In Reveiw” (the nearest there is: “In Review”) and “Moon”" in misfit.message
    assert misfit.remedy == ('active_statuses = ["In Progress", "In Review"]',)


def test_a_list_of_which_nothing_is_there_had_better_be_left_out(settings):
    stated = settings(PHASES + 'done_statuses = ["Zzz"]')
    misfit = about(check(stated, raw(issue(2), values=[value(2, "Modeling")])), "workflow.done_statuses")
    assert misfit.message.endswith("Leave the key out, and its default holds.")
    assert misfit.remedy == ()


def test_a_status_named_by_its_id_is_there(settings):
    data = raw(issue(2), values=[value(2, "Modeling")])
    assert check(settings(PHASES + 'active_statuses = ["s-In Progress"]'), data).misfits == ()


def test_a_default_status_that_no_issue_had_is_no_misfit(settings):
    assert check(settings(), raw(issue(2), values=[value(2, "Modeling")])).misfits == ()


# Phases --------------------------------------------------------------------------------------------


def test_a_value_near_a_phase_becomes_its_alias(settings):
    data = raw(issue(2), issue(3), values=[value(2, "Modelling"), value(3, "Modelling")])
    misfit = about(check(settings(), data), "workflow.phases")
    assert "“Modelling” (2 issues) looks like “Modeling”" in misfit.message
    assert '    {name = "Modeling", aliases = ["Modelling"]},' in misfit.remedy
    assert check(settings("[workflow]\n" + "\n".join(misfit.remedy)), data).misfits == ()


def test_a_value_near_no_phase_becomes_one_at_the_end(settings):
    data = raw(issue(2), values=[value(2, "Spike")])
    misfit = about(check(settings(), data), "workflow.phases")
    assert "“Spike” (1 issue) looks like none" in misfit.message
    assert misfit.remedy == ("phases = [", '    "Research",', '    "Modeling",', '    "Spike",', "]")


def test_case_spaces_and_aliases_make_no_other_phase(settings):
    stated = settings('[workflow]\nphases = ["Research", {name = "Modeling", aliases = ["Training"]}]')
    data = raw(issue(2), issue(3), values=[value(2, " modeling "), value(3, "TRAINING")])
    assert check(stated, data).misfits == ()


def test_a_label_with_the_prefix_that_is_no_phase_is_told(settings):
    stated = settings(PHASES + '[fields]\nphase_from = "label"')
    labels = [value(2, text, "labels", "labels") for text in ("phase:modeling", "phase:reserch", "urgent")]
    misfit = about(check(stated, raw(issue(2), values=labels)), "workflow.phases")
    assert "“reserch” (1 issue) looks like “Research”" in misfit.message
    assert "urgent" not in misfit.message


def test_a_component_without_a_prefix_need_not_be_a_phase(settings):
    stated = settings(PHASES + '[fields]\nphase_from = "component"')
    components = [value(2, "Modeling", "components", "components"), value(3, "Backend", "components", "components")]
    assert check(stated, raw(issue(2), issue(3), values=components)).misfits == ()


def test_brackets_of_a_summary_near_a_phase_are_told(settings):
    stated = settings(PHASES + '[fields]\nphase_from = "summary"')
    data = raw(issue(2, summary="[Modelling] Tune"), issue(3, summary="[Urgent] Fix"))
    misfit = about(check(stated, data), "workflow.phases")
    assert "“Modelling” (1 issue) looks like “Modeling”" in misfit.message
    assert "Urgent" not in misfit.message


# Fields --------------------------------------------------------------------------------------------


def test_a_phase_field_that_is_not_there_is_told_with_the_field_that_holds_phases(settings):
    data = raw(issue(2), values=[value(2, "Modeling", "Step")], fields=["Step", "Phrase", *PLANS])
    misfit = about(check(settings(), data), "fields.phase")
    assert misfit.message.startswith("No field is called “Phase” (the nearest there is: “Step”)")
    assert check(settings(PHASES + "[fields]\n" + misfit.remedy[0]), data).misfits == ()


def test_a_phase_field_that_is_not_there_is_told_with_the_nearest_name(settings):
    misfit = about(check(settings(), raw(issue(2), fields=["Phases", "Team", *PLANS])), "fields.phase")
    assert misfit.remedy == ('phase = "Phases"',)


def test_without_a_near_field_the_fields_there_are_are_told(settings):
    misfit = about(check(settings(), raw(issue(2), fields=["Team", "Sprint", *PLANS])), "fields.phase")
    assert "The data have “Modeling plan (weeks)”, “Research plan (weeks)”, “Sprint” and “Team”." in misfit.message
    assert misfit.remedy == ()


def test_plan_fields_that_are_not_there_are_told_together(settings):
    data = raw(issue(2), values=[value(2, "Modeling")], fields=["Phase", "Modeling plan weeks", "Team"])
    misfit = about(check(settings(), data), "fields.plan")
    assert "“Research plan (weeks)”" in misfit.message
    assert misfit.section == "[fields.plan]"
    assert misfit.remedy == ('Modeling = "Modeling plan weeks"',)


def test_a_named_deliverable_or_date_field_that_is_not_there_is_told(settings):
    stated = settings(PHASES + '[fields]\ndeliverable = "Deliverables"\nstart_dates = ["Began"]')
    data = raw(issue(2), values=[value(2, "Modeling")], fields=["Phase", "Deliverable", *PLANS])
    assert about(check(stated, data), "fields.deliverable").remedy == ('deliverable = "Deliverable"',)
    assert about(check(stated, data), "fields.start_dates").remedy == ()
    planned = settings(PHASES + '[fields]\ntest_ends = "Test ends on"')
    data = raw(issue(2), values=[value(2, "Modeling")], fields=["Phase", "Test ends", *PLANS])
    assert about(check(planned, data), "fields.test_ends").remedy == ('test_ends = "Test ends"',)


def test_lengths_and_last_days_of_tests_that_cannot_be_read_are_told(settings):
    values = [value(2, "Modeling"), value(2, "2026-03-15", "Test ends"), value(3, "soon", "Test ends")]
    data = raw(issue(2), issue(3), values=values, fields=["Phase", "Test ends", *PLANS])
    told = about(check(settings(PHASES + '[fields]\ntest_ends = "Test ends"'), data), "fields.test_ends").message
    assert told.startswith("1 of 2 values cannot be read as a date, such as “soon”")
    told = about(check(settings(PHASES + '[fields]\ntest_days = "Test ends"'), data), "fields.test_days").message
    assert told.startswith("2 of 2 values cannot be read as a number")


def test_no_estimates_are_told_with_a_field_that_may_hold_them(settings):
    data = raw(
        issue(2, estimate_seconds=None), values=[value(2, "Modeling")], fields=["Phase", *PLANS, "Estimate (days)"]
    )
    misfit = about(check(settings(), data), "fields.estimate")
    assert misfit.remedy == ('estimate = "Estimate (days)"', 'estimate_unit = "days"')


def test_an_estimate_field_that_is_not_there_is_told_once(settings):
    stated = settings(PHASES + '[fields]\nestimate = "Efort"\nestimate_unit = "days"')
    checked = check(stated, raw(issue(2), values=[value(2, "Modeling")], fields=["Phase", *PLANS, "Effort"]))
    assert [misfit.remedy for misfit in checked.misfits] == [('estimate = "Effort"',)]


def test_data_without_an_epic_are_told(settings):
    data = Raw(issues=ISSUES.of([issue(2), issue(3, "Bug")]), field_values=FIELD_VALUES.of([value(2, "Modeling")]))
    assert "No issue is an Epic" in about(check(settings(), data), "projects").message
    assert "“Bug” and “Task”" in about(check(settings(), data), "projects").message


# People and projects -------------------------------------------------------------------------------


def test_one_name_under_two_ids_is_told_until_they_are_joined(settings):
    data = raw(issue(2), issue(3, who="ana2", assignee="Ana"), values=[value(2, "Modeling")])
    misfit = about(check(settings(), data), "scientists")
    assert misfit.remedy == ("[[scientists]]", 'name = "Ana"', 'ids = ["ana", "ana2"]')
    assert check(settings(PHASES + "\n".join(misfit.remedy)), data).misfits == ()


def test_an_id_that_is_nobody_is_told_with_the_nearest(settings):
    stated = settings(PHASES + '[[scientists]]\nname = "Ana Example"\nids = ["ana", "bos"]')
    misfit = about(check(stated, raw(issue(2), values=[value(2, "Modeling")])), "scientists[0]")
    assert "“bos” (the nearest there is: “boss”)" in misfit.message
    assert misfit.remedy == ('ids = ["ana", "boss"]',)


def test_a_scientist_without_ids_that_nobody_is_called_is_told(settings):
    stated = settings(PHASES + '[[scientists]]\nname = "Zoe"\n[[scientists]]\nname = "Ana"')
    checked = check(stated, raw(issue(2), values=[value(2, "Modeling")]))
    assert [misfit.key for misfit in checked.misfits] == ["scientists[0]"]


def test_projects_that_no_issue_is_are_told(settings):
    stated = settings(PHASES + '[projects]\nkeys = ["ML-1", "ML-99"]\nexclude_labels = ["old"]')
    checked = check(stated, raw(issue(2), values=[value(2, "Modeling")]))
    assert about(checked, "projects.keys").remedy == ('keys = ["ML-1"]',)
    assert "“old”" in about(checked, "projects.exclude_labels").message


def test_keys_of_a_team_that_no_issue_has_are_told(settings):
    text = PHASES + '[[teams]]\nname = "Core"\nprojects = ["ML-1", "ML-77"]\njira_projects = ["OPS"]\n'
    found = check(settings(text), raw(issue(2), values=[value(2, "Modeling")]))
    assert [one.message for one in found.misfits if one.key == "teams[0]"] == [
        "No issue has what the team “Core” lists: ML-77, OPS."
    ]


def test_a_flag_that_is_to_wait_and_has_no_field_is_told(settings):
    with_flags = PHASES.replace("[workflow]", "[workflow]\nflag_waits = true")
    found = check(settings(with_flags), raw(issue(2), values=[value(2, "Modeling")]))
    assert [one.key for one in found.misfits if "Flagged" in one.message] == ["fields.flag"]
    assert not check(settings(), raw(issue(2), values=[value(2, "Modeling")])).misfits


def test_problems_stand_before_the_settings_in_force(settings):
    lines = check(settings(), raw(issue(2), values=[value(2, "Spike")])).lines()
    assert lines.index("[workflow]") > lines.index("1 thing in the data does not fit the settings:")
    assert lines.index("[workflow]") > lines.index("     In mlpm.toml, below [workflow]:")


def test_misfits_are_numbered_with_the_lines_to_add_below_their_section(settings):
    lines = check(settings(), raw(issue(2), values=[value(2, "Spike")])).lines()
    start = lines.index("1 thing in the data does not fit the settings:")
    assert lines[start + 2].startswith("  1. Not a phase")
    remedy = lines.index("     In mlpm.toml, below [workflow]:")
    assert lines[remedy : remedy + 6] == [
        "     In mlpm.toml, below [workflow]:",
        "         phases = [",
        '             "Research",',
        '             "Modeling",',
        '             "Spike",',
        "         ]",
    ]


@pytest.mark.parametrize("name", ["Project Phase", "Stage", "Fase del proyecto", "Этап", "フェーズ"])
def test_a_field_whose_name_says_phase_is_proposed_whatever_stands_before_it_in_the_alphabet(settings, name):
    fields = [*(f"A{n:02}" for n in range(14)), name]
    misfit = about(check(settings(), raw(issue(2), fields=fields)), "fields.phase")
    assert misfit.remedy == (f"phase = {json.dumps(name, ensure_ascii=False)}",)


def test_without_a_field_for_phases_the_other_ways_are_told(settings):
    misfit = about(check(settings(), raw(issue(2), fields=["Team"])), "fields.phase")
    assert misfit.remedy == ()
    assert 'phase_from = "label"' in misfit.message
    assert 'choose = "all"' in misfit.message


@pytest.mark.parametrize("name", ["Story point estimate", "T-Shirt size estimate"])
def test_points_are_never_proposed_as_an_estimate_of_time(settings, name):
    data = raw(issue(2, estimate_seconds=None), values=[value(2, "Modeling")], fields=["Phase", *PLANS, name])
    assert about(check(settings(), data), "fields.estimate").remedy == ()


def test_a_field_of_estimates_without_a_unit_is_asked_for_it(settings):
    data = raw(issue(2, estimate_seconds=None), values=[value(2, "Modeling")], fields=["Phase", *PLANS, "Estimate"])
    misfit = about(check(settings(), data), "fields.estimate")
    assert misfit.remedy == ()
    assert "Its unit only you know" in misfit.message
