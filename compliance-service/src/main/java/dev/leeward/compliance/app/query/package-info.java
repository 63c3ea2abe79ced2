/** What can be read: plain records, the same for the REST interface and the console. */
@NullMarked
package dev.leeward.compliance.app.query;

import org.jspecify.annotations.NullMarked;
