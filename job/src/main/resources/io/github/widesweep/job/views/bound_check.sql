-- Bounds, expectations and measurements side by side. A bound and an expectation speak of the
-- mean over draws of one trained network, so violations are counted network by network.
CREATE OR REPLACE TEMPORARY VIEW bound_check (
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
  conditions_delta COMMENT 'Smallest delta for which the theorem''s conditions on widths hold',
  outside_assumptions COMMENT 'Whether a network departs from what the bounds are proved for',
  violations COMMENT 'Means over draws of a network inside the assumptions that exceed a bound: 0'
) COMMENT 'Bounds and expectations of errors against their means over the runs that are ok' AS
WITH by_network AS (
  SELECT
    dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
    projections, calibration_samples, width, network,
    bool_or(outside_assumptions) AS outside,
    log10(avg(psi)) > max(bound_psi_log10) AS psi_above,
    log10(avg(calibration_error_sq)) > max(bound_output_log10) AS output_above
  FROM runs
  WHERE status = 'ok'
  GROUP BY ALL
),
counted AS (
  SELECT
    dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
    projections, calibration_samples, width,
    count(*) AS networks,
    bool_or(outside) AS outside,
    count_if(NOT outside AND psi_above) + count_if(NOT outside AND output_above) AS violations
  FROM by_network
  GROUP BY ALL
),
over_runs AS (
  SELECT
    dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
    projections, calibration_samples, width,
    count(*) AS runs,
    avg(psi) AS psi,
    avg(psi_expected) AS psi_expected,
    nanvl(avg(psi - psi_expected) / nullif(stddev_samp(psi - psi_expected), 0D)
      * sqrt(count(psi - psi_expected)), NULL) AS psi_z,
    max(bound_psi_log10) AS bound_psi_log10,
    avg(calibration_error_sq) AS calibration_error_sq,
    max(bound_output_log10) AS bound_output_log10,
    avg(logit_error_sq) AS logit_error_sq,
    avg(logit_error_sq_expected) AS logit_error_sq_expected,
    nanvl(avg(logit_error_sq - logit_error_sq_expected)
      / nullif(stddev_samp(logit_error_sq - logit_error_sq_expected), 0D)
      * sqrt(count(logit_error_sq - logit_error_sq_expected)), NULL) AS logit_error_z,
    max(conditions_delta) AS conditions_delta
  FROM runs
  WHERE status = 'ok'
  GROUP BY ALL
)
SELECT
  r.dataset, r.architecture, r.target, r.unit, r.method, r.scheme, r.keep_probability, r.levels,
  r.alpha, r.ordering, r.projections, r.calibration_samples, r.width, c.networks, r.runs, r.psi,
  r.psi_expected, r.psi_z, r.bound_psi_log10, r.bound_psi_log10 - log10(r.psi) AS tightness,
  r.calibration_error_sq, r.bound_output_log10,
  r.bound_output_log10 - log10(r.calibration_error_sq) AS output_tightness, r.logit_error_sq,
  r.logit_error_sq_expected, r.logit_error_z, r.conditions_delta,
  c.outside AS outside_assumptions, c.violations
FROM over_runs r
JOIN counted c
  ON r.dataset = c.dataset AND r.architecture = c.architecture AND r.target = c.target
  AND r.unit = c.unit AND r.method = c.method AND r.scheme = c.scheme
  AND r.keep_probability <=> c.keep_probability AND r.levels <=> c.levels AND r.alpha = c.alpha
  AND r.ordering = c.ordering AND r.projections = c.projections
  AND r.calibration_samples <=> c.calibration_samples AND r.width = c.width
