-- How much of the variance of delta lies between trained networks, and how much between the draws of
-- one network: one-way analysis of variance with random effects, cells with equally many draws per
-- network and at least two of each.
CREATE OR REPLACE TEMPORARY VIEW network_draw_variance (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  networks COMMENT 'Trained networks',
  draws COMMENT 'Draws per network',
  draw_variance COMMENT 'Variance of delta between draws of one network',
  network_variance COMMENT 'Variance of delta between networks, 0 if the estimate is negative',
  network_share COMMENT 'network_variance as a fraction of the sum of both; NULL if that is 0'
) COMMENT 'Variance of delta between networks and between draws' AS
WITH by_network AS (
  SELECT
    ${cell}, width, network,
    count(*) AS draws, avg(delta) AS mean, var_samp(delta) AS variance
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
),
components AS (
  SELECT
    ${cell}, width,
    count(*) AS networks, min(draws) AS draws, avg(variance) AS draw_variance,
    greatest(0D, var_samp(mean) - avg(variance) / min(draws)) AS network_variance
  FROM by_network
  GROUP BY ALL
  HAVING count(*) >= 2 AND min(draws) >= 2 AND min(draws) = max(draws)
)
SELECT *, network_variance / nullif(network_variance + draw_variance, 0D) AS network_share
FROM components
