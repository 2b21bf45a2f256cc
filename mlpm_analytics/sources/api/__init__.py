"""Jira's REST API: one polite, suspicious caller, and one face each for Cloud and Data Center.

`gateway` is the only module that knows the `jira` package; `waiting` says how long to wait, `judging` what an answer
is worth, `cloud` and `data_center` which requests give issues with their whole history, `credentials` where the
token is.
"""

from mlpm_analytics.sources.api.connecting import About, connected
from mlpm_analytics.sources.api.credentials import Credentials, find_credentials
from mlpm_analytics.sources.api.face import Fetched, Jira, Listed
from mlpm_analytics.sources.api.gateway import Address, Gateway
from mlpm_analytics.sources.api.waiting import Clock

__all__ = [
    "About",
    "Address",
    "Clock",
    "Credentials",
    "Fetched",
    "Gateway",
    "Jira",
    "Listed",
    "connected",
    "find_credentials",
]
