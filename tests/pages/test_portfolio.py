from tests.builder import epic, portfolio, task
from tests.pages.reading_pages import charts, metrics, table, texts
from tests.ui.publishing import publish

AS_OF = "2026-03-27 16:00"  # 17:00 in Berlin


def finished(key, last_day):
    return [
        epic(key, plan={"Modeling": 1}).done("2026-03-26 08:00"),
        task(f"{key}1", epic=key, who=key).active("2026-03-02 08:00", f"2026-03-{last_day:02} 16:00", after="done"),
    ]


def busy():
    return portfolio(
        *finished("ML-1", 2),
        *finished("ML-2", 6),
        *finished("ML-3", 13),
        epic("ML-4"),
        task("ML-41", epic="ML-4", who="ana").active("2026-03-09 08:00", "2026-03-09 16:00", after="done"),
        task("ML-42", epic="ML-4", who="ana", phase="Research").active(
            "2026-03-10 08:00", "2026-03-11 16:00", after="done"
        ),
        task("ML-43", epic="ML-4", who="ana").active("2026-03-12 08:00"),
    )


def test_an_empty_store_says_what_to_do(opened):
    app = opened("portfolio")
    assert not app.exception
    assert "mlpm import" in texts(app)


def test_before_any_project_it_says_so(opened, store):
    publish(store, portfolio(epic("ML-1")), AS_OF)
    app = opened("portfolio")
    assert not app.exception
    assert "What was loaded holds no project" in texts(app)


def test_the_portfolio_in_figures_and_sentences(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("portfolio")
    assert not app.exception
    figures = {"Projects": "4", "Finished": "3", "Open": "1", "Moves back": "1", "Rework": "6%", "Tasks reopened": "0"}
    assert metrics(app) == figures
    shown = texts(app)
    assert "Fewer than five finished projects were in any phase: too few for a median." in shown
    assert "Modeling takes 1.07 × its plan, 3 projects." in shown
    assert "1 move back cost 2 days until the projects were as far as before." in shown
    assert "half were done within 2 days" in shown


def test_every_chart_has_its_table(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("portfolio")
    assert len(charts(app)) == 10
    assert table(app, "Actual over plan").set_index("Phase").loc["Modeling", "First plans (days)"] == 15
    modeling = table(app, "Median (days)").set_index("Phase").loc["Modeling"]
    assert modeling[["Projects", "Finished", "Open"]].tolist() == [4, 3, 1]
    assert table(app, "Median cost (days)")["Cost (days)"].tolist() == [2.0]
    assert table(app, "Begun working days ago")["Task"].tolist() == ["ML-43"]
    assert table(app, "Finished in the week")["Finished in the week"].tolist() == [2, 3, 0, 0]
    stood = table(app, "Rule").set_index("Rule").loc["Task too long"]
    assert stood.tolist() == [0, 0, 1, 1]  # ML-43 passes five days on 18 March


def test_states_choose_what_the_timeline_lists_and_change_no_figure(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("portfolio", states="active")
    assert not app.exception
    (alt,) = [alt for alt in charts(app) if alt.startswith("Timeline")]
    assert alt.startswith("Timeline of 1 project: ML-4 ")
    assert "Modeling takes 1.07 × its plan, 3 projects." in texts(app)


def test_an_earlier_day_shows_everything_as_it_was_then(opened, store):
    publish(store, busy(), AS_OF)
    app = opened("portfolio", as_of="2026-03-09")
    assert not app.exception
    assert metrics(app)["Finished"] == "0"
    assert "Fewer than five finished projects" in texts(app)


def test_exports_without_history_are_shown_with_how_they_are_known(opened, sample_csv):
    app = opened("portfolio")
    assert not app.exception
    assert metrics(app)["Projects"] == "24"
    assert "inferred" in texts(app)
