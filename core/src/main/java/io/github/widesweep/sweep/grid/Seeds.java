package io.github.widesweep.sweep.grid;

import io.github.widesweep.compression.Uniforms;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Every random stream of a sweep, each derived from the sweep's seed, a purpose and the coordinates
 * that purpose depends on, and from nothing else: not from who computes it, when, or what else is
 * in the sweep.
 */
public final class Seeds {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY = factory();

  private Seeds() {}

  /**
   * JDK 17 looks for algorithms through the loader of the thread that asks first, and keeps what it
   * found: threads of Spark's that write tables may have one that knows none.
   */
  private static RandomGeneratorFactory<RandomGenerator> factory() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      return RandomGeneratorFactory.of("L64X128MixRandom");
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /**
   * A new generator at the start of its stream: {@code L64X128MixRandom} seeded with the SHA-256 of
   * seed, purpose and coordinates, the top bit of each byte cleared. The same stream on every JDK.
   *
   * @param coordinates values whose texts tell them apart: strings, whole numbers
   */
  public static RandomGenerator generator(long seed, String purpose, Object... coordinates) {
    Object[] parts = new Object[4 + 2 * coordinates.length];
    parts[0] = "seed";
    parts[1] = seed;
    parts[2] = "purpose";
    parts[3] = purpose;
    for (int i = 0; i < coordinates.length; i++) {
      parts[4 + 2 * i] = i;
      parts[5 + 2 * i] = coordinates[i];
    }
    byte[] hash = Canonical.sha256(Canonical.line(parts));
    // Until JDK-8282144 a negative byte overwrote those before it: such a seed loses most of its
    // bits, and gives another stream on a JDK with the fix. 224 bits are more than enough.
    for (int i = 0; i < hash.length; i++) {
      hash[i] &= 0x7f;
    }
    return FACTORY.create(hash);
  }

  /** Shuffles the samples before they are split: the same for all networks. */
  public static RandomGenerator split(long seed) {
    return generator(seed, "split");
  }

  /** Draws a network's initial weights. */
  public static RandomGenerator init(long seed, NetworkKey key) {
    return ofNetwork(seed, "init", key);
  }

  /** Shuffles the training samples of every epoch. */
  public static RandomGenerator training(long seed, NetworkKey key) {
    return ofNetwork(seed, "training", key);
  }

  private static RandomGenerator ofNetwork(long seed, String purpose, NetworkKey key) {
    return generator(seed, purpose, coordinates(key).toArray());
  }

  private static List<Object> coordinates(NetworkKey key) {
    List<Object> coordinates = new ArrayList<>();
    coordinates.addAll(List.of(key.dataset(), key.architecture(), key.width(), key.network()));
    if (key.isOwn()) {
      coordinates.add(key.content());
    }
    return coordinates;
  }

  /**
   * The uniforms of a draw, a stream per layer. They depend on network, layer and draw number
   * alone, so runs that differ in target, method, scheme or alpha compare pair by pair.
   */
  public static Uniforms uniforms(long seed, NetworkKey key, int draw) {
    return (layer, units) -> {
      List<Object> coordinates = coordinates(key);
      coordinates.addAll(List.of(layer, draw));
      RandomGenerator stream = generator(seed, "draw", coordinates.toArray());
      double[] uniforms = new double[units];
      for (int i = 0; i < units; i++) {
        uniforms[i] = stream.nextDouble();
      }
      return uniforms;
    };
  }
}
