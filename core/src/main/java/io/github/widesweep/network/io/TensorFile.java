package io.github.widesweep.network.io;

import java.util.List;
import java.util.Map;

/** A file of tensors, read whole; what is not replaced is written again as it was. */
interface TensorFile {
  TensorFormat format();

  /** The tensors of floating-point numbers by name; others are carried along unseen. */
  Map<String, Tensor> tensors();

  /** The layers that the file itself describes, from input to output; empty if it does not. */
  List<LayerSource> layers();

  /**
   * The file with other numbers in some tensors.
   *
   * @param replaced by name, with the shapes and formats that were read
   */
  byte[] with(Map<String, Tensor> replaced);
}
