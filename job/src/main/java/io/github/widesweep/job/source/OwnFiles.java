package io.github.widesweep.job.source;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.job.Hashes;
import io.github.widesweep.job.store.UserFile;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.spec.OwnFile;
import io.github.widesweep.sweep.spec.OwnNetwork;
import io.github.widesweep.sweep.spec.OwnNetworks;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * Networks in files of the user's, as {@code network.source} names them, on any file system that
 * Hadoop knows. One file is in memory at a time.
 *
 * @param spec what is looked for
 * @param places where
 */
record OwnFiles(OwnNetworks spec, Places places) {
  private static final String NETWORK = "network";

  /**
   * The networks by their files.
   *
   * @throws InvalidValueException if a source names no file
   * @throws UserException if a file holds no network, or one that does not fit the data
   */
  Map<String, OwnNetwork> read(Dataset data) {
    Map<String, OwnNetwork> networks = new LinkedHashMap<>();
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < spec.source().size(); i++) {
      OwnFile source = spec.source().get(i);
      List<String> names = files(source);
      if (names.isEmpty()) {
        throw missing(i);
      }
      for (String name : names) {
        Network network = network(spec, name, places.configuration());
        requireFits(name, network, data);
        OwnNetwork own = OwnNetwork.of(content(network), source.label(), network);
        String other = files.putIfAbsent(own.content(), name);
        if (other != null) {
          throw new UserException(
              "%s: holds the same network as %s, expected another one".formatted(name, other));
        }
        networks.put(name, own);
      }
    }
    return networks;
  }

  /** The place of the first source that names no file, if there is one. */
  Optional<Integer> firstMissing() {
    return IntStream.range(0, spec.source().size())
        .filter(i -> files(spec.source().get(i)).isEmpty())
        .boxed()
        .findFirst();
  }

  private InvalidValueException missing(int index) {
    String name = spec.source().get(index).file();
    return new InvalidValueException(
        "network.source[" + index + "]",
        name,
        "the path of a file that is there, or a pattern that matches one"
            + places
                .folder()
                .beside(name)
                .map(beside -> ": neither %s nor %s does".formatted(name, beside))
                .orElse(""));
  }

  /** What a network is known by. */
  static String content(Network network) {
    return Hashes.sha256(Safetensors.write(network));
  }

  private List<String> files(OwnFile source) {
    return places.files(NETWORK, places.place(NETWORK, source.file()));
  }

  /** Reads a file; whatever is wrong with it is a {@link UserException} that names it. */
  static Network network(OwnNetworks spec, String file, Configuration configuration) {
    TensorFormat format = TensorFormat.of(file);
    byte[] bytes = UserFile.bytes(file, configuration);
    try {
      // A graph says what its layers are.
      return NetworkFile.read(format, bytes, format == TensorFormat.ONNX ? List.of() : spec.names())
          .network();
    } catch (UserException e) {
      throw new UserException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireFits(String file, Network network, Dataset data) {
    Samples samples = data.train();
    require(
        network.inputs() == samples.features(),
        file,
        network.inputs() + " inputs",
        "%d, the features of data %s".formatted(samples.features(), data.name()));
    int targets = samples.targets().getColDim();
    require(
        !samples.hasTargets() || network.outputs() == targets,
        file,
        network.outputs() + " outputs",
        "%d, the targets of data %s".formatted(targets, data.name()));
  }

  private static void require(boolean valid, String file, String found, String expected) {
    if (!valid) {
      throw new UserException("%s: has %s, expected %s".formatted(file, found, expected));
    }
  }
}
