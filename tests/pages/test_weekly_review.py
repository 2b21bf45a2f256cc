from datetime import date

from mlpm_analytics.calendars import Hours
from tests.builder import epic, portfolio, task
from tests.pages.reading_pages import charts, metrics, table, texts
from tests.ui.publishing import publish

AS_OF = "2026-03-18 16:00"  # 17:00 in Berlin


def linked(key):
    return f"[{key}](<https://jira.example.com/browse/{key}>)"


def why(breach):
    return f" · [why?](<project?project=ML-1&why=Breach%3A+{breach}#why>)"


def busy():
    return portfolio(
        epic("ML-1", plan={"Research": 1, "Modeling": 1}),
        task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1", phase="Modeling").active("2026-03-04 08:00"),
        epic("ML-4"),
        task("ML-5", epic="ML-4", phase="Research", who="bob").active(
            "2026-03-16 08:00", "2026-03-17 16:00", after="done"
        ),
    )


def test_an_empty_store_says_what_to_do(opened):
    app = opened("weekly_review")
    assert not app.exception
    assert "mlpm import" in texts(app)
    assert "mlpm demo" in texts(app)


def test_exports_without_a_project_say_what_to_do(opened, store):
    publish(store, portfolio(epic("ML-1")), AS_OF)
    app = opened("weekly_review")
    assert not app.exception
    assert "What was loaded holds no project" in texts(app)


def test_the_week_in_a_sentence_and_a_row_of_figures_with_their_change(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("weekly_review")
    assert not app.exception
    assert metrics(app)["Projects running"] == "2"
    assert metrics(app)["Tasks finished"] == "1"
    assert {metric.label: metric.delta for metric in app.metric}["Projects running"] == "+1 since last week"
    assert "2 projects are running" in texts(app)


def test_breaches_say_what_since_when_and_link_to_jira_the_new_ones_first(opened, store):
    late = task("ML-2", epic="ML-1", phase="Research").active("2026-03-02 08:00")
    nobodys = task("ML-3", epic="ML-1", phase="Research", who=None).active("2026-03-17 08:00")
    publish(store, portfolio(epic("ML-1"), late, nobodys), AS_OF)
    lines = next(block.value for block in opened("weekly_review").markdown if "has been active" in block.value)
    assert lines.replace("\\", "").splitlines() == [
        f"- :red-badge[new] {linked('ML-3')} “About {linked('ML-3')}” is in progress and nobody is assigned "
        f"· *since 17 March 2026*{why('Unassigned%2C+ML-3')}",
        f"- {linked('ML-2')} “About {linked('ML-2')}” has been active for 13.0 working days; at most 5 are meant "
        f"· Ana · *since 9 March 2026*{why('Task+too+long%2C+ML-2')}",
    ]


def test_every_scientist_has_a_card_with_the_days_of_the_task_in_progress(opened, store):
    publish(store, busy(), AS_OF)
    shown = texts(opened("weekly_review"))
    assert "**Ana**" in shown
    assert ":red[**11 of 5 days active: too long**]" in shown
    assert "No Task in progress" in shown  # Bob


def test_every_project_has_a_row_with_its_strip_its_plan_and_a_link_to_its_page(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("weekly_review")
    assert "Visits, one after the other: Research 2 days, Modeling 11 days" in charts(app)
    assert ":red[**Modeling: 11 of 5 days, over plan**]" in texts(app)
    link = app.get("page_link")[0].proto
    assert (link.page, link.query_string) == ("project", "project=ML-1")


def test_behind_each_part_is_a_table(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("weekly_review")
    assert table(app, "Rule")["Subject"].tolist()
    assert table(app, "Load")["Scientist"].tolist() == ["Ana", "Bob"]
    assert table(app, "In this phase (days)")["Project"].tolist() == ["ML-1", "ML-4"]


def test_an_earlier_day_shows_everything_as_it_was_then(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("weekly_review", as_of="2026-03-04")
    assert not app.exception
    assert metrics(app)["Projects running"] == "1"
    assert "Shown as of Thursday 5 March 2026, 00:00" in texts(app)
    assert "Modeling: 1 of 5 days" in texts(app)


def test_the_freshness_of_the_data_is_said(opened, store):
    publish(store, busy(), AS_OF)
    shown = texts(opened("weekly_review"))
    assert "Data as of Wednesday 18 March 2026, 17:00 (Europe/Berlin) · from 1 file · from Jira's history" in shown


def test_settings_with_a_fault_are_a_sentence_and_no_traceback(opened, store, tmp_path, monkeypatch):
    publish(store, busy(), AS_OF)
    (tmp_path / "broken.toml").write_text("[workflow]\nphasis = []\n")
    monkeypatch.setenv("MLPM_CONFIG", str(tmp_path / "broken.toml"))
    app = opened("weekly_review")
    assert not app.exception
    assert "phasis" in app.error[0].value


def test_a_title_with_markup_is_shown_as_text(opened, store):
    model = busy()
    hostile = "<b>*Q3* $x$ :red[y]</b>"
    named = model.work_items.assign(summary=model.work_items["summary"].replace("About ML-1", hostile))
    publish(store, type(model)(**{**vars(model), "work_items": named}), AS_OF)
    link = opened("weekly_review").get("page_link")[0].proto
    assert link.label == r"**\<b\>\*Q3\* \$x\$ \:red\[y\]\<\/b\>**"


def test_breaches_are_shown_by_project_on_demand(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("weekly_review", by_project="true")
    assert not app.exception
    assert next(link.proto.label for link in app.get("page_link")) == r"**About ML\-1**"
    assert "Needs attention: as a table" in [one.label for one in app.expander]


def test_people_on_leave_say_so_and_do_not_count_as_free(opened, store):
    days = frozenset(date(2026, 3, day) for day in (18, 19, 20))
    publish(store, busy(), AS_OF, scientists=(("bob", Hours(timezone="Europe/Berlin", days_off=days)),))
    app = opened("weekly_review")
    assert "away until 23 March 2026" in texts(app)
    assert table(app, "Load")["Away until"].fillna("").tolist() == ["", "2026-03-23"]
    assert ":green-badge" not in "".join(block.value for block in app.markdown if "event_available" in block.value)


def test_a_project_says_whose_it_is_and_what_happened_this_week(opened, store):
    publish(store, busy(), AS_OF)
    shown = texts(opened("weekly_review"))
    assert "owner: Bob" in shown  # nobody is assigned to the Epic
    assert "by effort" in shown
    assert "This week: 1 Task begun and 1 Task finished" in shown


def test_five_hundred_projects_are_shown_fifty_at_a_time(opened, store):
    issues = [epic(f"ML-{number}", is_chosen=True) for number in range(1, 501)]
    publish(store, portfolio(*issues), AS_OF)
    app = opened("weekly_review")
    assert not app.exception
    assert len(app.get("page_link")) == 50
    assert len(opened("weekly_review", projects_page="10").get("page_link")) == 50
