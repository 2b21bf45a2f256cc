"""From an address to a Jira that is known: Cloud or Data Center, its time, and as whom it knows us."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.errors import NotJiraError
from mlpm_analytics.masking import without_login
from mlpm_analytics.sources.api.cloud import Cloud
from mlpm_analytics.sources.api.data_center import DataCenter
from mlpm_analytics.sources.api.face import Jira, an_object, stamp
from mlpm_analytics.sources.api.gateway import Gateway
from mlpm_analytics.sources.rest_values import text


@dataclass(frozen=True)
class About:
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


def connected(gateway: Gateway) -> tuple[Jira, About]:
    """The Jira at the gateway's address. Raises `LoginError` where it does not know us, before anything else is read.

    From then on every answer has to be for the same account.
    """
    our_time = pd.Timestamp(gateway.clock.now()).as_unit("us")
    info = an_object(gateway.get("serverInfo"), "serverInfo")
    if "deploymentType" not in info and "version" not in info:
        raise NotJiraError(f"{gateway.url} answers, but not as Jira does. Check [jira] url in mlpm.toml.")
    is_cloud = info.get("deploymentType") == "Cloud"
    gateway.use_version("3" if is_cloud else "2")
    jira: Jira = Cloud(gateway) if is_cloud else DataCenter(gateway)
    account_id, account = jira.who()
    gateway.account_id = account_id
    asked_at = stamp(info.get("serverTime"))
    about = About(
        site_url=without_login((text(info.get("baseUrl")) or gateway.url).rstrip("/")),
        version=text(info.get("version")) or "",
        asked_at=our_time if pd.isna(asked_at) else asked_at,
        our_time=our_time,
        account_id=account_id,
        account=account,
    )
    return jira, about
