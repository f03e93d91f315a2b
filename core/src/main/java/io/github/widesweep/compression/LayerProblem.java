package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ojalgo.matrix.store.R064Store;

/**
 * One layer to be compressed and the loss {@code Psi} that is watched meanwhile, a mean over the
 * calibration samples: the layer's dense weights, the inputs {@code zh} that it is given in the
 * compressed network, and the output that is compared with the dense network's. Nothing of it
 * depends on a draw of this layer. Not thread-safe.
 */
public abstract sealed class LayerProblem permits WideProblem, BlockProblem {
  private static final Object MOMENTS = "second moments";
  private static final Object CROSS_MOMENTS = "cross moments";
  private static final Object INPUT_PRODUCTS = "products of inputs";
  private static final Object UNIT_GRAM = "unit Gram matrix";
  private static final Object WATCHED_ENERGY = "watched energy";

  private final int number;
  private final Layer layer;

  /** {@code z}: what the dense network gives the layer. */
  private final Activations dense;

  /** {@code zh}: what the compressed network gives it; the same object where nothing differs. */
  private final Activations inputs;

  private final Map<Object, Object> shared = new HashMap<>();
  private double psiStart = Double.NaN;

  LayerProblem(Layer layer, int number, Activations dense, Activations inputs) {
    this.number = number;
    this.layer = layer;
    this.dense = dense;
    this.inputs = inputs;
  }

  /**
   * The problem of a layer in a role.
   *
   * @param network the dense network
   * @param number the layer's number, from 1
   * @param dense {@code z_{l-1}}, what the dense network gives the layer
   * @param inputs {@code zh_{l-1}}, what the compressed network gives it: the same object if no
   *     earlier layer was compressed
   * @throws io.github.widesweep.InvalidValueException if a B layer projects its own activations
   */
  public static LayerProblem of(
      Network network, int number, Role role, Activations dense, Activations inputs) {
    return role == Role.WIDE
        ? new WideProblem(network, number, dense, inputs)
        : new BlockProblem(network, number, dense, inputs);
  }

  /**
   * The problem of a layer's units. It is that of the layer but for single weights of a convolution
   * in W: these are the weights of a dense layer, which {@link #inNetwork} puts back.
   *
   * @see #of(Network, int, Role, Activations, Activations)
   */
  static LayerProblem of(
      Network network, int number, Role role, Unit unit, Activations dense, Activations inputs) {
    return seesPatches(network.layer(number), role, unit)
        ? WideProblem.ofPatches((Convolution) network.layer(number), number, dense, inputs)
        : of(network, number, role, dense, inputs);
  }

  /** Whether the problem of a layer's units is that of a dense layer in its place. */
  static boolean seesPatches(Layer layer, Role role, Unit unit) {
    return role == Role.WIDE && unit == Unit.WEIGHT && layer instanceof Convolution;
  }

  /** What stands in the network where the problem's layer is a candidate: mostly that itself. */
  public Layer inNetwork(Layer candidate) {
    return candidate;
  }

  /** The layer's number, from 1. */
  public int number() {
    return number;
  }

  /** Whether the layer is in W or in B. */
  public abstract Role role();

  /** The layer with its dense weights. */
  public Layer layer() {
    return layer;
  }

  /** What the layer is given in the compressed network: {@code zh}, samples x inputs. */
  public Activations inputs() {
    return inputs;
  }

  /** What the layer is given in the dense network: {@code z}, samples x inputs. */
  public Activations dense() {
    return dense;
  }

  /** Whether both networks give the layer the same, so that {@code Psi} starts at 0. */
  public final boolean startsDense() {
    return dense == inputs;
  }

  /** Number of units: weights, or input units in W and output units in B. */
  public int units(Unit unit) {
    if (unit == Unit.WEIGHT) {
      return layer.weights().data.length;
    }
    return role() == Role.WIDE ? layer.inputUnits() : layer.outputUnits();
  }

