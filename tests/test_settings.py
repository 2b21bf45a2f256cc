"""One `mlpm.toml`, checked as a whole: what is found, what is refused, and what other rooms are told."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.load import reading_options
from mlpm_analytics.settings import Settings, load_settings
from mlpm_analytics.settings.reference import EXAMPLE, settings_reference
from mlpm_analytics.workflow import DELIVERABLES, PHASES, Limits, Workflow

ROOT = Path(__file__).parents[1]
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*/mlpm.toml"))


@pytest.fixture
def load(tmp_path):
    """Settings of a file with the given text."""

    def load_text(text: str) -> Settings:
        path = tmp_path / "mlpm.toml"
        path.write_text(text, encoding="utf-8")
        return load_settings(path)

    return load_text


@pytest.fixture
def faults(load):
    """The sentences with which a text is refused, without the file in front."""

    def faults_of(text: str) -> list[str]:
        with pytest.raises(SettingsError) as refused:
            load(text)
        return [line.partition("mlpm.toml: ")[2] for line in str(refused.value).splitlines()]

    return faults_of


# Which file ----------------------------------------------------------------------------------------


def write(folder: Path, name: str, hours: str) -> Path:
    path = folder / name
    path.write_text(f'[calendar]\nworking_hours = "{hours}"\n', encoding="utf-8")
    return path


def test_the_named_file_wins_over_the_variable_and_that_over_the_working_directory(tmp_path):
    named = write(tmp_path, "named.toml", "07:00-15:00")
    in_variable = write(tmp_path, "variable.toml", "08:00-16:00")
    beside = write(tmp_path, "mlpm.toml", "10:00-18:00")
    environ = {"MLPM_CONFIG": str(in_variable)}
    assert load_settings(named, environ=environ, folder=tmp_path).source == named
    assert load_settings(environ=environ, folder=tmp_path).source == in_variable
    assert load_settings(environ={}, folder=tmp_path).source == beside
    assert load_settings(environ={}, folder=tmp_path).calendar.working_hours == "10:00-18:00"


def test_the_working_directory_is_where_it_looks_when_no_folder_is_given(tmp_path, monkeypatch):
    write(tmp_path, "mlpm.toml", "10:00-18:00")
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}).calendar.working_hours == "10:00-18:00"


def test_without_a_file_the_defaults_are_the_way_of_working(tmp_path):
    settings = load_settings(environ={}, folder=tmp_path)
    assert settings.source is None
    assert settings.to_workflow() == Workflow(
        phases=PHASES,
        passive_phases=frozenset({"A/B Testing"}),
        min_active=timedelta(minutes=5),
        min_visit_days=0.25,
        abandoned_resolutions=frozenset(
            {"won't do", "won't fix", "cancelled", "canceled", "declined", "abandoned"},
        ),
        nothing_done_resolutions=frozenset(
            {
                "duplicate",
                "cannot reproduce",
                "invalid",
                "won't do",
                "won't fix",
                "cancelled",
                "canceled",
                "declined",
                "abandoned",
            }
        ),
        deliverables=DELIVERABLES,
        limits=Limits(),
    )


@pytest.mark.parametrize("by", ["--config", "MLPM_CONFIG"])
def test_a_file_that_is_named_and_not_there_is_refused_with_who_named_it(tmp_path, by):
    path = tmp_path / "none.toml"
    with pytest.raises(SettingsError, match=rf"none\.toml: there is no such file, and {by} names it"):
        load_settings(
            path if by == "--config" else None, environ={"MLPM_CONFIG": str(path)} if by == "MLPM_CONFIG" else {}
        )


def test_an_empty_variable_names_nothing(tmp_path):
    assert load_settings(environ={"MLPM_CONFIG": ""}, folder=tmp_path).source is None


def test_a_file_is_checked_once_for_what_it_holds_and_anew_when_that_changes(tmp_path):
    path = write(tmp_path, "mlpm.toml", "09:00-17:00")
    first = load_settings(path)
    assert load_settings(path) is first
    write(tmp_path, "mlpm.toml", "10:00-18:00")
    assert load_settings(path).calendar.working_hours != first.calendar.working_hours
    write(tmp_path, "mlpm.toml", "soon")
    for _ in range(2):
        with pytest.raises(SettingsError, match="working_hours"):
            load_settings(path)


def test_a_file_of_a_windows_editor_is_read(tmp_path):
    path = tmp_path / "mlpm.toml"
    path.write_bytes('\ufeff[jira]\r\nbrowse_url = "https://jira.example.org/"\r\n'.encode())
    assert load_settings(path).jira.browse_url == "https://jira.example.org"


def test_text_that_is_not_toml_is_refused_with_its_line(load):
    with pytest.raises(SettingsError, match=r"mlpm\.toml, line 2, column \d+: not TOML: "):
        load("[calendar]\ntimezone = Europe/Berlin\n")


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    path = tmp_path / "mlpm.toml"
    path.write_bytes(b'[fields]\nphase = "Phase \xe4"\n')
    with pytest.raises(SettingsError, match=r"mlpm\.toml, line 2: not UTF-8"):
        load_settings(path)


# What is refused -----------------------------------------------------------------------------------

REFUSED = {
    "an unknown section": ("[workflows]", 'workflows is not a known key. Did you mean "workflow"?'),
    "an unknown key": (
        "[workflow]\nphase = []",
        'workflow.phase is not a known key. Did you mean "phases"? Known here: phases,',
    ),
    "a key of another section": (
        'browse_url = "https://x.org"',
        'browse_url is not a known key. Did you mean "jira.browse_url"?',
    ),
    "an unknown key of a phase": (
        '[workflow]\nphases = [{name = "A", alias = ["B"]}]',
        'workflow.phases[0].alias is not a known key. Did you mean "aliases"?',
    ),
    "where the file came from": ('source = "x"', "source is not a known key."),
    "a section that is no table": ("workflow = 5", "workflow holds 5; allowed: a table of keys and values."),
    "text for a number": (
        '[workflow]\nmin_active_minutes = "five"',
        'workflow.min_active_minutes holds "five"; allowed: a number.',
    ),
    "a truth for a number": ("[rules]\nmax_task_days = true", "rules.max_task_days holds true; allowed: a number."),
    "no finite number": ("[rules]\nmax_task_days = inf", "rules.max_task_days holds Infinity; allowed: a finite"),
    "a part for a whole": ("[rules]\nmax_in_progress = 1.5", "rules.max_in_progress holds 1.5; allowed: a whole"),
    "too small a number": ("[rules]\nmax_task_days = 0", "rules.max_task_days holds 0; allowed: a number above 0."),
    "too large a number": (
        "[fields]\nestimate_hours_per_day = 25",
        "fields.estimate_hours_per_day holds 25; allowed: a number of at most 24.",
    ),
    "a number for a truth": (
        "[workflow]\ninclude_subtasks = 1",
        "workflow.include_subtasks holds 1; allowed: true or false.",
    ),
    "text for a list": (
        '[workflow]\nwaiting_statuses = "Blocked"',
        'workflow.waiting_statuses holds "Blocked"; allowed: a list in square brackets.',
    ),
    "empty text": ('[fields]\nphase = " "', 'fields.phase holds " "; allowed: text that is not empty.'),
    "no phases": ("[workflow]\nphases = []", "workflow.phases holds []; allowed: a list with at least one entry."),
    "an unknown choice": (
        '[fields]\nphase_from = "labels"',
        'fields.phase_from holds "labels"; allowed: "field", "label", "component", "summary" or "status". '
        'Did you mean "label"?',
    ),
    "a phase twice": (
        '[workflow]\nphases = ["Modeling", "modeling"]',
        'workflow.phases[1] holds "modeling"; allowed: names of one phase each; "Modeling" has it already.',
    ),
    "an alias of two phases": (
        '[workflow]\nphases = [{name = "A", aliases = ["X"]}, {name = "B", aliases = ["x"]}]',
        'workflow.phases[1] holds "x"; allowed: names of one phase each; "A" has it already.',
    ),
    "a passive phase that is no phase": (
        '[workflow]\npassive_phases = ["A/B Test"]',
        'workflow.passive_phases[0] holds "A/B Test"; allowed: one of workflow.phases, "Research",',
    ),
    "a plan of no phase": (
        '[fields.plan]\nModelling = "Plan"',
        'fields.plan.Modelling holds "Plan"; allowed: a key that is one of workflow.phases, "Research",',
    ),
    "a status both active and waiting": (
        '[workflow]\nactive_statuses = ["Doing"]\nwaiting_statuses = ["doing"]',
        'workflow.waiting_statuses[0] holds "doing"; allowed: a status that workflow.active_statuses does not hold',
    ),
    "a status both active and done": (
        '[workflow]\nactive_statuses = ["Doing"]\ndone_statuses = ["Doing"]',
        'workflow.done_statuses[0] holds "Doing"; allowed: a status that workflow.active_statuses does not hold',
    ),
    "an estimate without its unit": (
        '[fields]\nestimate = "Effort"',
        'fields.estimate_unit is missing; allowed: the unit of "Effort", one of "seconds", "minutes",',
    ),
    "an original estimate in days": (
        '[fields]\nestimate_unit = "days"',
        'fields.estimate_unit holds "days"; allowed: "seconds", the unit of Jira\'s original estimate.',
    ),
    "an unknown time zone": (
        '[calendar]\ntimezone = "Europe/Berln"',
        'calendar.timezone holds "Europe/Berln"; allowed: a time zone of the IANA database, such as "Europe/Berlin". '
        'Did you mean "Europe/Berlin"?',
    ),
    "hours that close before they open": (
        '[calendar]\nworking_hours = "17:00-09:00"',
        'calendar.working_hours holds "17:00-09:00"; allowed: hours of one day that close after they open',
    ),
    "hours after midnight": (
        '[calendar]\nworking_hours = "22:00-24:30"',
        'calendar.working_hours holds "22:00-24:30"; allowed: hours of one day',
    ),
    "hours that are none": (
        '[calendar]\nworking_hours = "9 to 5"',
        'calendar.working_hours holds "9 to 5"; allowed: hours from "00:00" to "24:00"',
    ),
    "an unknown weekday": (
        '[calendar]\nworking_days = ["Mon", "Tues"]',
        'calendar.working_days[1] holds "Tues"; allowed: one of "Mon", "Tue",',
    ),
    "a day that is none": (
        '[calendar]\nholidays = ["2026-02-30"]',
        'calendar.holidays[0] holds "2026-02-30"; allowed: a day that the calendar has.',
    ),
    "a number for a day": (
        "[calendar]\nholidays = [20260403]",
        "calendar.holidays[0] holds 20260403; allowed: a date such as 2026-12-24.",
    ),
    "an instant for a day": (
        "[calendar]\nholidays = [2026-04-03T00:00:00]",
        "calendar.holidays[0] holds 2026-04-03T00:00:00; allowed: a date",
    ),
    "a country by its name": (
        '[calendar]\ncountry = "Germany"',
        'calendar.country holds "Germany"; allowed: a country code of ISO 3166, such as "DE". Did you mean "DE"?',
    ),
    "a part that the country lacks": (
        '[calendar]\ncountry = "DE"\nsubdivision = "Bayern"',
        'calendar.subdivision holds "Bayern"; allowed: one of "BB", "BE",',
    ),
    "a part of no country": (
        '[calendar]\nsubdivision = "BE"',
        'calendar.subdivision holds "BE"; allowed: a part of a country, and no country is given.',
    ),
    "a scientist without a name": ('[[scientists]]\nids = ["a"]', "scientists[0].name is missing."),
    "scientists that are no list": (
        '[scientists]\nname = "Ada"',
        'scientists holds {name = "Ada"}; allowed: a list in square brackets, or tables headed [[scientists]].',
    ),
    "an id of two scientists": (
        '[[scientists]]\nname = "Ada"\nids = ["acc-1"]\n[[scientists]]\nname = "Bo"\nids = ["ACC-1"]',
        'scientists[1].ids holds "ACC-1"; allowed: ids and names of one scientist each; "Ada" has it already.',
    ),
    "a part that a scientist's country lacks": (
        '[calendar]\ncountry = "DE"\n[[scientists]]\nname = "Ada"\nsubdivision = "NY"',
        'scientists[0].subdivision holds "NY"; allowed: one of "BB",',
    ),
    "leave that ends before it begins": (
        '[[scientists]]\nname = "Ada"\nleave = ["2026-08-14..2026-08-03"]',
        'scientists[0].leave[0].last holds "2026-08-03"; allowed: a day that is not before the first one.',
    ),
    "leave without an end": (
        '[[scientists]]\nname = "Ada"\nleave = [{first = 2026-08-03}]',
        "scientists[0].leave[0].last is missing.",
    ),
    "a key that is none": ('[projects]\nkeys = ["ML 7"]', 'projects.keys[0] holds "ML 7"; allowed: the key of an Epic'),
    "a project chosen and left out": (
        '[projects]\nkeys = ["ML-7"]\nexclude_keys = ["ml-7"]',
        'projects.exclude_keys[0] holds "ML-7"; allowed: what projects.keys does not hold as well.',
    ),
    "an address that is none": (
        '[jira]\nbrowse_url = "example"',
        'jira.browse_url holds "example"; allowed: the address of Jira, such as',
    ),
    "an address of the pages with a question": (
        '[app]\npublic_url = "https://mlpm.example.com?x=1"',
        'app.public_url holds "https://mlpm.example.com?x=1"; allowed: the address of the pages as a browser shows it',
    ),
    "a port that there is not": ('[app]\npublic_url = "http://a:70000"', 'app.public_url holds "http://a:70000"'),
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_fault_is_refused_with_the_key_what_it_holds_and_what_is_allowed(faults, text, sentence):
    (only,) = faults(text)
    assert only.startswith(sentence)


def test_every_fault_is_told_at_once_each_with_the_file(load, tmp_path):
    with pytest.raises(SettingsError) as refused:
        load(
            '[rules]\nmax_task_dais = 3\n[fields]\nphase_from = "labels"\n[calendar]\ntimezone = "Mars"\ncountry = "XX"'
        )
    lines = str(refused.value).splitlines()
    assert all(line.startswith(f"{tmp_path / 'mlpm.toml'}: ") for line in lines)
    assert [line.split(": ")[1].split()[0] for line in lines] == [
        "fields.phase_from",
        "calendar.timezone",
        "calendar.country",
        "rules.max_task_dais",
    ]


# What is accepted ----------------------------------------------------------------------------------


def test_phases_are_names_or_tables_with_aliases_and_a_deliverable(load):
    settings = load('[workflow]\nphases = ["Modeling", {name = "Ship", aliases = ["Release"], deliverable = "code"}]')
    modeling, ship = settings.workflow.phases
    assert modeling.words == ("Modeling",)
    assert modeling.deliverable == DELIVERABLES["Modeling"]
    assert ship.words == ("Ship", "Release")
    assert settings.to_workflow().phases == ("Modeling", "Ship")
    assert settings.to_workflow().deliverables["Ship"] == "code"


def test_other_phases_have_no_passive_one_and_need_not_say_so(load):
    assert load('[workflow]\nphases = ["Think", "Build"]').to_workflow().passive_phases == frozenset()


def test_a_status_that_is_active_is_no_longer_waiting_by_default(load):
    assert load('[workflow]\nactive_statuses = ["In Progress", "blocked"]').workflow.waiting_statuses == ("On Hold",)


def test_every_phase_has_a_plan_field_and_a_named_one_wins(load):
    settings = load('[workflow]\nphases = ["A", "B"]\n[fields.plan]\nB = "customfield_7"')
    assert settings.plan_fields == {"A": "A plan (weeks)", "B": "customfield_7"}


@pytest.mark.parametrize(("source", "prefix"), [("label", "phase:"), ("component", ""), ("field", "")])
def test_labels_have_a_prefix_by_default(load, source, prefix):
    assert load(f'[fields]\nphase_from = "{source}"').fields.phase_prefix == prefix


def test_the_limits_and_the_address_reach_the_workflow(load):
    settings = load('[rules]\nmax_task_days = 3\nbouncing_moves = 4\n[jira]\nbrowse_url = "https://j.org/jira/browse/"')
    assert settings.to_workflow("https://site").limits == Limits(max_task_days=3, bouncing_moves=4)
    assert settings.to_workflow("https://site").browse_url == "https://j.org/jira"


def test_links_go_to_the_site_of_the_exports_where_no_address_is_configured():
    assert Settings().to_workflow("https://site.example/").browse_url == "https://site.example"


def test_the_deliverable_rule_needs_a_field(load):
    assert not Settings().to_workflow().has_deliverable_field
    assert load('[fields]\ndeliverable = "Link"').to_workflow().has_deliverable_field


def test_the_rules_about_ab_tests_need_a_field_for_their_length_or_their_last_day(load):
    assert not Settings().to_workflow().has_test_field
    assert load('[fields]\ntest_days = "Days"').to_workflow().has_test_field
    assert load('[fields]\ntest_ends = "Ends"').to_workflow().has_test_field


def test_a_test_is_planned_by_one_field(load):
    with pytest.raises(SettingsError, match=r"fields\.test_ends.*left out where fields\.test_days is stated"):
        load('[fields]\ntest_days = "Days"\ntest_ends = "Ends"')


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Settings().rules.max_task_days = 9


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_the_golden_settings_load(path):
    settings = load_settings(path)
    assert settings.to_workflow().phases == PHASES
    assert settings.plan_fields == {phase: f"{phase} plan (weeks)" for phase in PHASES}


# Working time --------------------------------------------------------------------------------------


def test_hours_may_end_at_midnight(load):
    hours = load('[calendar]\nworking_hours = "22:00-24:00"').team_hours(2026, 2026)
    assert (hours.opens, hours.closes) == (time(22), None)


def test_days_are_named_short_or_long_and_dates_as_text_or_not(load):
    settings = load('[calendar]\nworking_days = ["friday", "Mon", "Mon"]\nholidays = ["2026-12-24", 2026-12-24]')
    assert settings.calendar.working_days == ("Mon", "Fri")
    assert settings.team_hours(2026, 2026).weekdays == {0, 4}
    assert settings.team_hours(2026, 2026).days_off == {date(2026, 12, 24)}


def test_public_holidays_of_germany_are_days_off_beside_the_teams_own(load):
    settings = load('[calendar]\ncountry = "de"\nholidays = [2026-12-24]')
    assert settings.team_hours(2026, 2026).days_off == {
        date(2026, month, day)
        for month, day in [
            (1, 1),
            (4, 3),
            (4, 6),
            (5, 1),
            (5, 14),
            (5, 25),
            (10, 3),
            (12, 24),
            (12, 25),
            (12, 26),
        ]
    }


def test_a_subdivision_adds_its_own_holidays(load):
    settings = load('[calendar]\ncountry = "DE"\nsubdivision = "BE"')
    assert date(2026, 3, 8) in settings.team_hours(2026, 2026).days_off


def test_holidays_are_those_of_the_years_asked_for(load):
    years = {day.year for day in load('[calendar]\ncountry = "DE"').team_hours(2025, 2027).days_off}
    assert years == {2025, 2026, 2027}


def scientist_hours(settings: Settings):
    return settings.scientist_hours(settings.scientists[0], 2026, 2026)


def test_a_scientist_with_nothing_of_their_own_has_the_teams_hours(load):
    settings = load('[calendar]\ncountry = "DE"\n[[scientists]]\nname = "Ada"\nids = ["acc-1"]')
    assert scientist_hours(settings) is None


def test_what_a_scientist_leaves_out_is_the_teams(load):
    settings = load(
        '[calendar]\ntimezone = "Europe/Berlin"\ncountry = "DE"\nholidays = [2026-12-24]\n'
        '[[scientists]]\nname = "Ada"\nworking_hours = "08:00-12:00"\nworking_days = ["Mon"]'
    )
    team, ada = settings.team_hours(2026, 2026), scientist_hours(settings)
    assert (ada.opens, ada.closes, ada.weekdays) == (time(8), time(12), frozenset({0}))
    assert (ada.timezone, ada.days_off) == (team.timezone, team.days_off)


def test_another_country_takes_the_place_of_the_teams_and_of_its_subdivision(load):
    settings = load(
        '[calendar]\ncountry = "DE"\nsubdivision = "BE"\nholidays = [2026-12-24]\n'
        '[[scientists]]\nname = "Ada"\ncountry = "US"'
    )
    off = scientist_hours(settings).days_off
    assert {date(2026, 11, 26), date(2026, 12, 24)} <= off
    assert not {date(2026, 3, 8), date(2026, 10, 3)} & off


def test_own_holidays_take_the_place_of_the_teams_list(load):
    settings = load('[calendar]\nholidays = [2026-12-24]\n[[scientists]]\nname = "Ada"\nholidays = []')
    assert scientist_hours(settings).days_off == frozenset()


def test_leave_is_days_spans_and_tables_within_the_years_asked_for(load):
    settings = load(
        '[[scientists]]\nname = "Ada"\n'
        'leave = [2026-03-02, "2026-03-05", "2026-08-03..2026-08-05", {first = 2026-12-30, last = 2027-01-02}]'
    )
    assert scientist_hours(settings).days_off == {
        date(2026, 3, 2),
        date(2026, 3, 5),
        date(2026, 8, 3),
        date(2026, 8, 4),
        date(2026, 8, 5),
        date(2026, 12, 30),
        date(2026, 12, 31),
    }


# Fingerprint, provenance, documents ----------------------------------------------------------------


def test_settings_come_back_from_json_as_they_were(load):
    settings = load(EXAMPLE)
    again = Settings.model_validate_json(settings.model_dump_json())
    assert again == settings
    assert again.fingerprint == settings.fingerprint


def test_the_fingerprint_is_of_the_values_and_not_of_where_they_came_from(load):
    stated = load(
        "[workflow]\nmin_active_minutes = 5\n[fields]\nestimate_hours_per_day = 8\n[rules]\nmax_task_days = 5\n"
        '[fields.plan]\nModeling = "Modeling plan (weeks)"'
    )
    assert stated.source is not None
    assert stated.fingerprint == Settings().fingerprint


@pytest.mark.parametrize(
    "text", ["[rules]\nmax_task_days = 6", '[fields.plan]\nModeling = "x"', '[[scientists]]\nname = "Ada"']
)
def test_another_value_gives_another_fingerprint(load, text):
    assert load(text).fingerprint != Settings().fingerprint


def test_it_is_known_which_values_the_file_states(load):
    settings = load("[rules]\nmax_task_days = 5")
    assert settings.is_stated("rules", "max_task_days")
    assert not settings.is_stated("rules", "max_estimate_days")
    assert not settings.is_stated("workflow", "passive_phases")


def test_the_example_of_the_documents_states_every_section(load):
    settings = load(EXAMPLE)
    assert settings.model_fields_set == set(Settings.model_fields)


def test_every_key_has_a_meaning_in_the_documents():
    cells = [line.split(" | ") for line in settings_reference().splitlines() if line.startswith("| `")]
    assert len(cells) > 40
    assert all(len(row) == 3 and row[2].strip(" |") not in ("", "None") for row in cells)


def test_the_settings_page_is_what_the_code_says():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == settings_reference(), "docs/settings.md is stale: run `make docs`"


def test_how_files_are_read_stands_in_the_settings_and_flags_win(load):
    settings = load(
        '[exports]\ntimezone = "America/New_York"\ndate_order = "mdy"\nlanguage = "pl"\n'
        '[exports.columns]\nStatus = "Stan"\n[calendar]\ntimezone = "Europe/Berlin"\n'
    )
    usual = reading_options(settings)
    assert (usual.timezone, usual.timezone_is_stated) == ("America/New_York", True)
    assert (usual.date_order, usual.language, usual.usual_columns) == ("mdy", "pl", (("Status", "Stan"),))
    flags = reading_options(settings, timezone="UTC", date_order="dmy", language="de", columns=(("Status", "A"),))
    assert (flags.timezone, flags.date_order, flags.language, flags.columns) == ("UTC", "dmy", "de", (("Status", "A"),))
    unstated = reading_options(Settings())
    assert (unstated.timezone, unstated.timezone_is_stated) == ("UTC", False)
    assert settings.fingerprint == load('[calendar]\ntimezone = "Europe/Berlin"\n').fingerprint


def test_a_team_has_epics_and_jira_projects_of_its_own(load):
    settings = load(
        '[[teams]]\nname = "Search"\njira_projects = ["search"]\n[[teams]]\nname = "Core"\nprojects = ["SEARCH-4"]\n'
    )
    assert settings.to_workflow().teams == {"SEARCH": "Search", "SEARCH-4": "Core"}


def test_a_project_that_two_teams_list_is_refused(load):
    text = '[[teams]]\nname = "Search"\nprojects = ["ML-4"]\n[[teams]]\nname = "Core"\nprojects = ["ML-1", "ML-4"]\n'
    with pytest.raises(SettingsError, match=r'teams\[1\].projects\[1\] holds "ML-4".*"Search" has it already'):
        load(text)
