"""What the doctor writes into `mlpm.toml`: its settings, and nothing else is touched."""

import tomllib
from pathlib import Path

import pytest

from mlpm_analytics.settings.editing import with_setting, write_settings

PHASE = "customfield_10031"
FORMS = {
    "dotted keys": 'fields.phase = "Phase"  # which?\nfields.deliverable = "Page"\njira.url = "https://a.example.com"\n',
    "an inline table": 'fields = { phase = "Phase", deliverable = "Page" }  # ours\n',
    "spaces in the header": '[ fields ]  # ours\nphase = "Phase"  # which?\n',
    "quoted keys": '["fields"]\n"phase" = \'Phase\'\n',
    "text over several lines": '[fields]\nphase = """\nPhase"""\n',
    "another section alone": '# ours\n[jira]\nurl = "https://a.example.com"\n',
    "a table below it": '[fields.plan]\nModeling = "Plan"\n',
    "a table below it later on": '[fields]\ndeliverable = "A"\n[jira]\nscope = "x"\n[fields.plan]\nModeling = "B"\n',
    "no end of the last line": '[fields]\nphase = "Phase"',
    "nothing": "",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_a_setting_is_written_in_whatever_form_its_section_has(text: str):
    expected = tomllib.loads(text)
    expected.setdefault("fields", {}).update(phase=PHASE, estimate_hours_per_day=7.5)
    written = with_setting(with_setting(text, "fields", "phase", PHASE), "fields", "estimate_hours_per_day", 7.5)
    assert tomllib.loads(written) == expected
    for comment in ("# ours", "# which?"):
        assert (comment in written) == (comment in text)


def test_a_comment_above_the_next_section_stays_there():
    text = '[fields]\nphase = "Phase"\n\n# where Jira is\n[jira]\n'
    written = with_setting(text, "fields", "estimate_hours_per_day", 7.5)
    assert written == '[fields]\nphase = "Phase"\nestimate_hours_per_day = 7.5\n\n# where Jira is\n[jira]\n'


def test_the_file_keeps_its_line_ends(tmp_path: Path):
    path = tmp_path / "mlpm.toml"
    path.write_bytes(b'# ours\r\n[fields]\r\nphase = "Phase"  # which?\r\n')
    write_settings([("fields", "phase", PHASE), ("fields", "estimate_hours_per_day", 8.0)], path)
    assert path.read_bytes() == (
        b'# ours\r\n[fields]\r\nphase = "customfield_10031"  # which?\r\nestimate_hours_per_day = 8\r\n'
    )
