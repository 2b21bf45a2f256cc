import socket

import pytest

from mlpm_analytics.address import Address
from mlpm_analytics.errors import MlpmError, ServerError
from mlpm_analytics.settings import load_settings


def test_a_port_in_use_is_a_sentence_that_names_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=rf"Cannot serve on 127\.0\.0\.1, port {port}.*--port"):
            Address("127.0.0.1", port).check()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "mlpm.example.com"])
def test_a_host_that_others_reach_is_refused_without_a_public_address_and_the_remedy_is_said(host):
    with pytest.raises(ServerError, match=f"--host {host} --public-url https://"):
        Address(host, 0).check()


def test_a_host_that_others_reach_is_served_under_a_public_address():
    Address("0.0.0.0", 0, "https://mlpm.example.com").check()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_needs_no_public_address(host):
    Address(host, 0).check()


def test_streamlit_learns_the_public_address_with_its_path():
    settings = Address("127.0.0.1", 8501, "https://mlpm.example.com/team").settings
    assert settings["server.allowedHosts"] == ["127.0.0.1", "localhost", "mlpm.example.com"]
    assert settings["server.corsAllowedOrigins"] == ["https://mlpm.example.com"]
    assert settings["server.baseUrlPath"] == "team"
    assert (settings["browser.serverAddress"], settings["browser.serverPort"]) == ("mlpm.example.com", 443)


def test_what_is_listened_on_is_no_name_that_may_be_asked_for_where_it_is_everything():
    assert Address("0.0.0.0", 8501, "https://a.example.com").settings["server.allowedHosts"] == [
        "127.0.0.1",
        "a.example.com",
        "localhost",
    ]


def test_an_address_of_six_is_shown_in_brackets():
    assert Address("::1", 8501).shown == "http://[::1]:8501"


def test_a_refused_public_address_in_the_settings_is_said_without_its_password(tmp_path):
    (tmp_path / "mlpm.toml").write_text('[app]\npublic_url = "ana:hunter2@mlpm.example.com"\n', "utf-8")
    with pytest.raises(MlpmError) as caught:
        load_settings(environ={}, folder=tmp_path)
    assert "mlpm.example.com" in str(caught.value)
    assert "hunter2" not in str(caught.value)
