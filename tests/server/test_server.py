import base64
import hashlib
import tomllib
import urllib.request
from pathlib import Path

import pytest
import streamlit as st
from streamlit.web.server.app_discovery import discover_asgi_app

from mlpm_analytics.charts.theme import CATEGORIES_DARK, CATEGORIES_LIGHT
from mlpm_analytics.server import SCRIPT, SETTINGS
from mlpm_analytics.server.headers import content_policy

ROOT = Path(__file__).parents[2]


def flat(settings, before=""):
    for name, value in settings.items():
        yield from flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]


def test_settings_in_code_are_those_of_the_checkout():
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        assert dict(flat(tomllib.load(file))) == SETTINGS


def test_the_app_is_bound_to_this_machine_and_reports_to_nobody():
    assert SETTINGS["server.address"] == "127.0.0.1"
    assert SETTINGS["browser.gatherUsageStats"] is False


def test_charts_without_phases_have_the_colours_of_phases():
    assert tuple(SETTINGS["theme.light.chartCategoricalColors"]) == CATEGORIES_LIGHT
    assert tuple(SETTINGS["theme.dark.chartCategoricalColors"]) == CATEGORIES_DARK


def test_streamlit_run_finds_the_launcher_and_does_not_take_it_for_a_script():
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_no_folder_called_pages_lies_beside_the_script():
    assert not SCRIPT.with_name("pages").exists()


def test_the_policy_allows_the_inline_script_of_streamlit_and_no_other():
    html = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = html.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    script_sources = content_policy().split("script-src ")[1].split(";")[0]
    assert f"'sha256-{digest}'" in script_sources
    assert "unsafe-inline" not in script_sources
    assert "'unsafe-eval'" not in script_sources


def test_the_server_says_when_it_is_ready(url):
    with urllib.request.urlopen(f"{url}/readyz", timeout=30) as answer:
        assert answer.read() == b'{"ready":true}'


@pytest.mark.parametrize("path", ["/", "/project", "/_stcore/health"])
def test_every_answer_has_the_security_headers(url, path):
    with urllib.request.urlopen(url + path, timeout=30) as answer:
        assert answer.headers["Content-Security-Policy"] == content_policy()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
