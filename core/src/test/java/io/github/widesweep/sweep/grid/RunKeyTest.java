package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.sweep.spec.GridSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RunKeyTest {
  private static RunKey key(String target, Scheme scheme, double alpha, Ordering ordering) {
    return new RunKey(
        new NetworkKey("digits", "64-w-40-10 relu softmax", 100, 2),
        new CompressionSpec(
            Target.parse(target),
            Unit.WEIGHT,
            new Greedy(alpha, ordering),
            scheme,
            Projections.NONE),
        GridSpec.ALL_SAMPLES,
        49);
  }

  private static final RunKey KEY =
      key("B1+W3", new Scheme.Prune(0.3), 0.9, new Ordering.Refresh(0.01));

  @Test
  void formIsPinned() {
    assertThat(KEY.canonical())
        .isEqualTo(
            "dataset=digits;architecture=64-w-40-10 relu softmax;width=100;network=2;draw=49;"
                + "target=B1+W3;unit=weight;method=greedy;scheme=prune 0.3;alpha=0.9;"
                + "ordering=refresh 0.01;projections=none;calibration=all");
    assertThat(KEY.id())
        .as("results on disk are found by it")
        .isEqualTo("25fbad940e73d7cdaa7f6cad479018c6")
        .matches("[0-9a-f]{32}");
  }

  @Test
  void everyCoordinateCounts() {
    CompressionSpec c = KEY.compression();
    NetworkKey n = KEY.network();
    Ordering ordering = ((Greedy) c.method()).ordering();
    List<RunKey> keys = new ArrayList<>(List.of(KEY));
    for (NetworkKey network :
        List.of(
            new NetworkKey("digit", n.architecture(), 100, 2),
            new NetworkKey(n.dataset(), "64-w-40-10 tanh softmax", 100, 2),
            new NetworkKey(n.dataset(), n.architecture(), 101, 2),
            new NetworkKey(n.dataset(), n.architecture(), 100, 3))) {
      keys.add(new RunKey(network, c, KEY.calibrationSamples(), 49));
    }
    keys.add(new RunKey(n, c, 256, 49));
    keys.add(new RunKey(n, c, KEY.calibrationSamples(), 4));
    keys.add(key("B1", c.scheme(), 0.9, ordering));
    keys.add(key("B1+W3", new Scheme.Quantize(3), 0.9, ordering));
    keys.add(key("B1+W3", new Scheme.Quantize(4), 0.9, ordering));
    keys.add(key("B1+W3", c.scheme(), 0.91, ordering));
    keys.add(key("B1+W3", c.scheme(), 0.9, new Ordering.Exact()));
    keys.add(key("B1+W3", c.scheme(), 0.9, new Ordering.Static()));
    keys.add(
        new RunKey(
            n,
            new CompressionSpec(c.target(), c.unit(), c.method(), c.scheme(), Projections.BALL),
            KEY.calibrationSamples(),
            49));
    assertThat(keys.stream().map(RunKey::canonical)).doesNotHaveDuplicates();
    assertThat(keys.stream().map(RunKey::id)).doesNotHaveDuplicates();
  }

  @Test
  void numbersAreExact() {
    double next = Math.nextUp(0.3);
    assertThat(key("W1", new Scheme.Prune(next), 0.9, new Ordering.Exact()).canonical())
        .contains("scheme=prune 0.30000000000000004;")
        .isNotEqualTo(key("W1", new Scheme.Prune(0.3), 0.9, new Ordering.Exact()).canonical());
    assertThat(key("W1", new Scheme.Prune(1e-9), 0.9, new Ordering.Exact()).canonical())
        .contains("scheme=prune 1.0E-9;");
  }

  @Test
  void formDoesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(KEY.canonical()).contains("width=100;").contains("alpha=0.9;");
      assertThat(KEY.network().id()).isEqualTo("width-00100-network-002");
    } finally {
      Locale.setDefault(before);
    }
  }
}
