package io.github.widesweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way back from samples to the lines of their file. */
class PreparationTest {
  @TempDir private Path directory;

  private Dataset load(Scaling scaling) throws IOException {
    StringBuilder lines = new StringBuilder("a,b,c,y\n");
    for (int row = 0; row < 40; row++) {
      lines.append("%d,%d,7,%d%n".formatted(row * row, 1000 - 3 * row, row));
    }
    Path file = Files.writeString(directory.resolve("data.csv"), lines);
    return new CsvSpec(file.toString(), "y", Task.REGRESSION, scaling, null)
        .load(new SplittableRandom(5));
  }

  @ParameterizedTest
  @EnumSource(Scaling.class)
  void everySampleIsItsRowScaled(Scaling scaling) throws IOException {
    Dataset data = load(scaling);
    for (Samples part : new Samples[] {data.train(), data.test()}) {
      Preparation made = part.preparation().orElseThrow();
      for (int s = 0; s < part.count(); s++) {
        int row = made.row(s);
        assertThat(part.targets().doubleValue(s, 0)).isEqualTo(row);
        double[] source = {row * row, 1000 - 3 * row, 7};
        for (int j = 0; j < 3; j++) {
          assertThat(part.inputs().doubleValue(s, j))
              .isEqualTo((source[j] - made.centre(j)) / made.spread(j));
        }
      }
    }
  }

  @Test
  void constantsComeFromTheTrainingPart() throws IOException {
    Dataset data = load(Scaling.STANDARDIZE);
    double sum = 0;
    for (int s = 0; s < data.train().count(); s++) {
      int row = data.train().preparation().orElseThrow().row(s);
      sum += row * row;
    }
    assertThat(data.test().preparation().orElseThrow().centre(0))
        .isCloseTo(sum / data.train().count(), within(1e-9));
  }
}
