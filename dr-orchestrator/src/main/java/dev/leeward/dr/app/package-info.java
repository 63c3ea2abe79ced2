/** Use cases, transactions, and the ports that the edges implement. */
@NullMarked
package dev.leeward.dr.app;

import org.jspecify.annotations.NullMarked;
