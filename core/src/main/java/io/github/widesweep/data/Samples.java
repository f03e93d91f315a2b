package io.github.widesweep.data;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * Samples with their targets. Immutable: the stores are never written after construction.
 *
 * <p>Serializable because a sweep hands its data to executors once.
 */
public final class Samples implements Serializable {
  private final transient R064Store inputs;
  private final transient R064Store targets;

  /** Null if it is not known, as on executors, which do not ask. */
  private final transient Preparation preparation;

  /** Computed when first asked for; threads that race compute the same. */
  private transient volatile int[] classes;

  /**
   * @param inputs samples x features
   * @param targets samples x outputs; one-hot rows for classification; samples x 0 if there are
   *     none
   */
  public Samples(R064Store inputs, R064Store targets) {
    this(inputs, targets, null);
  }

  Samples(R064Store inputs, R064Store targets, Preparation preparation) {
    require(
        inputs.getRowDim() == targets.getRowDim(),
        "targets",
        targets.getRowDim() + " rows",
        inputs.getRowDim() + " rows, one a sample");
    require(inputs.getRowDim() > 0, "inputs", "no rows", "at least one sample");
    this.inputs = inputs;
    this.targets = targets;
    this.preparation = preparation;
  }

  /** Samples x features. */
  public R064Store inputs() {
    return inputs;
  }

  /** Samples x outputs; one-hot rows for classification; samples x 0 if there are none. */
  public R064Store targets() {
    return targets;
  }

  /** Whether it is known what a network should answer. */
  public boolean hasTargets() {
    return targets.getColDim() > 0;
  }

  /**
   * The class of each sample: the column of its largest target, the first of equals. One array for
   * all callers, not to be changed.
   */
  public int[] classes() {
    int[] known = classes;
    if (known == null) {
      known = new int[count()];
      for (int s = 0; s < known.length; s++) {
        for (int i = 1; i < targets.getColDim(); i++) {
          int largest = known[s] * known.length + s;
          known[s] = targets.data[i * known.length + s] > targets.data[largest] ? i : known[s];
        }
      }
      classes = known;
    }
    return known;
  }

  /** How they were made from their source; empty if that is not known. */
  public Optional<Preparation> preparation() {
    return Optional.ofNullable(preparation);
  }

  /** Number of samples. */
  public int count() {
    return inputs.getRowDim();
  }

  /** Number of features of a sample. */
  public int features() {
    return inputs.getColDim();
  }

  /** The first {@code count} samples; all of them if there are fewer. */
  public Samples first(int count) {
    if (count >= count()) {
      return this;
    }
    return new Samples(firstRows(inputs, count), firstRows(targets, count));
  }

  private static R064Store firstRows(R064Store matrix, int count) {
    R064Store rows = R064Store.FACTORY.make(count, matrix.getColDim());
    for (int j = 0; j < matrix.getColDim(); j++) {
      System.arraycopy(matrix.data, j * matrix.getRowDim(), rows.data, j * count, count);
    }
    return rows;
  }

  private Object writeReplace() {
    return new Form(count(), inputs.data, targets.data);
  }

  private record Form(int count, double[] inputs, double[] targets) implements Serializable {
    private Object readResolve() {
      R064Store none = R064Store.FACTORY.make(count, 0);
      return new Samples(
          R064Store.wrap(inputs, count),
          targets.length == 0 ? none : R064Store.wrap(targets, count));
    }
  }
}
