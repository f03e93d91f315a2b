package io.github.widesweep.job.table;

import static io.github.widesweep.job.table.Column.count;
import static io.github.widesweep.job.table.Column.flag;
import static io.github.widesweep.job.table.Column.integer;
import static io.github.widesweep.job.table.Column.number;
import static io.github.widesweep.job.table.Column.numbers;
import static io.github.widesweep.job.table.Column.ofDistinct;
import static io.github.widesweep.job.table.Column.text;

import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.refit.Refit;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.spec.GridSpec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables that a sweep writes row by row; {@link Summary} is computed from them. */
public final class Tables {
  /** What numbers are in where {@code data.target_scaling} has scaled them. */
  private static final String UNITS = "; of standardized targets in units of their variance";

  /** Parameters of methods that have columns of their own. */
  private static final Set<String> OWN_COLUMNS = Set.of("alpha", "ordering", "refit");

  /** One row per run. */
  public static final Table<RunResult> RUNS =
      new Table<>(
          "runs",
          List.of(
              ofDistinct(
                  text(
                      "run_id", "Hash of the run's coordinates, 32 hex digits", r -> r.key().id())),
              text("dataset", "Short name of the dataset", r -> r.key().network().dataset()),
              text(
                  "architecture",
                  "Layer sizes, w for the width, and activations",
                  r -> r.key().network().architecture()),
              integer("width", "Width w: units of a layer", r -> r.key().network().width()),
              integer(
                  "network",
                  "Number of the network at this width: of trained ones from 0, of a network of"
                      + " your own one that its content gives",
                  r -> r.key().network().network()),
              text(
                  "label",
                  "Label of a network of your own, as the spec has it; NULL for none",
                  r -> r.key().network().label()),
              integer("draw", "Number of the draw, from 0", r -> r.key().draw()),
              text(
                  "target",
                  "Compressed layers with their roles, such as W1, B2, W1+B3",
                  r -> r.key().compression().target().toString()),
              text(
                  "unit",
                  "What is offered to one draw: weight or neuron (filters too)",
                  r -> name(r.key().compression().unit())),
              text(
                  "method",
                  "How units are chosen, and what becomes of them, such as greedy",
                  r -> r.key().compression().method().name()),
              text(
                  "scheme",
                  "Random replacement: prune or quantize",
                  r -> r.key().compression().scheme().toString()),
              Column.number(
                  "keep_probability",
                  "Probability p that a pruned unit is kept, in (0,1); NULL under quantize",
                  r ->
                      r.key().compression().scheme() instanceof Scheme.Prune prune
                          ? prune.keepProbability()
                          : Double.NaN),
              integer(
                  "levels",
                  "Quantization levels k, at least 1; NULL under prune",
                  r ->
                      r.key().compression().scheme() instanceof Scheme.Quantize quantize
                          ? quantize.levels()
                          : null),
              number(
                  "alpha",
                  "Fraction of units that may change, in (0,1); NULL for methods without it",
                  r -> parameter(r, "alpha").map(Double.class::cast).orElse(Double.NaN)),
              text(
                  "ordering",
                  "When scores of B layers are computed anew: exact, static or refresh: fraction;"
                      + " NULL for methods without it",
                  // Canonical is a form without a colon, fixed for good.
                  r ->
                      parameter(r, "ordering")
                          .map(o -> o.toString().replace(" ", ": "))
                          .orElse(null)),
              text(
                  "parameters",
                  "The method's other parameters, such as per row; NULL if it has none",
                  Tables::otherParameters),
              flag(
                  "refit",
                  "Whether the weights that the method's mask leaves were solved for",
                  r -> r.key().compression().method() instanceof Refit),
              text(
                  "class",
                  "What kept weights are: fixed (as they were, over their chance, or a level) or"
                      + " refit (solved for); not ranked together",
                  r -> name(r.key().compression().method().keptValues())),
              text(
                  "projections",
                  "Whether activations are projected: none or ball",
                  r -> name(r.key().compression().projections())),
              integer(
                  "calibration_samples",
                  "How many of the first training samples calibrate; NULL: all",
                  r ->
                      r.key().calibrationSamples() == GridSpec.ALL_SAMPLES
                          ? null
                          : (Integer) r.key().calibrationSamples()),
              count("units", "Units in the compressed layers", r -> r.measured().counts().units()),
              count(
                  "weights",
                  "Weights in the compressed layers",
                  r -> r.measured().counts().weights()),
              count(
                  "nonzeros",
                  "Weights there that are not zero after it",
                  r -> r.measured().counts().nonzeros()),
              integer(
                  "distinct_values",
                  "Most distinct values in one compressed layer",
                  r -> r.measured().counts().distinctValues()),
              count(
                  "parameters_before",
                  "Trained numbers of the dense network, biases and zeros included",
                  r -> r.measured().before().parameters()),
              count(
                  "parameters_after",
                  "The same after compression, useless neurons taken out under unit neuron",
                  r -> r.measured().after().parameters()),
              count(
                  "nonzeros_before",
                  "Weights of the whole dense network that are not zero",
                  r -> r.measured().before().nonzeros()),
              count(
                  "nonzeros_after",
                  "The same after compression",
                  r -> r.measured().after().nonzeros()),
              count(
                  "neurons_before",
                  "Hidden neurons or filters of the dense network",
                  r -> r.measured().before().neurons()),
              count(
                  "neurons_after",
                  "The same after compression, useless ones taken out under unit neuron",
                  r -> r.measured().after().neurons()),
              count(
                  "multiply_adds_before",
                  "Multiplications a sample in the dense network",
                  r -> r.measured().before().multiplyAdds()),
              count(
                  "multiply_adds_after",
                  "The same after compression, single zeros multiplied too",
                  r -> r.measured().after().multiplyAdds()),
              number(
                  "sparsity_target",
                  "Expected fraction of zeros, alpha (1 - p); NULL under quantize",
                  RunResult::sparsityTarget),
              number(
                  "sparsity_actual",
                  "Fraction of zeros in the compressed layers, in [0,1]",
                  r -> r.measured().sparsityActual()),
              ofDistinct(
                  number(
                      "psi",
                      "Watched loss Psi of the last compressed layer: squared error, mean over"
                          + " calibration samples",
                      r -> r.measured().psi())),
              ofDistinct(
                  number(
                      "psi_relative",
                      "psi over the mean squared length of the dense output that it is about",
                      RunResult::psiRelative)),
              number(
                  "psi_expected",
                  "Closed-form expectation of psi; NULL where none is known (most B layers)",
                  r -> r.measured().psiExpected()),
              number(
                  "bound_psi_log10",
                  "log10 of the bound of the expectation of psi (Propositions 18 to 25), squared"
                      + " error; NULL where none applies",
                  r -> r.theory().boundPsiLog10()),
              ofDistinct(
                  number(
                      "calibration_error_sq",
                      "Squared distance of dense and compressed outputs, mean over calibration samples;"
                          + " NULL if the spec's measure leaves it out",
                      r -> r.measured().calibrationErrorSq())),
              number(
                  "bound_output_log10",
                  "log10 of the bound of the expectation of calibration_error_sq (Lemma 17),"
                      + " squared error; NULL where none applies",
                  r -> r.theory().boundOutputLog10()),
              ofDistinct(
                  number(
                      "calibration_logit_error_sq",
                      "calibration_error_sq before the last activation: of the logits",
                      r -> r.measured().calibrationLogitErrorSq())),
              number(
                  "bound_sample_log10",
                  "log10 of the bound of the expectation of calibration_logit_error_sq from the"
                      + " calibration samples themselves, guaranteed outside the assumptions too;"
                      + " NULL where none is known",
                  r -> r.theory().boundSampleLog10()),
              flag(
                  "outside_assumptions",
                  "Whether bound_psi_log10 and bound_output_log10 are without guarantee (ReLU in B,"
                      + " phi(0) other than 0, biases, scores that are not exact), or there are"
                      + " none",
                  r -> r.theory().outsideAssumptions()),
              number(
                  "conditions_delta",
                  "Smallest delta for which the conditions of Theorems 2, 3, 6 and 7 on widths"
                      + " hold, misprints corrected; NULL where none applies; the error delta is"
                      + " another quantity",
                  r -> r.theory().conditionsDelta()),
              ofDistinct(
                  number(
                      "output_error_sq",
                      "Squared distance of dense and compressed outputs, mean over test samples"
                          + UNITS,
                      r -> r.measured().outputErrorSq())),
              ofDistinct(
                  number(
                      "logit_error_sq",
                      "The same before a final softmax; equal to output_error_sq without one",
                      r -> r.measured().logitErrorSq())),
              number(
                  "logit_error_sq_expected",
                  "Closed-form expectation of logit_error_sq; NULL unless all is linear behind the"
                      + " last compressed layer",
                  r -> r.measured().logitErrorSqExpected()),
              number(
                  "c",
                  "Largest operator norm of the dense network's layers",
                  r -> r.measured().c()),
              ofDistinct(
                  number(
                      "delta",
                      "output_error_sq / c^(2m), m being the number of layers",
                      r -> r.measured().delta())),
              ofDistinct(
                  number(
                      "delta_logits", "logit_error_sq / c^(2m)", r -> r.measured().deltaLogits())),
              number(
                  "metric_dense",
                  "R^2 or accuracy of the dense network on test samples",
                  r -> r.measured().dense().metric()),
              number(
                  "metric_compressed",
                  "R^2 or accuracy of the compressed network on test samples",
                  r -> r.measured().compressed().metric()),
              number(
                  "metric_drop",
                  "metric_dense - metric_compressed: what is lost, above 0 is worse",
                  r -> r.measured().metricDrop()),
              number(
                  "loss_dense",
                  "Loss of the dense network on test samples" + UNITS,
                  r -> r.measured().dense().loss()),
              ofDistinct(
                  number(
                      "loss_compressed",
                      "Loss of the compressed network on test samples" + UNITS,
                      r -> r.measured().compressed().loss())),
              number(
                  "select_seconds",
                  "Share of the time that its stack of draws took to choose and draw, s; plans fall"
                      + " to the first",
                  RunResult::selectSeconds),
              number(
                  "evaluate_seconds",
                  "Share of the time that its stack took to be measured, s",
                  RunResult::evaluateSeconds),
              text(
                  "status",
                  "How it ended: ok, fallback (measured, but the method did something else than its"
                      + " paper says), network_diverged, non_finite or failed",
                  r -> name(r.status())),
              text(
                  "error",
                  "Message of the failure, or what the method did instead; NULL unless failed or"
                      + " fallback",
                  RunResult::error),
              Layers.COLUMN));

