-- Bounds, expectations and measurements side by side. A bound and an expectation speak of the
-- mean over draws of one trained network, so violations are counted network by network.
CREATE OR REPLACE TEMPORARY VIEW bound_check (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  networks COMMENT 'Trained networks with a run that is ok',
  runs COMMENT 'Runs that are ok: the means are over these',
  psi COMMENT 'Mean watched loss of the last compressed layer',
  psi_expected COMMENT 'Mean closed-form expectation of psi; NULL where none is known',
  psi_z COMMENT 'Mean of psi - psi_expected over its standard error; NULL where no expectation',
  bound_psi_log10 COMMENT 'Decimal logarithm of the bound of psi, the largest of the networks',
  tightness COMMENT 'bound_psi_log10 - log10(psi): decades from measurement to bound',
  calibration_error_sq COMMENT 'Mean squared distance of outputs over calibration samples',
  bound_output_log10 COMMENT 'Decimal logarithm of its bound, the largest of the networks',
  output_tightness COMMENT 'bound_output_log10 - log10(calibration_error_sq), in decades',
  logit_error_sq COMMENT 'Mean squared distance of logits over test samples',
  logit_error_sq_expected COMMENT 'Its mean closed-form expectation; NULL where none is known',
  logit_error_z COMMENT 'Mean of their difference over its standard error',
  conditions_delta COMMENT 'Smallest delta for which the theorems'' conditions on widths hold, the largest of the networks',
  outside_assumptions COMMENT 'Whether a network departs from what the bounds are proved for',
  violations COMMENT 'Means over draws of a network inside the assumptions that exceed a bound: 0'
) COMMENT 'Bounds and expectations of errors against their means over the runs that are ok' AS
WITH by_network AS (
  SELECT
    *,
    bool_or(outside_assumptions) OVER networks AS outside,
    log10(avg(psi) OVER networks) > max(bound_psi_log10) OVER networks AS psi_above,
    log10(avg(calibration_error_sq) OVER networks) > max(bound_output_log10) OVER networks
      AS output_above
  FROM runs
  WHERE ${measured}
  WINDOW networks AS (PARTITION BY ${cell}, width, network)
)
SELECT
  ${cell}, width,
  count(DISTINCT network) AS networks,
  count(*) AS runs,
  avg(psi) AS psi,
  avg(psi_expected) AS psi_expected,
  nanvl(avg(psi - psi_expected) / nullif(stddev_samp(psi - psi_expected), 0D)
    * sqrt(count(psi - psi_expected)), NULL) AS psi_z,
  max(bound_psi_log10) AS bound_psi_log10,
  max(bound_psi_log10) - log10(avg(psi)) AS tightness,
  avg(calibration_error_sq) AS calibration_error_sq,
  max(bound_output_log10) AS bound_output_log10,
  max(bound_output_log10) - log10(avg(calibration_error_sq)) AS output_tightness,
  avg(logit_error_sq) AS logit_error_sq,
  avg(logit_error_sq_expected) AS logit_error_sq_expected,
  nanvl(avg(logit_error_sq - logit_error_sq_expected)
    / nullif(stddev_samp(logit_error_sq - logit_error_sq_expected), 0D)
    * sqrt(count(logit_error_sq - logit_error_sq_expected)), NULL) AS logit_error_z,
  max(conditions_delta) AS conditions_delta,
  bool_or(outside) AS outside_assumptions,
  count(DISTINCT network) FILTER (WHERE NOT outside AND psi_above)
    + count(DISTINCT network) FILTER (WHERE NOT outside AND output_above) AS violations
FROM by_network
GROUP BY ALL
