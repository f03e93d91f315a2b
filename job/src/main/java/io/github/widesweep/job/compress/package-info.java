/**
 * One network of somebody's: compressed once, or as far as an error allows, and said what it cost.
 */
package io.github.widesweep.job.compress;
