/**
 * Methods that score units one by one and remove the least, or round each weight by itself: those
 * that anyone tries first. What is kept stays as it is.
 */
package io.github.widesweep.compression.score;
