package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.DigitsSpec;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Scaling;
import io.github.widesweep.data.Shuffle;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

class TrainerTest {
  private static final Samples LINEAR = linearSamples();

  /** {@code y = 2 x_1 - x_2}, ten samples. */
  private static Samples linearSamples() {
    RandomGenerator random = new SplittableRandom(1);
    R064Store inputs = R064Store.FACTORY.make(10, 2);
    R064Store targets = R064Store.FACTORY.make(10, 1);
    for (int s = 0; s < 10; s++) {
      inputs.data[s] = random.nextGaussian();
      inputs.data[10 + s] = random.nextGaussian();
      targets.data[s] = 2 * inputs.data[s] - inputs.data[10 + s];
    }
    return new Samples(inputs, targets);
  }

  private static Network linear(double w1, double w2) {
    return new Network(
        List.of(new Dense(R064Store.wrap(new double[] {w1, w2}, 1), Activation.IDENTITY)));
  }

  private static TrainingSpec spec(Loss loss, int epochs, int batch, double rate) {
    return new TrainingSpec(loss, epochs, batch, rate, null, null, null);
  }

  private static Network network(Activation output, int outputs) {
    return Initialization.UNIFORM.network(
        Shapes.dense(2, 4, outputs),
        List.of(Activation.TANH, output),
        true,
        new SplittableRandom(5));
  }

  private static double[] weights(Network network, int layer) {
    return ((Dense) network.layer(layer)).weights().data;
  }

  /** Linear regression by mini-batch Adam, written out, the last batch smaller. */
  @Test
  void agreesWithALiteralLoop() {
    int batch = 4;
    int epochs = 3;
    double[] w = {0.5, 0.25};
    List<double[]> parameters = List.of(w);
    TrainingSpec spec = spec(Loss.MSE, epochs, batch, 0.1);
    Adam adam = new Adam(spec, parameters);
    RandomGenerator random = new SplittableRandom(9);
    int[] order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    List<Double> losses = new ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      Shuffle.inPlace(order, random);
      double loss = 0;
      for (int from = 0; from < 10; from += batch) {
        int to = Math.min(10, from + batch);
        double[] gradient = new double[2];
        for (int i = from; i < to; i++) {
          double x1 = LINEAR.inputs().data[order[i]];
          double x2 = LINEAR.inputs().data[10 + order[i]];
          double r = w[0] * x1 + w[1] * x2 - LINEAR.targets().data[order[i]];
          loss += r * r / 10;
          gradient[0] += 2 * r * x1 / (to - from);
          gradient[1] += 2 * r * x2 / (to - from);
        }
        adam.step(List.of(gradient));
      }
      losses.add(loss);
    }

    Training training = Trainer.train(linear(0.5, 0.25), LINEAR, spec, new SplittableRandom(9));

