/** How it is proved: real Kafka and PostgreSQL, tokens, fixtures, seeded histories, the house rules. */
@NullMarked
package dev.leeward.testkit;

import org.jspecify.annotations.NullMarked;
