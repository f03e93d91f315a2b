/** Any mask, its kept weights solved for. */
package io.github.widesweep.compression.refit;
