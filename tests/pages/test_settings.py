"""The page of settings: from an export without our field to true pages, saved into mlpm.toml."""

import tomllib

import pytest
from streamlit.config import set_option

from mlpm_analytics.load import import_found
from mlpm_analytics.settings import Settings, load_settings
from mlpm_analytics.settings.editing import versions
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from tests.pages.reading_pages import texts

HEAD = (
    "Summary,Issue key,Issue id,Issue Type,Status,Status Category,Assignee,Created,Updated,Resolved,Parent key,Labels"
)
STAGES = ("EDA", "Training", "Deployment", "Deep clean")


def export(stage: str = "Custom field (Stage)", *, labels=False) -> bytes:
    rows = [
        f"{HEAD},{stage},Custom field (Severity)",
        "Churn,DS-1,1,Epic,To Do,To Do,Ana,02/Mar/26 9:00 AM,09/Mar/26 9:00 AM,,,,,",
    ]
    for number in range(2, 14):
        value = STAGES[number % len(STAGES)]
        label = f"ml:{value.lower().replace(' ', '-')}" if labels else "quick"
        day = f"{number + 1:02}/Mar/26"
        rows.append(
            f"Task {number},DS-{number},{number},Task,Done,Done,Ana,02/Mar/26 9:00 AM,{day} 4:00 PM,{day} 4:00 PM,DS-1,"
            f"{label},{'' if labels else value},High"
        )
    return "\n".join(rows).encode()


def load(store, content: bytes) -> None:
    options = ReadingOptions("UTC", timezone_is_stated=True)
    report = import_found([ExportFile("export.csv", content)], Store(store), Settings(), options)
    assert not report.refused


def choose(app, words: str):
    """Choose the place of phases whose option has these words."""
    radio = app.radio(key="setup_phase")
    options = [option.replace("\\", "").replace("\u2060", "") for option in radio.options]
    return radio.set_value(next(option for option in options if words in option)).run()


def test_a_field_of_another_name_is_proposed_and_saved_with_its_values_as_aliases(store, opened, tmp_path):
    load(store, export())
    app = opened("settings")
    assert "no Task has a phase that is known" in texts(app)
    chosen = app.radio(key="setup_phase").value.replace("\\", "")
    assert "The field “Stage”: 9 of 12 Tasks have a value that is called like a phase, such as “Deployment”" in chosen
    assert "It would show 1 project instead of 0, 75% of Tasks with a phase instead of 0%" in texts(app)
    app.selectbox(key="setup_value_field_Stage_Deep clean").set_value("Data Exploration").run()
    assert "100% of Tasks with a phase" in texts(app)
    app.button(key="setup_save").click().run()
    written = tomllib.loads((tmp_path / "mlpm.toml").read_text())
    assert written["fields"] == {"phase": "Stage"}
    aliases = {phase["name"]: phase["aliases"] for phase in written["workflow"]["phases"] if isinstance(phase, dict)}
    assert aliases == {
        "Data Exploration": ["Deep clean", "EDA"],
        "Modeling": ["Training"],
        "Productization": ["Deployment"],
    }
    (saved,) = app.success
    assert "Saved. The pages show 1 project; 100% of 12 Tasks with a phase" in saved.value.replace("\\", "")
    weekly = opened("weekly_review")
    assert "1 project" in texts(weekly)


def test_phases_in_labels_with_a_prefix_are_found(store, opened, tmp_path):
    load(store, export(labels=True))
    app = choose(opened("settings"), "labels that begin with “ml:”")
    app.button(key="setup_save").click().run()
    fields = load_settings(tmp_path / "mlpm.toml").fields
    assert (fields.phase_from, fields.phase_prefix) == ("label", "ml:")
    assert "1 project instead of" not in texts(app)
    assert "1 project" in texts(opened("weekly_review"))


def test_without_any_phase_every_epic_is_shown(store, opened, tmp_path):
    load(store, export(stage="Custom field (Colour)").replace(b"EDA", b"Red").replace(b"Training", b"Blue"))
    app = choose(opened("settings"), "We have none yet")
    assert "1 project instead of 0" in texts(app)
    app.button(key="setup_save").click().run()
    assert load_settings(tmp_path / "mlpm.toml").projects.choose == "all"
    assert "1 project" in texts(opened("weekly_review"))


