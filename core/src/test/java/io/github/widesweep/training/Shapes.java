package io.github.widesweep.training;

import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import java.util.List;
import java.util.stream.IntStream;

/** Shapes of networks for tests. */
final class Shapes {
  private Shapes() {}

  /** Dense layers with so many units from the inputs to the outputs. */
  static List<LayerShape> dense(int... sizes) {
    return IntStream.range(1, sizes.length)
        .mapToObj(l -> LayerShape.dense(Maps.vector(sizes[l - 1]), sizes[l]))
        .toList();
  }

  /** Two convolutions, filters and kernels as given, and a dense layer of so many outputs. */
  static List<LayerShape> convolutions(
      Maps image, int filters1, int kernel1, int filters2, int kernel2, int outputs) {
    LayerShape first = LayerShape.convolution(image, filters1, kernel1);
    LayerShape second = LayerShape.convolution(first.outputs(), filters2, kernel2);
    return List.of(first, second, LayerShape.dense(second.outputs(), outputs));
  }
}
