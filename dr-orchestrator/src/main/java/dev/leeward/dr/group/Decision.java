package dev.leeward.dr.group;

import java.util.Optional;

/** What a group answers to a command. */
public sealed interface Decision {
    /** It may happen; {@code event} records it, or is empty where it already did. */
    record Granted(Optional<GroupEvent> event) implements Decision {}

    /** It may not. */
    record Refused(Refusal refusal) implements Decision {}

    static Decision granted(GroupEvent event) {
        return new Granted(Optional.of(event));
    }

    static Decision already() {
        return new Granted(Optional.empty());
    }

    static Decision refused(String code, String subject, String detail, String remedy) {
        return new Refused(new Refusal(code, subject, detail, remedy));
    }
}
