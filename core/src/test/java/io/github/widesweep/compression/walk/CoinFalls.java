package io.github.widesweep.compression.walk;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;

/** Every way in which the coins of something random may fall, with its probability. */
final class CoinFalls {
  private CoinFalls() {}

  /** Runs something once for each way. */
  static <T> void forEach(Function<GramSchmidtWalk.Coins, T> run, ObjDoubleConsumer<T> seen) {
    Deque<boolean[]> scripts = new ArrayDeque<>();
    scripts.push(new boolean[0]);
    while (!scripts.isEmpty()) {
      boolean[] script = scripts.pop();
      int[] tossed = new int[1];
      double[] probability = {1};
      T outcome =
          run.apply(
              (coin, chance) -> {
                int toss = tossed[0]++;
                boolean rises = toss >= script.length || script[toss];
                if (toss >= script.length && chance < 1) {
                  boolean[] other = Arrays.copyOf(script, toss + 1);
                  Arrays.fill(other, script.length, toss, true);
                  scripts.push(other);
                }
                probability[0] *= rises ? chance : 1 - chance;
                return rises;
              });
      if (probability[0] > 0) {
        seen.accept(outcome, probability[0]);
      }
    }
  }
}
