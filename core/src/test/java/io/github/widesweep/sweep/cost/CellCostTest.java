package io.github.widesweep.sweep.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.sweep.spec.NetworkShape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellCostTest {
  private static final int CALIBRATION = 50;
  private static final int TEST = 20;

  /** 6 to 80 to 5 to 4 to 3: layer 2 has more inputs than there are samples. */
  private static final NetworkCost NETWORK =
      new NetworkCost(
          new NetworkShape(
              List.of(dense(6, 80), dense(80, 5), dense(5, 4), dense(4, 3)),
              List.of(Activation.RELU, Activation.TANH, Activation.TANH, Activation.SOFTMAX),
              true));

  private static LayerShape dense(int inputs, int outputs) {
    return LayerShape.dense(Maps.vector(inputs), outputs);
  }

  /** A method whose cost tells which problem it was asked about. */
  private record Counted(boolean random) implements Method {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public boolean supports(Role role, Unit unit, Scheme scheme) {
      return true;
    }

    @Override
    public double offered() {
      return 1;
    }

    @Override
    public LayerPlan plan(LayerProblem problem, Unit unit, Scheme scheme) {
      return fail("an estimate made a plan");
    }

    @Override
    public MethodCost cost(ProblemShape problem) {
      double weights = problem.layer().weights();
      return MethodCost.of(
          Work.of(Kind.SCORE, weights),
          Work.of(Kind.DRAW, (double) problem.units()),
          10 * weights,
          weights * problem.samples());
    }
  }

  private static CompressionSpec how(String target, boolean random) {
    return new CompressionSpec(
        Target.parse(target),
        Unit.WEIGHT,
        new Counted(random),
        new Scheme.Prune(0.5),
        Projections.NONE);
  }

  private static CellCost cost(String target, boolean random, boolean calibrationError) {
    return CellCost.of(NETWORK, how(target, random), CALIBRATION, TEST, calibrationError);
  }

  private static Work psi(String target, int l, int candidates) {
    return CellCost.problem(NETWORK, how(target, true), l, CALIBRATION).psi(candidates);
  }

  /** A copy of the network, its outputs against the dense ones, and the call. */
  private static Work drawn(double units) {
    return Work.of(Kind.DRAW, units)
        .and(Kind.ENTRY, 2.0 * NETWORK.weights() + 3.0 * TEST * 3)
        .and(Kind.CALL, 1);
  }

  @Test
  void theProblemIsOfItsLayer() {
    ProblemShape wide = CellCost.problem(NETWORK, how("W2+B3", true), 2, 9);
    assertThat(wide)
        .isEqualTo(
            new ProblemShape(
                Role.WIDE,
                Unit.WEIGHT,
                NETWORK.layer(2),
                Optional.empty(),
                Activation.TANH,
                true,
                9,
                new Scheme.Prune(0.5)));
    ProblemShape block = CellCost.problem(NETWORK, how("W2+B3", true), 3, 9);
    assertThat(block.role()).isEqualTo(Role.BLOCK);
    assertThat(block.next()).contains(NETWORK.layer(4));
  }

  /** Six inputs: Psi of every place from their second moments. */
  @Test
  void aLayerOfFewInputsIsWatchedByItsMoments() {
    CellCost cost = cost("W1", true, false);
    assertThat(cost.plan()).isEqualTo(Work.of(Kind.SCORE, 480));
    Work psi = Work.of(Kind.FLOP, 5 * 480.0 * 6).and(Kind.ENTRY, 2 * 5 * 480.0);
    assertThat(cost.stack()).isEqualTo(psi.plus(NETWORK.forward(1, 4, 5 * TEST)));
    assertThat(cost.draw()).isEqualTo(drawn(480));
    assertThat(cost.keptBytes()).isEqualTo(4800);
    assertThat(cost.peakBytes()).isEqualTo(480 * CALIBRATION);
  }

  /** Of more inputs by the samples: five places and the dense layer; in B that one is kept. */
  @Test
  void otherLayersAreWatchedByTheSamples() {
    assertThat(cost("W2", true, false).stack())
        .isEqualTo(psi("W2", 2, 6).plus(NETWORK.forward(2, 4, 5 * TEST)));
    assertThat(cost("B2", true, false).stack())
        .isEqualTo(psi("B2", 2, 5).plus(NETWORK.forward(2, 4, 5 * TEST)));
  }

  /** Draws of a method without randomness are one, whatever the stack has room for. */
  @Test
  void aMethodWithoutRandomnessFillsOnePlace() {
    assertThat(cost("W2", false, false).stack())
        .isEqualTo(psi("W2", 2, 2).plus(NETWORK.forward(2, 4, TEST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"W1", "B1", "W2", "B3", "W4", "W1+W3"})
  void theCalibrationErrorIsOneMoreWayOfEveryPlace(String target) {
    int first = Target.parse(target).firstLayer();
    CellCost with = cost(target, true, true);
    CellCost without = cost(target, true, false);
    assertThat(with.stack())
        .isEqualTo(without.stack().plus(NETWORK.forward(first, 4, 5 * CALIBRATION)));
    assertThat(with)
        .isEqualTo(
            new CellCost(
                without.plan(),
                with.stack(),
                without.draw(),
                without.keptBytes(),
                without.peakBytes()));
  }

  /** The layers before have changed what they are given, so they are planned at every draw. */
  @Test
  void laterLayersArePlannedAnewAtEveryDraw() {
    CellCost cost = cost("W1+W2+W4", true, false);
    assertThat(cost.plan()).isEqualTo(cost("W1", true, false).plan());
    Work second =
        NETWORK
            .forward(1, 1, CALIBRATION)
            .plus(Work.of(Kind.SCORE, 400).and(Kind.DRAW, 400))
            .plus(psi("W2", 2, 1).times(3));
    Work fourth =
        NETWORK
            .forward(1, 3, CALIBRATION)
            .plus(Work.of(Kind.SCORE, 12).and(Kind.DRAW, 12))
            .plus(psi("W4", 4, 1).times(3));
    assertThat(cost.draw()).isEqualTo(drawn(480).plus(second).plus(fourth));
    assertThat(cost.keptBytes()).isEqualTo(4800);
    // The first layer's plan is kept apart; of the later ones all that they hold.
    assertThat(cost.peakBytes()).isEqualTo(480 * CALIBRATION);
    CellCost turned = cost("W3+W4", true, false);
    assertThat(turned.peakBytes()).isEqualTo(20 * CALIBRATION);
    CellCost growing = cost("W4+B1", true, false);
    assertThat(growing.keptBytes()).isEqualTo(4800);
  }

  /** A later layer larger than the first sets the peak, with what its plan keeps meanwhile. */
  @Test
  void theHungriestPlanSetsThePeak() {
    NetworkCost growing =
        new NetworkCost(
            new NetworkShape(
                List.of(dense(2, 3), dense(3, 50)),
                List.of(Activation.RELU, Activation.IDENTITY),
                false));
    CellCost cost = CellCost.of(growing, how("W1+W2", true), CALIBRATION, TEST, true);
    assertThat(cost.peakBytes()).isEqualTo(150 * CALIBRATION + 10 * 150);
    assertThat(cost.keptBytes()).isEqualTo(10 * 6);
  }

  /** What layer 2 is given is not kept where it is too large: every stack computes it again. */
  @Test
  void activationsThatAreNotKeptAreComputedInEveryStack() {
    NetworkCost wide =
        new NetworkCost(
            new NetworkShape(
                List.of(dense(4, 1 << 20), dense(1 << 20, 2)),
                List.of(Activation.RELU, Activation.IDENTITY),
                false));
    CompressionSpec how = how("B1", true);
    int first = 1;
    CellCost block = CellCost.of(wide, how, CALIBRATION, TEST, false);
    Work psi = CellCost.problem(wide, how, first, CALIBRATION).psi(1);
    assertThat(block.stack()).isEqualTo(psi.plus(wide.forward(1, 2, TEST)));
    CompressionSpec second = how("W2", true);
    Work both = CellCost.problem(wide, second, 2, CALIBRATION).psi(3);
    // Two places: 50 calibration and 20 test samples of 2^20 numbers are more than 2^24.
    assertThat(CellCost.of(wide, second, CALIBRATION, TEST, false).stack())
        .isEqualTo(
            both.plus(wide.forward(1, 1, CALIBRATION))
                .plus(wide.forward(2, 2, 2 * TEST))
                .plus(wide.forward(1, 1, TEST)));
  }
}
