package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.ojalgo.matrix.store.R064Store;

/**
 * Compresses a network's target layers, many times: a walk over the layers, each a {@link
 * LayerProblem} for which a method makes a {@link LayerPlan}. The first target layer sees the same
 * inputs at every draw, so its plans are made once and kept, within limits; later layers see what
 * the draws before them have left, and are planned anew.
 *
 * <p>Algorithm 1 of the paper as its proofs use it (Remark 4, Propositions 20 and 23): the loss
 * watched is {@code Psi}, before the last activation; the inputs of later layers are those that the
 * earlier compressed layers really give.
 *
 * <p>Not thread-safe: one task, one compressor.
 */
public final class Compressor {
  /** Numbers that kept plans may be about, weights or what B layers make of all samples. */
  private static final long MOST_PLANNED = 1L << 22;

  private static final double[] NO_UNIFORMS = {};
  private static final double NANOS = 1e-9;

  private final Network network;
  private final Target target;
  private final LongSupplier clock;
  private final Activations samples;
  private final LayerProblem first;

  /** The same for a convolution's single weights in W; null until it is needed. */
  private LayerProblem firstOfPatches;

  private final Map<PlanKey, LayerPlan> plans = new HashMap<>();
  private final int plansKept;

  /** {@code z_{l-1}} of later target layers in the dense network, by {@code l}. */
  private final Map<Integer, Activations> dense = new HashMap<>();

  /** Untouched layers with a projection behind them, by number: one object for all draws. */
  private final Map<Integer, Layer> projected = new HashMap<>();

  private R064Store logits;
  private R064Store outputs;
  private double c = Double.NaN;

  private record PlanKey(Unit unit, Method method, Scheme scheme) {}

  private Compressor(
      Network network, Activations samples, Target target, LongSupplier clock, long mostPlanned) {
    int layer = target.firstLayer();
    this.network = network;
    this.target = target;
    this.clock = clock;
    this.samples = samples.after(network.layers().subList(0, layer - 1));
    this.first =
        LayerProblem.of(network, layer, target.roles().get(layer), this.samples, this.samples);
    long numbers = first.layer().weights().data.length;
    if (first.role() == Role.BLOCK) {
      numbers = Math.max(numbers, (long) samples.samples() * first.layer().outputs());
    }
    this.plansKept = (int) Math.max(1, mostPlanned / numbers);
  }

  /**
   * Prepares the compressions of one target, timed by {@link System#nanoTime}.
   *
   * @param calibration the samples over which {@code Psi} is a mean, samples x features
   * @throws io.github.widesweep.InvalidValueException if the target has layers that the network
   *     does not, or that no role covers, or the samples another number of features
   */
  public static Compressor of(Network network, R064Store calibration, Target target) {
    return of(network, calibration, target, System::nanoTime);
  }

  /**
   * The same with a clock.
   *
   * @param clock nanoseconds since some moment
   */
  public static Compressor of(
      Network network, R064Store calibration, Target target, LongSupplier clock) {
    return of(network, calibration, target, clock, MOST_PLANNED);
  }

  /**
   * The same with another limit.
   *
   * @param mostPlanned numbers that kept plans may be about
   */
  static Compressor of(Network network, R064Store calibration, Target target, long mostPlanned) {
    return of(network, calibration, target, System::nanoTime, mostPlanned);
  }

  private static Compressor of(
      Network network, R064Store calibration, Target target, LongSupplier clock, long mostPlanned) {
    target.requireFits(network.depth());
    require(
        calibration.getColDim() == network.inputs(),
        "calibration",
        calibration.getColDim() + " features",
        network.inputs() + " features, one an input of the network");
    return new Compressor(network, Activations.of(calibration), target, clock, mostPlanned);
  }

  /** Places of a stack of draws by this method: one where there is one draw. */
  public int stackSize(Method method) {
    return method.random() ? stackSize() : 1;
  }

