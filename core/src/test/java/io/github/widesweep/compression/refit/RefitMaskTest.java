package io.github.widesweep.compression.refit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Method.Parameter;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.compression.score.RandomMask;
import io.github.widesweep.compression.score.RoundToNearest;
import io.github.widesweep.compression.score.Wanda;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What stays the mask's when its weights are solved for. */
class RefitMaskTest {
  private final RandomGenerator random = Nets.random(171);

  private LayerProblem problem() {
    Activations inputs = Activations.of(Nets.gaussian(random, 30, 6, 1));
    Dense layer = new Dense(Nets.gaussian(random, 4, 6, 1), Activation.RELU);
    return LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, inputs, inputs);
  }

  @Test
  void orderScoresAndSupportAreTheMasks() {
    Scheme prune = new Scheme.Prune(0.4);
    for (Method mask :
        List.of(new Magnitude(0.9), new Wanda(0.9, Wanda.Per.ROW), new RandomMask(0.9))) {
      LayerProblem problem = problem();
      LayerPlan plan = new Refit(mask).plan(problem, Unit.WEIGHT, prune);
      for (int draw = 0; draw < 3; draw++) {
        double[] uniforms = random.doubles(24).toArray();
        LayerOutcome masked = mask.plan(problem, Unit.WEIGHT, prune).draw(uniforms);
        LayerOutcome refit = plan.draw(uniforms);
        assertThat(refit.order()).isEqualTo(masked.order());
        assertThat(refit.scores()).isEqualTo(masked.scores());
        assertThat(refit.nonzeros()).isEqualTo(masked.nonzeros());
        double[] weights = masked.layer().weights().data;
        for (int e = 0; e < weights.length; e++) {
          assertThat(refit.layer().weights().data[e] == 0).isEqualTo(weights[e] == 0);
        }
      }
      assertThat(plan.psiAdded()).isNaN();
      assertThat(plan.variances()).isEmpty();
    }
  }

  @Test
  void isTheMasksMethodWithOneMoreParameter() {
    Refit refit = new Refit(new RandomMask(0.7));
    assertThat(refit.name()).isEqualTo("random");
    assertThat(refit.parameters())
        .containsExactly(new Parameter("alpha", 0.7), new Parameter("refit", true));
    assertThat(refit.random()).isTrue();
    assertThat(refit.offered()).isEqualTo(0.7);
    assertThat(refit.supports(Role.WIDE, Unit.NEURON, new Scheme.Prune(0.5))).isTrue();
    assertThat(refit.supports(Role.BLOCK, Unit.NEURON, new Scheme.Prune(0.5))).isFalse();
    assertThat(refit.supports(Role.WIDE, Unit.WEIGHT, new Scheme.Quantize(2))).isFalse();
  }

  /** Levels are no mask, and what is solved for already is not solved for again. */
  @Test
  void refusesMethodsWithoutAMask() {
    for (Method method : List.of(new RoundToNearest(), new Refit(new Magnitude(0.5)))) {
      assertThatThrownBy(() -> new Refit(method))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "refit is %s, expected a method that chooses a mask".formatted(method.name()));
    }
  }
}
