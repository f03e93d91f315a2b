/** Results as plain files that other programs read. */
package io.github.widesweep.job.export;
