-- How fast the error falls as networks grow: least squares of ln(mean error) on ln(width), so that
-- error is about width^exponent. Widths whose mean error is 0 have no logarithm and are left out.
-- Intervals are over networks, from the same variances as those of the means.
CREATE OR REPLACE TEMPORARY VIEW decay_exponent (
  ${cell_columns},
  widths COMMENT 'Widths that the slope of delta rests on',
  delta_exponent COMMENT 'Slope of ln(mean delta) on ln(width); NULL for fewer than two widths',
  delta_exponent_low COMMENT 'Lower end of its 95 % interval over networks; NULL if a width has fewer than two',
  delta_exponent_high COMMENT 'Upper end of that interval',
  logits_widths COMMENT 'Widths that the slope of delta_logits rests on',
  delta_logits_exponent COMMENT 'Slope of ln(mean delta_logits) on ln(width)',
  delta_logits_exponent_low COMMENT 'Lower end of its 95 % interval over networks',
  delta_logits_exponent_high COMMENT 'Upper end of that interval'
) COMMENT 'Log-log slope of error on width, with its interval' AS
WITH by_network AS (
  SELECT ${cell}, width, network, avg(delta) AS delta, avg(delta_logits) AS delta_logits
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
),
points AS (
  SELECT
    ${cell}, width,
    collect_list(delta) AS delta, collect_list(delta_logits) AS delta_logits
  FROM by_network
  GROUP BY ALL
),
slopes AS (
  SELECT
    ${cell},
    decay_interval(collect_list(struct(width, delta))) AS delta,
    decay_interval(collect_list(struct(width, delta_logits))) AS delta_logits
  FROM points
  GROUP BY ALL
)
SELECT
  ${cell},
  CAST(delta.widths AS BIGINT), delta.exponent, delta.low, delta.high,
  CAST(delta_logits.widths AS BIGINT),
  delta_logits.exponent, delta_logits.low, delta_logits.high
FROM slopes