def test_comments_stay_the_earlier_version_is_kept_and_comes_back(store, opened, tmp_path):
    load(store, export())
    path = tmp_path / "mlpm.toml"
    path.write_text('# ours\n[calendar] # Berlin\ntimezone = "Europe/Berlin"\n')
    app = opened("settings")
    app.button(key="setup_save").click().run()
    assert path.read_text().startswith('# ours\n[calendar] # Berlin\ntimezone = "Europe/Berlin"\n')
    assert [version.read_text() for version in versions(path)] == [
        '# ours\n[calendar] # Berlin\ntimezone = "Europe/Berlin"\n'
    ]
    app.button(key="setup_back").click().run()
    assert path.read_text() == '# ours\n[calendar] # Berlin\ntimezone = "Europe/Berlin"\n'
    assert len(versions(path)) == 2


def test_who_saves_second_is_told_and_overwrites_nothing(store, opened, tmp_path):
    load(store, export())
    app = opened("settings")
    (tmp_path / "mlpm.toml").write_text('[calendar]\ncountry = "DE"\n')
    app.button(key="setup_save").click().run()
    assert "mlpm.toml was changed by somebody else meanwhile. Nothing was saved" in texts(app)
    assert (tmp_path / "mlpm.toml").read_text() == '[calendar]\ncountry = "DE"\n'
    app.button(key="setup_save").click().run()
    assert (tmp_path / "mlpm.toml").read_text().startswith('[calendar]\ncountry = "DE"\n\n[fields]\nphase = "Stage"\n')


def test_a_file_made_invalid_by_hand_is_told_with_the_way_back(store, opened, tmp_path):
    load(store, export())
    app = opened("settings")
    app.button(key="setup_save").click().run()
    good = (tmp_path / "mlpm.toml").read_text()
    app.selectbox(key="setup_zone").set_value("Europe/Paris").run()
    app.button(key="setup_save").click().run()
    (tmp_path / "mlpm.toml").write_text("[fields\n")
    app = opened("settings")
    assert "not TOML" in texts(app)
    app.button(key="setup_back").click().run()
    assert (tmp_path / "mlpm.toml").read_text() == good


def test_a_status_may_be_given_another_role(store, opened, tmp_path):
    load(store, export().replace(b"Task,Done,Done", b"Task,Shelved,Done"))
    app = opened("settings")
    box = next(one for one in app.selectbox if one.label.startswith("Shelved"))
    box.set_value("is_waiting").run()
    app.button(key="setup_save").click().run()
    workflow = load_settings(tmp_path / "mlpm.toml").workflow
    assert workflow.waiting_statuses == ("Shelved",)


@pytest.fixture(params=["read-only", "for others"])
def kept(request, monkeypatch):
    """A server that was started as read-only, or with a public address."""
    if request.param == "read-only":
        monkeypatch.setenv("MLPM_READ_ONLY", "1")
    else:
        set_option("server.corsAllowedOrigins", ["https://mlpm.example.com"])
    yield
    set_option("server.corsAllowedOrigins", [])


def test_a_server_that_may_not_write_offers_the_file(store, opened, kept, tmp_path):
    load(store, export())
    app = opened("settings")
    assert "Download the file, and put it there" in texts(app)
    assert not [button for button in app.button if button.key == "setup_save"]
    assert not (tmp_path / "mlpm.toml").exists()


def test_a_page_that_was_open_before_cannot_save_any_more(store, opened, tmp_path, monkeypatch):
    load(store, export())
    app = opened("settings")
    monkeypatch.setenv("MLPM_READ_ONLY", "1")
    app.button(key="setup_save").click().run()
    assert not (tmp_path / "mlpm.toml").exists()


def links(app) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_an_empty_store_leads_to_the_upload_and_a_store_without_a_project_to_the_settings(store, opened):
    assert links(opened("weekly_review")) == ["Upload an export: Data"]
    load(store, export())
    for page in ("weekly_review", "portfolio", "project"):
        assert links(opened(page)) == ["Say how your Jira is used: Settings"], page


def test_the_page_may_be_switched_off(store, opened, tmp_path):
    load(store, export())
    (tmp_path / "mlpm.toml").write_text("[app]\nsettings_page = false\n")
    assert links(opened("weekly_review")) == []


def test_a_file_that_is_no_text_leads_back_to_the_version_before(store, opened, tmp_path):
    load(store, export())
    (tmp_path / "mlpm.toml").write_text('[calendar]\ncountry = "DE"\n')
    app = opened("settings")
    app.button(key="setup_save").click().run()
    (tmp_path / "mlpm.toml").write_bytes(b"\xff\xfe\x00")
    app = opened("settings")
    app.button(key="setup_back").click().run()
    assert (tmp_path / "mlpm.toml").read_text() == '[calendar]\ncountry = "DE"\n'
