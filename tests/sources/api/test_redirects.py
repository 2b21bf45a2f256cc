"""Which redirects are told as the new address of Jira: those to a place that is as safe as the old one."""

import pytest

from mlpm_analytics.errors import NotJiraError
from mlpm_analytics.sources.api.responses import Answer, evaluated


def told(old, new):
    with pytest.raises(NotJiraError) as raised:
        evaluated(Answer(f"{old}/rest/api/2/serverInfo", 302, {"Location": f"{new}/rest/api/2/serverInfo"}, ""), None)
    return str(raised.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://jira.example.com", "https://jira.example.com"),
        ("http://jira.example.com:8080", "https://jira.example.com:8443"),
        ("https://jira.example.com", "https://jira.example.com/jira"),
        ("http://jira.example.com", "http://jira.example.com/jira"),
    ],
)
def test_a_place_on_the_same_host_that_is_as_safe_is_proposed(old, new):
    assert f"it sends on to {new}. Write that as [jira] url" in told(old, new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("https://jira.example.com", "http://jira.example.com", "without encryption"),
        ("https://jira.example.com", "https://jira.example.net", "another host"),
        ("http://jira.example.com", "http://jira.example.com:6666", "another page"),
        ("https://jira.example.com", "ftp://jira.example.com", "without encryption"),
    ],
)
def test_another_place_is_not(old, new, why):
    said = told(old, new)
    assert why in said
    assert "Write that" not in said


def test_a_user_and_a_password_are_not_proposed():
    assert "secret" not in told("http://jira.example.com", "https://me:secret@jira.example.com")
