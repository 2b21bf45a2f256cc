"""The token is in no output, log, database, file, exception or page, whatever Jira sends back.

Pages are grepped in `tests/pages/test_syncing.py`.
"""

import base64
import logging
import traceback

import pytest

from mlpm_analytics.errors import JiraError
from mlpm_analytics.sources.api import Address, Clock, Credentials, HttpClient
from tests.fakejira import EVERY, faults
from tests.fakejira.server import TOKEN
from tests.fakejira.worlds import random_world

from .jiras import FACES, team

ECHOES = {
    "refusal": faults.status(400, f"You sent {TOKEN}"),
    "rejection": faults.status(401, f"You sent {TOKEN}"),
    "denial": faults.status(403, X_Authentication_Denied_Reason=f"CAPTCHA_CHALLENGE; {TOKEN}"),
    "login page": faults.html(text=f"<html>{TOKEN}</html>"),
    "redirect": faults.redirect(f"https://sso.example.com/login?token={TOKEN}"),
    "moved": faults.redirect(f"https://{TOKEN}@new.example.com/jira/rest/api/2/serverInfo"),
    "broken": faults.body(f"{TOKEN} is not a list".encode()),
    "members": faults.body({TOKEN: TOKEN}),
    "text": faults.body(TOKEN),
    "away": faults.status(503, f"You sent {TOKEN}"),
    "reset": faults.reset(),
    "cut": faults.cut(),
}


def secrets(jira):
    """The token as it is, and as it is sent with an email."""
    return TOKEN, base64.b64encode(f"{jira.email}:{TOKEN}".encode()).decode()


def traces(folder, wanted):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if any(one.encode() in path.read_bytes() for one in wanted)]


@pytest.mark.parametrize("face", FACES)
def test_no_log_file_or_exception_has_the_token(tmp_path, caplog, face):
    caplog.set_level(logging.DEBUG)
    with team(random_world(3, tasks=4, edits=4), tmp_path, face) as ours:
        ours.sync()
        told = ""
        for fault in ECHOES.values():
            ours.later(hours=1)
            ours.jira.faults.add("", EVERY, fault)
            with pytest.raises(JiraError) as raised:
                ours.sync()
            told += "".join(traceback.format_exception(raised.value)) + repr(raised.value.__dict__)
            ours.jira.faults.clear()
        assert [one for one in secrets(ours.jira) if one in told + caplog.text] == []
        assert traces(tmp_path, secrets(ours.jira)) == []


def test_no_command_says_or_writes_the_token(desk):
    desk.jira.faults.add("/api/3/field", 2, faults.status(400, f"You sent {TOKEN}"))
    desk.process("sync")
    desk.process("sync", code=2)
    desk.jira.faults.clear()
    desk.process("jira", "doctor", code=1)
    desk.process("export-raw", "-o", "raw.json")
    desk.process("check")
    desk.jira.faults.add("", EVERY, faults.html(text=f"<html>{TOKEN}</html>"))
    desk.process("sync", code=2)
    assert [one for one in secrets(desk.jira) if one in desk.said] == []
    assert traces(desk.folder, secrets(desk.jira)) == []


PASSWORD = "pr0xy-p4ss/w@rd"
PLANTED = (PASSWORD, "pr0xy-p4ss%2Fw%40rd", "ada:pr0xy", base64.b64encode(f"ada:{PASSWORD}".encode()).decode())
PROXIES = {
    "away": f"http://ada:{PASSWORD}@127.0.0.1:1",
    "coded": "http://ada:pr0xy-p4ss%2Fw%40rd@127.0.0.1:1",
    "no port": f"http://ada:{PASSWORD}@127.0.0.1:port",
    "no host": f"http://ada:{PASSWORD}@",
    "no scheme": f"ada:{PASSWORD}@127.0.0.1:1",
}


@pytest.mark.parametrize("proxy", PROXIES.values(), ids=PROXIES)
@pytest.mark.parametrize("place", ["settings", "environment"])
def test_no_error_or_log_has_the_password_of_a_proxy(tmp_path, caplog, monkeypatch, proxy, place):
    caplog.set_level(logging.DEBUG)
    if place == "environment":
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("NO_PROXY", "")
    address = Address("http://jira.invalid", proxy=proxy if place == "settings" else None)
    http = HttpClient(address, Credentials(TOKEN), pace=0, clock=StandingClock())
    with pytest.raises(JiraError) as raised:
        http.get("myself")
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value.__dict__) + repr(address)
    assert [one for one in (TOKEN, *PLANTED) if one in told + caplog.text] == []


class StandingClock(Clock):
    """Nobody waits for a proxy that is not there."""

    def sleep(self, seconds: float) -> None:
        """Not at all."""


def test_no_command_and_no_file_of_the_store_has_the_password_of_a_proxy(desk):
    desk.process("sync")
    config = desk.folder / "mlpm.toml"
    config.write_text(f'{config.read_text()}proxy = "{PROXIES["coded"]}"\n')
    assert '"http://…@127.0.0.1:1"' in desk.process("check")
    desk.process("sync", code=2)
    desk.process("jira", "doctor", code=2)
    config.write_text(f'[jira]\nurl = "https://ada:{PASSWORD}@jira.example.com"\nprojects = ["ML"]\n')
    assert 'jira.url holds "https://…@jira.example.com"' in desk.process("check", code=2)
    config.write_text(
        f'[jira]\nbrowse_url = ["https://ada:{PASSWORD}@jira.example.com"]\nproxy = "{PROXIES["away"]}"\n'
    )
    desk.process("check", code=2)
    config.unlink()
    assert "%2F" in desk.said  # what to write in place of a sign that cannot stand there
    assert [one for one in PLANTED if one in desk.said] == []
    assert traces(desk.folder, PLANTED) == []
