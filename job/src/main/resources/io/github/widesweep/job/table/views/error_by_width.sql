-- Error against width, the question of every sweep: means over the runs that are ok.
CREATE OR REPLACE TEMPORARY VIEW error_by_width (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  networks COMMENT 'Trained networks with a run that is ok',
  runs COMMENT 'Runs that are ok: the means are over these',
  metric_dense COMMENT 'Mean R^2 or accuracy of the dense networks on test samples',
  metric_compressed COMMENT 'Mean R^2 or accuracy after compression',
  delta COMMENT 'Mean of output_error_sq / c^(2m)',
  delta_logits COMMENT 'Mean of logit_error_sq / c^(2m)',
  psi COMMENT 'Mean watched loss of the last compressed layer',
  sparsity_actual COMMENT 'Mean fraction of zeros in the compressed layers',
  sparsity_target COMMENT 'Expected fraction of zeros there, alpha (1 - p); NULL under quantize'
) COMMENT 'Error against width: means over the runs that are ok' AS
SELECT
  ${cell}, width,
  count(DISTINCT network) AS networks,
  count(*) AS runs,
  avg(metric_dense) AS metric_dense,
  avg(metric_compressed) AS metric_compressed,
  avg(delta) AS delta,
  avg(delta_logits) AS delta_logits,
  avg(psi) AS psi,
  avg(sparsity_actual) AS sparsity_actual,
  max(sparsity_target) AS sparsity_target
FROM runs
WHERE ${measured}
GROUP BY ALL
