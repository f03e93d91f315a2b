-- Some draw is no worse than the expectation. The best one of every cell, for replay, and how many
-- are better than expected. The choice is made on calibration samples, so that test samples, which
-- had no part in it, say without flattery how good it is.
CREATE OR REPLACE TEMPORARY VIEW best_draw (
  ${cell_columns},
  width COMMENT 'Width w: units of a layer',
  runs COMMENT 'Runs that are ok: the best is one of these',
  run_id COMMENT 'The run with the least chosen_by on calibration samples, as replay takes it',
  network COMMENT 'Its trained network at this width, from 0',
  draw COMMENT 'Its draw, from 0: network and draw seed its randomness',
  chosen_by COMMENT 'What is least: calibration_logit_error_sq, or psi where measure leaves that out',
  calibration_logit_error_sq COMMENT 'Its calibration_logit_error_sq',
  delta_logits COMMENT 'Its delta_logits on test samples, which had no part in the choice',
  psi COMMENT 'Its psi',
  psi_expected COMMENT 'Closed-form expectation of its psi; NULL where none is known',
  beat_expectation COMMENT 'Runs whose psi is below its expectation; NULL where none is known'
) COMMENT 'Best draw of every cell by calibration error, and how many draws beat the expectation of psi' AS
WITH cells AS (
  SELECT
    ${cell}, width,
    count(*) AS runs,
    min(struct(
      calibration_logit_error_sq IS NULL AS by_psi,
      coalesce(calibration_logit_error_sq, psi) AS least,
      network, draw, run_id, calibration_logit_error_sq, delta_logits, psi, psi_expected
    )) FILTER (WHERE coalesce(calibration_logit_error_sq, psi) IS NOT NULL) AS best,
    if(count(psi_expected) = 0, NULL, count_if(psi < psi_expected)) AS beat_expectation
  FROM runs
  WHERE ${measured}
  GROUP BY ALL
)
SELECT
  ${cell}, width, runs, best.run_id, best.network, best.draw,
  if(best.by_psi, 'psi', 'calibration_logit_error_sq'),
  best.calibration_logit_error_sq, best.delta_logits, best.psi, best.psi_expected,
  beat_expectation
FROM cells
