/** Certificates of networks as text and JSON. */
package io.github.widesweep.job.certify;
