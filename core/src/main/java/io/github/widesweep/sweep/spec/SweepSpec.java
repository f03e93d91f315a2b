package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.widesweep.FieldChecks;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.Names;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.refit.Refit;
import io.github.widesweep.data.DataSpec;
import io.github.widesweep.data.TableSpec;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Network;
import io.github.widesweep.training.Loss;
import io.github.widesweep.training.TrainingSpec;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.IntPredicate;

/**
 * A sweep as its YAML file says it, every default filled in: equal specs mean equal rows.
 *
 * <p>Null for {@code training} stands for all defaults; defaults that depend on the task (output
 * activation, loss) are filled in here.
 *
 * @param name name of the sweep; no effect on rows
 * @param seed where all randomness comes from
 * @param data the samples
 * @param network the networks
 * @param training how they are trained; null where networks are the user's own
 * @param grid what is compressed how, and how often
 * @param measure what is measured beside what always is, no value twice; default {@link
 *     OptionalMeasurement#CALIBRATION_ERROR}; no effect on other numbers of a row
 */
public record SweepSpec(
    String name,
    long seed,
    DataSpec data,
    NetworkSpec network,
    @JsonInclude(JsonInclude.Include.NON_NULL) TrainingSpec training,
    GridSpec grid,
    List<OptionalMeasurement> measure) {
  static final List<OptionalMeasurement> DEFAULT_MEASURE =
      List.of(OptionalMeasurement.CALIBRATION_ERROR);

  private static final int MOST_RUNS = 1_000_000_000;

  public SweepSpec {
    FieldChecks checks = new FieldChecks();
    checks.that(name != null && !name.isBlank(), "name", quoted(name), "a text that is not blank");
    checks.that(data != null, "data", data, "fields source and what that needs");
    checks.that(network != null, "network", network, "a field hidden, such as [width, 40]");
    checks.that(
        grid != null, "grid", grid, "fields widths, networks, draws, targets, schemes, alphas");
    measure = List.copyOf(measure == null ? DEFAULT_MEASURE : measure);
    for (int i = 0; i < measure.size(); i++) {
      checks.that(
          measure.indexOf(measure.get(i)) == i,
          "measure[" + i + "]",
          GridSpec.twice(Names.of(measure.get(i))),
          "every measurement once");
    }
    checks.done();
    if (network instanceof TrainedNetworks trained) {
      require(
          data.task() != null, "data.target", null, "the column that networks are trained to give");
      network = trained.withDefaultOutput(data.task());
      training =
          training == null
              ? TrainingSpec.withDefaults(null).withDefaultLoss(data.task())
              : training.withDefaultLoss(data.task());
    }
    if (network instanceof TrainedNetworks trained) {
      requireConsistent(data.task(), trained, training, grid);
    } else if (network instanceof OwnNetworks own) {
      requireConsistent(own, training, grid);
    }
  }

  /** What sections must have in common, all that is wrong told at once. */
  private static void requireConsistent(
      Task task, TrainedNetworks network, TrainingSpec training, GridSpec grid) {
    FieldChecks checks = new FieldChecks();
    checks.passes(() -> requireLossFits(training.loss(), network.output(), task));
    checks.that(grid.widths() != null, "grid.widths", null, "at least one value");
    checks.that(grid.networks() != null, "grid.networks", null, GridSpec.COUNT);
    requireFits(checks, grid, network.depth(), network::isConvolution);
    checks.done();
    requireRuns(network, grid);
  }

  private static void requireConsistent(OwnNetworks network, TrainingSpec training, GridSpec grid) {
    FieldChecks checks = new FieldChecks();
    String expected = "no such field: networks come from network.source, trained";
    checks.that(training == null, "training", "there", expected);
    checks.that(grid.widths() == null, "grid.widths", grid.widths(), expected);
    checks.that(grid.networks() == null, "grid.networks", grid.networks(), expected);
    checks.done();
    requireRuns(network, grid);
    for (OwnNetwork each : network.found() == null ? List.<OwnNetwork>of() : network.found()) {
      requireFits(checks, grid, each.layers().size(), l -> each.shape().layer(l).isConvolution());
    }
    checks.done();
  }

  /**
   * Number of runs, which may be absurd and so is not counted in whole numbers; 0 as long as the
   * user's own networks have not been looked for.
   */
  public double runs() {
    return runs(network, grid);
  }

  private static double runs(NetworkSpec network, GridSpec grid) {
    if (network instanceof OwnNetworks own) {
      return own.found() == null ? 0 : own.found().size() * grid.runsOfNetwork();
    }
    return (double) grid.widths().size() * grid.networks() * grid.runsOfNetwork();
  }

  private static void requireRuns(NetworkSpec network, GridSpec grid) {
    double runs = runs(network, grid);
    require(
        runs <= MOST_RUNS,
        "grid",
        String.format(Locale.ROOT, "%.0f runs", runs),
        "at most " + MOST_RUNS);
  }

  private static void requireFits(
      FieldChecks checks, GridSpec grid, int depth, IntPredicate isConvolution) {
    boolean fits = true;
    for (int i = 0; i < grid.targets().size(); i++) {
      int index = i;
      fits &= checks.passes(() -> requireFits(grid, index, depth));
    }
    if (fits) {
      // Of a grid's units, not of a target: once is enough.
      checks.passes(
          () ->
              grid.targets()
                  .forEach(
                      target -> {
                        requireDense(grid, target, isConvolution);
                        requireDenseRefit(grid, target, isConvolution);
                      }));
    }
  }

  /** With the networks that were found where {@code network.source} says. */
  public SweepSpec withFound(List<OwnNetwork> networks) {
    OwnNetworks own = (OwnNetworks) network;
    return new SweepSpec(name, seed, data, own.with(networks), null, grid, measure);
  }

  /** With the fingerprint of a table that was read. */
  public SweepSpec withContent(String fingerprint) {
    TableSpec table = (TableSpec) data;
    return new SweepSpec(
        name, seed, table.withContent(fingerprint), network, training, grid, measure);
  }

  /**
   * The loss of a network: the one it was trained with. Of somebody's own, what goes with its last
   * activation: cross-entropy for classes behind softmax, or behind nothing, as outputs are logits
   * then; else squared error.
   */
  public Loss loss(Network of) {
    if (training != null) {
      return training.loss();
    }
    Activation last = of.layer(of.depth()).activation();
    boolean classes = last == Activation.SOFTMAX || last == Activation.IDENTITY;
    return data.task() == Task.CLASSIFICATION && classes ? Loss.CROSS_ENTROPY : Loss.MSE;
  }

  private static String quoted(String text) {
    return text == null ? null : "\"" + text + "\"";
  }

  private static void requireLossFits(Loss loss, Activation output, Task task) {
    require(
        task == Task.CLASSIFICATION || output.isEntrywise(),
        "network.output",
        Names.of(output),
        "an entrywise activation: softmax is for classification");
    boolean crossEntropy = loss == Loss.CROSS_ENTROPY;
    require(
        crossEntropy != output.isEntrywise(),
        "training.loss",
        Names.of(loss),
        crossEntropy
            ? "mse with network.output %s, or softmax there".formatted(Names.of(output))
            : "cross_entropy with network.output softmax");
  }

  private static void requireFits(GridSpec grid, int index, int depth) {
    try {
      grid.targets().get(index).requireFits(depth);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("grid.targets[" + index + "]", e.value(), e.expected());
    }
  }

  /** Single weights are compressed in dense layers only, those looked through included. */
  private static void requireDense(GridSpec grid, Target target, IntPredicate isConvolution) {
    int weight = grid.units().indexOf(Unit.WEIGHT);
    target
        .roles()
        .forEach(
            (l, role) ->
                require(
                    weight < 0
                        || !(isConvolution.test(l)
                            || (role == Role.BLOCK && isConvolution.test(l + 1))),
                    "grid.units[" + weight + "]",
                    Names.of(Unit.WEIGHT),
                    "neuron: target %s is in convolutions, which lose whole filters only"
                        .formatted(target)));
  }

  /** Kept weights are solved for in dense layers only. */
  private static void requireDenseRefit(GridSpec grid, Target target, IntPredicate isConvolution) {
    int refit = grid.refit().indexOf(true);
    boolean convolution = target.roles().keySet().stream().anyMatch(isConvolution::test);
    boolean solved =
        grid.compressions(target).stream().anyMatch(how -> how.method() instanceof Refit);
    require(
        !(convolution && solved),
        "grid.refit[" + refit + "]",
        true,
        "false: target %s is in convolutions, whose kept weights are not solved for"
            .formatted(target));
  }

  /** This spec as YAML, defaults written out: {@link SpecReader#parse} gives an equal spec. */
  public String toYaml() {
    return SpecMapper.write(this);
  }

  /**
   * All of this spec that gives a row its meaning beside the row's own coordinates, each value by
   * its path: seed, data, network and training. Specs that differ in name, grid or measurements
   * have the same.
   */
  public SortedMap<String, String> coordinates() {
    return SpecMapper.coordinates(this);
  }

  /**
   * The same but for the data's file and name, as the YAML text that fingerprints were made of at
   * first.
   */
  public String formerMeaning() {
    return SpecMapper.formerMeaning(this);
  }
}
