"""The floor's plan of a day's reminders, as the databases are told it; `planning.py` runs it."""

NEAR = """
CREATE TEMPORARY TABLE owing AS
WITH open AS (
  SELECT r.id, r.component_id, r.status, r.whose_move <> 'component' AS paused, r.priority, r.due_on, r.decided_on,
    r.implemented_on, r.last_update_on, r.next_update_on, lower(trim(r.responsible_email)) AS official,
    p.issued_on, p.complete_by
  FROM recommendation r JOIN report p ON p.id = r.report_id WHERE r.is_open AND NOT r.voided
), dated AS (
  SELECT open.*, 'due-date' AS event, due_on AS due FROM open WHERE due_on IS NOT NULL
  UNION ALL SELECT open.*, 'response', {response} FROM open WHERE status = 'response-due'
  UNION ALL SELECT open.*, 'resolution', e.resolution FROM open JOIN ends e ON e.day = issued_on
    WHERE decided_on IS NULL
  UNION ALL SELECT open.*, 'window', complete_by FROM open WHERE complete_by IS NOT NULL AND issued_on IS NOT NULL
  UNION ALL SELECT open.*, 'final-action', e.final_action FROM open JOIN ends e ON e.day = decided_on
  UNION ALL SELECT open.*, 'closeout-letter', {closeout} FROM open
    WHERE implemented_on IS NOT NULL AND status <> 'closure-requested'
  UNION ALL SELECT open.*, 'status-update', CASE
      WHEN next_update_on > coalesce(last_update_on, issued_on) THEN next_update_on ELSE {update} END
    FROM open WHERE status <> 'response-due' AND coalesce(last_update_on, issued_on) IS NOT NULL
  UNION ALL SELECT DISTINCT open.*, 'milestone', m.due_on FROM open JOIN milestone m ON m.recommendation_id = open.id
    WHERE m.done_on IS NULL
)
SELECT d.id, d.component_id, d.paused, d.priority, d.due_on, d.official, d.event, d.due, s.step, s.late
FROM dated d JOIN step s ON s.event = d.event AND s.due = d.due;
CREATE TEMPORARY TABLE first AS SELECT id, min(due) AS first, max(due_on) AS due_on FROM owing GROUP BY id;
CREATE TEMPORARY TABLE told AS
SELECT DISTINCT o.id, o.event, o.due, o.due_on, o.step, o.paused, o.late,
  CASE WHEN t.who = 'official' THEN o.official ELSE a.address END AS recipient
FROM owing o JOIN telling t ON t.event = o.event
  AND (t.from_late IS NULL
    OR (NOT o.paused AND o.late > 0 AND o.late * (CASE WHEN o.priority THEN 2 ELSE 1 END) >= t.from_late))
LEFT JOIN address a ON a.component_id = o.component_id AND a.who = t.who
WHERE CASE WHEN t.who = 'official' THEN o.official ELSE a.address END IS NOT NULL;
CREATE TEMPORARY TABLE due AS
SELECT t.recipient, t.id, t.event, t.due, t.step, last.step AS before
FROM told t LEFT JOIN (
  SELECT recipient, recommendation_id, event, due_on, min(step) AS step FROM reminder GROUP BY 1, 2, 3, 4
) last ON last.recipient = t.recipient AND last.recommendation_id = t.id AND last.event = t.event
  AND last.due_on = t.due
WHERE t.step IS NOT NULL AND NOT (t.paused AND t.late <= 0) AND (last.step IS NULL OR last.step > t.step);
CREATE TEMPORARY TABLE listed AS
WITH item AS (
  SELECT DISTINCT t.recipient, t.id, f.first, f.due_on FROM told t JOIN first f ON f.id = t.id
  WHERE recipient IN (SELECT recipient FROM due)
), placed AS (
  SELECT i.recipient, i.id, CASE WHEN i.due_on < {today} THEN i.due_on ELSE i.first END AS urgent,
    CASE WHEN i.due_on < {today} THEN 0 WHEN i.first < {today} THEN 1 WHEN i.first = {today} THEN 2
      WHEN i.first <= {week} THEN 3 ELSE 4 END AS part, p.number AS report_number, r.component_id
  FROM item i JOIN recommendation r ON r.id = i.id JOIN report p ON p.id = r.report_id
), ranked AS (
  SELECT placed.*, row_number() OVER (PARTITION BY recipient, part ORDER BY urgent, report_number{exact}, id) AS place
  FROM placed
)
SELECT k.recipient, k.part, k.place, k.id, k.report_number, r.number, substr(r.text, 1, 400) AS text, c.code, r.status,
  r.whose_move, r.due_on
FROM ranked k JOIN recommendation r ON r.id = k.id JOIN component c ON c.id = r.component_id
WHERE k.part > 1 OR k.place <= {worst}
"""
COUNTS = """
SELECT recipient, sum(CASE WHEN due_on < {today} THEN 1 ELSE 0 END),
  sum(CASE WHEN due_on < {today} OR first >= {today} THEN 0 ELSE 1 END)
FROM (SELECT DISTINCT t.recipient, t.id, f.first, coalesce(f.due_on, {today}) AS due_on FROM told t
  JOIN first f ON f.id = t.id WHERE recipient IN (SELECT recipient FROM due)) item GROUP BY recipient
"""
CODES = """
SELECT DISTINCT t.recipient, c.code FROM told t JOIN recommendation r ON r.id = t.id
JOIN component c ON c.id = r.component_id WHERE t.recipient IN (SELECT recipient FROM due) ORDER BY 1, 2
"""
WRITTEN = """
INSERT INTO reminder (recipient, recommendation_id, event, due_on, step, message_id)
SELECT d.recipient, d.id, d.event, d.due, d.step, m.id
FROM due d JOIN message m ON m.key = 'digest:' || d.recipient || ':' || {day}
"""
ONLY_LISTED = """
INSERT INTO reminder (recipient, recommendation_id, event, due_on, step, message_id)
SELECT l.recipient, l.id, 'listed', f.first, 0, m.id
FROM listed l JOIN first f ON f.id = l.id JOIN message m ON m.key = 'digest:' || l.recipient || ':' || {day}
LEFT JOIN (SELECT DISTINCT recipient, id FROM due) d ON d.recipient = l.recipient AND d.id = l.id
WHERE d.id IS NULL
ON CONFLICT DO NOTHING
"""
WORDS = {
    "sqlite": {
        "response": "date(issued_on, '+{response} days')", "closeout": "date(implemented_on, '+{closeout} days')",
        "update": "date(coalesce(last_update_on, issued_on), '+{update} days')",
        "today": "'{today}'", "week": "'{week}'", "day": "'{today}'", "exact": "",
    },
    "postgresql": {
        "response": "issued_on + {response}", "closeout": "implemented_on + {closeout}",
        "update": "coalesce(last_update_on, issued_on) + {update}",
        "today": "DATE '{today}'", "week": "DATE '{week}'", "day": "'{today}'", "exact": ' COLLATE "C"',
    },
}  # fmt: skip
