-- How far each theorem's bound lies above what it bounds. A bound is of a mean over draws of one
-- trained network, so it is compared network by network.
CREATE OR REPLACE TEMPORARY VIEW tightness (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  theorem COMMENT 'norms: bound_output_log10, from the norms and the longest sample; sample: bound_sample_log10, from the samples; walk: the same with the bound of the walk for Psi',
  guaranteed COMMENT 'Whether it is proved for all networks here: norms only inside the assumptions',
  networks COMMENT 'Trained networks with bound and measurement',
  runs COMMENT 'Their runs that are ok or a fallback',
  error_sq COMMENT 'What is bounded, mean: calibration_error_sq for norms, else calibration_logit_error_sq',
  bound_log10 COMMENT 'Decimal logarithm of the bound, mean over networks',
  decades COMMENT 'From the mean over draws to the bound in powers of ten, mean over networks',
  decades_low COMMENT 'Lower end of the 95 % interval of decades over networks; NULL for fewer than two',
  decades_high COMMENT 'Upper end of that interval',
  decades_least COMMENT 'Least of a network; below 0 by chance of few draws only, where a bound is exact'
) COMMENT 'Bounds over measured errors, per theorem, over the runs that are ok or a fallback' AS
WITH stacked AS (
  SELECT
    ${cell}, width, network,
    stack(2,
      'norms', NOT outside_assumptions, calibration_error_sq, bound_output_log10,
      if(method = 'walk', 'walk', 'sample'), true, calibration_logit_error_sq, bound_sample_log10
    ) AS (theorem, guaranteed, error_sq, bound_log10)
  FROM runs
  WHERE ${measured}
),
by_network AS (
  SELECT
    ${cell}, width, network, theorem,
    bool_and(guaranteed) AS guaranteed,
    count(*) AS runs,
    avg(error_sq) AS error_sq,
    max(bound_log10) AS bound_log10,
    max(bound_log10) - log10(avg(error_sq)) AS decades
  FROM stacked
  WHERE error_sq IS NOT NULL AND bound_log10 IS NOT NULL
  GROUP BY ALL
),
cells AS (
  SELECT
    ${cell}, width, theorem,
    bool_and(guaranteed) AS guaranteed,
    count(*) AS networks,
    sum(runs) AS runs,
    avg(error_sq) AS error_sq,
    avg(bound_log10) AS bound_log10,
    mean_interval(collect_list(decades)) AS decades,
    min(decades) AS decades_least
  FROM by_network
  GROUP BY ALL
)
SELECT
  ${cell}, width, theorem, guaranteed, networks, runs, error_sq, bound_log10,
  decades.mean, decades.low, decades.high, decades_least
FROM cells
