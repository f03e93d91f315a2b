-- The least width that reaches an error, at every sparsity and for every threshold of the error. The
-- first width below it counts, whatever wider networks do.
CREATE OR REPLACE TEMPORARY VIEW frontier (
  ${cell_columns},
  sparsity COMMENT 'Fraction of zeros: expected under prune, else the mean over runs and widths',
  error COMMENT 'Threshold of the mean of delta_logits',
  width COMMENT 'Least width whose mean delta_logits is below the threshold; NULL if none is',
  widths COMMENT 'Widths that were tried'
) COMMENT 'Least width whose mean error is below a threshold, per sparsity' AS
SELECT
  ${cell},
  coalesce(max(sparsity_target), avg(sparsity_actual)) AS sparsity,
  thresholds.error,
  min(width) FILTER (WHERE delta_logits < thresholds.error) AS width,
  count(*) AS widths
FROM error_by_width
CROSS JOIN (VALUES (1D), (1E-1D), (1E-2D), (1E-3D), (1E-4D), (1E-5D), (1E-6D)) AS thresholds (error)
GROUP BY ALL
