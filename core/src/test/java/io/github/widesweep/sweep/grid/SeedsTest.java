package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Uniforms;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final NetworkKey KEY = new NetworkKey("d", "5-w-2 relu identity", 7, 0);

  @Test
  void streamsArePinnedAndTheSameOnEveryJdk() {
    RandomGenerator generator = Seeds.generator(2026, "draw", "digits", 100, 3);
    assertThat(generator.nextLong()).isEqualTo(7573858049643123263L);
    assertThat(generator.nextLong()).isEqualTo(-5547201593721919689L);
  }

  @Test
  void sameCoordinatesGiveTheSameStream() {
    double[] first = Seeds.uniforms(5, KEY, 3).ofLayer(2, 100);
    assertThat(Seeds.uniforms(5, KEY, 3).ofLayer(2, 100)).containsExactly(first);
    // Fewer units see the beginning of the same stream, however often they are asked for.
    Uniforms uniforms = Seeds.uniforms(5, KEY, 3);
    assertThat(uniforms.ofLayer(1, 10)).isNotEqualTo(Arrays.copyOf(first, 10));
    assertThat(uniforms.ofLayer(2, 10)).containsExactly(Arrays.copyOf(first, 10));
    assertThat(uniforms.ofLayer(2, 10)).containsExactly(Arrays.copyOf(first, 10));
  }

  @Test
  void everyCoordinateChangesTheStream() {
    assertThat(
            Stream.of(
                    Seeds.uniforms(5, KEY, 3).ofLayer(2, 4),
                    Seeds.uniforms(6, KEY, 3).ofLayer(2, 4),
                    Seeds.uniforms(5, KEY, 4).ofLayer(2, 4),
                    Seeds.uniforms(5, KEY, 3).ofLayer(1, 4),
                    Seeds.uniforms(5, new NetworkKey("e", KEY.architecture(), 7, 0), 3)
                        .ofLayer(2, 4),
                    Seeds.uniforms(5, new NetworkKey("d", "5-w-2 tanh identity", 7, 0), 3)
                        .ofLayer(2, 4),
                    Seeds.uniforms(5, new NetworkKey("d", KEY.architecture(), 8, 0), 3)
                        .ofLayer(2, 4),
                    Seeds.uniforms(5, new NetworkKey("d", KEY.architecture(), 7, 1), 3)
                        .ofLayer(2, 4))
                .map(Arrays::toString))
        .doesNotHaveDuplicates();
    assertThat(
            Stream.of(Seeds.split(5), Seeds.init(5, KEY), Seeds.training(5, KEY))
                .map(RandomGenerator::nextLong))
        .doesNotHaveDuplicates();
  }

  @Test
  void neighbouringCoordinatesAreNotConfused() {
    assertThat(Seeds.generator(1, "p", 1, 23).nextLong())
        .isNotEqualTo(Seeds.generator(1, "p", 12, 3).nextLong());
    assertThat(Seeds.generator(1, "p", "a;1=b").nextLong())
        .isNotEqualTo(Seeds.generator(1, "p", "a", "b").nextLong());
  }

  /**
   * Mean and correlation of neighbouring draws; 5 standard deviations: one failure in a million.
   */
  @Test
  void drawsAreUniformAndUnrelated() {
    int n = 20_000;
    List<double[]> draws =
        List.of(Seeds.uniforms(1, KEY, 0).ofLayer(1, n), Seeds.uniforms(1, KEY, 1).ofLayer(1, n));
    assertThat(Arrays.stream(draws.get(0)).average().orElseThrow())
        .isCloseTo(0.5, within(5 / Math.sqrt(12.0 * n)));
    double covariance = 0;
    for (int i = 0; i < n; i++) {
      covariance += (draws.get(0)[i] - 0.5) * (draws.get(1)[i] - 0.5) / n;
    }
    assertThat(covariance).isCloseTo(0, within(5 / (12 * Math.sqrt(n))));
    assertThat(Arrays.stream(draws.get(0))).allMatch(u -> u >= 0 && u < 1);
  }
}
