-- How wide networks must be to lose no more than half a point, one or two of the metric: the least width
-- from which on all wider ones that were tried lose no more, so that one lucky width does not count.
CREATE OR REPLACE TEMPORARY VIEW least_width (
  ${cell_columns},
  sparsity COMMENT 'Expected fraction of zeros; NULL under quantize',
  most_drop COMMENT 'What the mean of metric_drop is to be at most: 0.005, 0.01 or 0.02',
  width COMMENT 'Least width from which on it is, up to the widest; NULL if at the widest it is not',
  metric_drop COMMENT 'Mean of metric_drop at that width',
  metric_drop_low COMMENT 'Lower end of its 95 % interval over networks',
  metric_drop_high COMMENT 'Upper end of that interval',
  surely COMMENT 'The same width for the upper end of the interval in place of the mean',
  widths COMMENT 'Widths that were tried',
  widest COMMENT 'The widest of them'
) COMMENT 'Least width that loses at most half a point, one or two of the metric' AS
WITH judged AS (
  SELECT
    *,
    -- Of the widths from this one on, how many lose more.
    count_if((metric_drop <= most_drop) IS NOT TRUE) OVER wider AS more,
    count_if((metric_drop_high <= most_drop) IS NOT TRUE) OVER wider AS perhaps_more
  FROM error_by_width
  CROSS JOIN (VALUES (0.005D), (0.01D), (0.02D)) AS drops (most_drop)
  WINDOW wider AS (
    PARTITION BY ${cell}, most_drop ORDER BY width
    ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  )
),
cells AS (
  SELECT
    ${cell}, most_drop,
    max(sparsity_target) AS sparsity,
    min(struct(width, metric_drop, metric_drop_low, metric_drop_high)) FILTER (WHERE more = 0)
      AS least,
    min(width) FILTER (WHERE perhaps_more = 0) AS surely,
    count(*) AS widths,
    max(width) AS widest
  FROM judged
  GROUP BY ALL
)
SELECT
  ${cell}, sparsity, most_drop, least.width, least.metric_drop, least.metric_drop_low,
  least.metric_drop_high, surely, widths, widest
FROM cells
