"""All loads together: the newest row of each issue, and every change once.

An issue is known by Jira's id. A file without ids has the key in the id's place; such a row belongs to the issue
that carries that key, or carried it before it moved.
"""

from mlpm_analytics.frames import CHANGES, FIELD_VALUES, FIELDS, GONE, ISSUES, STATUSES, Raw
from mlpm_analytics.store.database import Database

_WHOLE = "load_id IN (SELECT load_id FROM loads)"  # not the rows of a first sync that is not finished

_KNOWN = f"""
known AS (  -- the id behind a key; where several issues had it, the one that had it last
    SELECT alias, real_id
    FROM (
        SELECT key AS alias, issue_id AS real_id, updated_at AS seen_at, load_id
        FROM issues WHERE issue_id <> key AND {_WHOLE}
        UNION ALL
        SELECT from_text, issue_id, changed_at, load_id
        FROM changes
        WHERE lower("field") = 'key' AND {_WHOLE} AND issue_id IN (SELECT issue_id FROM issues WHERE issue_id <> key)
    )
    WHERE alias IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY alias ORDER BY seen_at DESC NULLS LAST, load_id DESC, real_id) = 1
)"""

_NEWEST = f"""
newest AS (  -- the row that counts for each issue
    SELECT issues.rowid AS place, coalesce(real_id, issue_id) AS issue, load_id
    FROM issues LEFT JOIN known ON alias = issue_id
    WHERE {_WHOLE}
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(real_id, issue_id)
        ORDER BY has_changelog DESC, updated_at DESC NULLS LAST, load_id DESC, "line" DESC, issues.rowid DESC
    ) = 1
)"""

_COUNTED = f"""
counted AS (  -- changes by issue; a history known only by its place in a file counts with that file's row alone
    SELECT changes.rowid AS place, coalesce(real_id, issue_id) AS issue, history_id, item_no, changes.load_id
    FROM changes
    LEFT JOIN known ON alias = issue_id
    LEFT JOIN newest ON issue = coalesce(real_id, issue_id)
    WHERE changes.{_WHOLE} AND (NOT starts_with(history_id, 'pos:') OR changes.load_id = newest.load_id)
)"""

_ISSUES = f"""
WITH {_KNOWN}, {_NEWEST}, {_COUNTED}
SELECT
    issues.* EXCLUDE (load_id)
    REPLACE (issue AS issue_id, has_changelog OR issue IN (SELECT issue FROM counted) AS has_changelog)
FROM issues JOIN newest ON issues.rowid = place
ORDER BY issue
"""

_FIELD_VALUES = f"""
WITH {_KNOWN}, {_NEWEST}
SELECT DISTINCT field_values.* EXCLUDE (load_id) REPLACE (issue AS issue_id)
FROM field_values
LEFT JOIN known ON alias = issue_id
JOIN newest ON issue = coalesce(real_id, issue_id) AND newest.load_id = field_values.load_id
ORDER BY ALL
"""

_CHANGES = f"""
WITH {_KNOWN}, {_NEWEST}, {_COUNTED}, once AS (
    SELECT place, issue FROM counted
    QUALIFY row_number() OVER (PARTITION BY issue, history_id, item_no ORDER BY load_id DESC, place DESC) = 1
)
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
FROM sync_absent WHERE gone_at IS NOT NULL AND {_WHOLE}
GROUP BY issue_id ORDER BY issue_id
"""

_SITE_URL = "SELECT arg_max(site_url, load_id) AS site_url FROM loads WHERE site_url IS NOT NULL"


def current(database: Database) -> Raw:
    """What all loads of `raw.duckdb` say together.

    Of the rows of one issue that with a changelog counts before one without, then the last updated, then the last
    loaded; its field values come from the same load. Changes are joined over loads.
    """
    site_url = database.read(_SITE_URL)["site_url"].iloc[0]
    return Raw(
        issues=database.frame(ISSUES, _ISSUES),
        field_values=database.frame(FIELD_VALUES, _FIELD_VALUES),
        changes=database.frame(CHANGES, _CHANGES),
        fields=database.frame(FIELDS, _NAMES.format(table="fields", key="field_id", whole=_WHOLE)),
        statuses=database.frame(STATUSES, _NAMES.format(table="statuses", key="status_id", whole=_WHOLE)),
        site_url=site_url if isinstance(site_url, str) else None,
        gone=database.frame(GONE, _GONE),
    )
