package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Files read by the few lines that their formats take, which share nothing with our readers. */
class SecondReaderTest {
  private static final Network NETWORK =
      new Network(
          List.of(
              new Dense(
                  gaussian(7, 5, 1),
                  Optional.of(gaussian(7, 1, 2).data),
                  Activation.RELU,
                  Double.POSITIVE_INFINITY),
              new Dense(
                  gaussian(3, 7, 3),
                  Optional.of(gaussian(3, 1, 4).data),
                  Activation.IDENTITY,
                  Double.POSITIVE_INFINITY)));

  /** Float32 numbers, every third 0 as after pruning. */
  private static R064Store gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> i % 3 == 0 ? 0 : (float) random.nextGaussian());
    return matrix;
  }

  /** Numbers in C order, by name. */
  private static Map<String, float[]> npz(byte[] file) throws IOException {
    Map<String, float[]> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        int header = 10 + bytes.getShort(8);
        String text = new String(bytes.array(), 10, header - 10, StandardCharsets.US_ASCII);
        assertThat(text).contains("'fortran_order': False").endsWith("\n");
        if (text.contains("'descr': '<f4'")) {
          arrays.put(
              entry.getName().replace(".npy", ""), floats(bytes, header, bytes.limit() - header));
        } else {
          // One text without dimensions, four bytes a character.
          assertThat(entry.getName()).isEqualTo("__metadata__.npy");
          assertThat(text)
              .contains("'descr': '<U" + (bytes.limit() - header) / 4 + "'", "'shape': ()");
          assertThat(bytes.getInt(header)).isEqualTo('{');
          assertThat(bytes.getInt(bytes.limit() - 4)).isEqualTo('}');
        }
      }
    }
    return arrays;
  }

  private static Map<String, float[]> safetensors(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    Map<String, float[]> arrays = new HashMap<>();
    header(file)
        .properties()
        .forEach(
            tensor -> {
              if (!tensor.getKey().equals("__metadata__")) {
                assertThat(tensor.getValue().path("dtype").textValue()).isEqualTo("F32");
                int from = tensor.getValue().path("data_offsets").path(0).intValue();
                int to = tensor.getValue().path("data_offsets").path(1).intValue();
                arrays.put(tensor.getKey(), floats(bytes, 8 + header + from, to - from));
              }
            });
    return arrays;
  }

  private static JsonNode header(byte[] file) throws IOException {
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return new ObjectMapper().readTree(file, 8, length);
  }

  private static float[] floats(ByteBuffer bytes, int from, int length) {
    float[] numbers = new float[length / Float.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes.getFloat(from + Float.BYTES * i);
    }
    return numbers;
  }

  private static double[] outputs(Map<String, float[]> tensors, double[] inputs) {
    double[] z = inputs;
    for (int l = 1; l <= 2; l++) {
      float[] weights = tensors.get("layers." + l + ".weight");
      float[] bias = tensors.get("layers." + l + ".bias");
      double[] a = new double[bias.length];
      for (int i = 0; i < a.length; i++) {
        a[i] = bias[i];
        for (int j = 0; j < z.length; j++) {
          a[i] += weights[i * z.length + j] * z[j];
        }
        a[i] = l == 1 ? Math.max(0, a[i]) : a[i];
      }
      z = a;
    }
    return z;
  }

  @Test
  void outputsAreOurs() throws IOException {
    byte[] npz = NetworkFile.write(TensorFormat.NPZ, NumberFormat.FLOAT32, NETWORK);
    byte[] safetensors = NetworkFile.write(TensorFormat.SAFETENSORS, NumberFormat.FLOAT32, NETWORK);
    R064Store samples = gaussian(6, 5, 7);
    R064Store expected = NETWORK.outputs(samples);
    for (Map<String, float[]> tensors : List.of(npz(npz), safetensors(safetensors))) {
      assertThat(tensors).hasSize(4);
      for (int s = 0; s < 6; s++) {
        double[] outputs = outputs(tensors, samples.toRawCopy2D()[s]);
        for (int i = 0; i < outputs.length; i++) {
          assertThat(outputs[i]).isCloseTo(expected.get(s, i), within(1e-12));
        }
      }
    }
  }

  /** The padding of a convolution is in the metadata, and nothing there if its maps wrap around. */
  @Test
  void paddingIsInTheMetadata() throws IOException {
    for (Padding padding : List.of(Padding.CIRCULAR, Padding.zero(1, 0))) {
      Convolution layer = new Convolution(gaussian(2, 8, 1), 2, 4, padding, Activation.RELU);
      byte[] file = Safetensors.write(new Network(List.of(layer)));
      JsonNode written = header(file).path("__metadata__").path("layers.1.padding");
      assertThat(written.textValue()).isEqualTo(padding.isCircular() ? null : "zero 1 0");
      Convolution read = (Convolution) Safetensors.read(file).layer(1);
      assertThat(read.padding()).isEqualTo(padding);
    }
    Convolution layer =
        new Convolution(gaussian(2, 8, 1), 2, 4, Padding.zero(1, 0), Activation.RELU);
    String file =
        new String(Safetensors.write(new Network(List.of(layer))), StandardCharsets.ISO_8859_1);
    byte[] changed = file.replace("zero 1 0", "zero one").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Safetensors.read(changed))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "layers.1.padding is \"zero one\", expected circular, or zero BEFORE");
  }
}
