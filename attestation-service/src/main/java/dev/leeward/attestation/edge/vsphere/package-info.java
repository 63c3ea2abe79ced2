/**
 * Hosts, their configuration and their TPM reports, read from vCenters over the vSphere Web Services API (vim25, SOAP). A
 * vCenter is not trusted to send well-formed, small or timely answers; nothing here changes anything in it.
 */
@NullMarked
package dev.leeward.attestation.edge.vsphere;

import org.jspecify.annotations.NullMarked;
