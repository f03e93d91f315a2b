package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.widesweep.InvalidValueException;
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
    require(name != null && !name.isBlank(), "name", quoted(name), "a text that is not blank");
    require(data != null, "data", data, "fields source and what that needs");
    require(network != null, "network", network, "a field hidden, such as [width, 40]");
    require(grid != null, "grid", grid, "fields widths, networks, draws, targets, schemes, alphas");
    if (network instanceof TrainedNetworks trained) {
      require(
          data.task() != null, "data.target", null, "the column that networks are trained to give");
      network = trained.withDefaultOutput(data.task());
      training =
          training == null
              ? TrainingSpec.withDefaults(null).withDefaultLoss(data.task())
              : training.withDefaultLoss(data.task());
    }
    measure = List.copyOf(measure == null ? DEFAULT_MEASURE : measure);
    for (int i = 0; i < measure.size(); i++) {
      String word = Names.of(measure.get(i));
      require(
          measure.indexOf(measure.get(i)) == i,
          "measure[" + i + "]",
          GridSpec.twice(word),
          "every measurement once");
    }
    if (network instanceof TrainedNetworks trained) {
      requireLossFits(training.loss(), trained.output(), data.task());
      requireNetworkAxes(grid);
      requireRuns(network, grid);
      requireFits(grid, trained.depth(), trained::isConvolution);
    } else if (network instanceof OwnNetworks own) {
      requireNoTraining(training, grid);
      requireRuns(network, grid);
      for (OwnNetwork each : own.found() == null ? List.<OwnNetwork>of() : own.found()) {
        requireFits(grid, each.layers().size(), l -> each.shape().layer(l).isConvolution());
      }
    }
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

  private static void requireNetworkAxes(GridSpec grid) {
    require(grid.widths() != null, "grid.widths", null, "at least one value");
    require(grid.networks() != null, "grid.networks", null, GridSpec.COUNT);
  }

  private static void requireRuns(NetworkSpec network, GridSpec grid) {
    double runs = runs(network, grid);
    require(
        runs <= MOST_RUNS,
        "grid",
        String.format(Locale.ROOT, "%.0f runs", runs),
        "at most " + MOST_RUNS);
  }

  private static void requireNoTraining(TrainingSpec training, GridSpec grid) {
    String expected = "no such field: networks come from network.source, trained";
    require(training == null, "training", "there", expected);
    require(grid.widths() == null, "grid.widths", grid.widths(), expected);
    require(grid.networks() == null, "grid.networks", grid.networks(), expected);
  }

  private static void requireFits(GridSpec grid, int depth, IntPredicate isConvolution) {
    for (int i = 0; i < grid.targets().size(); i++) {
      requireFits(grid, i, depth);
      requireDense(grid, grid.targets().get(i), isConvolution);
      requireDenseRefit(grid, grid.targets().get(i), isConvolution);
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
