package io.github.widesweep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ojalgo.matrix.store.R064Store;

/** The built-in sources and what all sources share. */
class DataSpecTest {
  private static SyntheticSpec synthetic(int outputs, double noise, Task task) {
    return new SyntheticSpec(2000, 5, outputs, 50, noise, task, null, null, null);
  }

  private static Dataset load(LocalData spec) {
    return spec.load(new SplittableRandom(3));
  }

  private static double square(R064Store matrix) {
    return Arrays.stream(matrix.data).map(v -> v * v).average().orElseThrow();
  }

  @Test
  void digitsAreInTheJar() {
    Dataset digits = load(new DigitsSpec(Scaling.NONE, null));
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(digits.train().count()).isEqualTo(1438);
    assertThat(digits.test().count()).isEqualTo(359);
    assertThat(digits.train().features()).isEqualTo(64);
    assertThat(digits.train().targets().getColDim()).isEqualTo(10);
    assertThat(Arrays.stream(digits.train().inputs().data))
        .allMatch(v -> v >= 0 && v <= 16 && v == Math.rint(v));
    double ones =
        Arrays.stream(digits.train().targets().data).sum()
            + Arrays.stream(digits.test().targets().data).sum();
    assertThat(ones).isEqualTo(1797);
  }

  @Test
  void californiaHousingHasTheUsualFeatures() {
    Path file = Path.of("../../shared/data/cal_housing.data.gz");
    assumeTrue(
        Files.exists(file), file + " is not here: get cal_housing.data from StatLib to run this");
    Dataset data = load(new CaliforniaHousingSpec(file.toString(), Scaling.NONE, null, null));
    assertThat(data.name()).isEqualTo("california_housing");
    assertThat(data.train().count() + data.test().count()).isEqualTo(20640);
    // The means scikit-learn's description of the dataset gives, over both parts.
    double[] means = {3.8707, 28.6395, 5.4290, 1.0967, 1425.4767, 3.0707, 35.6319, -119.5697};
    for (int j = 0; j < 8; j++) {
      assertThat(mean(data.train().inputs(), data.test().inputs(), j))
          .isCloseTo(means[j], within(1e-4));
    }
    assertThat(mean(data.train().targets(), data.test().targets(), 0))
        .isCloseTo(2.0686, within(1e-4));
  }

  private static double mean(R064Store a, R064Store b, int j) {
    double sum = 0;
    for (R064Store part : new R064Store[] {a, b}) {
      for (int s = 0; s < part.getRowDim(); s++) {
        sum += part.data[j * part.getRowDim() + s];
      }
    }
    return sum / (a.getRowDim() + b.getRowDim());
  }

