-- What went wrong, and how often.
CREATE OR REPLACE TEMPORARY VIEW failures (
  kind COMMENT 'What failed: network (its training) or run',
  width COMMENT 'Width w',
  network COMMENT 'Number of the trained network at this width',
  target COMMENT 'Compressed layers with their roles; NULL for a network',
  scheme COMMENT 'prune or quantize; NULL for a network',
  status COMMENT 'How it ended',
  error COMMENT 'Message of the failure, where there is one',
  failures COMMENT 'How many ended so'
) COMMENT 'Networks and runs that are not ok' AS
SELECT 'network', width, network, CAST(NULL AS STRING), CAST(NULL AS STRING), status, error, count(*)
FROM networks
WHERE status <> 'ok'
GROUP BY ALL
UNION ALL
SELECT 'run', width, network, target, scheme, status, error, count(*)
FROM runs
WHERE NOT ${measured}
GROUP BY ALL
