package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * The two archives are NumPy 2.4's, savez and savez_compressed: w1 5 x 3 float64, b1 float32, w2 5
 * x 4 float32 in Fortran order, b2 1 x 4 big-endian float64, w3 4 x 2 float16, and arrays of whole
 * numbers and of texts.
 */
class NpzFileTest {
  private static final List<LayerSource> LAYERS =
      List.of(
          LayerSource.dense("w1", Optional.of("b1"), Orientation.OUTPUTS_FIRST, Activation.RELU),
          LayerSource.dense("w2", Optional.of("b2"), Orientation.INPUTS_FIRST, Activation.TANH),
          LayerSource.dense("w3", Optional.empty(), Orientation.INPUTS_FIRST, Activation.IDENTITY));

  /** Six samples and what NumPy makes of them, by rows. */
  private static final double[] SAMPLES = {
    0.07451622877146342, 0.5766895836701853, -0.1887821253507493,
    0.682910267195206, -0.06651732014941557, 0.6672475608343279,
    1.438522591656152, -0.6756622510056528, 0.20313861038960904,
    -0.46330757653841514, 0.12726841122583082, -1.18719452785014,
    -0.5793015965026732, -0.1961959728044967, 0.8987638721004078,
    1.145222007454132, -1.323527792484255, -0.7946423659870495
  };

  private static final double[] OUTPUTS = {
    -0.6071141521478546, -0.7298372828351322,
    -0.17705707563795975, -1.1323540788373099,
    -0.10080230961408791, -1.1919831697866714,
    -0.7088595890432078, -0.7091914696804944,
    -0.021494940752471707, -1.255945737017708,
    -0.1513099229846737, -1.0932797593848154
  };

