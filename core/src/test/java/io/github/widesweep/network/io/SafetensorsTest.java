package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

class SafetensorsTest {
  /** One layer of 1 output and 2 inputs: what the malformed files are made from. */
  private static final String HEADER =
      "{'__metadata__':{'layers.1.activation':'relu','layers.1.radius':'2.5'},"
          + "'layers.1.weight':{'dtype':'F64','shape':[1,2],'data_offsets':[0,16]},"
          + "'layers.1.bias':{'dtype':'F64','shape':[1],'data_offsets':[16,24]}}";

  /**
   * One layer of 1 x 2 kernels of 1 x 1: what the malformed files of convolutions are made from.
   */
  private static final String CONVOLUTION =
      "{'__metadata__':{'layers.1.activation':'relu','layers.1.type':'convolution',"
          + "'layers.1.side':'4'},"
          + "'layers.1.weight':{'dtype':'F64','shape':[1,2,1,1],'data_offsets':[0,16]},"
          + "'layers.1.bias':{'dtype':'F64','shape':[1],'data_offsets':[16,24]}}";

  private static byte[] file(String header, double... data) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + json.length + 8 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(json.length).put(json);
    for (double value : data) {
      buffer.putDouble(value);
    }
    return buffer.array();
  }

  private static R064Store gaussian(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  private static void assertSame(Network read, Network written) {
    assertThat(read.depth()).isEqualTo(written.depth());
    for (int l = 1; l <= read.depth(); l++) {
      assertThat(read.layer(l)).hasSameClassAs(written.layer(l));
      assertThat(read.layer(l).outputs()).isEqualTo(written.layer(l).outputs());
      assertThat(read.layer(l).inputs()).isEqualTo(written.layer(l).inputs());
      assertThat(weights(read.layer(l))).containsExactly(weights(written.layer(l)));
      assertThat(read.layer(l).activation()).isEqualTo(written.layer(l).activation());
      assertThat(read.layer(l).radius()).isEqualTo(written.layer(l).radius());
      assertThat(bias(read.layer(l)).isPresent()).isEqualTo(bias(written.layer(l)).isPresent());
      double[] none = {};
      assertThat(bias(read.layer(l)).orElse(none))
          .containsExactly(bias(written.layer(l)).orElse(none));
    }
  }

  private static double[] weights(Layer layer) {
    return (layer instanceof Dense dense ? dense.weights() : ((Convolution) layer).weights()).data;
  }

  private static Optional<double[]> bias(Layer layer) {
    return layer instanceof Dense dense ? dense.bias() : ((Convolution) layer).bias();
  }

  @Test
  void everyKindOfLayerComesBackToTheBit() {
    for (Activation output : Activation.values()) {
      Network network =
          new Network(
              List.of(
                  new Dense(gaussian(5, 3), Activation.CENTERED_SIGMOID).withRadius(0.1 + 0.2),
                  new Dense(
                      gaussian(4, 5),
                      Optional.of(new double[] {-0.0, 1.0 / 3, Double.MIN_VALUE, 1e300}),
                      Activation.TANH,
                      Double.POSITIVE_INFINITY),
                  new Dense(gaussian(2, 4), output)));
      byte[] file = Safetensors.write(network);
      assertSame(Safetensors.read(file), network);
      assertThat(Safetensors.write(Safetensors.read(file))).isEqualTo(file);
    }
  }

  @Test
  void convolutionsComeBackToTheBit() {
    Network network =
        new Network(
            List.of(
                new Convolution(gaussian(3, 8), 2, 4, Activation.RELU).withRadius(0.1),
                new Convolution(
                    gaussian(2, 75),
                    5,
                    4,
                    Padding.CIRCULAR,
                    Optional.of(new double[] {0.5, -1}),
                    Activation.TANH,
                    Double.POSITIVE_INFINITY),
                new Dense(gaussian(3, 32), Activation.SOFTMAX)));
    byte[] file = Safetensors.write(network);
    assertSame(Safetensors.read(file), network);
    assertThat(Safetensors.write(Safetensors.read(file))).isEqualTo(file);
  }

  /** K[o,i,a,b] = 1000 o + 100 i + 10 a + b lies in the order o, i, a, b. */
  @Test
  void theFormatOfConvolutionsIsTheDocumentedOne() {
    R064Store kernels = LinearAlgebra.zeros(2, 8);
    double[] expected = new double[16];
    for (int k = 0; k < 16; k++) {
      expected[k] = 1000 * (k / 8) + 100 * (k / 4 % 2) + 10 * (k / 2 % 2) + k % 2;
      kernels.set(k / 8, k % 8, expected[k]);
    }
    byte[] file =
        Safetensors.write(
            new Network(
                List.of(
                    new Convolution(
                        kernels,
                        2,
                        3,
                        Padding.CIRCULAR,
                        Optional.of(new double[] {7, 8}),
                        Activation.RELU,
                        Double.POSITIVE_INFINITY))));
    String json =
        "{\"__metadata__\":{\"layers.1.activation\":\"relu\",\"layers.1.type\":\"convolution\","
            + "\"layers.1.side\":\"3\"},\"layers.1.weight\":{\"dtype\":\"F64\","
            + "\"shape\":[2,2,2,2],\"data_offsets\":[0,128]},\"layers.1.bias\":{\"dtype\":"
            + "\"F64\",\"shape\":[2],\"data_offsets\":[128,144]}}";
    assertThat(new String(file, 8, json.length(), StandardCharsets.UTF_8)).isEqualTo(json);
    double[] data = new double[18];
    ByteBuffer.wrap(file, file.length - 144, 144)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(data);
    assertThat(Arrays.copyOf(data, 16)).containsExactly(expected);
    assertThat(data[16]).isEqualTo(7);
    assertThat(data[17]).isEqualTo(8);
  }

  @Test
  void aLayerMaySayThatItIsDense() {
    String header =
        HEADER.replace("'layers.1.radius'", "'layers.1.type':'dense','layers.1.radius'");
    assertThat(Safetensors.read(file(header, 1, 2, 3)).layer(1)).isInstanceOf(Dense.class);
  }

  @Test
  void theHeaderOfTheMalformedConvolutionsIsItselfWellFormed() {
    Convolution layer = (Convolution) Safetensors.read(file(CONVOLUTION, 1, 2, 3)).layer(1);
    assertThat(layer.weights().data).containsExactly(1, 2);
    assertThat(layer.side()).isEqualTo(4);
    assertThat(layer.inputs()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1,2,1,1] | [1,2] | has shape [1, 2], expected [output channels, input channels, q, q]",
        "[1,2,1,1] | [1,1,2,1] | has shape [1, 1, 2, 1], expected kernels with as many rows as",
        "'layers.1.type':'convolution', | ~~ | has shape [1, 2, 1, 1], expected [outputs, inputs], or layers.1.type convolution in __metadata__",
        "'convolution' | 'conv' | layers.1.type is \"conv\", expected dense or convolution",
        "'convolution' | 3 | layers.1.type is 3, expected dense or convolution",
        "'convolution' | null | layers.1.type is null, expected dense or convolution",
        ",'layers.1.side':'4' | ~~ | layers.1.side is missing, expected the maps' side",
        "'layers.1.side':'4' | 'layers.1.side':4 | layers.1.side is 4, expected the maps' side",
        "'layers.1.side':'4' | 'layers.1.side':'0' | layers.1.side is \"0\"",
        "'layers.1.side':'4' | 'layers.1.side':'-4' | layers.1.side is \"-4\"",
        "'layers.1.side':'4' | 'layers.1.side':'4.0' | layers.1.side is \"4.0\"",
        "'layers.1.side':'4' | 'layers.1.side':'9999999999' | layers.1.side is \"9999999999\"",
        "'layers.1.side':'4' | 'layers.1.side':'40000' | layers.1.side is 40000, expected maps of",
        "'shape':[1], | 'shape':[1,1], | layers.1.bias has shape [1, 1], expected [1]",
      })
  void malformedConvolutionsAreTheUsersErrorInOneLine(String part, String changed, String message) {
    String header = CONVOLUTION.replace(part.strip(), changed.strip());
    assertThat(header).isNotEqualTo(CONVOLUTION);
    assertRefused(file(header, 1, 2, 3), message.strip());
  }

  /** The bytes themselves, so that other programs can rely on them. */
  @Test
  void theFormatIsTheDocumentedOne() {
    R064Store weights = R064Store.wrap(new double[] {1, 4, 2, 5, 3, 6}, 2);
    byte[] file = Safetensors.write(new Network(List.of(new Dense(weights, Activation.RELU))));
    String json =
        "{\"__metadata__\":{\"layers.1.activation\":\"relu\"},\"layers.1.weight\":"
            + "{\"dtype\":\"F64\",\"shape\":[2,3],\"data_offsets\":[0,48]}}";
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) buffer.getLong();
    assertThat(length % 8).isZero();
    assertThat(new String(file, 8, length, StandardCharsets.UTF_8).stripTrailing()).isEqualTo(json);
    double[] data = new double[6];
    buffer.position(8 + length).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(data);
    assertThat(data).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(file).hasSize(8 + length + 48);
  }

  @Test
  void readsOthersOrderAndFloat32() {
    String header =
        "{'layers.1.bias':{'shape':[2],'data_offsets':[0,8],'dtype':'F32'},'layers.1.weight':"
            + "{'dtype':'F32','shape':[2,1],'data_offsets':[8,16]},"
            + "'__metadata__':{'format':'pt','layers.1.activation':'identity'}}  ";
    ByteBuffer floats = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.5f).putFloat(-1).putFloat(0.1f).putFloat(3);
    double[] asDoubles = new double[2];
    floats.flip().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(asDoubles);
    Dense layer = (Dense) Safetensors.read(file(header, asDoubles)).layer(1);
    assertThat(layer.weights().data).containsExactly(0.1f, 3);
    assertThat(layer.bias().orElseThrow()).containsExactly(0.5, -1);
  }

  @Test
  void theHeaderOfTheMalformedCasesIsItselfWellFormed() {
    Dense layer = (Dense) Safetensors.read(file(HEADER, 1, 2, 3)).layer(1);
    assertThat(layer.weights().data).containsExactly(1, 2);
    assertThat(layer.radius()).isEqualTo(2.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'dtype':'F64','shape':[1,2] | 'dtype':'I64','shape':[1,2] | dtype I64, expected F64 or F32",
        "'shape':[1,2] | 'shape':[1,3] | layers.1.weight has data_offsets [0,16]",
        "'shape':[1,2] | 'shape':[2] | layers.1.weight has shape [2], expected [outputs, inputs]",
        "'shape':[1,2] | 'shape':[-1,-2] | shape [-1,-2], expected whole numbers",
        "'shape':[1,2] | 'shape':[1.0,2] | shape [1.0,2], expected whole numbers",
        "'shape':[1,2] | 'shape':['1',2] | expected whole numbers",
        "'shape':[1,2] | 'shape':[4294967296,4294967296] | expected sizes that fit",
        "'shape':[1,2] | 'shape':[0,2] | expected sizes that fit",
        "'shape':[1,2] | 'size':[1,2] | layers.1.weight has no list shape",
        "'shape':[1,2] | 'shape':2 | layers.1.weight has no list shape",
        "[0,16] | [0,15] | expected two that span 16 bytes",
        "[0,16] | [16,0] | expected two that span 16 bytes",
        "[0,16] | [0,16,16] | expected two that span 16 bytes",
        "[0,16] | [8,24] | starts at byte",
        "[16,24] | [8,16] | layers.1.bias starts at byte 8 of the data, expected 16",
        "[16,24] | [24,32] | layers.1.bias starts at byte 24 of the data, expected 16",
        "[16,24] | [9223372036854775800,9223372036854775807] | expected two that span 8 bytes",
        "[16,24] | [9223372036854775799,9223372036854775807] | starts at byte",
        "'layers.1.radius':'2.5' | 'layers.1.radius':'NaN' | layers.1.radius is \"NaN\", expected a",
        "'layers.1.radius':'2.5' | 'layers.1.radius':'Infinity' | expected a finite number above 0",
        "'layers.1.radius':'2.5' | 'layers.1.radius':'-1' | expected a finite number above 0",
        "'layers.1.radius':'2.5' | 'layers.1.radius':'0' | expected a finite number above 0",
        "'layers.1.radius':'2.5' | 'layers.1.radius':'two' | expected a finite number above 0",
        "'layers.1.radius':'2.5' | 'layers.1.radius':2.5 | in quotes",
        "'layers.1.activation':'relu' | 'layers.1.activation':'swish' | activation is \"swish\"",
        "'layers.1.activation':'relu' | 'layers.1.activation':'RELU' | activation is \"RELU\"",
        "'layers.1.activation':'relu', | ~~ | layers.1.activation is missing",
        "'layers.1.bias' | 'layers.2.bias' | tensors [layers.1.weight, layers.2.bias]",
        "'layers.1.bias' | 'extra' | expected layers.1.weight, layers.2.weight and so on",
        "'layers.1.weight' | 'layers.2.weight' | tensors [layers.1.bias, layers.2.weight]",
        "'layers.1.bias' | 'layers.1.weight' | Duplicate",
        "'shape':[1], | 'shape':[1,1], | layers.1.bias has shape [1, 1], expected [1]",
        "{'__metadata__':{ | {'__metadata__':{,{ | not valid JSON",
        "]}} | ]}}} | not valid JSON",
      })
  void malformedHeadersAreTheUsersErrorInOneLine(String part, String changed, String message) {
    String header = HEADER.replace(part.strip(), changed.strip());
    assertThat(header).isNotEqualTo(HEADER);
    assertRefused(file(header, 1, 2, 3), message.strip());
  }

  @Test
  void malformedBytesAreTheUsersErrorInOneLine() {
    byte[] whole = file(HEADER, 1, 2, 3);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "safetensors: ");
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1), "25 bytes of data, expected 24");
    assertRefused(file(HEADER, 1, Double.NaN, 3), "layers.1.weight holds NaN at place 1");
    assertRefused(file(HEADER, 1, 2, Double.NEGATIVE_INFINITY), "layers.1.bias holds -Infinity");
    assertRefused(file("[]"), "header is [], expected a JSON object");
    assertRefused(file("{'layers.1.weight':3}"), "layers.1.weight is 3, expected a JSON object");
    assertRefused(file("{'__metadata__':3}"), "__metadata__ is 3, expected a JSON object");
    assertRefused(file("{}"), "tensors []");
    byte[] negative = whole.clone();
    Arrays.fill(negative, 0, 8, (byte) 0xff);
    assertRefused(negative, "header length -1, expected 2 to");
  }

  @Test
  void layersThatDoNotFitAreTheUsersError() {
    String second = ",'layers.2.weight':{'dtype':'F64','shape':[1,2],'data_offsets':[24,40]}}";
    String header =
        HEADER
                .substring(0, HEADER.length() - 1)
                .replace("'layers.1.radius'", "'layers.2.activation':'tanh','layers.1.radius'")
            + second;
    assertRefused(file(header, 1, 2, 3, 4, 5), "layers[1] is 2 inputs, expected 1 inputs");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("safetensors: ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
