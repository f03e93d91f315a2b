-- A row per cell. Means weigh networks equally; intervals are over network means, because the draws
-- of one network are not independent samples of what another network would give.
WITH by_network AS (
  SELECT
    ${cell}, network,
    avg(metric_dense) AS metric_dense,
    avg(sparsity_actual) AS sparsity_actual,
    max(sparsity_target) AS sparsity_target,
    avg(metric_compressed) AS metric_compressed,
    avg(metric_drop) AS metric_drop,
    avg(delta) AS delta,
    avg(delta_logits) AS delta_logits,
    avg(psi) AS psi
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
),
between_networks AS (
  SELECT
    ${cell},
    count(*) AS networks,
    avg(sparsity_actual) AS sparsity_actual,
    max(sparsity_target) AS sparsity_target,
    mean_interval(collect_list(metric_dense)) AS metric_dense,
    mean_interval(collect_list(metric_compressed)) AS metric_compressed,
    mean_interval(collect_list(metric_drop)) AS metric_drop,
    error_interval(collect_list(delta)) AS delta,
    error_interval(collect_list(delta_logits)) AS delta_logits,
    error_interval(collect_list(psi)) AS psi
  FROM by_network
  GROUP BY ALL
),
over_runs AS (
  SELECT
    ${cell},
    count_if(${measured}) AS runs,
    count_if(NOT ${measured}) AS failed,
    stddev_samp(delta) FILTER (WHERE ${measured}) AS delta_sd,
    percentile(delta, array(0.05, 0.5, 0.95)) FILTER (WHERE ${measured}) AS delta_q,
    stddev_samp(delta_logits) FILTER (WHERE ${measured}) AS delta_logits_sd,
    percentile(delta_logits, array(0.05, 0.5, 0.95)) FILTER (WHERE ${measured}) AS delta_logits_q,
    stddev_samp(psi) FILTER (WHERE ${measured}) AS psi_sd,
    percentile(psi, array(0.05, 0.5, 0.95)) FILTER (WHERE ${measured}) AS psi_q
  FROM runs
  GROUP BY ALL
)
SELECT
  ${o.cell},
  coalesce(b.networks, 0) AS networks, o.runs, o.failed,
  b.sparsity_target, b.sparsity_actual,
  b.metric_dense.mean AS metric_dense, b.metric_dense.low AS metric_dense_low,
  b.metric_dense.high AS metric_dense_high,
  b.metric_compressed.mean AS metric_compressed, b.metric_compressed.low AS metric_compressed_low,
  b.metric_compressed.high AS metric_compressed_high,
  b.metric_drop.mean AS metric_drop, b.metric_drop.low AS metric_drop_low,
  b.metric_drop.high AS metric_drop_high,
  b.delta.mean AS delta_mean, o.delta_sd, o.delta_q[0] AS delta_q05, o.delta_q[1] AS delta_median,
  o.delta_q[2] AS delta_q95,
  b.delta.low AS delta_low, b.delta.high AS delta_high,
  b.delta_logits.mean AS delta_logits_mean, o.delta_logits_sd,
  o.delta_logits_q[0] AS delta_logits_q05, o.delta_logits_q[1] AS delta_logits_median,
  o.delta_logits_q[2] AS delta_logits_q95,
  b.delta_logits.low AS delta_logits_low, b.delta_logits.high AS delta_logits_high,
  b.psi.mean AS psi_mean, o.psi_sd, o.psi_q[0] AS psi_q05, o.psi_q[1] AS psi_median,
  o.psi_q[2] AS psi_q95,
  b.psi.low AS psi_low, b.psi.high AS psi_high
FROM over_runs o
LEFT JOIN between_networks b
  -- NULL is equal to NULL here.
  ON struct(${o.cell}) <=> struct(${b.cell})
ORDER BY dataset, architecture, label, target, unit, method, scheme, keep_probability, levels, alpha,
  ordering, parameters, refit, projections, calibration_samples, width
