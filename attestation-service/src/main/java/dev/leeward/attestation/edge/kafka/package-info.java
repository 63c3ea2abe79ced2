/** What attestation says: domain facts become events on topics, through the outbox. */
@NullMarked
package dev.leeward.attestation.edge.kafka;

import org.jspecify.annotations.NullMarked;