  @Test
  void californiaHousingRefusesOtherFiles(@TempDir Path directory) throws IOException {
    Path other = Files.writeString(directory.resolve("other.csv"), "1,2\n3,4\n");
    assertThatThrownBy(() -> load(new CaliforniaHousingSpec(other.toString(), null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("other.csv: 2 columns, expected the 9 of StatLib's");
    Path header =
        Files.writeString(
            directory.resolve("header.csv"), "a,b,c,d,e,f,g,h,i\n1,2,3,4,5,6,7,8,9\n");
    assertThatThrownBy(() -> load(new CaliforniaHousingSpec(header.toString(), null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("line 1, column 1: \"a\" is not a number");
    Path empty =
        Files.writeString(directory.resolve("empty.csv"), "1,2,3,4,5,6,7,8,9\n1,2,3,4,5,6,0,8,9\n");
    assertThatThrownBy(() -> load(new CaliforniaHousingSpec(empty.toString(), null, null, null)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("line 2, column 7: 0.0 is not above 0");
    assertThatThrownBy(() -> new CaliforniaHousingSpec("", null, null, null))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void syntheticInputsAreStandardGaussianAndTargetsOfOrderOne() {
    Dataset data = load(synthetic(3, 0, Task.REGRESSION));
    assertThat(data.train().inputs().getRowDim()).isEqualTo(1600);
    assertThat(data.train().targets().getColDim()).isEqualTo(3);
    // 8000 numbers: standard deviation of the mean square 0.016.
    assertThat(square(data.train().inputs())).isCloseTo(1, within(0.1));
    assertThat(square(data.train().targets())).isBetween(0.05, 3.0);
  }

  @Test
  void noiseChangesTheTargetsByItsSquareAndNothingElse() {
    Dataset clean = load(synthetic(1, 0, Task.REGRESSION));
    Dataset noisy = load(synthetic(1, 0.5, Task.REGRESSION));
    assertThat(noisy.train().inputs().data).containsExactly(clean.train().inputs().data);
    R064Store difference = noisy.train().targets().copy();
    for (int i = 0; i < difference.data.length; i++) {
      difference.data[i] -= clean.train().targets().data[i];
    }
    // 1600 numbers: standard deviation 0.009.
    assertThat(square(difference)).isCloseTo(0.25, within(0.054));
  }

  @Test
  void syntheticClassesAreTheLargestOutput() {
    Dataset values = load(synthetic(4, 0.1, Task.REGRESSION));
    Dataset classes = load(synthetic(4, 0.1, Task.CLASSIFICATION));
    int rows = values.test().count();
    for (int s = 0; s < rows; s++) {
      double[] row = values.test().targets().toRawCopy2D()[s];
      double largest = Arrays.stream(row).max().orElseThrow();
      double[] expected = Arrays.stream(row).map(v -> v == largest ? 1 : 0).toArray();
      assertThat(classes.test().targets().toRawCopy2D()[s]).containsExactly(expected);
    }
  }

  @Test
  void syntheticIsCheckedWhenItIsMade() {
    assertInvalid("samples", 1, 1, 1, 1, 0.0, null);
    assertInvalid("samples", null, 1, 1, 1, 0.0, null);
    assertInvalid("samples", Integer.MAX_VALUE, 2, 1, 1, 0.0, null);
    assertInvalid("features", 2, 0, 1, 1, 0.0, null);
    assertInvalid("outputs", 2, 1, 0, 1, 0.0, null);
    assertInvalid("outputs", 2, 1, 1, 1, 0.0, Task.CLASSIFICATION);
    assertInvalid("teacher_width", 2, 1, 1, 0, 0.0, null);
    assertInvalid("teacher_width", 2, 1, 1, null, 0.0, null);
    assertInvalid("noise", 2, 1, 1, 1, -1.0, null);
    assertInvalid("noise", 2, 1, 1, 1, Double.NaN, null);
  }

  private static void assertInvalid(
      String field,
      Integer samples,
      Integer features,
      Integer outputs,
      Integer teacherWidth,
      Double noise,
      Task task) {
    assertThatThrownBy(
            () ->
                new SyntheticSpec(
                    samples, features, outputs, teacherWidth, noise, task, null, null, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(field + " is");
  }

  @Test
  void datasetsCanBeNamed() {
    assertThat(load(new DigitsSpec(null, null, "even digits")).name()).isEqualTo("even digits");
    assertThat(new CsvSpec("a/b.csv.gz", "y", Task.REGRESSION, null, null).name()).isEqualTo("b");
    assertThat(new CsvSpec("a.csv", "y", Task.REGRESSION, null, null, "b").name()).isEqualTo("b");
    for (String name : new String[] {"", " a", "a;b", "a/b", "a\nb", "x".repeat(65)}) {
      assertThatThrownBy(() -> new DigitsSpec(null, null, name))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("name is");
    }
  }

  @Test
  void syntheticSamplesMustFitAndEnd() {
    SyntheticSpec wide = new SyntheticSpec(30_000, 60_000, 1, 10, 0.0, null, null, null, null);
    assertThatThrownBy(() -> wide.requireMemory(4L << 30))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "data.samples is 30000, expected fewer samples or features: making them takes 40.2 GiB"
                + " of a heap of 4.0 GiB; or more memory");
    wide.requireMemory(41L << 30);
    assertInvalid("teacher_width", 30_000, 60_000, 1, 100, 0.0, null);
  }

  @Test
  void theKeySourceSaysWhichSpecItIs() throws IOException {
    JsonMapper mapper =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    DataSpec[] specs = {
      new DigitsSpec(null, null),
      new CsvSpec("a.csv", "y", Task.REGRESSION, null, 0.3),
      new CaliforniaHousingSpec("b.data", Scaling.SCALE, null, null),
      synthetic(1, 0.25, null)
    };
    String[] sources = {"digits", "csv", "california_housing", "synthetic"};
    for (int i = 0; i < specs.length; i++) {
      String json = mapper.writeValueAsString(specs[i]);
      assertThat(json).startsWith("{\"source\":\"" + sources[i] + "\"").contains("test_fraction");
      assertThat(mapper.readValue(json, DataSpec.class)).isEqualTo(specs[i]);
    }
    assertThat(mapper.readValue("{\"source\": \"digits\"}", DataSpec.class))
        .isEqualTo(new DigitsSpec(Scaling.STANDARDIZE, 0.2));
  }
}
