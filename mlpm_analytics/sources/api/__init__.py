"""Jira's REST API: one polite, suspicious caller, and one face each for Cloud and Data Center.

`http` is the only module that knows the `jira` package; `pacing` says how long to wait, `responses` what an answer
is worth, `cloud` and `data_center` which requests give issues with their whole history, `credentials` where the
token is.
"""

from mlpm_analytics.sources.api.client import Fetched, JiraClient, Listed
from mlpm_analytics.sources.api.connection import ServerInfo, connected
from mlpm_analytics.sources.api.credentials import Credentials, find_credentials
from mlpm_analytics.sources.api.http import Address, HttpClient
from mlpm_analytics.sources.api.pacing import Clock

__all__ = [
    "Address",
    "Clock",
    "Credentials",
    "Fetched",
    "HttpClient",
    "JiraClient",
    "Listed",
    "ServerInfo",
    "connected",
    "find_credentials",
]
