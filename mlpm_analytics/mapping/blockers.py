"""What stands in the way of issues, by their links: the Jira projects of those that block them."""

import pandas as pd

from mlpm_analytics.frames import LINKS, Raw
from mlpm_analytics.settings import Settings


def blocked_by(raw: Raw, settings: Settings) -> pd.Series:
    """The keys of the Jira projects whose issues block each issue, joined by a comma, by issue id."""
    values = raw.field_values
    meant = {name.casefold() for name in settings.workflow.blocking_links}
    is_link = (values["field_id"] == LINKS) & values["field_name"].str.casefold().isin(meant)
    projects = values["value"].str.extract(r"^(.+)-\d+$", expand=False)[is_link].dropna()
    return projects.groupby(values["issue_id"]).agg(lambda keys: ", ".join(sorted(set(keys)))).astype("str")
