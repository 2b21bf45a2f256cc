-- The floor of all figures: one bare pass from changes to working time per Epic and phase.
-- No holidays, people, mis-clicks, plans or evidence; statuses and phases by name, the parent as it is today.
WITH steps AS (
    SELECT issue_id, changed_at AS started_at, to_text AS status,
        lead(changed_at, 1, (SELECT max(changed_at) FROM changes)) OVER (
            PARTITION BY issue_id ORDER BY changed_at, "position"
        ) AS stopped_at
    FROM changes WHERE field_id = 'status'
),
active AS (
    SELECT issue_id, unnest([started_at, stopped_at]) AT TIME ZONE 'Europe/Berlin' AS instant, unnest([-1, 1]) AS sign
    FROM steps WHERE status IN ('In Progress', 'In Review')
),
worked AS (
    SELECT issue_id, sign, date_diff('day', DATE '1970-01-05', instant::DATE) AS day,
        date_part('hour', instant) * 60 + date_part('minute', instant) - 540 AS minute
    FROM active
)
SELECT parent_id, phase, sum(sign * (
    day // 7 * 2400 + least(day % 7, 5) * 480 + if(day % 7 < 5, greatest(0, least(minute, 480)), 0)
)) / 480 AS worked_days
FROM worked JOIN issues USING (issue_id)
GROUP BY ALL
