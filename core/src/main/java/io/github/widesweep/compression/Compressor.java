package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.greedy.BlockWeights;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ojalgo.matrix.store.R064Store;

/**
 * Compresses a network's target layers, many times, sharing what does not depend on the draw: the
 * dense activations, and the first target layer's calibration moments and orders.
 *
 * <p>Algorithm 1 of the paper as its proofs use it (digest sections 3 and 7): the loss watched is
 * {@code Psi}, before the last activation; the inputs of later layers are those that the earlier
 * compressed layers really give.
 *
 * <p>Not thread-safe: one task, one compressor.
 */
public final class Compressor {
  /**
   * Numbers that a compression of a B layer's weights with exact scores keeps at most beside arrays
   * of the size of its activations and weights: 128 MiB.
   */
  public static final long MOST_KEPT_NUMBERS = 1L << 24;

  private final Network network;
  private final Target target;
  private final double c;

  /** What the dense network does at each layer from the first target layer to the last. */
  private final List<Dependence> dense;

  /** {@code Phi(x)}, samples x outputs. */
  private final R064Store outputs;

  /**
   * The first target layer, if in W, ready for each kind of unit: it sees the same inputs always.
   */
  private final Map<Unit, WideLayer> firstWide = new EnumMap<>(Unit.class);

  /**
   * The dense network at one layer, over the calibration samples.
   *
   * @param inputs {@code z_{l-1}}, samples x inputs
   * @param watched for W {@code W_l z_{l-1}}, for B {@code W_{l+1} phi_l(W_l z_{l-1})} (plus
   *     biases); null if the layer is no target
   */
  private record Dependence(R064Store inputs, R064Store watched) {}

  private Compressor(Network network, Target target, List<Dependence> dense, R064Store outputs) {
    this.network = network;
    this.target = target;
    this.dense = dense;
    this.outputs = outputs;
    this.c = network.c();
  }

  /**
   * Prepares the compressions of one target.
   *
   * @param calibration the samples over which {@code Psi} is a mean; their targets are not looked
   *     at
   * @throws io.github.widesweep.InvalidValueException if the target has layers that the network
   *     does not, or the samples another number of features
   */
  public static Compressor of(Network network, Samples calibration, Target target) {
    target.requireFits(network.depth());
    require(
        calibration.features() == network.inputs(),
        "calibration",
        calibration.features() + " features",
        network.inputs() + " features, one an input of the network");
    List<Dependence> dense = new ArrayList<>();
    R064Store z = network.activations(calibration.inputs(), target.firstLayer() - 1);
    for (int l = target.firstLayer(); l <= target.lastLayer(); l++) {
      R064Store preactivations = network.layer(l).preactivations(z);
      R064Store next = network.layer(l).activate(preactivations);
      Role role = target.roles().get(l);
      R064Store watched = preactivations;
      if (role == Role.BLOCK) {
        watched = network.layer(l + 1).preactivations(next);
      }
      dense.add(new Dependence(z, role == null ? null : watched));
      z = next;
    }
    return new Compressor(network, target, dense, onward(network, target.lastLayer() + 1, z));
  }

  /**
   * Compresses the network once.
   *
   * @param spec how; its target must be the one prepared
   * @param uniforms the randomness, by position
   */
  public Compression compress(CompressionSpec spec, Uniforms uniforms) {
    require(spec.target().equals(target), "target", spec.target(), "the prepared " + target);
    Network compressed = network;
    List<LayerCompression> layers = new ArrayList<>();
    R064Store zh = dense.get(0).inputs();
    for (int l = target.firstLayer(); l <= target.lastLayer(); l++) {
      Role role = target.roles().get(l);
      R064Store preactivations;
      if (role == null) {
        preactivations = compressed.layer(l).preactivations(zh);
      } else {
        Draw draw = draw(l, role, spec, uniforms);
        LayerOutcome outcome =
            role == Role.WIDE
                ? compressWide(l, zh, draw, spec.unit())
                : compressBlock(l, zh, draw, spec);
        compressed = replace(compressed, l, role, outcome.layer(), spec.projections());
        preactivations = outcome.layer().preactivations(zh);
        layers.add(measure(l, role, zh, preactivations, outcome, spec.unit()));
      }
      zh = compressed.layer(l).activate(preactivations);
    }
    R064Store itsOutputs = onward(compressed, target.lastLayer() + 1, zh);
    return new Compression(
        compressed, layers, LinearAlgebra.meanSquaredDistance(outputs, itsOutputs));
  }

