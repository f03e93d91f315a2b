/** Commands, their arguments and exit codes. */
package io.github.widesweep.job.cli;
