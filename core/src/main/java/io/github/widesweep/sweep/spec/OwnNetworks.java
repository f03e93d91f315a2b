package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.github.widesweep.network.io.LayerSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Networks in files of the user's: safetensors, NumPy's npz, ONNX. The files make an axis of the
 * grid, in place of widths and numbers of networks.
 *
 * @param source the files, at least one
 * @param layers what the layers of npz files and other people's safetensors are, from input to
 *     output; null where all files say so themselves: ONNX graphs, and safetensors that this
 *     project wrote
 * @param found the networks that were found there, once somebody looked, by width, label and
 *     content; null before
 */
public record OwnNetworks(
    @JsonDeserialize(using = SpecForm.Source.class)
        @JsonSerialize(converter = SpecForm.WriteSource.class)
        List<OwnFile> source,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<NamedLayer> layers,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<OwnNetwork> found)
    implements NetworkSpec {
  /** As many as a resolved spec can list. */
  private static final int MOST = 1000;

  public OwnNetworks {
    require(source != null && !source.isEmpty(), SOURCE, source, OwnFile.PATH);
    source = List.copyOf(source);
    require(layers == null || !layers.isEmpty(), "layers", "empty", "at least one layer");
    layers = layers == null ? null : List.copyOf(layers);
    if (found != null) {
      require(!found.isEmpty(), "found", "empty", "at least one network");
      require(
          found.size() <= MOST, SOURCE, found.size() + " networks", "at most %d".formatted(MOST));
      requireDifferent(found);
      found =
          found.stream()
              .sorted(
                  Comparator.comparing(OwnNetwork::width)
                      .thenComparing(network -> String.valueOf(network.label()))
                      .thenComparing(OwnNetwork::content))
              .toList();
    }
  }

  private static void requireDifferent(List<OwnNetwork> found) {
    Set<List<Integer>> seen = new HashSet<>();
    for (OwnNetwork network : found) {
      require(
          seen.add(List.of(network.width(), network.number())),
          SOURCE,
          "the network %.16s for the second time".formatted(network.content()),
          "different networks: files with the same weights are one");
    }
  }

  /** With the networks that were found. */
  public OwnNetworks with(List<OwnNetwork> networks) {
    return new OwnNetworks(source, layers, networks);
  }

  /** Whether these come from where others come from, read in the same way. */
  public boolean isFrom(OwnNetworks other) {
    return source.equals(other.source)
        && (layers == null ? other.layers == null : layers.equals(other.layers));
  }

  /** What the layers are, for a reader of files that do not say; empty where all do. */
  public List<LayerSource> names() {
    return layers == null ? List.of() : layers.stream().map(NamedLayer::toSource).toList();
  }

  /**
   * One of the networks.
   *
   * @throws IllegalArgumentException if it was not found
   */
  public OwnNetwork network(String content) {
    return found.stream()
        .filter(network -> network.content().equals(content))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no network " + content));
  }
}