  private static byte[] resource(String name) throws IOException {
    return NpzFileTest.class.getResourceAsStream(name).readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"numpy.npz", "numpy-compressed.npz"})
  void numpysNetworkGivesNumpysOutputs(String name) throws IOException {
    NetworkFile file = NetworkFile.read(TensorFormat.NPZ, resource(name), LAYERS);
    R064Store samples = LinearAlgebra.zeros(6, 3);
    for (int i = 0; i < SAMPLES.length; i++) {
      samples.set(i / 3, i % 3, SAMPLES[i]);
    }
    R064Store outputs = file.network().outputs(samples);
    for (int i = 0; i < OUTPUTS.length; i++) {
      assertThat(outputs.get(i / 2, i % 2)).isCloseTo(OUTPUTS[i], within(1e-12));
    }
    assertThat(file.numbers(2)).isEqualTo(NumberFormat.FLOAT32);
    assertThat(file.numbers(3)).isEqualTo(NumberFormat.FLOAT16);
  }

  /** Other arrays are carried along, numbers come back to the bit. */
  @Test
  void anUnchangedNetworkIsWrittenAsItWas() throws IOException {
    NetworkFile file = NetworkFile.read(TensorFormat.NPZ, resource("numpy.npz"), LAYERS);
    byte[] written = file.with(file.network());
    NpzFile read = NpzFile.read(resource("numpy.npz"));
    NpzFile again = NpzFile.read(written);
    assertThat(again.tensors().keySet()).isEqualTo(read.tensors().keySet());
    read.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(again.tensors().get(name).values()).containsExactly(tensor.values());
              assertThat(again.tensors().get(name).format()).isEqualTo(tensor.format());
            });
    assertThat(new String(written, StandardCharsets.ISO_8859_1)).contains("steps.npy", "names.npy");
    assertThat(NetworkFile.read(TensorFormat.NPZ, written, LAYERS).with(file.network()))
        .isEqualTo(written);
  }

  @Test
  void layersMustBeNamed() throws IOException {
    byte[] file = resource("numpy.npz");
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.NPZ, file, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "npz: the file does not say what its layers are: name them from input to output,"
                + " tensors [w1, b1, w2, b2, w3]");
  }

  /** As Python has it: {@code numpy.savez("x.npz", __metadata__=json.dumps({...}), ...)}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'layers.1.activation': 'tanh'} | ",
        "{'layers.1.activation': 'than'} | layers.1.activation is 'than', expected the name of an",
        "{} | layers.1.activation is missing, expected the name of an activation",
        "[] | __metadata__ is [], expected a JSON object",
        "{'a': 1, 'a': 2} | __metadata__ is not valid JSON: Duplicate field",
        "no JSON | __metadata__ is not valid JSON",
      })
  void aTextSaysWhatLayersAre(String json, String problem) {
    String text = json.strip().replace('\'', '"');
    Tensor weights =
        new Tensor("layers.1.weight", NumberFormat.FLOAT64, List.of(1, 2), new double[] {3, 4});
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      byte[] file =
          NpzFile.zip(
              Map.of("layers.1.weight", Npy.write(weights), "__metadata__", numpys(text, order)));
      if (problem == null) {
        Network network = NetworkFile.read(TensorFormat.NPZ, file, List.of()).network();
        assertThat(network.layer(1).activation()).isEqualTo(Activation.TANH);
        assertThat(network.layer(1).weights().data).containsExactly(3, 4);
      } else {
        assertThatThrownBy(() -> NetworkFile.read(TensorFormat.NPZ, file, List.of()))
            .isInstanceOf(UserException.class)
            .hasMessageStartingWith("npz: ")
            .hasMessageContaining(problem.replace('\'', '"'));
      }
    }
  }

  /** An array of one text that fills it but for three characters. */
  private static byte[] numpys(String text, ByteOrder order) {
    int characters = text.length() + 3;
    String header =
        "{'descr': '%sU%d', 'fortran_order': False, 'shape': (), }"
            .formatted(order == ByteOrder.BIG_ENDIAN ? ">" : "<", characters);
    byte[] file = npy(header, 1, 4 * characters);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(order).position(10 + header.length());
    text.chars().forEach(bytes::putInt);
    return file;
  }

  @Test
  void anothersTextIsCarriedAlong() {
    Tensor weights = new Tensor("w1", NumberFormat.FLOAT64, List.of(1, 1), new double[] {3});
    byte[] text = numpys("by me", ByteOrder.BIG_ENDIAN);
    byte[] file = NpzFile.zip(Map.of("w1", Npy.write(weights), "__metadata__", text));
    List<LayerSource> layers =
        List.of(
            LayerSource.dense(
                "w1", Optional.empty(), Orientation.OUTPUTS_FIRST, Activation.IDENTITY));
    NetworkFile read = NetworkFile.read(TensorFormat.NPZ, file, layers);
    String written =
        new String(read.with(read.network(), Map.of("target", "W1")), StandardCharsets.ISO_8859_1);
    assertThat(written).contains(new String(text, StandardCharsets.ISO_8859_1));
  }

  @Test
  void aChangedWeightAloneChanges() throws IOException {
    NetworkFile file = NetworkFile.read(TensorFormat.NPZ, resource("numpy.npz"), LAYERS);
    R064Store weights = file.network().layer(2).weights().copy();
    weights.set(1, 3, 0);
    Network other =
        file.network()
            .withLayer(
                2, file.network().layer(2).withWeights(weights, file.network().layer(2).bias()));
    Map<String, Tensor> tensors = NpzFile.read(file.with(other)).tensors();
    double[] expected = NpzFile.read(resource("numpy.npz")).tensors().get("w2").values().clone();
    expected[3 * 4 + 1] = 0;
    assertThat(tensors.get("w2").values()).containsExactly(expected);
  }

  private static byte[] zip(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(bytes);
    }
    return file.toByteArray();
  }

  private static byte[] npy(String header, int version, int bytes) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = new byte[10 + text.length + bytes];
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0};
    System.arraycopy(start, 0, file, 0, 8);
    file[8] = (byte) text.length;
    System.arraycopy(text, 0, file, 10, text.length);
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } | 47 | 47 bytes of numbers, expected 48",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } | 49 | 49 bytes of numbers",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3), } | 48 | no shape in its header",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), } | 0 | size 0 in its shape",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999, 3), } | 48 | size 9999999999",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (536870912, 536870912), } | 48 | is too large",
        "{'descr': '<f8', 'fortran_order': False, } | 48 | no shape in its header",
        "{'descr': '<f8', 'shape': (2, 3), } | 48 | no fortran_order in its header",
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3), } | 48 | there is no tensor w of floating-point",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (), } | 8 | has shape [], expected",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (6,), } | 48 | has shape [6], expected",
      })
  void malformedArraysAreTheUsersErrorInOneLine(String header, int bytes, String message)
      throws IOException {
    assertRefused(zip("w.npy", npy(header.strip(), 1, bytes)), message.strip());
  }

  @Test
  void malformedArchivesAreTheUsersErrorInOneLine() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }";
    assertRefused(zip("w.npy", npy(header, 4, 8)), "version 4 of the format");
    assertRefused(zip("../w.npy", npy(header, 1, 8)), "there is no tensor w");
    assertRefused(zip("readme.txt", new byte[8]), "holds readme.txt, expected arrays");
    assertRefused(new byte[0], "0 bytes hold no arrays");
    assertRefused("no archive at all".getBytes(StandardCharsets.UTF_8), "hold no arrays");
    byte[] whole = resource("numpy.npz");
    // What follows the last array is the archive's table of contents, which is not needed.
    for (int length = 0; length < 1200; length += 7) {
      assertRefused(Arrays.copyOf(whole, length), "npz: ");
    }
    byte[] flipped = whole.clone();
    flipped[300] ^= 1;
    assertRefused(flipped, "npz: ");
  }

  /** Two entries of one name, which no zip tool writes, and no reader should choose between. */
  @Test
  void anArrayThatIsThereTwiceIsRefused() {
    Tensor weights = new Tensor("w", NumberFormat.FLOAT64, List.of(1, 1), new double[] {3});
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("w", Npy.write(weights));
    entries.put("v", Npy.write(weights));
    byte[] file = NpzFile.zip(entries);
    String text = new String(file, StandardCharsets.ISO_8859_1);
    byte[] twice = text.replace("v.npy", "w.npy").getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(twice, "the archive holds w.npy twice");
  }

  /** A megabyte of archive that unpacks to more than a gigabyte. */
  @Test
  void anArchiveThatExpandsWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("w.npy"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        zip.write(zeros);
      }
    }
    assertRefused(file.toByteArray(), "unpacks to more than");
  }

  private static void assertRefused(byte[] file, String message) {
    List<LayerSource> layers =
        List.of(
            LayerSource.dense(
                "w", Optional.empty(), Orientation.OUTPUTS_FIRST, Activation.IDENTITY));
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.NPZ, file, layers))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("npz: ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
