package io.github.widesweep.job.table;

import static io.github.widesweep.job.table.Column.count;
import static io.github.widesweep.job.table.Column.integer;
import static io.github.widesweep.job.table.Column.number;
import static io.github.widesweep.job.table.Column.ofDistinct;
import static io.github.widesweep.job.table.Column.text;

import io.github.widesweep.sweep.run.LayerResult;
import io.github.widesweep.sweep.run.RunResult;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The table {@code layers}: a row per compressed layer of a run. Stored in the run's own row, as an
 * array, so that a run and its layers are there together or not at all.
 */
public final class Layers {
  /** Its name in SQL. */
  public static final String NAME = "layers";

  private static final Table<LayerResult> TABLE =
      new Table<>(
          NAME,
          List.of(
              integer("layer", "Number of the layer, from 1", LayerResult::layer),
              text("role", "W or B", l -> l.role().symbol()),
              integer("layer_units", "Units in the layer", LayerResult::units),
              count("layer_weights", "Weights in the layer", LayerResult::weights),
              count("layer_nonzeros", "Weights that are not zero after it", LayerResult::nonzeros),
              integer(
                  "layer_distinct_values", "Distinct values after it", LayerResult::distinctValues),
              number("layer_sparsity", "Fraction of zeros, in [0,1]", LayerResult::sparsity),
              number(
                  "layer_psi_start",
                  "Watched loss Psi before this layer is compressed: what earlier ones have done",
                  LayerResult::psiStart),
              ofDistinct(
                  number(
                      "layer_psi",
                      "Watched loss Psi of the layer: squared error, mean over calibration samples",
                      LayerResult::psi)),
              ofDistinct(
                  number(
                      "layer_psi_relative",
                      "layer_psi over the mean squared length of the dense output that it is about",
                      LayerResult::psiRelative)),
              number(
                  "layer_psi_expected",
                  "Expectation of layer_psi over this layer's draws, given the earlier layers; of"
                      + " methods without randomness layer_psi; NULL where none is known",
                  LayerResult::psiExpected),
              number(
                  "layer_psi_bound",
                  "A proven upper bound of that expectation; NULL where none is known",
                  LayerResult::psiBound),
              number("layer_seconds", "Time to plan and draw the layer, s", LayerResult::seconds),
              text(
                  "layer_fallback",
                  "What the method did instead of what its paper says; NULL if nothing",
                  LayerResult::fallback)));

  /** The column of {@code runs} that holds them. */
  static final Column<RunResult> COLUMN =
      new Column<>(
          NAME,
          DataTypes.createArrayType(TABLE.schema()),
          "The compressed layers, as the table layers shows them",
          run -> run.layers().stream().map(TABLE::row).toArray(Row[]::new));

  /** Parquet's paths of the columns in which hardly any two rows have the same value. */
  static Stream<String> distinctInRuns() {
    return TABLE.distinct().stream().map(name -> NAME + ".list.element." + name);
  }

  private Layers() {}
}
