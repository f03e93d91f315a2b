package io.github.widesweep.sweep.cost;

import static io.github.widesweep.sweep.cost.NetworkCost.DOUBLE;

import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Stack;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.LayerShape;

/**
 * What the runs of one width and target share, whatever their cells.
 *
 * @param stackSize places of their stacks
 * @param work what is prepared for a chunk of them
 * @param bytes what a chunk of them holds beside the data, its plans and what those need
 */
record TargetCost(int stackSize, Work work, double bytes) {
  /**
   * Counts.
   *
   * @param calibration number of calibration samples
   * @param test number of test samples
   * @param calibrationError whether the error over calibration samples is measured
   */
  static TargetCost of(
      NetworkCost network, Target target, long calibration, long test, boolean calibrationError) {
    int size = stackSize(network, target);
    Work work = work(network, target, calibration, test, calibrationError);
    return new TargetCost(size, work, bytes(network, target, size, calibration, test));
  }

  static int stackSize(NetworkCost network, Target target) {
    return Stack.size(
        target.roles().keySet().stream()
            .mapToLong(l -> network.layer(l).weights())
            .max()
            .orElseThrow());
  }

  /** Whether a first target layer's Psi comes from second moments, see WideProblem. */
  static boolean usesMoments(Role role, LayerShape layer, long samples) {
    return role == Role.WIDE && !layer.isConvolution() && layer.inputs().size() <= samples;
  }

  private static Work work(
      NetworkCost network, Target target, long calibration, long test, boolean calibrationError) {
    int first = target.firstLayer();
    Role role = target.roles().get(first);
    Work work =
        network
            .norms()
            .plus(network.forward(1, network.depth(), test))
            .plus(network.forward(1, first - 1, calibration))
            .and(Kind.CALL, 1);
    if (calibrationError) {
      work = work.plus(network.forward(first, network.depth(), calibration));
    }
    if (role == Role.BLOCK) {
      // What the dense network gives the layer looked through.
      work = work.plus(network.forward(first, first + 1, calibration));
    } else if (usesMoments(role, network.layer(first), calibration)) {
      double inputs = network.inputs(first);
      work = work.and(Kind.FLOP, inputs * inputs * (calibration + inputs / 3));
    }
    return work;
  }

  /** A stack of compressed copies with their uniforms, samples on their way, the network itself. */
  private static double bytes(
      NetworkCost network, Target target, int size, long calibration, long test) {
    int first = target.firstLayer();
    double drawn =
        target.roles().keySet().stream().mapToDouble(l -> network.layer(l).weights()).sum();
    // Weights and uniforms of each place, the weights side by side once more.
    double numbers = 3 * size * drawn + network.weights();
    if (usesMoments(target.roles().get(first), network.layer(first), calibration)) {
      numbers += (double) network.inputs(first) * network.inputs(first);
    }
    // Logits and outputs, and copies of them.
    numbers += 4.0 * size * network.outputs() * (test + calibration);
    return DOUBLE * numbers
        + network.keptBytes(first, test)
        + network.keptBytes(first, calibration)
        + network.blockBytes(size, Math.max(test, calibration));
  }
}
