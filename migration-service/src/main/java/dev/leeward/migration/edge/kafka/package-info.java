/** Topics in and out. */
@NullMarked
package dev.leeward.migration.edge.kafka;

import org.jspecify.annotations.NullMarked;
