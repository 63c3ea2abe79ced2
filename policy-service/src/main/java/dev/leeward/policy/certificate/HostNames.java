package dev.leeward.policy.certificate;

import dev.leeward.policy.placement.HostView;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names by which other hosts may know a host. */
public final class HostNames {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern DNS = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int MAX_LENGTH = 253;

    private HostNames() {}

    /**
     * Its id and its name, in lower case, as far as they are host names (RFC 1123, section 2.1).
     *
     * @param another whether that is the id or the name of another host: then it is nobody's
     */
    public static List<String> of(HostView host, Predicate<String> another) {
        return Stream.of(host.id().value(), host.name())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.length() <= MAX_LENGTH && DNS.matcher(name).matches())
                .distinct()
                .filter(name -> !another.test(name))
                .toList();
    }
}
