package dev.leeward.dr.group;

/** A protection group. */
public record GroupId(String value) implements Comparable<GroupId> {
    public GroupId {
        Names.require("group", value);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
