"""What we rely on in the `jira` package, and what we do not; a new version that changes it is noticed here."""

import inspect

import requests
from jira import JIRA

from mlpm_analytics.sources.api import Address, Credentials, HttpClient


def client(**more) -> JIRA:
    return JIRA("https://example.com/jira", get_server_info=False, max_retries=0, logging=False, **more)


def test_a_client_is_made_without_asking_jira():
    assert client(basic_auth=("ada@example.com", "token")).deploymentType is None


def test_its_session_is_one_of_requests_with_the_authentication_in_it():
    basic, bearer = client(basic_auth=("ada@example.com", "token")), client(token_auth="token")
    assert isinstance(basic._session, requests.Session)
    assert basic._session.auth == ("ada@example.com", "token")
    prepared = bearer._session.prepare_request(requests.Request("GET", "https://example.com"))
    assert prepared.headers["Authorization"] == "Bearer token"


def test_it_makes_addresses_of_the_version_that_is_set():
    one = client(token_auth="token")
    assert one._get_url("issue/1") == "https://example.com/jira/rest/api/2/issue/1"
    one._options["rest_api_version"] = "3"
    assert one._get_url("issue/1") == "https://example.com/jira/rest/api/3/issue/1"


def test_certificates_and_proxy_reach_the_session():
    one = client(token_auth="token", options={"verify": "company.pem"}, proxies={"https": "http://proxy:3128"})
    assert (one._session.verify, one._session.proxies) == ("company.pem", {"https": "http://proxy:3128"})


def test_a_request_of_the_plain_session_does_not_retry_or_raise_by_itself():
    assert "max_retries" not in inspect.signature(requests.Session.request).parameters


def test_the_gateway_shows_no_token():
    http = HttpClient(Address("https://example.com"), Credentials("planted", "ada@example.com"))
    assert "planted" not in repr(Credentials("planted", "ada@example.com"))
    assert "planted" not in repr(http)
