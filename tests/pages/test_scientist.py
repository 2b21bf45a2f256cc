from datetime import date

from mlpm_analytics.calendars import Hours
from tests.builder import epic, portfolio, task
from tests.pages.reading_pages import charts, metrics, table, texts
from tests.ui.publishing import publish

AS_OF = "2026-03-18 16:00"


def busy():
    return portfolio(
        epic("ML-1"),
        task("ML-2", epic="ML-1", estimate=1).active("2026-03-02 08:00", "2026-03-03 16:00", after="done"),
        task("ML-3", epic="ML-1").active("2026-03-03 08:00", "2026-03-03 16:00"),
        task("ML-4", epic="ML-1").active("2026-03-09 08:00"),
        task("ML-5", epic="ML-1", estimate=3),
        task("ML-6", epic="ML-1", who="bob").active("2026-03-16 08:00"),
    )


def test_an_empty_store_says_what_to_do(opened):
    app = opened("scientist")
    assert not app.exception
    assert "mlpm import" in texts(app)


def test_without_anybody_it_says_so(opened, store):
    publish(store, portfolio(epic("ML-1")), AS_OF)
    app = opened("scientist")
    assert not app.exception
    assert "assigned to anybody" in texts(app)


def test_now_and_next_and_does_it_flow(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("scientist", scientist="ana")
    assert not app.exception
    shown = texts(app)
    assert "8 of 5 days active: too long" in shown
    assert "estimated at 3 days" in shown
    assert "2 days for 1 day estimated" not in shown  # half of one day was shared with ML-3
    assert "1.5 days for 1 day estimated, over 1 finished Task" in shown
    assert "More than one Task in progress for 8 working hours, in 1 stretch." in shown
    figures = {"In progress": "1", "Next up": "2", "Finished": "1", "Overlap": "8 h", "Switches": "0"}
    assert metrics(app) == figures
    assert table(app, "Put back")["Task"].tolist() == ["ML-3"]
    assert table(app, "Working hours")["Tasks in progress"].tolist() == ["ML-2, ML-3"]
    assert len(charts(app)) == 3


def test_weeks_are_never_above_the_days_there_are_and_show_leave(opened, store):
    leave = Hours(timezone="Europe/Berlin", days_off=frozenset({date(2026, 3, 10)}))
    publish(store, busy(), AS_OF, scientists=(("ana", leave),))
    weeks = table(opened("scientist", scientist="ana"), "Days there are")
    assert (weeks["Effort (person-days)"] <= weeks["Days there are"]).all()
    assert weeks.tail(2)[["Effort (person-days)", "Days there are", "Away (days)"]].to_numpy().tolist() == [
        [4.0, 4.0, 1.0],
        [3.0, 3.0, 0.0],  # the week that is not over
    ]


def test_one_scientist_is_shown_at_a_time(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("scientist", scientist="bob")
    assert [header.value for header in app.header] == ["Bob"]
    assert "Ana" not in texts(app)


def test_an_unknown_scientist_is_said_to_be_missing(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("scientist", scientist="Bert")
    assert not app.exception
    assert "No scientist Bert" in app.warning[0].value.replace("\\", "")


def test_the_page_can_be_switched_off(opened, store, tmp_path):
    publish(store, busy(), AS_OF)
    (tmp_path / "mlpm.toml").write_text("[app]\nscientist_page = false\n")
    app = opened("scientist")
    assert not app.exception
    assert app.title[0].value == "Weekly review"


def test_an_export_without_history_shows_how_it_is_known(opened, sample_csv):
    app = opened("scientist")
    assert not app.exception
    assert "inferred" in texts(app)


def test_too_many_tasks_in_progress_open_down_to_the_work(opened, store):
    crowded = portfolio(
        epic("ML-1"),
        task("ML-2", epic="ML-1", who="ana").active("2026-03-16 08:00"),
        task("ML-3", epic="ML-1", who="ana").active("2026-03-17 08:00"),
    )
    publish(store, crowded, AS_OF)
    app = opened("scientist", scientist="ana", why="Breach: Too many in progress, Ana")
    assert not app.exception
    assert set(table(app, "Shared with")["Issue"]) == {"ML-2", "ML-3"}
    lines = next(block.value for block in opened("weekly_review").markdown if "2 Tasks in progress" in block.value)
    assert "scientist?scientist=ana&why=Breach%3A+Too+many+in+progress%2C+Ana#why" in lines
