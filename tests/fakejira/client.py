"""A plain client for the tests of the double: sends what it is told and hides nothing."""

from typing import Any

import requests

from tests.fakejira.model import Issue
from tests.fakejira.server import FakeJira


class Client:
    """Asks a double with its own credentials, unless told otherwise."""

    def __init__(self, jira: FakeJira):
        self.jira, self.session = jira, requests.Session()
        self.session.trust_env = False
        self.url = f"{jira.url}/rest/api/{'3' if jira.face.is_cloud else '2'}/"
        if jira.face.is_cloud:
            self.session.auth = (jira.email, jira.token)
        else:
            self.session.headers["Authorization"] = f"Bearer {jira.token}"

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.session.get(self.url + path, params=params, allow_redirects=False, timeout=10)

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.session.post(self.url + path, json=body, timeout=10)

    def search(self, jql: str, **params: Any) -> requests.Response:
        """One page, of either face."""
        return self.get("search/jql" if self.jira.face.is_cloud else "search", jql=jql, **params)

    def ids(self, jql: str, **params: Any) -> list[str]:
        """Ids on the first page."""
        answer = self.search(jql, **params)
        assert answer.status_code == 200, answer.text
        return [issue["id"] for issue in answer.json()["issues"]]

    def pages(self, jql: str, **params: Any) -> list[dict[str, Any]]:
        """All pages of a Cloud search."""
        found = [self.search(jql, **params).json()]
        while token := found[-1].get("nextPageToken"):
            found.append(self.search(jql, nextPageToken=token, **params).json())
        return found

    def bulk_changelogs(self, *issues: Issue, **body: Any) -> list[dict[str, Any]]:
        """All pages of `changelog/bulkfetch`."""
        asked = {"issueIdsOrKeys": [str(issue.id) for issue in issues]} | body
        found = [self.post("changelog/bulkfetch", **asked).json()]
        while token := found[-1].get("nextPageToken"):
            found.append(self.post("changelog/bulkfetch", **asked, nextPageToken=token).json())
        return found


def ids(*issues: Issue) -> list[str]:
    """As Jira writes them."""
    return [str(issue.id) for issue in issues]
