package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/**
 * California Housing (Pace and Barry 1997) from StatLib's {@code cal_housing.data}: 20640 lines of
 * nine numbers without header, namely longitude, latitude, median age, rooms, bedrooms, population,
 * households, median income, median value.
 *
 * <p>The eight features are the usual ones: median income, age, rooms per household, bedrooms per
 * household, population, population per household, latitude, longitude. The target is the value in
 * 100,000 dollars.
 *
 * @param file path of the file, unpacked on the fly if its name ends in {@code .gz}; a relative one
 *     starts at the working directory
 * @param scaling default {@link Scaling#STANDARDIZE}
 * @param testFraction strictly between 0 and 1, default 0.2
 * @param name what tables call the dataset, default {@code california_housing}
 * @param targetScaling default {@link TargetScaling#NONE}, as in the paper
 */
public record CaliforniaHousingSpec(
    String file, Scaling scaling, Double testFraction, String name, TargetScaling targetScaling)
    implements LocalData {
  private static final String USUAL_NAME = "california_housing";
  private static final int FEATURES = 8;
  private static final double DOLLARS_PER_UNIT = 100_000;

  public CaliforniaHousingSpec {
    FieldChecks checks = new FieldChecks();
    checks.that(NumericTable.isPath(file), "file", file, "the path of StatLib's cal_housing.data");
    scaling = scaling == null ? Scaling.STANDARDIZE : scaling;
    testFraction = Split.testFraction(checks, testFraction);
    name = DatasetName.of(checks, name, USUAL_NAME);
    targetScaling = TargetScaling.of(checks, targetScaling, Task.REGRESSION, TargetScaling.NONE);
    checks.done();
  }

  /** With targets as they are. */
  public CaliforniaHousingSpec(String file, Scaling scaling, Double testFraction, String name) {
    this(file, scaling, testFraction, name, TargetScaling.NONE);
  }

  @Override
  public String usualName() {
    return USUAL_NAME;
  }

  @Override
  public Task task() {
    return Task.REGRESSION;
  }

  @Override
  public Dataset load(RandomGenerator random) {
    NumericTable table = NumericTable.readCaliforniaHousing(file);
    int rows = table.rows();
    R064Store inputs = R064Store.FACTORY.make(rows, FEATURES);
    R064Store targets = R064Store.FACTORY.make(rows, 1);
    for (int s = 0; s < rows; s++) {
      double households = table.positive(s, 6);
      double[] features = {
        table.value(s, 7),
        table.value(s, 2),
        table.value(s, 3) / households,
        table.value(s, 4) / households,
        table.value(s, 5),
        table.value(s, 5) / households,
        table.value(s, 1),
        table.value(s, 0)
      };
      for (int j = 0; j < FEATURES; j++) {
        inputs.data[j * rows + s] = features[j];
      }
      targets.data[s] = table.value(s, 8) / DOLLARS_PER_UNIT;
    }
    return Split.of(this, inputs, targets, random);
  }
}
