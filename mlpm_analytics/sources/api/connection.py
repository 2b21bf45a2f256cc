"""From an address to a Jira that is known: Cloud or Data Center, its time, and as whom it knows us."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.errors import NotJiraError
from mlpm_analytics.masking import without_login
from mlpm_analytics.sources.api.client import JiraClient, an_object, stamp
from mlpm_analytics.sources.api.cloud import Cloud
from mlpm_analytics.sources.api.data_center import DataCenter
from mlpm_analytics.sources.api.http import HttpClient
from mlpm_analytics.sources.rest_values import text


@dataclass(frozen=True)
class ServerInfo:
    """What a Jira says of itself and of us."""

    site_url: str  # where people browse
    version: str
    asked_at: pd.Timestamp  # Jira's time when it was asked
    our_time: pd.Timestamp  # ours
    account_id: str
    account: str

    @property
    def skew_seconds(self) -> float:
        """By how much Jira's clock is ahead of ours."""
        return float((self.asked_at - self.our_time).total_seconds())

    @property
    def sure_at(self) -> pd.Timestamp:
        """The instant to remember a look by: Jira's, and never later than ours, should its clock be ahead."""
        return min(self.asked_at, self.our_time)


def connected(http: HttpClient) -> tuple[JiraClient, ServerInfo]:
    """The Jira at the client's address. Raises `LoginError` where it does not know us, before anything else is read.

    From then on every answer has to be for the same account.
    """
    our_time = pd.Timestamp(http.clock.now()).as_unit("us")
    info = an_object(http.get("serverInfo"), "serverInfo")
    if "deploymentType" not in info and "version" not in info:
        raise NotJiraError(f"{http.url} answers, but not as Jira does. Check [jira] url in mlpm.toml.")
    is_cloud = info.get("deploymentType") == "Cloud"
    http.use_version("3" if is_cloud else "2")
    jira: JiraClient = Cloud(http) if is_cloud else DataCenter(http)
    account_id, account = jira.who()
    http.account_id = account_id
    asked_at = stamp(info.get("serverTime"))
    about = ServerInfo(
        site_url=without_login((text(info.get("baseUrl")) or http.url).rstrip("/")),
        version=text(info.get("version")) or "",
        asked_at=our_time if pd.isna(asked_at) else asked_at,
        our_time=our_time,
        account_id=account_id,
        account=account,
    )
    return jira, about
