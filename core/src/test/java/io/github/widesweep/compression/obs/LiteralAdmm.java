package io.github.widesweep.compression.obs;

import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/** The splitting of ALPS as its paper writes it, solving with the whole matrix every time. */
final class LiteralAdmm {
  private final ObsCase c;
  private final int zeros;
  private final R064Store h;
  private final R064Store target;

  LiteralAdmm(ObsCase c, int zeros) {
    this.c = c;
    this.zeros = zeros;
    int n = c.inputs();
    this.h = LinearAlgebra.zeros(n, n);
    this.target = LinearAlgebra.zeros(c.rows(), n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        h.set(i, j, c.h().doubleValue(i, j) / (scale(i) * scale(j)));
      }
      for (int i = 0; i < c.rows(); i++) {
        target.set(i, j, c.t().doubleValue(i, j) * scale(j));
      }
    }
  }

  private double scale(int j) {
    return Math.sqrt(c.h().doubleValue(j, j));
  }

  /** {@code P}: all but the largest are 0. */
  private R064Store project(R064Store x) {
    R064Store projected = x.copy();
    IntStream.range(0, x.data.length)
        .boxed()
        .sorted(Comparator.comparingDouble(e -> Math.abs(x.data[e])))
        .limit(zeros)
        .forEach(e -> projected.data[e] = 0);
    return projected;
  }

  private static boolean[] support(R064Store d) {
    boolean[] support = new boolean[d.data.length];
    for (int e = 0; e < support.length; e++) {
      support[e] = d.data[e] != 0;
    }
    return support;
  }

  /** The support that the loop begins with. */
  boolean[] first() {
    return support(project(target));
  }

  boolean[] kept() {
    double rho = 0.1;
    int n = c.inputs();
    R064Store d = project(target);
    R064Store v = LinearAlgebra.zeros(c.rows(), n);
    boolean[] seen = support(d);
    for (int iteration = 1; iteration <= 300; iteration++) {
      R064Store left = h.copy();
      for (int j = 0; j < n; j++) {
        left.add(j, j, rho);
      }
      R064Store right = LinearAlgebra.timesTransposed(h, target);
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < n; j++) {
          right.add(j, i, rho * d.doubleValue(i, j) - v.doubleValue(i, j));
        }
      }
      R064Store solved = ObsCase.solve(left, right);
      R064Store moved = LinearAlgebra.zeros(c.rows(), n);
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < n; j++) {
          moved.set(i, j, solved.doubleValue(j, i) + v.doubleValue(i, j) / rho);
        }
      }
      d = project(moved);
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < n; j++) {
          v.add(i, j, rho * (solved.doubleValue(j, i) - d.doubleValue(i, j)));
        }
      }
      if (iteration % 3 == 0) {
        boolean[] now = support(d);
        boolean[] then = seen;
        long changed = IntStream.range(0, now.length).filter(e -> now[e] != then[e]).count();
        if (changed == 0) {
          break;
        }
        double part = (double) changed / (now.length - zeros);
        rho *= part >= 0.1 ? 1.3 : part >= 0.005 ? 1.2 : 1.1;
        seen = now;
      }
    }
    boolean[] kept = support(d);
    assertSize(kept);
    return kept;
  }

  private void assertSize(boolean[] kept) {
    int[] on = IntStream.range(0, kept.length).filter(e -> kept[e]).toArray();
    if (on.length != kept.length - zeros) {
      throw new AssertionError(Arrays.toString(on));
    }
  }
}
