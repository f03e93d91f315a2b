package io.github.widesweep.sweep.spec;

import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.GreedySigned;
import io.github.widesweep.compression.obs.Alps;
import io.github.widesweep.compression.obs.Gptq;
import io.github.widesweep.compression.obs.Obs;
import io.github.widesweep.compression.obs.Osscar;
import io.github.widesweep.compression.obs.Qronos;
import io.github.widesweep.compression.obs.SparseGpt;
import io.github.widesweep.compression.path.Gpfq;
import io.github.widesweep.compression.path.Spfq;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.compression.score.RandomMask;
import io.github.widesweep.compression.score.RoundToNearest;
import io.github.widesweep.compression.score.UnitActivation;
import io.github.widesweep.compression.score.UnitNorm;
import io.github.widesweep.compression.score.Wanda;
import io.github.widesweep.compression.walk.Derandomized;
import io.github.widesweep.compression.walk.Lambda;
import io.github.widesweep.compression.walk.Walk;
import java.util.List;
import java.util.Locale;

/**
 * The words for methods in specs: the one place that knows which methods there are. A constant
 * names a method's record and the defaults of its own parameters, in their order. The components
 * {@code alpha} and {@code ordering} are axes of the grid, all others are parameters that a spec
 * may write: numbers, words of an enum, or texts that their type's method {@code parse} reads.
 */
public enum MethodName {
  /** The paper's algorithm, for every combination of alphas and orderings. */
  GREEDY(Greedy.class),
  /** The same by signed changes, for every combination of alphas and orderings. */
  GREEDY_SIGNED(GreedySigned.class),
  /** The paper's draws, correlated so that a row's choices cancel. */
  WALK(Walk.class, new Lambda(0.1)),
  /** The paper's draws by conditional expectations, without randomness. */
  DERANDOMIZED(Derandomized.class),
  /** A fixed number of units goes at random. */
  RANDOM(RandomMask.class),
  /** The smallest weights go. */
  MAGNITUDE(Magnitude.class),
  /** Weights go that change their output least by themselves. */
  WANDA(Wanda.class, Wanda.Per.ROW),
  /** Every weight becomes the nearest level. */
  RTN(RoundToNearest.class),
  /** Neurons and filters of least weights go. */
  NORM(UnitNorm.class),
  /** Neurons and filters of least activation go. */
  ACTIVATION(UnitActivation.class),
  /** Column by column, with masks chosen block by block. */
  SPARSEGPT(SparseGpt.class, 0.01, 128),
  /** The same sweep to the nearest levels. */
  GPTQ(Gptq.class, 0.01, 128),
  /** GPTQ whose first column is rounded against dense inputs. */
  QRONOS(Qronos.class, 0.01, 128),
  /** The exact optimal brain surgeon. */
  OBS(Obs.class, 0.0, 0),
  /** A support by operator splitting, refit. */
  ALPS(Alps.class, 0.01, 0),
  /** Inputs with all their weights, by the brain surgeon and exchanges. */
  OSSCAR(Osscar.class, 0.0, 100),
  /** Quantization that keeps sums of inputs near what they were. */
  GPFQ(Gpfq.class),
  /** The same, drawn. */
  SPFQ(Spfq.class);

  private final Class<? extends Method> type;

  /** Numbers, constants and other values that nothing changes. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Object> defaults;

  MethodName(Class<? extends Method> type, Object... defaults) {
    this.type = type;
    this.defaults = List.of(defaults);
  }

  /** The word in specs and tables: {@code greedy}, the method's {@link Method#name}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The record that is the method. */
  Class<? extends Method> type() {
    return type;
  }

  /** The defaults of the record's components but {@code alpha} and {@code ordering}. */
  List<Object> defaults() {
    return defaults;
  }
}