    assertThat(training.diverged()).isFalse();
    assertThat(weights(training.network().orElseThrow(), 1)).containsExactly(w, within(1e-12));
    assertThat(training.epochLosses()).hasSize(epochs);
    for (int epoch = 0; epoch < epochs; epoch++) {
      assertThat(training.epochLosses().get(epoch)).isCloseTo(losses.get(epoch), within(1e-12));
    }
  }

  @Test
  void findsTheLinearMap() {
    Training training =
        Trainer.train(linear(0, 0), LINEAR, spec(Loss.MSE, 400, 5, 0.05), new SplittableRandom(2));
    assertThat(weights(training.network().orElseThrow(), 1))
        .containsExactly(new double[] {2, -1}, within(1e-3));
  }

  @Test
  void sameGeneratorSameBitsAndTheInitialNetworkIsLeftAlone() {
    Network initial = network(Activation.IDENTITY, 1);
    double[] before = weights(initial, 1).clone();
    TrainingSpec spec = spec(Loss.MSE, 2, 3, 0.01);
    Training first = Trainer.train(initial, LINEAR, spec, new SplittableRandom(4));
    Training again = Trainer.train(initial, LINEAR, spec, new SplittableRandom(4));
    Training other = Trainer.train(initial, LINEAR, spec, new SplittableRandom(5));

    assertThat(weights(initial, 1)).containsExactly(before);
    assertThat(first.epochLosses()).isEqualTo(again.epochLosses());
    for (int layer = 1; layer <= 2; layer++) {
      double[] trained = weights(first.network().orElseThrow(), layer);
      assertThat(trained).containsExactly(weights(again.network().orElseThrow(), layer));
      assertThat(trained).isNotEqualTo(weights(other.network().orElseThrow(), layer));
    }
    Dense trained = (Dense) first.network().orElseThrow().layer(1);
    assertThat(trained.bias().orElseThrow()).doesNotContain(0);
  }

  @Test
  void noEpochsLeavesTheNetworkAsItWas() {
    Training training =
        Trainer.train(linear(3, 4), LINEAR, spec(Loss.MSE, 0, 3, 0.1), new SplittableRandom(1));
    assertThat(weights(training.network().orElseThrow(), 1)).containsExactly(3, 4);
    assertThat(training.epochLosses()).isEmpty();
  }

  @Test
  void saysInWhichEpochTrainingDiverged() {
    Training atOnce =
        Trainer.train(linear(1e200, 0), LINEAR, spec(Loss.MSE, 3, 4, 0.1), new SplittableRandom(1));
    assertThat(atOnce.network()).isEmpty();
    assertThat(atOnce.divergedEpoch()).hasValue(1);
    assertThat(atOnce.epochLosses()).isEmpty();

    Training later =
        Trainer.train(linear(1, 0), LINEAR, spec(Loss.MSE, 5, 10, 1e160), new SplittableRandom(1));
    assertThat(later.divergedEpoch()).hasValue(2);
    assertThat(later.epochLosses()).hasSize(1);
  }

  @Test
  void aWeightThatIsNotFiniteAfterTheLastStepIsDivergence() {
    // Squares of these gradients overflow while the loss, of the order 1e308, does not.
    R064Store inputs = R064Store.wrap(new double[] {1e170}, 1);
    Samples one = new Samples(inputs, R064Store.wrap(new double[] {0}, 1));
    Network initial =
        new Network(
            List.of(new Dense(R064Store.wrap(new double[] {1e-20}, 1), Activation.IDENTITY)));
    TrainingSpec spec =
        new TrainingSpec(Loss.MSE, 1, 1, Double.MAX_VALUE, 0.0, 0.0, Double.MIN_NORMAL);
    Training training = Trainer.train(initial, one, spec, new SplittableRandom(1));
    assertThat(training.divergedEpoch()).hasValue(1);
  }

  @Test
  void refusesLossesAndOutputsThatDoNotGoTogether() {
    assertRefused(Activation.SOFTMAX, 1, Loss.MSE, "loss is mse with output softmax");
    assertRefused(Activation.RELU, 1, Loss.CROSS_ENTROPY, "cross_entropy with output relu");
    assertRefused(Activation.SOFTMAX, 1, Loss.CROSS_ENTROPY, "targets that are no classes");
    assertRefused(Activation.IDENTITY, 2, Loss.MSE, "network is 2 outputs, expected 1");
    assertRefused(Activation.IDENTITY, 1, null, "loss is null");
    Network projecting = network(Activation.IDENTITY, 1);
    Network projected = projecting.withLayer(1, ((Dense) projecting.layer(1)).withRadius(2));
    assertThatThrownBy(
            () ->
                Trainer.train(
                    projected, LINEAR, spec(Loss.MSE, 1, 1, 0.1), new SplittableRandom(1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("layers[0].radius");
  }

  private static void assertRefused(Activation output, int outputs, Loss loss, String message) {
    assertThatThrownBy(
            () ->
                Trainer.train(
                    network(output, outputs),
                    LINEAR,
                    spec(loss, 1, 1, 0.1),
                    new SplittableRandom(1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }

  /** The published dense accuracy at width 100 is 0.869; with this schedule about 0.85. */
  @Test
  void learnsDigits() {
    Dataset digits = new DigitsSpec(Scaling.STANDARDIZE, 0.2).load(new SplittableRandom(2026));
    Network initial =
        Initialization.UNIFORM.network(
            Shapes.dense(64, 100, 40, 10),
            List.of(Activation.RELU, Activation.RELU, Activation.SOFTMAX),
            false,
            new SplittableRandom(1));
    TrainingSpec spec = TrainingSpec.withDefaults(Loss.CROSS_ENTROPY);

    Training training = Trainer.train(initial, digits.train(), spec, new SplittableRandom(3));

    Network network = training.network().orElseThrow();
    R064Store inputs = digits.test().inputs();
    Evaluation evaluation =
        Evaluation.of(
            network.logits(inputs),
            network.outputs(inputs),
            digits.test(),
            digits.task(),
            Loss.CROSS_ENTROPY);
    assertThat(evaluation.metric()).isBetween(0.80, 0.92);
    assertThat(evaluation.loss()).isLessThan(1);
    assertThat(training.epochLosses()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }
}