  /** The network's outputs from what layer {@code first} is given; after the last, that is them. */
  private static R064Store onward(Network network, int first, R064Store inputs) {
    return first > network.depth()
        ? inputs
        : network.layer(network.depth()).activate(Forward.logits(network, first, inputs));
  }

  private Draw draw(int l, Role role, CompressionSpec spec, Uniforms uniforms) {
    Layer layer = network.layer(l);
    int units = units(l, role, spec.unit());
    return new Draw(
        Replacement.of(spec.scheme(), layer.maxAbsWeight()),
        Draw.steps(spec.alpha(), units),
        uniforms.ofLayer(l, units));
  }

  private int units(int l, Role role, Unit unit) {
    if (unit == Unit.WEIGHT) {
      return dense(l).weights().data.length;
    }
    Layer layer = network.layer(l);
    return role == Role.WIDE ? layer.inputUnits() : layer.outputUnits();
  }

  private LayerOutcome compressWide(int l, R064Store zh, Draw draw, Unit unit) {
    WideLayer wide =
        l == target.firstLayer()
            ? firstWide.computeIfAbsent(unit, u -> wide(l, zh, u))
            : wide(l, zh, unit);
    return wide.compress(draw);
  }

  private WideLayer wide(int l, R064Store zh, Unit unit) {
    return unit == Unit.WEIGHT
        ? new WideWeights(dense(l), zh)
        : new WideUnits(network.layer(l), zh);
  }

  private LayerOutcome compressBlock(int l, R064Store zh, Draw draw, CompressionSpec spec) {
    Layer layer = network.layer(l);
    Layer next = network.layer(l + 1);
    R064Store preactivations = layer.preactivations(zh);
    R064Store residual = next.preactivations(layer.activate(preactivations));
    R064Store watched = dense.get(l - target.firstLayer()).watched();
    for (int i = 0; i < residual.data.length; i++) {
      residual.data[i] -= watched.data[i];
    }
    int period = period(spec.ordering(), draw.steps());
    if (spec.unit() == Unit.NEURON) {
      return BlockUnits.run(layer, next, preactivations, residual, draw, period);
    }
    BlockWeights.Drawn drawn =
        new BlockWeights(
                dense(l),
                dense(l + 1),
                zh,
                preactivations,
                residual,
                draw.replacement(),
                draw.steps(),
                spec.ordering())
            .draw(draw.uniforms());
    return new LayerOutcome(dense(l).withWeights(drawn.weights()), drawn.order(), drawn.scores());
  }

  /** Steps between two computations of the scores. */
  private static int period(Ordering ordering, int steps) {
    if (ordering instanceof Ordering.Exact) {
      return 1;
    }
    double fraction = ordering instanceof Ordering.Refresh refresh ? refresh.fraction() : 1;
    return Math.max(1, (int) Math.ceil(fraction * steps));
  }

  private Network replace(
      Network compressed, int l, Role role, Layer layer, Projections projections) {
    Network replaced = compressed.withLayer(l, layer);
    if (projections == Projections.NONE) {
      return replaced;
    }
    int projected = role == Role.BLOCK ? l + 1 : l;
    Layer before = replaced.layer(projected);
    return replaced.withLayer(projected, before.withRadius(Math.pow(c, projected)));
  }

  /**
   * {@code Psi} before and after, from the weights themselves.
   *
   * @param preactivations of the compressed layer
   */
  private LayerCompression measure(
      int l, Role role, R064Store zh, R064Store preactivations, LayerOutcome outcome, Unit unit) {
    Layer layer = network.layer(l);
    // Up to the first target layer both networks are the same.
    double psiStart = l == target.firstLayer() ? 0 : psi(l, role, layer.preactivations(zh));
    double psi = psi(l, role, preactivations);
    double psiExpected = Double.NaN;
    if (ExpectedError.isAffine(layer, role, unit)) {
      psiExpected = psiStart;
      for (double score : outcome.scores()) {
        psiExpected += score;
      }
    }
    int units = units(l, role, unit);
    return new LayerCompression(
        l, role, units, outcome.order(), outcome.scores(), psiStart, psi, psiExpected);
  }

  private double psi(int l, Role role, R064Store preactivations) {
    R064Store seen = preactivations;
    if (role == Role.BLOCK) {
      seen = network.layer(l + 1).preactivations(network.layer(l).activate(seen));
    }
    return LinearAlgebra.meanSquaredDistance(seen, dense.get(l - target.firstLayer()).watched());
  }

  private Dense dense(int l) {
    require(
        network.layer(l) instanceof Dense,
        "unit",
        Unit.WEIGHT,
        "neuron: layer " + l + " is no dense layer");
    return (Dense) network.layer(l);
  }
}
