/** Draws whose choices depend on each other. */
package io.github.widesweep.compression.walk;
