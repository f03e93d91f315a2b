-- How fast the error falls as networks grow: least squares of ln(mean error) on ln(width), so that
-- error is about width^exponent. Widths whose mean error is 0 have no logarithm and are left out.
CREATE OR REPLACE TEMPORARY VIEW decay_exponent (
  ${cell_columns},
  widths COMMENT 'Widths that the slope of delta rests on',
  delta_exponent COMMENT 'Slope of ln(mean delta) on ln(width); NULL for fewer than two widths',
  delta_exponent_low COMMENT 'Lower end of the 95 % Student-t interval of the slope; NULL for fewer than three widths',
  delta_exponent_high COMMENT 'Upper end of that interval',
  logits_widths COMMENT 'Widths that the slope of delta_logits rests on',
  delta_logits_exponent COMMENT 'Slope of ln(mean delta_logits) on ln(width)',
  delta_logits_exponent_low COMMENT 'Lower end of its 95 % interval',
  delta_logits_exponent_high COMMENT 'Upper end of its 95 % interval'
) COMMENT 'Log-log slope of error on width, with its interval' AS
WITH points AS (
  SELECT
    ${cell},
    ln(width) AS x, ln(nullif(delta, 0D)) AS y, ln(nullif(delta_logits, 0D)) AS z
  FROM error_by_width
),
sums AS (
  SELECT
    ${cell},
    regr_count(y, x) AS widths, nullif(regr_sxx(y, x), 0D) AS sxx, regr_sxy(y, x) AS sxy,
    regr_syy(y, x) AS syy,
    regr_count(z, x) AS logits_widths, nullif(regr_sxx(z, x), 0D) AS logits_sxx,
    regr_sxy(z, x) AS logits_sxy, regr_syy(z, x) AS logits_syy
  FROM points
  GROUP BY ALL
),
slopes AS (
  SELECT
    *,
    sxy / sxx AS slope,
    student_t_975(widths - 2)
      * sqrt(greatest(0D, syy - sxy * sxy / sxx) / nullif(widths - 2, 0) / sxx) AS half,
    logits_sxy / logits_sxx AS logits_slope,
    student_t_975(logits_widths - 2)
      * sqrt(greatest(0D, logits_syy - logits_sxy * logits_sxy / logits_sxx)
        / nullif(logits_widths - 2, 0) / logits_sxx) AS logits_half
  FROM sums
)
SELECT
  ${cell},
  widths, slope, slope - half, slope + half,
  logits_widths, logits_slope, logits_slope - logits_half, logits_slope + logits_half
FROM slopes
