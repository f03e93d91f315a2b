package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;
import java.util.random.RandomGenerator;

/**
 * Digits: 1797 handwritten digits of 8 x 8 pixels (64 features, row-major, 0 to 16) in 10 classes,
 * carried inside the jar.
 *
 * <p>Optical Recognition of Handwritten Digits, test part; E. Alpaydin and C. Kaynak (1998), UCI
 * Machine Learning Repository, <a href="https://doi.org/10.24432/C50P49">doi:10.24432/C50P49</a>,
 * licence CC BY 4.0. The values are unchanged; {@code NOTICE.txt} beside the resource says the
 * same.
 *
 * @param scaling default {@link Scaling#STANDARDIZE}
 * @param testFraction strictly between 0 and 1, default 0.2
 * @param name what tables call the dataset, default {@code digits}
 */
public record DigitsSpec(Scaling scaling, Double testFraction, String name) implements LocalData {
  private static final String RESOURCE = "digits.csv.gz";
  private static final String USUAL_NAME = "digits";
  private static final int LABEL = 64;

  public DigitsSpec {
    scaling = scaling == null ? Scaling.STANDARDIZE : scaling;
    FieldChecks checks = new FieldChecks();
    testFraction = Split.testFraction(checks, testFraction);
    name = DatasetName.of(checks, name, USUAL_NAME);
    checks.done();
  }

  /** With the usual name. */
  public DigitsSpec(Scaling scaling, Double testFraction) {
    this(scaling, testFraction, null);
  }

  @Override
  public String usualName() {
    return USUAL_NAME;
  }

  @Override
  public Task task() {
    return Task.CLASSIFICATION;
  }

  @Override
  public TargetScaling targetScaling() {
    return TargetScaling.NONE;
  }

  @Override
  public Dataset load(RandomGenerator random) {
    NumericTable table = NumericTable.readResource(RESOURCE);
    return Split.of(this, table.without(LABEL), Classes.oneHot(table, LABEL), random);
  }
}
