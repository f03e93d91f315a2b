package io.github.widesweep.job.run;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A task that makes rows of its elements, in Spark's own form, one element at a time, as its writer
 * asks for them.
 *
 * @param <T> an element, serializable
 */
abstract class RowTask<T> implements FlatMapFunction<Iterator<List<T>>, InternalRow> {
  private static final long serialVersionUID = 1;

  private final Broadcast<SharedSweep> shared;

  RowTask(Broadcast<SharedSweep> shared) {
    this.shared = shared;
  }

  /** The rows of an element. */
  abstract Iterator<InternalRow> rows(Worker worker, T element);

  @Override
  public Iterator<InternalRow> call(Iterator<List<T>> batches) {
    Worker worker = shared.value().worker();
    return new Iterator<>() {
      private Iterator<T> elements = Collections.emptyIterator();
      private Iterator<InternalRow> rows = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!rows.hasNext()) {
          if (elements.hasNext()) {
            rows = rows(worker, elements.next());
          } else if (batches.hasNext()) {
            elements = batches.next().iterator();
          } else {
            return false;
          }
        }
        return true;
      }

      @Override
      public InternalRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return rows.next();
      }
    };
  }
}
