/** Results as plain files that other programs read, and the best run's network with its card. */
package io.github.widesweep.job.export;