  /**
   * The layer, which must be dense.
   *
   * @throws io.github.widesweep.InvalidValueException if it is a convolution: in B its single
   *     weights, which all positions share, are not compressed
   */
  public Dense requireDense() {
    return requireDense(number, layer);
  }

  static Dense requireDense(int number, Layer layer) {
    require(
        layer instanceof Dense,
        "unit",
        Unit.WEIGHT,
        "neuron: layer " + number + " is no dense layer");
    return (Dense) layer;
  }

  /** {@code Psi} at the dense weights: 0 unless an earlier layer was compressed. */
  public double psiStart() {
    if (Double.isNaN(psiStart)) {
      psiStart = startsDense() ? 0 : psi(List.of(layer))[0];
    }
    return psiStart;
  }

  /**
   * The mean over the calibration samples of the squared length of the dense output that is
   * watched, biases apart: {@code |W z|^2} in W, {@code |V phi(W z)|^2} in B. What {@code Psi} is
   * where all watched weights are 0.
   */
  public final double watchedEnergy() {
    return shared(WATCHED_ENERGY, this::computeWatchedEnergy);
  }

  abstract double computeWatchedEnergy();

  /** The mean squared length of what a layer makes of its inputs, biases apart. */
  static double energy(Layer layer, Activations inputs) {
    double[] sum = new double[1];
    inputs.forEachBlock(
        layer.outputs(),
        (from, rows) ->
            sum[0] += (double) rows.getRowDim() / inputs.samples() * layer.energy(0, 1, rows));
    return sum[0];
  }

  /**
   * The second moments {@code G = mean_s zh_s zh_s^T} of the layer's inputs, inputs x inputs, whole
   * and exactly symmetric; not to be changed.
   *
   * @throws io.github.widesweep.InvalidValueException if it would be no array
   */
  public final R064Store moments() {
    return shared(MOMENTS, () -> SecondMoments.symmetric(inputs));
  }

  /**
   * Inputs that are always 0, in words for {@link LayerOutcome#fallback}: {@code 2 dead inputs};
   * empty if there are none.
   */
  public final Optional<String> deadInputs() {
    int dead = 0;
    for (double square : inputs.meanSquares()) {
      dead += square == 0 ? 1 : 0;
    }
    return dead == 0
        ? Optional.empty()
        : Optional.of(dead + (dead == 1 ? " dead input" : " dead inputs"));
  }

  /** The factor of {@link #moments}, which are computed for it alone unless they are there. */
  final SecondMoments factoredMoments() {
    return shared.containsKey(MOMENTS) ? SecondMoments.of(moments()) : SecondMoments.of(inputs);
  }

  /**
   * The moments {@code mean_s zh_s (W z_s)^T} of the layer's inputs with its dense pre-activations,
   * biases apart, inputs x outputs: {@code G W^T} where {@code zh = z}. Row u of least mean {@code
   * (w.z - u.zh)^2} solves {@code G u =} its column. For dense layers; not to be changed.
   */
  public final R064Store crossMoments() {
    return shared(CROSS_MOMENTS, this::computeCrossMoments);
  }

  private R064Store computeCrossMoments() {
    R064Store weights = requireDense().weights();
    if (startsDense()) {
      return LinearAlgebra.timesTransposed(moments(), weights);
    }
    int n = layer.inputs();
    int outputs = layer.outputs();
    R064Store sums = LinearAlgebra.zeros(n, outputs);
    double mean = 1.0 / inputs.samples();
    inputs.forEachBlock(
        Math.max(n, outputs),
        (from, rows) -> {
          int count = rows.getRowDim();
          R064Store outputsOfRows = LinearAlgebra.timesTransposed(dense.rows(from, count), weights);
          LinearAlgebra.blas()
              .dgemm(
                  "T",
                  "N",
                  n,
                  outputs,
                  count,
                  mean,
                  rows.data,
                  count,
                  outputsOfRows.data,
                  count,
                  1,
                  sums.data,
                  n);
        });
    return sums;
  }

