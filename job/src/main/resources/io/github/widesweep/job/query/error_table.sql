-- What run ends with: error against width, few digits, the settings of a cell in one column.
SELECT
  target,
  CASE scheme WHEN 'prune' THEN concat('prune p=', round(keep_probability, 6))
    ELSE concat('quantize k=', levels) END AS scheme,
  alpha,
  ordering,
  width,
  runs,
  format_string('%.4f', metric_dense) AS metric_dense,
  format_string('%.4f', metric_compressed) AS metric_compressed,
  format_string('%.4f', metric_drop) AS metric_drop,
  format_string('%.3e', delta) AS delta,
  format_string('%.3e', delta_logits) AS delta_logits,
  format_string('%.3e', psi) AS psi
FROM error_by_width
ORDER BY dataset, architecture, target, error_by_width.scheme, keep_probability, levels, alpha,
  ordering, unit, method, projections, calibration_samples, width
