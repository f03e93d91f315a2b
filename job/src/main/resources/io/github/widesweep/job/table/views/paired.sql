-- Every method against the greedy algorithm on the same network, target and sparsity, and, where draws
-- differ, the same draw: methods without randomness meet the mean over greedy's draws. What networks
-- and draws do to both cancels.
CREATE OR REPLACE TEMPORARY VIEW paired (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  sparsity COMMENT 'Expected fraction of zeros of both, rounded to six digits; NULL under quantize',
  networks COMMENT 'Trained networks that have runs of both',
  pairs COMMENT 'Runs that have a greedy counterpart',
  wins COMMENT 'Fraction of pairs in which logit_error_sq is less than greedy''s, equal ones half',
  decades COMMENT 'Mean over networks of log10(logit_error_sq / greedy''s): below 0 is better',
  decades_low COMMENT 'Lower end of its 95 % interval over networks',
  decades_high COMMENT 'Upper end of that interval',
  psi_decades COMMENT 'The same of psi',
  psi_decades_low COMMENT 'Lower end of its 95 % interval over networks',
  psi_decades_high COMMENT 'Upper end of that interval',
  metric_difference COMMENT 'Mean over networks of metric_compressed - greedy''s: above 0 is better',
  metric_difference_low COMMENT 'Lower end of its 95 % interval over networks',
  metric_difference_high COMMENT 'Upper end of that interval'
) COMMENT 'Methods against the greedy algorithm, network by network and draw by draw' AS
WITH measured AS (
  SELECT
    *,
    round(sparsity_target, 6) AS sparsity,
    method = 'greedy' AND NOT refit AS is_greedy,
    count(*) OVER (PARTITION BY ${cell}, width, network) AS draws
  FROM runs
  WHERE ${measured}
),
-- Of several orderings the first by name, exact before others; of several alphas the largest.
greedy AS (
  SELECT * FROM (
    SELECT
      *,
      dense_rank() OVER (
        PARTITION BY dataset, architecture, width, target, unit, scheme, sparsity, levels,
          projections, calibration_samples
        ORDER BY ordering, alpha DESC
      ) AS choice
    FROM measured
    WHERE is_greedy
  )
  WHERE choice = 1
),
by_draw AS (
  SELECT
    dataset, architecture, width, target, unit, scheme, sparsity, levels, projections,
    calibration_samples, network, draw, logit_error_sq, psi, metric_compressed
  FROM greedy
  UNION ALL
  -- The mean over draws, under a number that no draw has.
  SELECT
    dataset, architecture, width, target, unit, scheme, sparsity, levels, projections,
    calibration_samples, network, -1, avg(logit_error_sq), avg(psi), avg(metric_compressed)
  FROM greedy
  GROUP BY ALL
),
pairs AS (
  SELECT
    m.*,
    log10(nullif(m.logit_error_sq, 0D) / nullif(g.logit_error_sq, 0D)) AS decades,
    log10(nullif(m.psi, 0D) / nullif(g.psi, 0D)) AS psi_decades,
    m.metric_compressed - g.metric_compressed AS metric_difference,
    CASE
      WHEN m.logit_error_sq < g.logit_error_sq THEN 1D
      WHEN m.logit_error_sq = g.logit_error_sq THEN 0.5D
      ELSE 0D
    END AS win
  FROM measured m
  JOIN by_draw g
    ON m.dataset = g.dataset AND m.architecture = g.architecture AND m.width = g.width
    AND m.target = g.target AND m.unit = g.unit AND m.scheme = g.scheme
    AND m.sparsity <=> g.sparsity AND m.levels <=> g.levels AND m.projections = g.projections
    AND m.calibration_samples <=> g.calibration_samples AND m.network = g.network
    AND g.draw = if(m.draws = 1, -1, m.draw)
  WHERE NOT m.is_greedy
),
by_network AS (
  SELECT
    ${cell}, width, sparsity, network,
    count(*) AS pairs, sum(win) AS wins, avg(decades) AS decades, avg(psi_decades) AS psi_decades,
    avg(metric_difference) AS metric_difference
  FROM pairs
  GROUP BY ALL
),
cells AS (
  SELECT
    ${cell}, width, sparsity,
    count(*) AS networks, sum(pairs) AS pairs, sum(wins) / sum(pairs) AS wins,
    mean_interval(collect_list(decades)) AS decades,
    mean_interval(collect_list(psi_decades)) AS psi_decades,
    mean_interval(collect_list(metric_difference)) AS metric_difference
  FROM by_network
  GROUP BY ALL
)
SELECT
  ${cell}, width, sparsity, networks, pairs, wins,
  decades.mean, decades.low, decades.high,
  psi_decades.mean, psi_decades.low, psi_decades.high,
  metric_difference.mean, metric_difference.low, metric_difference.high
FROM cells
