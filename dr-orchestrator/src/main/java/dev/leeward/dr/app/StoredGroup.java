package dev.leeward.dr.app;

import dev.leeward.dr.group.Group;
import java.time.Instant;

/** A group and when it was created, which tells its life from that of an earlier group of the same name. */
public record StoredGroup(Group group, Instant createdAt) {}
