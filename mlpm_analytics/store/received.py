"""What became of every row that the loads brought: the same choice that `current` makes, told row by row."""

from typing import Final

from mlpm_analytics.store.current import COUNTED, KNOWN, NEWEST, ONCE, WHOLE

_RANKED = """
placed AS (  -- issues by their ids; whether any load brought their history
    SELECT issues.*, issues.rowid AS place, coalesce(real_id, issue_id) AS issue, as_of,
        bool_or(has_changelog) OVER (PARTITION BY coalesce(real_id, issue_id)) AS is_logged
    FROM issues LEFT JOIN known ON alias = issue_id JOIN loads USING (load_id)
),
ranked AS (  -- 1 is the row that counts; without a history it is the one of the latest export
    SELECT *, row_number() OVER (
        PARTITION BY issue
        ORDER BY has_changelog DESC, if(is_logged, NULL, as_of) DESC NULLS LAST, updated_at DESC NULLS LAST,
            load_id DESC, "line" DESC, place DESC
    ) AS rank
    FROM placed
)"""

_ISSUES = """
SELECT ranked.load_id, issue AS issue_id, 'issues' AS what,
    CASE
        WHEN ranked.rank = 1 THEN 'kept'
        WHEN NOT is_logged AND ranked.as_of IS NULL AND counting.as_of IS NOT NULL THEN 'no date'
        WHEN NOT is_logged AND ranked.load_id <> counting.load_id THEN 'sighting'
        WHEN NOT ranked.has_changelog AND counting.has_changelog THEN 'without history'
        WHEN coalesce(counting.updated_at > ranked.updated_at, counting.updated_at IS NOT NULL) THEN 'older'
        ELSE 'repeated'
    END AS outcome
FROM ranked JOIN (SELECT issue, load_id, as_of, updated_at, has_changelog FROM ranked WHERE rank = 1) AS counting
    USING (issue)
"""

_CHANGES = f"""
SELECT changes.load_id, coalesce(real_id, changes.issue_id) AS issue_id, 'changes' AS what,
    CASE
        WHEN newest.issue IS NULL THEN 'no issue'
        WHEN counted.place IS NULL THEN 'older'
        WHEN once.place IS NULL THEN 'repeated'
        WHEN changed_at IS NULL THEN 'no date'
        ELSE 'kept'
    END AS outcome
FROM changes
LEFT JOIN known ON alias = changes.issue_id
LEFT JOIN newest ON newest.issue = coalesce(real_id, changes.issue_id)
LEFT JOIN counted ON counted.place = changes.rowid
LEFT JOIN once ON once.place = changes.rowid
WHERE changes.{WHOLE}
"""

RECEIVED_ROWS: Final = f"""
WITH {KNOWN}, {NEWEST}, {COUNTED}, {ONCE}, {_RANKED}
SELECT load_id, issue_id, what, outcome, count(*) AS row_count
FROM ({_ISSUES} UNION ALL {_CHANGES})
GROUP BY ALL
ORDER BY ALL
"""
