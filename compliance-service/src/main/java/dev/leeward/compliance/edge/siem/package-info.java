/** Where SIEM tools are fed, in OCSF. */
@NullMarked
package dev.leeward.compliance.edge.siem;

import org.jspecify.annotations.NullMarked;
