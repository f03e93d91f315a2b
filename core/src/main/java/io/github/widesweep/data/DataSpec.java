package io.github.widesweep.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/**
 * Where samples come from and how they are prepared. In a spec the key {@code source} says which:
 * {@code digits}, {@code csv}, {@code california_housing}, {@code synthetic} or {@code table}.
 *
 * <p>Components a user may leave out are boxed: null given to a constructor stands for the default,
 * and the accessor never returns null.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DigitsSpec.class, name = "digits"),
  @JsonSubTypes.Type(value = CsvSpec.class, name = "csv"),
  @JsonSubTypes.Type(value = CaliforniaHousingSpec.class, name = "california_housing"),
  @JsonSubTypes.Type(value = SyntheticSpec.class, name = "synthetic"),
  @JsonSubTypes.Type(value = TableSpec.class, name = "table")
})
public sealed interface DataSpec extends Serializable permits LocalData, TableSpec {
  /**
   * Short name for tables, as in {@link Dataset#name()}: part of a run's coordinates and so of its
   * seeds. Default {@link #usualName()}.
   */
  String name();

  /** The name where none is given: the source's word; of a CSV file its own, without extension. */
  String usualName();

  /** What the targets are; null if there are none. */
  Task task();

  /** How features are scaled. */
  Scaling scaling();

  /** How targets are scaled; those of classification never are. */
  TargetScaling targetScaling();

  /**
   * The part of the samples kept for measuring, strictly between 0 and 1, default 0.2: of {@code n}
   * samples {@code testFraction * n} in exact decimal arithmetic, rounded half up, at least 1 and
   * at most {@code n - 1}.
   */
  Double testFraction();
}
