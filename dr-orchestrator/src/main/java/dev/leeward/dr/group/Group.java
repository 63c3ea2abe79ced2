package dev.leeward.dr.group;

/**
 * A protection group as it stands.
 *
 * @param epoch grows with every run that takes the group; storage honours no older one
 * @param breached whether the last observation lay beyond the RPO
 */
public record Group(GroupDefinition definition, ProtectionGroup state, long epoch, boolean breached) {
    public GroupId id() {
        return definition.id();
    }

    /** The same group after an event. */
    public Group after(GroupEvent event) {
        return new Group(definition, state.apply(event), epoch, breached);
    }
}
