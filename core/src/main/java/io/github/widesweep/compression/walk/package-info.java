/** Correlated draws. */
package io.github.widesweep.compression.walk;
