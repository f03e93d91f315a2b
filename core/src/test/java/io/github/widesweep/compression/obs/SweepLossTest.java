package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.LinearAlgebra;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** What methods that solve for weights say of their losses, and what they refuse. */
class SweepLossTest {
  private static final Scheme HALF = new Scheme.Prune(0.5);

  private final RandomGenerator random = Nets.random(151);

  /** Each rounding costs its score, the columns to the right solved for: together the loss. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0.01, 3", "0.1, 128"})
  void scoresOfRoundingsAddUpToTheLoss(double damping, int block) {
    for (int trial = 0; trial < 25; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      Scheme scheme = new Scheme.Quantize(random.nextInt(1, 6));
      for (Method method : List.of(new Gptq(damping, block), new Qronos(damping, block))) {
        LayerOutcome outcome = c.run(method, scheme);
        double loss = loss(c, outcome);
        assertThat(Arrays.stream(outcome.scores()).sum())
            .isCloseTo(loss, within(1e-9 * (1 + loss)));
      }
    }
  }

  /** In blocks of one column no weight moves between its choice and its end. */
  @Test
  void scoresOfColumnsAddUpToTheLoss() {
    for (int trial = 0; trial < 25; trial++) {
      ObsCase c = ObsCase.random(random, 0.01);
      LayerOutcome outcome =
          c.run(new SparseGpt(0.9, 0.01, 1), new Scheme.Prune(random.nextDouble(0.05, 0.95)));
      double loss = loss(c, outcome);
      assertThat(Arrays.stream(outcome.scores()).sum()).isCloseTo(loss, within(1e-9 * (1 + loss)));
    }
  }

  private static double loss(ObsCase c, LayerOutcome outcome) {
    double loss = 0;
    for (int i = 0; i < c.rows(); i++) {
      double[] row = new double[c.inputs()];
      for (int j = 0; j < row.length; j++) {
        row[j] = outcome.layer().weights().doubleValue(i, j);
      }
      loss += c.loss(i, row);
    }
    return loss;
  }

  /** A rule that leaves weights alone moves none, and is told of every block once. */
  @Test
  void aSweepThatChangesNothingKeepsTheTarget() {
    ObsCase c = ObsCase.random(random, 0.01);
    LeastSquares squares = c.squares(0.01);
    for (int block : new int[] {1, 2, 7, 1000}) {
      List<Integer> opened = new ArrayList<>();
      double[] weights =
          ColumnSweep.run(
              squares,
              ColumnSweep.root(squares),
              block,
              new ColumnSweep.Rule() {
                @Override
                public void open(int from, int to, double[] before) {
                  opened.add(from);
                  assertThat(to).isEqualTo(Math.min(from + block, c.inputs()));
                }

                @Override
                public double settle(int entry, double weight) {
                  return weight;
                }
              });
      assertThat(weights).isEqualTo(squares.target());
      assertThat(opened).hasSize((c.inputs() + block - 1) / block);
    }
  }

