package io.github.widesweep.network.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A safetensors file, whoever wrote it.
 *
 * @param tensors by name
 * @param metadata its string map, a missing node where it has none
 */
record SafetensorsFile(NavigableMap<String, Tensor> tensors, JsonNode metadata)
    implements TensorFile {
  @Override
  public TensorFormat format() {
    return TensorFormat.SAFETENSORS;
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.github.widesweep.UserException if tensors or metadata are not as {@link Safetensors}
   *     names them
   */
  @Override
  public List<LayerSource> layers() {
    return new SafetensorsLayers(format(), tensors, metadata).sources();
  }

  @Override
  public Map<String, String> about() {
    return Safetensors.about(metadata);
  }

  @Override
  public byte[] with(Map<String, Tensor> replaced, Map<String, String> more) {
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.putAll(replaced);
    return Safetensors.write(all.values(), Safetensors.with(metadata, more));
  }
}
