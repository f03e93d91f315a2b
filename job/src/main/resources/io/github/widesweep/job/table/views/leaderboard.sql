-- Which method harms least at a sparsity (under quantize: with as many levels), fixed values and refit
-- apart. Means weigh networks equally; intervals are over network means.
CREATE OR REPLACE TEMPORARY VIEW leaderboard (
  dataset COMMENT 'Short name of the dataset',
  architecture COMMENT 'Layer sizes, w for the width, and activations',
  width COMMENT 'Width w: units of a layer',
  target COMMENT 'Compressed layers with their roles',
  unit COMMENT 'What is offered to one draw',
  scheme COMMENT 'Random replacement: prune or quantize',
  sparsity COMMENT 'Expected fraction of zeros, rounded to six digits; NULL under quantize',
  levels COMMENT 'Quantization levels k; NULL under prune',
  class COMMENT 'What kept weights are: fixed or refit; ranked apart',
  rank COMMENT 'Place by mean delta_logits among the methods of the class, 1 the least',
  method COMMENT 'The method',
  parameters COMMENT 'Its other parameters',
  refit COMMENT 'Whether kept weights were solved for afterwards',
  alpha COMMENT 'Fraction of units that may change; NULL for methods without it',
  ordering COMMENT 'When scores of B layers are computed anew; NULL for methods without it',
  projections COMMENT 'Whether activations are projected',
  calibration_samples COMMENT 'How many training samples calibrate; NULL: all',
  networks COMMENT 'Trained networks that the means rest on',
  runs COMMENT 'Runs that are ok or a fallback: the means are over these',
  fallbacks COMMENT 'How many of them are a fallback',
  sparsity_actual COMMENT 'Mean fraction of zeros in the compressed layers',
  delta_logits COMMENT 'Mean of logit_error_sq / c^(2m)',
  delta_logits_low COMMENT 'Lower end of its 95 % interval over networks',
  delta_logits_high COMMENT 'Upper end of that interval',
  psi COMMENT 'Mean watched loss of the last compressed layer',
  psi_relative COMMENT 'Mean of psi over the mean squared length of the dense output it is about',
  psi_relative_low COMMENT 'Lower end of its 95 % interval over networks',
  psi_relative_high COMMENT 'Upper end of that interval',
  metric_dense COMMENT 'Mean R^2 or accuracy of the dense networks on test samples',
  metric_compressed COMMENT 'Mean R^2 or accuracy after compression',
  metric_compressed_low COMMENT 'Lower end of its 95 % interval over networks',
  metric_compressed_high COMMENT 'Upper end of that interval',
  select_seconds COMMENT 'Mean time of a run to choose and draw, s'
) COMMENT 'Methods ranked by their error at equal sparsity, fixed values and refit apart' AS
WITH by_network AS (
  SELECT
    ${cell}, width, network,
    round(max(sparsity_target), 6) AS sparsity,
    count(*) AS runs, count_if(status <> 'ok') AS fallbacks,
    avg(sparsity_actual) AS sparsity_actual, avg(delta_logits) AS delta_logits, avg(psi) AS psi,
    avg(psi_relative) AS psi_relative, avg(metric_dense) AS metric_dense,
    avg(metric_compressed) AS metric_compressed, sum(select_seconds) AS select_seconds
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
),
cells AS (
  SELECT
    ${cell}, width, sparsity,
    count(*) AS networks, sum(runs) AS runs, sum(fallbacks) AS fallbacks,
    avg(sparsity_actual) AS sparsity_actual,
    error_interval(collect_list(delta_logits)) AS delta_logits,
    avg(psi) AS psi,
    error_interval(collect_list(psi_relative)) AS psi_relative,
    avg(metric_dense) AS metric_dense,
    mean_interval(collect_list(metric_compressed)) AS metric_compressed,
    sum(select_seconds) / sum(runs) AS select_seconds
  FROM by_network
  GROUP BY ALL
)
SELECT
  dataset, architecture, width, target, unit, scheme, sparsity, levels, class,
  rank() OVER (
    PARTITION BY dataset, architecture, width, target, unit, scheme, sparsity, levels, class,
      projections, calibration_samples
    ORDER BY delta_logits.mean NULLS LAST
  ) AS rank,
  method, parameters, refit, alpha, ordering, projections, calibration_samples,
  networks, runs, fallbacks, sparsity_actual,
  delta_logits.mean, delta_logits.low, delta_logits.high,
  psi,
  psi_relative.mean, psi_relative.low, psi_relative.high,
  metric_dense,
  metric_compressed.mean, metric_compressed.low, metric_compressed.high,
  select_seconds
FROM cells
