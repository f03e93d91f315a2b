-- Error against width, the question of every sweep: means over the runs that are ok.
CREATE OR REPLACE TEMPORARY VIEW error_by_width (
  dataset COMMENT 'Short name of the dataset',
  architecture COMMENT 'Layer sizes, w for the width, and activations',
  target COMMENT 'Compressed layers with their roles',
  unit COMMENT 'What is offered to one draw',
  method COMMENT 'How units are chosen',
  scheme COMMENT 'Random replacement: prune or quantize',
  keep_probability COMMENT 'Probability p that a pruned unit is kept; NULL under quantize',
  levels COMMENT 'Quantization levels k; NULL under prune',
  alpha COMMENT 'Fraction of units offered to the draw',
  ordering COMMENT 'When scores of B layers are computed anew',
  projections COMMENT 'Whether activations are projected',
  calibration_samples COMMENT 'How many training samples calibrate; NULL: all',
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
  dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
  projections, calibration_samples, width,
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
WHERE status = 'ok'
GROUP BY ALL