  /**
   * The products {@code mean_s zh_s z_s^T} of what the compressed network gives the layer with what
   * the dense one does, inputs x inputs: {@link #moments} where {@code zh = z}; not to be changed.
   *
   * @throws io.github.widesweep.InvalidValueException if it would be no array
   */
  public final R064Store inputProducts() {
    return startsDense() ? moments() : shared(INPUT_PRODUCTS, this::computeInputProducts);
  }

  private R064Store computeInputProducts() {
    int n = moments().getRowDim();
    R064Store sums = LinearAlgebra.zeros(n, n);
    double mean = 1.0 / inputs.samples();
    inputs.forEachBlock(
        n,
        (from, zh) -> {
          int count = zh.getRowDim();
          double[] z = dense.rows(from, count).data;
          LinearAlgebra.blas()
              .dgemm("T", "N", n, n, count, mean, zh.data, count, z, count, 1, sums.data, n);
        });
    return sums;
  }

  /**
   * Whether whole units enter the watched output linearly: multiplied by {@code t} each, they add
   * {@code t} times what they add now. In W always; in B under the identity and ReLU without
   * biases, since {@code phi(t a) = t phi(a)} for {@code t >= 0}.
   */
  public abstract boolean unitsEnterLinearly();

  /**
   * The Gram matrix of what each unit {@link Unit#NEURON} adds to the watched output, {@code
   * mean_s} of the products of what two add, units x units, whole and exactly symmetric; not to be
   * changed. Its diagonal are the energies that the greedy algorithm ranks by.
   *
   * @throws io.github.widesweep.InvalidValueException unless {@link #unitsEnterLinearly}
   */
  public final R064Store unitGram() {
    require(
        unitsEnterLinearly(),
        "target",
        role().symbol() + number,
        "a layer whose units enter linearly: in B under relu or identity, without biases");
    return shared(UNIT_GRAM, this::computeUnitGram);
  }

  abstract R064Store computeUnitGram();

  /** The Gram matrix of what blocks of a layer's inputs add to its pre-activations. */
  static R064Store gramOfContributions(Layer layer, Activations inputs, int blocks) {
    if (layer instanceof Dense && blocks == layer.inputs()) {
      R064Store gram = SecondMoments.symmetric(inputs);
      R064Store products = SecondMoments.symmetric(Activations.of(layer.weights()));
      for (int e = 0; e < gram.data.length; e++) {
        gram.data[e] *= layer.outputs() * products.data[e];
      }
      return gram;
    }
    int width = layer.inputs() / blocks;
    double[] sums = Cholesky.room(blocks);
    inputs.forEachBlock(
        (long) blocks * layer.outputs(),
        (from, rows) -> {
          int length = rows.getRowDim() * layer.outputs();
          R064Store added = LinearAlgebra.zeros(length, blocks);
          for (int block = 0; block < blocks; block++) {
            R064Store part = LinearAlgebra.columns(rows, block * width, width);
            double[] alone = layer.contribution(block, blocks, part).data;
            System.arraycopy(alone, 0, added.data, block * length, length);
          }
          SecondMoments.add(added, 1.0 / inputs.samples(), sums);
        });
    return SecondMoments.mirrored(sums, blocks);
  }

  /**
   * {@code Psi} of candidates for the layer.
   *
   * @param candidates layers of the problem's shape, computed together; the last digits of a result
   *     depend on the number of candidates and its place among them
   * @return a number of at least 0 for each; NaN or infinite where it overflows
   */
  public abstract double[] psi(List<? extends Layer> candidates);

  /**
   * What plans for this problem share, whatever their parameters: made at the first call for the
   * key, and kept.
   *
   * @param key tells what is shared from other things, and determines it
   */
  @SuppressWarnings("unchecked")
  public <T> T shared(Object key, Supplier<T> make) {
    Object value = shared.get(key);
    if (value == null) {
      value = make.get();
      shared.put(key, value);
    }
    return (T) value;
  }
}
