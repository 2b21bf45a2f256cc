"""Which issue a key means, today's or an earlier one, and to which Epic an issue belongs today."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import Raw

EPIC_LINK = "epic link"
BY_KEY = "key:"  # an issue that is not in the data, of which only the key is known


@dataclass(frozen=True)
class Keys:
    """Issue ids by key."""

    by_key: dict[str, str]

    @classmethod
    def of(cls, raw: Raw) -> "Keys":
        """Keys that issues carry today, and those that they had before they moved."""
        moved = raw.changes[raw.changes["field"].str.casefold() == "key"].sort_values("changed_at", kind="stable")
        earlier = pd.concat([moved.set_index("from_text")["issue_id"], moved.set_index("to_text")["issue_id"]])
        today = raw.issues.set_index("key")["issue_id"]
        return cls(earlier[earlier.index.notna()].to_dict() | today[today.index.notna()].to_dict())

    def _of_keys(self, keys: pd.Series) -> pd.Series:
        keys = keys.where(keys != "")
        return keys.map(self.by_key).astype("str").fillna(BY_KEY + keys)

    def issue_ids(self, ids: pd.Series, keys: pd.Series) -> pd.Series:
        """The issue of each row by its id (which may also hold a key), else by its key."""
        own = ids.map(self.by_key).astype("str").fillna(ids)
        return own.fillna(self._of_keys(keys))

    def parents(self, raw: Raw) -> pd.Series:
        """The issue above each issue: its parent, or else what its Epic Link names."""
        parent = self.issue_ids(raw.issues["parent_id"], raw.issues["parent_key"])
        return parent.fillna(self._linked(raw))

    def _linked(self, raw: Raw) -> pd.Series:
        """The Epic that each issue's Epic Link names, which in some exports stands among the other fields."""
        values = raw.field_values[raw.field_values["field_name"].str.strip().str.casefold() == EPIC_LINK]
        links = values.drop_duplicates("issue_id").set_index("issue_id")["value"]
        links = links.reindex(raw.issues["issue_id"]).set_axis(raw.issues.index).astype("str")
        known = raw.issues["epic_link"].fillna(links)
        is_id = known.str.fullmatch(r"\d+").eq(True)
        return known.where(is_id).fillna(self._of_keys(known.where(~is_id)))

    def disagreements(self, raw: Raw) -> pd.DataFrame:
        """Issues whose parent and Epic Link name different issues: findings."""
        issues = raw.issues[~raw.issues["is_subtask"]]
        parent = self.issue_ids(issues["parent_id"], issues["parent_key"])
        linked = self._linked(raw)[issues.index]
        differ = issues[parent.notna() & linked.notna() & (parent != linked)]
        message = "Parent and Epic Link name different issues; the parent counts."
        return differ[["issue_id", "key"]].assign(rule="parents-differ", message=message)
