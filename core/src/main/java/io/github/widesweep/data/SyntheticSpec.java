package io.github.widesweep.data;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.FieldChecks;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * Samples made by a random teacher: {@code y = V tanh(U x) + noise e} with {@code x} and {@code e}
 * standard Gaussian, {@code U} (teacher width x features) and {@code V} (outputs x teacher width)
 * Gaussian with variance one over their number of columns, so that {@code y} is of order 1.
 *
 * <p>For classification the class is the index of the largest entry of {@code y}.
 *
 * @param samples number of samples, at least 2
 * @param features number of features, at least 1
 * @param outputs number of targets or classes, default 1; at least 2 for classification
 * @param teacherWidth the teacher's hidden units, at least 1
 * @param noise standard deviation of the noise on each output, at least 0, default 0
 * @param task default {@link Task#REGRESSION}
 * @param scaling default {@link Scaling#NONE}: features are of unit variance as they are made
 * @param testFraction strictly between 0 and 1, default 0.2
 * @param name what tables call the dataset, default {@code synthetic}
 * @param targetScaling default {@link TargetScaling#NONE}: targets are around 0 and of order 1;
 *     {@link TargetScaling#STANDARDIZE} is for regression
 */
public record SyntheticSpec(
    Integer samples,
    Integer features,
    Integer outputs,
    Integer teacherWidth,
    Double noise,
    Task task,
    Scaling scaling,
    Double testFraction,
    String name,
    TargetScaling targetScaling)
    implements LocalData {
  private static final String USUAL_NAME = "synthetic";

  /** Multiplications in the teacher: some minutes. */
  private static final double MOST_PRODUCTS = 1e11;

  /** Copies of the samples while they are made, scaled and split. */
  private static final int COPIES = 3;

  private static final String WHOLE = "a whole number of at least ";

  public SyntheticSpec {
    outputs = outputs == null ? Integer.valueOf(1) : outputs;
    noise = noise == null ? Double.valueOf(0) : noise;
    task = task == null ? Task.REGRESSION : task;
    scaling = scaling == null ? Scaling.NONE : scaling;
    FieldChecks checks = new FieldChecks();
    testFraction = Split.testFraction(checks, testFraction);
    name = DatasetName.of(checks, name, USUAL_NAME);
    checks.that(samples != null && samples >= 2, "samples", samples, WHOLE + 2);
    checks.that(features != null && features >= 1, "features", features, WHOLE + 1);
    checks.that(
        teacherWidth != null && teacherWidth >= 1, "teacher_width", teacherWidth, WHOLE + 1);
    boolean classes = task == Task.CLASSIFICATION;
    checks.that(
        outputs >= (classes ? 2 : 1),
        "outputs",
        outputs,
        classes ? WHOLE + 2 + ", one a class" : WHOLE + 1);
    checks.that(
        noise >= 0 && noise < Double.POSITIVE_INFINITY,
        "noise",
        noise,
        "a finite number of at least 0");
    targetScaling = TargetScaling.of(checks, targetScaling, task, TargetScaling.NONE);
    checks.done();
    requireFits("samples", samples, Math.max(features, outputs));
    requireFits("teacher_width", teacherWidth, Math.max(features, outputs));
    double perUnit = (double) samples * ((double) features + outputs);
    require(
        perUnit * teacherWidth <= MOST_PRODUCTS,
        "teacher_width",
        teacherWidth,
        "at most %.0f with so many samples, features and outputs"
            .formatted(Math.floor(MOST_PRODUCTS / perUnit)));
  }

  /** With targets as they are. */
  public SyntheticSpec(
      Integer samples,
      Integer features,
      Integer outputs,
      Integer teacherWidth,
      Double noise,
      Task task,
      Scaling scaling,
      Double testFraction,
      String name) {
    this(
        samples,
        features,
        outputs,
        teacherWidth,
        noise,
        task,
        scaling,
        testFraction,
        name,
        TargetScaling.NONE);
  }

  private static void requireFits(String field, int rows, int columns) {
    int most = NumericTable.MAX_CELLS / columns;
    require(rows <= most, field, rows, "at most %d with %d columns".formatted(most, columns));
  }

  @Override
  public String usualName() {
    return USUAL_NAME;
  }

  @Override
  public Dataset load(RandomGenerator random) {
    requireMemory(Runtime.getRuntime().maxMemory());
    double[] u = gaussians(teacherWidth * features, 1 / Math.sqrt(features), random);
    double[] v = gaussians(outputs * teacherWidth, 1 / Math.sqrt(teacherWidth), random);
    R064Store inputs = R064Store.FACTORY.make(samples, features);
    R064Store targets = R064Store.FACTORY.make(samples, outputs);
    double[] y = new double[outputs];
    for (int s = 0; s < samples; s++) {
      double[] x = gaussians(features, 1, random);
      // Noise is drawn even where it is 0, so that its level changes nothing else.
      double[] e = gaussians(outputs, noise, random);
      teach(u, v, x, y);
      int largest = 0;
      for (int i = 0; i < outputs; i++) {
        y[i] += e[i];
        largest = y[i] > y[largest] ? i : largest;
      }
      for (int j = 0; j < features; j++) {
        inputs.data[j * samples + s] = x[j];
      }
      for (int i = 0; i < outputs; i++) {
        double oneHot = i == largest ? 1 : 0;
        targets.data[i * samples + s] = task == Task.CLASSIFICATION ? oneHot : y[i];
      }
    }
    return Split.of(this, inputs, targets, random);
  }

  /** Refuses samples that a heap of so many bytes does not hold. */
  void requireMemory(long heapBytes) {
    double numbers =
        (double) COPIES * samples * ((double) features + outputs)
            + teacherWidth * ((double) features + outputs);
    double needed = Double.BYTES * numbers;
    require(
        needed <= heapBytes,
        "data.samples",
        samples,
        String.format(
            Locale.ROOT,
            "fewer samples or features: making them takes %.1f GiB of a heap of %.1f GiB; or more"
                + " memory",
            needed / (1 << 30),
            (double) heapBytes / (1 << 30)));
  }

  /** Writes {@code V tanh(U x)} to {@code y}; both matrices row-major. */
  private static void teach(double[] u, double[] v, double[] x, double[] y) {
    int width = v.length / y.length;
    double[] hidden = new double[width];
    for (int h = 0; h < width; h++) {
      double sum = 0;
      for (int j = 0; j < x.length; j++) {
        sum += u[h * x.length + j] * x[j];
      }
      // StrictMath: the samples, and so their fingerprint, are the same on every machine.
      hidden[h] = StrictMath.tanh(sum);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = 0;
      for (int h = 0; h < width; h++) {
        y[i] += v[i * width + h] * hidden[h];
      }
    }
  }

  private static double[] gaussians(int count, double deviation, RandomGenerator random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }
}
