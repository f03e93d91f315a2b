package io.github.widesweep.sweep.cost;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The elements of many iterators one after another, each made when it is reached. A stream's {@code
 * flatMap} is none: asked for one element, it makes and keeps all that belong to the same outer
 * one.
 */
final class FlatIterator<T, R> implements Iterator<R> {
  private final Iterator<T> outer;
  private final Function<T, Iterator<R>> inner;
  private Iterator<R> current = Collections.emptyIterator();

  FlatIterator(Iterator<T> outer, Function<T, Iterator<R>> inner) {
    this.outer = outer;
    this.inner = inner;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && outer.hasNext()) {
      current = inner.apply(outer.next());
    }
    return current.hasNext();
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