  /** Blocks have their part of the zeros, and the layer all of them. */
  @Test
  void zerosAreSharedByColumns() {
    R064Store z = ObsCase.correlated(random, 60, 10);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 6, 10, 1), z, z, 0.01);
    for (int block : new int[] {1, 3, 4, 10}) {
      LayerOutcome outcome = c.run(new SparseGpt(0.9, 0.01, block), HALF);
      int zeros = Budget.zeros(0.9, 60, (Scheme.Prune) HALF);
      for (int to = block; to <= 10; to += block) {
        int end = to;
        long found = Arrays.stream(outcome.order()).filter(unit -> unit % 10 < end).count();
        assertThat(found).isEqualTo(zeros * to / 10);
      }
      assertThat(outcome.nonzeros()).isEqualTo(60 - zeros);
    }
  }

  /**
   * Orthogonal inputs, sizes {@code |t_j| sqrt(H_jj)} that differ by factors of 4: the multipliers
   * of those dropped have not tripled by the first look, so that the largest stay.
   */
  @Test
  void splittingKeepsTheLargestOfOrthogonalInputs() {
    R064Store z = LinearAlgebra.zeros(6, 6);
    for (int j = 0; j < 6; j++) {
      z.set(j, j, 1.0 + j);
    }
    List<Integer> places = new ArrayList<>(IntStream.range(0, 12).boxed().toList());
    Collections.shuffle(places, new Random(5));
    R064Store weights = LinearAlgebra.zeros(2, 6);
    double[] sizes = new double[12];
    for (int e = 0; e < 12; e++) {
      sizes[e] = Math.scalb(1.0, 2 * places.get(e));
      int input = e / 2;
      weights.data[e] = (e % 3 == 0 ? -1 : 1) * sizes[e] / (1.0 + input);
    }
    ObsCase c = ObsCase.of(weights, z, z, 0);
    for (int zeros = 0; zeros <= 12; zeros++) {
      boolean[] least = Least.of(sizes, zeros);
      boolean[] kept = new Admm(c.squares(0)).kept(zeros);
      for (int e = 0; e < 12; e++) {
        assertThat(kept[e]).isEqualTo(!least[e]);
      }
    }
  }

  /** Inputs are scaled to ones on the diagonal, and rows enter the largest of all alike. */
  @Test
  void supportsDoNotDependOnTheScalesOfInputsOrTheOrderOfRows() {
    R064Store z = ObsCase.correlated(random, 40, 8);
    R064Store weights = Nets.gaussian(random, 3, 8, 1);
    boolean[] plain = new Admm(ObsCase.of(weights, z, z, 0).squares(0)).kept(11);
    R064Store scaledZ = z.copy();
    R064Store turned = weights.copy();
    for (int j = 0; j < 8; j++) {
      double factor = Math.scalb(1.0, j - 4);
      for (int s = 0; s < 40; s++) {
        scaledZ.data[j * 40 + s] *= factor;
      }
      for (int i = 0; i < 3; i++) {
        turned.set((i + 1) % 3, j, -weights.doubleValue(i, j) / factor);
      }
    }
    boolean[] other = new Admm(ObsCase.of(turned, scaledZ, scaledZ, 0).squares(0)).kept(11);
    for (int j = 0; j < 8; j++) {
      for (int i = 0; i < 3; i++) {
        assertThat(other[j * 3 + (i + 1) % 3]).isEqualTo(plain[j * 3 + i]);
      }
    }
  }

  /** At most so many exchanges are made, of which each changes two places. */
  @Test
  void exchangesStopAtTheirLimit() {
    for (int trial = 0; trial < 10; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      boolean[] start = c.mask(random, 0.5);
      for (int most = 0; most < 4; most++) {
        boolean[] end = Exchanges.ofWeights(c.squares(0), start, most);
        int changed = 0;
        for (int e = 0; e < end.length; e++) {
          changed += end[e] == start[e] ? 0 : 1;
        }
        assertThat(changed).isLessThanOrEqualTo(2 * most);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-0.1;0;1;damping is -0.1, expected a number of at least 0, a fraction of the mean second moment",
        "NaN;0;1;damping is NaN, expected a number of at least 0, a fraction of the mean second moment",
        "Infinity;0;1;damping is Infinity, expected a number of at least 0, a fraction of the mean second moment",
        "0;-1;1;swaps is -1, expected a whole number of at least 0, the most exchanges of two units",
        "0;0;0;block is 0, expected a whole number of at least 1"
      })
  void parametersAreChecked(double damping, int swaps, int block, String message) {
    assertThatThrownBy(
            () -> {
              new Obs(0.5, damping, swaps);
              new SparseGpt(0.5, damping, block);
            })
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> {
              new Osscar(0.5, damping, swaps);
              new Alps(0.5, damping, swaps);
              new Gptq(damping, block);
            })
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> new Obs(1, 0, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("alpha is 1.0, expected a number strictly between 0 and 1");
  }

  @Test
  void eachSupportsOneKindOfUnitInWideLayers() {
    Scheme levels = new Scheme.Quantize(3);
    List<Method> masks = List.of(new SparseGpt(0.9, 0, 1), new Obs(0.9, 0, 0), new Alps(0.9, 0, 0));
    for (Method method : masks) {
      assertThat(method.supports(Role.WIDE, Unit.WEIGHT, HALF)).isTrue();
      assertThat(method.supports(Role.WIDE, Unit.NEURON, HALF)).isFalse();
      assertThat(method.supports(Role.BLOCK, Unit.WEIGHT, HALF)).isFalse();
      assertThat(method.supports(Role.WIDE, Unit.WEIGHT, levels)).isFalse();
    }
    for (Method method : List.of(new Gptq(0, 1), new Qronos(0, 1))) {
      assertThat(method.supports(Role.WIDE, Unit.WEIGHT, levels)).isTrue();
      assertThat(method.supports(Role.BLOCK, Unit.WEIGHT, levels)).isFalse();
      assertThat(method.supports(Role.WIDE, Unit.WEIGHT, HALF)).isFalse();
    }
    Osscar osscar = new Osscar(0.9, 0, 0);
    assertThat(osscar.supports(Role.WIDE, Unit.NEURON, HALF)).isTrue();
    assertThat(osscar.supports(Role.WIDE, Unit.WEIGHT, HALF)).isFalse();
    assertThat(osscar.supports(Role.BLOCK, Unit.NEURON, HALF)).isFalse();
  }
}
