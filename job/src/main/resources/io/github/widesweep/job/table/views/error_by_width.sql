-- Error against width, the question of every sweep: means over the runs that are ok or a fallback.
-- Networks weigh equally, and intervals are over networks, as in summary.
CREATE OR REPLACE TEMPORARY VIEW error_by_width (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  networks COMMENT 'Trained networks with a run that is ok or a fallback',
  runs COMMENT 'Runs that are ok or a fallback: the means are over these',
  metric_dense COMMENT 'Mean R^2 or accuracy of the dense networks on test samples',
  metric_compressed COMMENT 'Mean R^2 or accuracy after compression',
  metric_compressed_low COMMENT 'Lower end of its 95 % interval over networks',
  metric_compressed_high COMMENT 'Upper end of that interval',
  metric_drop COMMENT 'Mean of metric_dense - metric_compressed, network by network',
  metric_drop_low COMMENT 'Lower end of its 95 % interval over networks',
  metric_drop_high COMMENT 'Upper end of that interval',
  delta COMMENT 'Mean of output_error_sq / c^(2m)',
  delta_low COMMENT 'Lower end of its 95 % interval over networks',
  delta_high COMMENT 'Upper end of that interval',
  delta_logits COMMENT 'Mean of logit_error_sq / c^(2m)',
  delta_logits_low COMMENT 'Lower end of its 95 % interval over networks',
  delta_logits_high COMMENT 'Upper end of that interval',
  psi COMMENT 'Mean watched loss of the last compressed layer',
  psi_low COMMENT 'Lower end of its 95 % interval over networks',
  psi_high COMMENT 'Upper end of that interval',
  sparsity_actual COMMENT 'Mean fraction of zeros in the compressed layers',
  sparsity_target COMMENT 'Expected fraction of zeros there, alpha (1 - p); NULL under quantize'
) COMMENT 'Error against width: means over the runs that are ok or a fallback' AS
WITH by_network AS (
  SELECT
    ${cell}, width, network,
    count(*) AS runs,
    avg(metric_dense) AS metric_dense,
    avg(metric_compressed) AS metric_compressed,
    avg(metric_drop) AS metric_drop,
    avg(delta) AS delta,
    avg(delta_logits) AS delta_logits,
    avg(psi) AS psi,
    avg(sparsity_actual) AS sparsity_actual,
    max(sparsity_target) AS sparsity_target
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
),
cells AS (
  SELECT
    ${cell}, width,
    count(*) AS networks,
    sum(runs) AS runs,
    avg(metric_dense) AS metric_dense,
    mean_interval(collect_list(metric_compressed)) AS metric_compressed,
    mean_interval(collect_list(metric_drop)) AS metric_drop,
    error_interval(collect_list(delta)) AS delta,
    error_interval(collect_list(delta_logits)) AS delta_logits,
    error_interval(collect_list(psi)) AS psi,
    avg(sparsity_actual) AS sparsity_actual,
    max(sparsity_target) AS sparsity_target
  FROM by_network
  GROUP BY ALL
)
SELECT
  ${cell}, width, networks, runs, metric_dense,
  metric_compressed.mean, metric_compressed.low, metric_compressed.high,
  metric_drop.mean, metric_drop.low, metric_drop.high,
  delta.mean, delta.low, delta.high,
  delta_logits.mean, delta_logits.low, delta_logits.high,
  psi.mean, psi.low, psi.high,
  sparsity_actual, sparsity_target
FROM cells
