/** Use cases: each is one transaction, or one step of the durable executor. */
@NullMarked
package dev.leeward.migration.app;

import org.jspecify.annotations.NullMarked;
