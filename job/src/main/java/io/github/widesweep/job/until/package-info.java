/**
 * Runs until intervals are tight enough: what is still to be done follows from what is committed.
 */
package io.github.widesweep.job.until;
