"""All loads together: the newest row of each issue, and every change once.

An issue is known by Jira's id. A file without ids has the key in the id's place; such a row belongs to the issue
that carries that key, or carried it before it moved.
"""

import pandas as pd

from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, GONE, ISSUES, LOGGED, STATUSES, Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.store.database import Database
from mlpm_analytics.store.sightings import current_values, sightings

WHOLE = "load_id IN (SELECT load_id FROM loads)"  # not the rows of a first sync that is not finished

KNOWN = f"""
known AS (  -- the id behind a key; where several issues had it, the one that had it last
    SELECT alias, real_id
    FROM (
        SELECT key AS alias, issue_id AS real_id, updated_at AS seen_at, load_id
        FROM issues WHERE issue_id <> key AND {WHOLE}
        UNION ALL
        SELECT from_text, issue_id, changed_at, load_id
        FROM changes
        WHERE lower("field") = 'key' AND {WHOLE} AND issue_id IN (SELECT issue_id FROM issues WHERE issue_id <> key)
    )
    WHERE alias IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY alias ORDER BY seen_at DESC NULLS LAST, load_id DESC, real_id) = 1
)"""

NEWEST = f"""
newest AS (  -- the row that counts for each issue
    SELECT issues.rowid AS place, coalesce(real_id, issue_id) AS issue, load_id
    FROM issues LEFT JOIN known ON alias = issue_id
    WHERE {WHOLE}
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(real_id, issue_id)
        ORDER BY has_changelog DESC, updated_at DESC NULLS LAST, load_id DESC, "line" DESC, issues.rowid DESC
    ) = 1
)"""

COUNTED = f"""
counted AS (  -- changes by issue; a history known only by its place in a file counts with that file's row alone
    SELECT changes.rowid AS place, coalesce(real_id, issue_id) AS issue, history_id, item_no, changes.load_id
    FROM changes
    LEFT JOIN known ON alias = issue_id
    LEFT JOIN newest ON issue = coalesce(real_id, issue_id)
    WHERE changes.{WHOLE} AND (NOT starts_with(history_id, 'pos:') OR changes.load_id = newest.load_id)
)"""

_ISSUES = f"""
WITH {KNOWN}, {NEWEST}
SELECT issues.* EXCLUDE (load_id) REPLACE (issue AS issue_id, NULL::VARCHAR AS payload)
FROM issues JOIN newest ON issues.rowid = place
WHERE has_changelog
ORDER BY issue
"""

# A Data Pipeline has the histories of all its issues in a file of their own: an issue that is not in it never changed.
_LOGGED = f"""
WITH {KNOWN}, {NEWEST}, {COUNTED}
SELECT issue AS issue_id FROM counted
UNION
SELECT issue_id FROM issues JOIN loads USING (load_id)
WHERE kind = 'Data Pipeline issues' AND EXISTS (FROM loads WHERE kind = 'Data Pipeline history')
"""

_FIELD_VALUES = f"""
WITH {KNOWN}, {NEWEST}
SELECT DISTINCT field_values.* EXCLUDE (load_id) REPLACE (issue AS issue_id)
FROM field_values
LEFT JOIN known ON alias = field_values.issue_id
JOIN newest ON issue = coalesce(real_id, field_values.issue_id) AND newest.load_id = field_values.load_id
JOIN issues ON issues.rowid = place AND has_changelog
ORDER BY ALL
"""

ONCE = """
once AS (  -- of a change that several files brought, the row that counts
    SELECT place, issue FROM counted
    QUALIFY row_number() OVER (PARTITION BY issue, history_id, item_no ORDER BY load_id DESC, place DESC) = 1
)"""

_CHANGES = f"""
WITH {KNOWN}, {NEWEST}, {COUNTED}, {ONCE}
SELECT changes.* EXCLUDE (load_id) REPLACE (issue AS issue_id)
FROM changes JOIN once ON changes.rowid = place
ORDER BY issue, changed_at, "position", history_id, item_no
"""

_NAMES = """
SELECT * EXCLUDE (load_id) FROM {table} WHERE {whole}
QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY load_id DESC, rowid DESC) = 1
ORDER BY {key}
"""

_GONE = f"""
SELECT issue_id, max(gone_at) AS gone_at, arg_max(reason, gone_at) AS reason
FROM sync_absent WHERE gone_at IS NOT NULL AND {WHOLE}
GROUP BY issue_id ORDER BY issue_id
"""

# What was loaded as all that there is (`--complete`): issues of its projects that it does not hold are gone.
_COMPLETE = """
SELECT load_id, as_of AS gone_at, project_key
FROM loads JOIN issues USING (load_id)
WHERE contains(options, '"complete": true') AND as_of IS NOT NULL
GROUP BY ALL
"""

_SITE_URL = "SELECT arg_max(site_url, load_id) AS site_url FROM loads WHERE site_url IS NOT NULL"


def current(database: Database) -> Raw:
    """What all loads of `raw.duckdb` say together.

    Of the rows of one issue that with a changelog counts before one without, then the last updated, then the last
    loaded; its field values come from the same load. Changes are joined over loads. An issue that no load brings
    together with its histories is as the export of the latest instant shows it (see `sightings`). Payloads stay in
    the file: they would take most of the memory, and no figure needs them.
    """
    site_url = database.read(_SITE_URL)["site_url"].iloc[0]
    sighted, seen_values, last = sightings(database, KNOWN, WHOLE)
    is_logged = is_in(last["issue_id"], database.read(_LOGGED)["issue_id"])
    plain = last.assign(has_changelog=is_logged) if len(last) else ISSUES.empty()
    issues = pd.concat([database.frame(ISSUES, _ISSUES), ISSUES.check(plain)])
    values = [database.frame(FIELD_VALUES, _FIELD_VALUES)]
    values += [current_values(seen_values, last)] if len(last) else []
    unlogged = last.loc[~is_logged, "issue_id"]
    return Raw(
        issues=issues.sort_values("issue_id", kind="stable").reset_index(drop=True),
        field_values=pd.concat(values).sort_values("issue_id", kind="stable").reset_index(drop=True),
        changes=database.frame(CHANGES, _CHANGES),
        fields=database.frame(FIELDS, _NAMES.format(table="fields", key="field_id", whole=WHOLE)),
        statuses=database.frame(STATUSES, _NAMES.format(table="statuses", key="status_id", whole=WHOLE)),
        site_url=site_url if isinstance(site_url, str) else None,
        gone=_gone(database, sighted),
        sightings=sighted[sighted["issue_id"].isin(unlogged)].reset_index(drop=True),
        logged=LOGGED.check(last.loc[is_logged, ["issue_id"]]).reset_index(drop=True),
        sighted_values=seen_values[seen_values["issue_id"].isin(unlogged)].reset_index(drop=True),
    )


def _gone(database: Database, sighted: pd.DataFrame) -> pd.DataFrame:
    """What syncs did not find any more, and issues without a changelog that are missing from complete exports."""
    last = sighted.drop_duplicates("issue_id", keep="last")[["issue_id", "project_key", "seen_at"]]
    missing = last.merge(database.read(_COMPLETE), on="project_key")
    missing = missing[missing["gone_at"] > missing["seen_at"]].sort_values("gone_at").drop_duplicates("issue_id")
    absent = GONE.check(missing.assign(reason="not listed"))
    return pd.concat([database.frame(GONE, _GONE), absent]).sort_values("issue_id").reset_index(drop=True)