  /** Places of a stack of draws of this network and target. */
  public int stackSize() {
    long largest = 0;
    for (int l : target.roles().keySet()) {
      largest = Math.max(largest, network.layer(l).weights().data.length);
    }
    return Stack.size(largest);
  }

  /**
   * How many plans are kept for further draws, at least one: of wide layers each takes hundreds of
   * megabytes. Who has more should ask for all draws of one before the next.
   */
  public int plansKept() {
    return plansKept;
  }

  /** Compresses the network once. */
  public Compression compress(CompressionSpec spec, Uniforms uniforms) {
    return compress(spec, Stack.single(), List.of(uniforms)).get(0);
  }

  /**
   * Compresses the network once for each draw of a stack.
   *
   * @param spec how; its target must be the one prepared
   * @param stack the draws' places
   * @param draws the randomness of each, by position
   * @return one compression a draw, in order
   */
  public List<Compression> compress(CompressionSpec spec, Stack stack, List<Uniforms> draws) {
    requirePrepared(spec);
    long start = clock.getAsLong();
    LayerProblem problem = first(spec.unit());
    LayerPlan plan = plan(spec);
    List<LayerOutcome> outcomes =
        draws.stream().map(uniforms -> draw(problem, plan, spec, uniforms)).toList();
    double[] psi =
        problem.psi(
            stack.fill(outcomes.stream().map(LayerOutcome::layer).toList(), problem.layer()));
    double seconds = secondsSince(start) / draws.size();
    List<Compression> compressions = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Walk walk = new Walk(spec, draws.get(i));
      walk.add(problem, plan, outcomes.get(i), psi[stack.places().get(i)], seconds);
      compressions.add(walk.onward());
    }
    return compressions;
  }

  /**
   * How far apart two networks are: means over samples.
   *
   * @param outputs of {@code |Phi(x) - Phihat(x)|^2}
   * @param logits the same before the last activation
   */
  public record ErrorSq(double outputs, double logits) {}

  /**
   * The mean squared error over the calibration samples of each compression of a stack: the errors
   * whose expectations certificates bound.
   */
  public List<ErrorSq> errorsSq(Stack stack, List<Compression> compressions) {
    List<Network> networks =
        stack.fill(compressions.stream().map(Compression::network).toList(), network);
    if (outputs == null) {
      logits = Forward.logits(List.of(network), first.number(), samples);
      outputs = network.layer(network.depth()).activate(logits);
    }
    R064Store stackedLogits = Forward.logits(networks, first.number(), samples);
    R064Store stackedOutputs =
        compressions.get(0).network().layer(network.depth()).activate(stackedLogits);
    double[] ofOutputs = new double[stack.size()];
    double[] ofLogits = new double[stack.size()];
    LinearAlgebra.addSquaredDistances(stackedOutputs, outputs, ofOutputs);
    LinearAlgebra.addSquaredDistances(stackedLogits, logits, ofLogits);
    int count = samples.samples();
    return stack.places().stream()
        .map(place -> new ErrorSq(ofOutputs[place] / count, ofLogits[place] / count))
        .toList();
  }

  /** The first target layer, which is given the same at every draw. */
  public LayerProblem first() {
    return first;
  }

  /**
   * Every target layer as it stands before anything was drawn. The first plan is the one that draws
   * are taken from; in a compression later layers are planned for what earlier draws have left,
   * here for their dense inputs, at each call anew.
   *
   * @param spec how; its target must be the one prepared
   * @return the target layers, ascending
   */
  public List<PlannedLayer> plans(CompressionSpec spec) {
    requirePrepared(spec);
    List<PlannedLayer> planned = new ArrayList<>();
    planned.add(new PlannedLayer(first(spec.unit()), plan(spec)));
    for (int l : target.roles().tailMap(first.number() + 1).keySet()) {
      Activations z = denseInputs(l);
      LayerProblem problem = LayerProblem.of(network, l, target.roles().get(l), spec.unit(), z, z);
      planned.add(
          new PlannedLayer(problem, spec.method().plan(problem, spec.unit(), spec.scheme())));
    }
    return planned;
  }

  private LayerProblem first(Unit unit) {
    if (!LayerProblem.seesPatches(first.layer(), first.role(), unit)) {
      return first;
    }
    if (firstOfPatches == null) {
      firstOfPatches =
          LayerProblem.of(network, first.number(), first.role(), unit, samples, samples);
    }
    return firstOfPatches;
  }

  private void requirePrepared(CompressionSpec spec) {
    require(spec.target().equals(target), "target", spec.target(), "the prepared " + target);
  }

  private LayerPlan plan(CompressionSpec spec) {
    PlanKey key = new PlanKey(spec.unit(), spec.method(), spec.scheme());
    if (!plans.containsKey(key)) {
      if (plans.size() >= plansKept) {
        plans.clear();
      }
      plans.put(key, spec.method().plan(first(spec.unit()), spec.unit(), spec.scheme()));
    }
    return plans.get(key);
  }

  private double secondsSince(long start) {
    return NANOS * (clock.getAsLong() - start);
  }

  private static LayerOutcome draw(
      LayerProblem problem, LayerPlan plan, CompressionSpec spec, Uniforms uniforms) {
    return plan.draw(
        spec.method().random()
            ? uniforms.ofLayer(problem.number(), problem.units(spec.unit()))
            : NO_UNIFORMS);
  }

  /** One draw's way through the target layers. */
  private final class Walk {
    private final CompressionSpec spec;
    private final Uniforms uniforms;
    private final List<LayerCompression> layers = new ArrayList<>();
    private Network compressed = network;

    Walk(CompressionSpec spec, Uniforms uniforms) {
      this.spec = spec;
      this.uniforms = uniforms;
    }

    /** Compresses the target layers after the first. */
    Compression onward() {
      for (int l : target.roles().tailMap(first.number() + 1).keySet()) {
        long start = clock.getAsLong();
        LayerProblem problem =
            LayerProblem.of(
                network, l, target.roles().get(l), spec.unit(), denseInputs(l), inputs(l));
        LayerPlan plan = spec.method().plan(problem, spec.unit(), spec.scheme());
        LayerOutcome outcome = draw(problem, plan, spec, uniforms);
        double psi = problem.psi(List.of(outcome.layer()))[0];
        add(problem, plan, outcome, psi, secondsSince(start));
      }
      return new Compression(compressed, layers);
    }

    private Activations inputs(int l) {
      return samples.after(compressed.layers().subList(first.number() - 1, l - 1));
    }

    void add(
        LayerProblem problem, LayerPlan plan, LayerOutcome outcome, double psi, double seconds) {
      int l = problem.number();
      Layer layer = problem.inNetwork(outcome.layer());
      compressed = compressed.withLayer(l, layer);
      if (spec.projections() == Projections.BALL) {
        int behind = problem.role() == Role.BLOCK ? l + 1 : l;
        compressed =
            compressed.withLayer(
                behind,
                behind == l
                    ? layer.withRadius(radius(l))
                    : projected.computeIfAbsent(
                        behind, k -> network.layer(k).withRadius(radius(k))));
      }
      boolean random = spec.method().random();
      layers.add(
          new LayerCompression(
              l,
              problem.role(),
              problem.units(spec.unit()),
              outcome.order(),
              outcome.scores(),
              problem.psiStart(),
              psi,
              random ? problem.psiStart() + plan.psiAdded() : psi,
              random ? problem.psiStart() + plan.psiAddedBound() : psi,
              problem.watchedEnergy(),
              plan.variances(),
              outcome.nonzeros(),
              outcome.distinctValues(),
              outcome.fallback(),
              seconds));
    }
  }

  private Activations denseInputs(int l) {
    return dense.computeIfAbsent(
        l, k -> samples.after(network.layers().subList(first.number() - 1, k - 1)));
  }

  /** {@code kappa_l = c^l}, the radius behind layer {@code l}. */
  private double radius(int l) {
    if (Double.isNaN(c)) {
      c = network.c();
    }
    return Math.pow(c, l);
  }
}
