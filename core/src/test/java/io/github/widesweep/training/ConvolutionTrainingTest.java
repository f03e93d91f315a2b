package io.github.widesweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.DigitsSpec;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Scaling;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Maps;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvolutionTrainingTest {
  private static Network initial(boolean bias) {
    return Initialization.UNIFORM.network(
        Shapes.convolutions(new Maps(1, 8), 8, 3, 16, 3, 10),
        List.of(Activation.RELU, Activation.RELU, Activation.SOFTMAX),
        bias,
        new SplittableRandom(2));
  }

  @Test
  void oneEpochLearnsDigits() {
    Dataset digits = new DigitsSpec(Scaling.STANDARDIZE, 0.2).load(new SplittableRandom(1));
    TrainingSpec spec = new TrainingSpec(Loss.CROSS_ENTROPY, 1, 32, 0.003, null, null, null);
    Network trained =
        Trainer.train(initial(false), digits.train(), spec, new SplittableRandom(3))
            .network()
            .orElseThrow();
    Samples test = digits.test();
    Evaluation evaluation =
        Evaluation.of(
            trained.logits(test.inputs()),
            trained.outputs(test.inputs()),
            test,
            Task.CLASSIFICATION,
            Loss.CROSS_ENTROPY);
    assertThat(evaluation.metric()).isGreaterThan(0.8);
  }

  @Test
  void sameGeneratorSameBitsAndTheInitialNetworkIsLeftAlone() {
    Dataset digits = new DigitsSpec(Scaling.SCALE, 0.9).load(new SplittableRandom(1));
    TrainingSpec spec = new TrainingSpec(Loss.CROSS_ENTROPY, 1, 50, null, null, null, null);
    Network initial = initial(true);
    Convolution before = (Convolution) initial.layer(2);
    double[] kernels = before.weights().data.clone();
    Convolution first = second(initial, digits.train(), spec);
    Convolution again = second(initial, digits.train(), spec);
    assertThat(before.weights().data).containsExactly(kernels);
    assertThat(before.bias().orElseThrow()).containsOnly(0);
    assertThat(first.weights().data).containsExactly(again.weights().data);
    assertThat(first.weights().data).doesNotContain(kernels);
    assertThat(first.bias().orElseThrow()).doesNotContain(0);
    assertThat(first.side()).isEqualTo(8);
    assertThat(first.kernelSide()).isEqualTo(3);
  }

  private static Convolution second(Network initial, Samples train, TrainingSpec spec) {
    return (Convolution)
        Trainer.train(initial, train, spec, new SplittableRandom(3))
            .network()
            .orElseThrow()
            .layer(2);
  }

  /** The same training with zeros beyond the edges: the padding stays, and something is learnt. */
  @Test
  void zeroPaddedLayersTrainToo() {
    Dataset digits = new DigitsSpec(Scaling.SCALE, 0.8).load(new SplittableRandom(1));
    Network initial = initial(true);
    for (int l = 1; l <= 2; l++) {
      Convolution circular = (Convolution) initial.layer(l);
      initial =
          initial.withLayer(
              l,
              new Convolution(
                  circular.weights(),
                  3,
                  8,
                  Padding.zero(1, 1),
                  circular.bias(),
                  circular.activation(),
                  circular.radius()));
    }
    TrainingSpec spec = new TrainingSpec(Loss.CROSS_ENTROPY, 3, 16, 0.003, null, null, null);
    Network trained =
        Trainer.train(initial, digits.train(), spec, new SplittableRandom(3))
            .network()
            .orElseThrow();
    assertThat(((Convolution) trained.layer(2)).padding()).isEqualTo(Padding.zero(1, 1));
    Samples test = digits.test();
    assertThat(
            Evaluation.of(
                    trained.logits(test.inputs()),
                    trained.outputs(test.inputs()),
                    test,
                    Task.CLASSIFICATION,
                    Loss.CROSS_ENTROPY)
                .metric())
        .isGreaterThan(0.8);
  }
}
