"""Where the token is found, and that it is never shown."""

import sys
import types

import pytest

from mlpm_analytics.errors import LoginError
from mlpm_analytics.sources.api import find_credentials

URL = "https://example.atlassian.net"


def test_the_environment_comes_first(tmp_path):
    (tmp_path / "secrets.toml").write_text('[jira]\ntoken = "b"\n')
    found = find_credentials(
        URL, environ={"JIRA_TOKEN": " a\n", "JIRA_EMAIL": "ada@x.org"}, secrets=tmp_path / "secrets.toml"
    )
    assert (found.token, found.email) == ("a", "ada@x.org")


def test_then_streamlits_secrets(tmp_path):
    path = tmp_path / "secrets.toml"
    for text in ('[jira]\ntoken = "b"\nemail = "ada@x.org"', 'JIRA_TOKEN = "b"\nJIRA_EMAIL = "ada@x.org"'):
        path.write_text(text)
        found = find_credentials(URL, environ={}, secrets=path)
        assert (found.token, found.email) == ("b", "ada@x.org")


def test_then_the_keyring_where_the_package_is_installed(tmp_path, monkeypatch):
    keyring = types.ModuleType("keyring")
    credential = types.SimpleNamespace(username="ada@x.org", password="c")
    keyring.get_credential = lambda service, _: credential if service == "mlpm example.atlassian.net" else None
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    found = find_credentials(URL, environ={}, secrets=tmp_path / "none.toml")
    assert (found.token, found.email) == ("c", "ada@x.org")


def test_without_any_a_sentence_says_how(tmp_path):
    with pytest.raises(LoginError, match=r"There is no token for Jira\. Set JIRA_TOKEN"):
        find_credentials(URL, environ={}, secrets=tmp_path / "none.toml")


@pytest.mark.parametrize("token", ["pläc€d", "two\nlines"])
def test_a_token_that_cannot_be_one_is_not_quoted(tmp_path, token):
    with pytest.raises(LoginError) as raised:
        find_credentials(URL, environ={"JIRA_TOKEN": token}, secrets=tmp_path / "none.toml")
    assert token not in str(raised.value)


def test_secrets_that_are_no_toml_are_not_quoted(tmp_path):
    path = tmp_path / "secrets.toml"
    path.write_text('token = "planted\n')
    with pytest.raises(LoginError) as raised:
        find_credentials(URL, environ={}, secrets=path)
    assert "planted" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
