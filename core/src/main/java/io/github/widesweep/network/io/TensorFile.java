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
   * What the file says about itself beside its layers: texts by name. Empty if it says nothing or
   * has no place for it.
   */
  Map<String, String> about();

  /**
   * The file with other numbers in some tensors.
   *
   * @param replaced by name, with the shapes and formats that were read
   * @param more what it says about itself, beside or in place of what it says; left out by files
   *     that have no place for it
   */
  byte[] with(Map<String, Tensor> replaced, Map<String, String> more);
}
