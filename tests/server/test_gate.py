"""What the server lets in: asked over the wire, as a browser or a page elsewhere asks."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.server.serving import asked, serving

PUBLIC = "https://mlpm.example.com"


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("public"), "--public-url", PUBLIC) as address:
        yield address


def handshake(url, **headers):
    """The first line that a websocket's handshake is answered with."""
    place = urlsplit(url)
    sent = {
        "Host": place.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "streamlit",
        **headers,
    }
    lines = ["GET /_stcore/stream HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return connection.recv(4096).decode("latin-1").splitlines()[0]


def test_a_page_of_our_own_is_let_in(url):
    assert "101" in handshake(url, Origin=url)


@pytest.mark.parametrize("origin", ["https://evil.example.com", "http://localhost:3000", "http://127.0.0.1:1", "null"])
def test_a_page_of_any_other_server_is_turned_away_also_one_of_this_machine(url, origin):
    assert "403" in handshake(url, Origin=origin)
    assert asked(f"{url}/_stcore/health", Origin=origin)[0] == 403


@pytest.mark.parametrize("host", ["evil.example.com", "me@localhost", "localhost.evil.example.com", "[::1"])
def test_a_name_that_is_not_ours_is_answered_with_the_reason(url, host):
    assert "403" in handshake(url, Host=host, Origin=f"http://{host}")
    status, text = asked(f"{url}/", Host=host)
    assert status == 403
    assert "mlpm serve --public-url" in text
    assert f"does not serve {host}" in text


def test_what_was_asked_for_is_shown_as_text(url):
    assert "<b>" not in asked(f"{url}/", Host="<b>x</b>")[1]


@pytest.mark.parametrize("host", ["mlpm.example.com", None], ids=["name passed on", "name replaced"])
def test_behind_a_proxy_the_public_address_is_let_in_whether_its_name_is_passed_on_or_not(behind_a_proxy, host):
    named = {"Host": host} if host else {}
    assert "101" in handshake(behind_a_proxy, Origin=PUBLIC, **named)
    assert "403" in handshake(behind_a_proxy, Origin="http://mlpm.example.com", Host="127.0.0.1")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/%6detrics"])
def test_who_is_here_is_told_to_nobody(url, path):
    status, text = asked(url + path)
    assert status == 404
    assert "session" not in text


def test_a_page_says_why_it_stays_blank(url):
    _, text = asked(f"{url}/project", Accept="text/html", Accept_Encoding="gzip")
    assert "This page has no connection to its server" in text
    assert text.rstrip().endswith("</html>")


def test_an_upload_that_no_page_has_asked_for_is_not_taken(url):
    status, text = asked(f"{url}/_stcore/upload_file/anybody/anything", "PUT")
    assert (status, text) == (403, "No page has asked for this upload.")
