/** Arguments and options that several commands share, and what they stand for. */
package io.github.widesweep.job.cli.options;
