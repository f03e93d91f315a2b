package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import io.github.widesweep.sweep.spec.NetworkShape;
import io.github.widesweep.sweep.spec.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks of one kind, and the checks of what is made of them. */
class NetworkKindTest {
  private static final NetworkShape SHAPE =
      new NetworkShape(
          List.of(LayerShape.dense(Maps.vector(2), 4)), List.of(Activation.RELU), false);
  private static final NetworkKind TRAINED =
      NetworkKind.trained("grid.widths[1]", SHAPE, new NetworkKey("d", "2-w relu", 4, 0), 3);
  private static final NetworkKind OWN =
      NetworkKind.own("network.source", SHAPE, List.of(own(70, "a"), own(5, "b"), own(9, "c")));

  private static NetworkKey own(int number, String content) {
    return new NetworkKey("d", "2-w relu", 4, number, content, null);
  }

  @Test
  void trainedOnesAreNumberedFromZero() {
    assertThat(TRAINED.first(2).map(NetworkKey::network)).containsExactly(0, 1);
    assertThat(TRAINED.first(100).map(NetworkKey::network)).containsExactly(0, 1, 2);
    assertThat(TRAINED.first(0)).isEmpty();
    assertThat(TRAINED.numbered(2)).contains(new NetworkKey("d", "2-w relu", 4, 2));
    assertThat(TRAINED.numbered(3)).isEmpty();
    assertThat(TRAINED.numbered(-1)).isEmpty();
  }

  @Test
  void theUsersOwnAreInTheirOrder() {
    assertThat(OWN.some()).isEqualTo(own(70, "a"));
    assertThat(OWN.count()).isEqualTo(3);
    assertThat(OWN.first(2)).containsExactly(own(70, "a"), own(5, "b"));
    assertThat(OWN.numbered(9)).contains(own(9, "c"));
    assertThat(OWN.numbered(0)).isEmpty();
  }

  /** By all that it is: another content of the same number is another network. */
  @Test
  void aKindHoldsItsNetworksAlone() {
    assertThat(TRAINED.first(3)).allMatch(TRAINED::holds).noneMatch(OWN::holds);
    assertThat(OWN.first(3)).allMatch(OWN::holds).noneMatch(TRAINED::holds);
    assertThat(OWN.holds(own(5, "other"))).isFalse();
    assertThat(TRAINED.holds(new NetworkKey("d", "2-w relu", 5, 0))).isFalse();
    assertThat(TRAINED.holds(new NetworkKey("d", "2-w relu", 4, 3))).isFalse();
  }

  @Test
  void refusalsNameThePlaceAndTheWidthOrTheNetwork() {
    assertThat(TRAINED.refused("less"))
        .hasMessage("grid.widths[1] is 4, expected less")
        .isInstanceOf(InvalidValueException.class);
    assertThat(OWN.refused("less"))
        .hasMessage("network.source is width-00004-network-070, expected less");
  }

  @Test
  void aChunkIsOfOneNetworkAndTarget() {
    List<RunKey> runs = Grid.of(Specs.digits(), "digits", 64, 10).runs().toList();
    RunKey first = runs.get(0);
    List<RunKey> same =
        runs.stream()
            .filter(run -> run.network().equals(first.network()))
            .filter(run -> run.compression().target().equals(first.compression().target()))
            .toList();
    assertThat(new Chunk(first.network(), same, 1, 1).runs()).isEqualTo(same);
    RunKey calibratedOtherwise = new RunKey(first.network(), first.compression(), 49, 0);
    for (RunKey other :
        List.of(
            runs.stream().filter(r -> !r.network().equals(first.network())).findFirst().get(),
            runs.stream()
                .filter(r -> !r.compression().target().equals(first.compression().target()))
                .findFirst()
                .get(),
            calibratedOtherwise)) {
      assertThatThrownBy(() -> new Chunk(first.network(), List.of(first, other), 1, 1))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("runs is ")
          .hasMessageEndingWith("expected runs of one network and one target, calibrated alike");
    }
    assertThatThrownBy(() -> new Chunk(first.network(), List.of(), 1, 1))
        .hasMessage("runs is [], expected at least one run");
  }

  @Test
  void numbersOfRunsAndPartsAreChecked() {
    RunKey run = Grid.of(Specs.digits(), "digits", 64, 10).runs().findFirst().orElseThrow();
    assertThatThrownBy(() -> new RunKey(run.network(), run.compression(), 0, 0))
        .hasMessage("calibration_samples is 0, expected at least 1");
    assertThatThrownBy(() -> new RunKey(run.network(), run.compression(), 1, -1))
        .hasMessage("draw is -1, expected a number from 0");
    assertThatThrownBy(() -> new Asked("c", 0, 1)).hasMessage("networks is 0, expected at least 1");
    assertThatThrownBy(() -> new Asked("c", 1, 0)).hasMessage("draws is 0, expected at least 1");
  }
}
