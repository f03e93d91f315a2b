package io.github.widesweep.job.run;

import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The chunks that can be run now, made as they are asked for: all that is not done of the networks
 * that are stored. There may be more after a network was added. For one thread.
 */
final class Orders implements Iterator<Order> {
  private final Chunker chunker;
  private final DoneDraws done;
  private final Deque<Stored> networks = new ArrayDeque<>();
  private Iterator<Chunk> chunks = Collections.emptyIterator();
  private StoredWeights weights;

  private record Stored(NetworkKey key, StoredWeights weights) {}

  Orders(Chunker chunker, DoneDraws done) {
    this.chunker = chunker;
    this.done = done;
  }

  void add(NetworkKey network, StoredWeights stored) {
    networks.add(new Stored(network, stored));
  }

  @Override
  public boolean hasNext() {
    while (!chunks.hasNext() && !networks.isEmpty()) {
      Stored next = networks.remove();
      weights = next.weights();
      chunks = chunker.chunks(next.key(), done).iterator();
    }
    return chunks.hasNext();
  }

  @Override
  public Order next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return Order.of(chunks.next(), weights);
  }
}
