package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Replacement;

record Draw(Replacement replacement, int steps, double[] uniforms) {
  double outcome(int u, double w) {
    return replacement.draw(w, uniforms[u]);
  }
}
