/**
 * Quantization along paths: the levels of a row are chosen one after the other, so that what they
 * make of the inputs so far stays near what the dense weights make of them.
 */
package io.github.widesweep.compression.path;
