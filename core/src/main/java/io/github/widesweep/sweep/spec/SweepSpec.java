package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.refit.Refit;
import io.github.widesweep.data.DataSpec;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.training.Loss;
import io.github.widesweep.training.TrainingSpec;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * A sweep as its YAML file says it, every default filled in: equal specs mean equal rows.
 *
 * <p>Null for {@code training} stands for all defaults; defaults that depend on the task (output
 * activation, loss) are filled in here.
 *
 * @param name name of the sweep; no effect on rows
 * @param seed where all randomness comes from
 * @param data the samples
 * @param network the family of networks
 * @param training how they are trained
 * @param grid what is compressed how, and how often
 * @param measure what is measured beside what always is, no value twice; default {@link
 *     OptionalMeasurement#CALIBRATION_ERROR}; no effect on other numbers of a row
 */
public record SweepSpec(
    String name,
    long seed,
    DataSpec data,
    NetworkSpec network,
    TrainingSpec training,
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
    network = network.withDefaultOutput(data.task());
    training =
        training == null
            ? TrainingSpec.withDefaults(null).withDefaultLoss(data.task())
            : training.withDefaultLoss(data.task());
    measure = List.copyOf(measure == null ? DEFAULT_MEASURE : measure);
    for (int i = 0; i < measure.size(); i++) {
      String word = Names.of(measure.get(i));
      require(
          measure.indexOf(measure.get(i)) == i,
          "measure[" + i + "]",
          GridSpec.twice(word),
          "every measurement once");
    }
    requireLossFits(training.loss(), network.output(), data.task());
    require(
        grid.runs() <= MOST_RUNS,
        "grid",
        String.format(Locale.ROOT, "%.0f runs", grid.runs()),
        "at most " + MOST_RUNS);
    for (int i = 0; i < grid.targets().size(); i++) {
      requireFits(grid, i, network.depth());
      requireDense(grid, grid.targets().get(i), network);
      requireDenseRefit(grid, grid.targets().get(i), network);
    }
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
  private static void requireDense(GridSpec grid, Target target, NetworkSpec network) {
    int weight = grid.units().indexOf(Unit.WEIGHT);
    target
        .roles()
        .forEach(
            (l, role) ->
                require(
                    weight < 0
                        || !(network.isConvolution(l)
                            || (role == Role.BLOCK && network.isConvolution(l + 1))),
                    "grid.units[" + weight + "]",
                    Names.of(Unit.WEIGHT),
                    "neuron: target %s is in convolutions, which lose whole filters only"
                        .formatted(target)));
  }

  /** Kept weights are solved for in dense layers only. */
  private static void requireDenseRefit(GridSpec grid, Target target, NetworkSpec network) {
    int refit = grid.refit().indexOf(true);
    boolean convolution = target.roles().keySet().stream().anyMatch(network::isConvolution);
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
