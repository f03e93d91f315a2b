-- Bound, expectation and measurement of psi side by side. A bound and an expectation speak of the
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
  psi_expected COMMENT 'Mean closed-form expectation of psi; NULL in B layers',
  bound_psi_log10 COMMENT 'Decimal logarithm of the bound of psi, the largest of the networks',
  outside_assumptions COMMENT 'Whether a network departs from what the bound is proved for',
  violations COMMENT 'Networks inside the assumptions whose mean psi exceeds their bound: 0',
  tightness COMMENT 'bound_psi_log10 - log10(psi): decades from measurement to bound',
  z_score COMMENT 'Mean of psi - psi_expected over its standard error over draws; NULL in B layers'
) COMMENT 'Bound and expectation of psi against its mean over the runs that are ok' AS
WITH by_network AS (
  SELECT
    dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
    projections, calibration_samples, width, network,
    bool_or(outside_assumptions) AS outside,
    coalesce(NOT bool_or(outside_assumptions) AND log10(avg(psi)) > max(bound_psi_log10), false)
      AS violated
  FROM runs
  WHERE status = 'ok'
  GROUP BY ALL
),
counted AS (
  SELECT
    dataset, architecture, target, unit, method, scheme, keep_probability, levels, alpha, ordering,
    projections, calibration_samples, width,
    count(*) AS networks, bool_or(outside) AS outside, count_if(violated) AS violations
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
    max(bound_psi_log10) AS bound_psi_log10,
    avg(psi - psi_expected) / nullif(stddev_samp(psi - psi_expected), 0D)
      * sqrt(count(psi - psi_expected)) AS z_score
  FROM runs
  WHERE status = 'ok'
  GROUP BY ALL
)
SELECT
  r.dataset, r.architecture, r.target, r.unit, r.method, r.scheme, r.keep_probability, r.levels,
  r.alpha, r.ordering, r.projections, r.calibration_samples, r.width, c.networks, r.runs, r.psi,
  r.psi_expected, r.bound_psi_log10, c.outside AS outside_assumptions, c.violations,
  r.bound_psi_log10 - log10(r.psi) AS tightness, r.z_score
FROM over_runs r
JOIN counted c
  ON r.dataset = c.dataset AND r.architecture = c.architecture AND r.target = c.target
  AND r.unit = c.unit AND r.method = c.method AND r.scheme = c.scheme
  AND r.keep_probability <=> c.keep_probability AND r.levels <=> c.levels AND r.alpha = c.alpha
  AND r.ordering = c.ordering AND r.projections = c.projections
  AND r.calibration_samples <=> c.calibration_samples AND r.width = c.width