  /** One row per trained network. */
  public static final Table<StoredNetwork> NETWORKS =
      new Table<>(
          "networks",
          List.of(
              text(
                  "network_id",
                  "Name of the network in this sweep and of its file",
                  n -> n.result().key().id()),
              text("dataset", "Short name of the dataset", n -> n.result().key().dataset()),
              text(
                  "architecture",
                  "Layer sizes, w for the width, and activations",
                  n -> n.result().key().architecture()),
              integer("width", "Width w: units of a layer", n -> n.result().key().width()),
              integer(
                  "network",
                  "Number of the network at this width: of trained ones from 0, of a network of"
                      + " your own one that its content gives",
                  n -> n.result().key().network()),
              text(
                  "label",
                  "Label of a network of your own, as the spec has it; NULL for none",
                  n -> n.result().key().label()),
              text(
                  "file",
                  "Its safetensors file, relative to the output; NULL unless status is ok",
                  StoredNetwork::file),
              text("sha256", "SHA-256 of that file, hex", StoredNetwork::sha256),
              count("parameters", "Number of trained numbers", n -> n.result().parameters()),
              number(
                  "train_loss",
                  "Loss over the training samples after training" + UNITS,
                  n -> n.result().trainLoss()),
              number("test_loss", "Loss over the test samples" + UNITS, n -> n.result().testLoss()),
              number("metric", "R^2 or accuracy over the test samples", n -> n.result().metric()),
              number(
                  "train_error_sq",
                  "Squared distance of labels (classes: one-hot) and outputs, mean over training"
                      + " samples, whatever the training loss"
                      + UNITS,
                  n -> n.result().trainErrorSq()),
              numbers(
                  "epoch_losses",
                  "Mean training loss seen during each epoch",
                  n -> n.result().epochLosses()),
              numbers("sigma", "Operator norm of each layer", n -> n.result().sigma()),
              numbers("nu", "Largest absolute weight of each layer", n -> n.result().nu()),
              numbers("c1", "Assumption 1: sigma_l of each layer", n -> n.result().c1()),
              numbers(
                  "c2",
                  "Assumption 1: nu_l sqrt(max(n_l, n_(l+1))) of each layer; of convolutions"
                      + " nu_l q sqrt(max(d_l, d_(l+1))), d filters, q x q kernels",
                  n -> n.result().c2()),
              number("c", "Largest operator norm of the layers", n -> n.result().c()),
              number(
                  "train_seconds",
                  "Time of training, s; NULL for networks of your own",
                  n -> n.result().trainSeconds()),
              text(
                  "status",
                  "How training ended: ok, diverged or failed",
                  n -> name(n.result().status())),
              text("error", "What went wrong; NULL if status is ok", n -> n.result().error())));

  /** One row per invocation of run. */
  public static final Table<Invocation> PROVENANCE = InvocationTable.TABLE;

  /** All tables, {@link Summary}'s among them. */
  public static List<Table<?>> all() {
    return List.of(PROVENANCE, NETWORKS, RUNS, Summary.TABLE);
  }

  /**
   * Parquet's paths of the columns of {@link #RUNS} in which hardly any two rows have the same
   * value.
   */
  public static List<String> distinctInRuns() {
    return Stream.concat(RUNS.distinct().stream(), Layers.distinctInRuns()).toList();
  }

  private Tables() {}

  private static Optional<Object> parameter(RunResult run, String name) {
    return run.key().compression().method().parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Method.Parameter::value)
        .findFirst();
  }

  private static String otherParameters(RunResult run) {
    String others =
        run.key().compression().method().parameters().stream()
            .filter(parameter -> !OWN_COLUMNS.contains(parameter.name()))
            .map(parameter -> parameter.name() + " " + parameter.value())
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? null : others;
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
