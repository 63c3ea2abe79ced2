package dev.leeward.policy.edge.admission;

import dev.leeward.policy.edge.admission.AdmissionSettings.Home;
import dev.leeward.policy.edge.admission.AdmissionSettings.Person;
import dev.leeward.policy.placement.Principal;
import dev.leeward.policy.placement.TenantId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who somebody of the cluster is in Leeward, and whose a namespace is. */
final class Principals {

    private final AdmissionSettings settings;

    /** @throws IllegalStateException where the configuration contradicts itself; the message names the key */
    Principals(AdmissionSettings settings) {
        this.settings = settings;
        List<Person> people = settings.people();
        for (int i = 0; i < people.size(); i++) {
            if (people.get(i).user().isPresent() == people.get(i).group().isPresent()) {
                throw new IllegalStateException(
                        "leeward.admission.people[%d] must have either a user or a group".formatted(i));
            }
        }
    }

    /** The principal that a user counts as; the first entry that fits counts. */
    Principal of(Review.User user) throws Undecidable {
        try {
            for (Person person : settings.people()) {
                if (person.user().filter(user.name()::equals).isPresent()
                        || person.group().filter(user.groups()::contains).isPresent()) {
                    return new Principal(
                            user.name(),
                            person.roles().orElse(Set.of()),
                            person.tenant().map(TenantId::new).orElse(null));
                }
            }
            return new Principal(user.name(), settings.roles(), null);
        } catch (IllegalArgumentException e) {
            throw new Undecidable("the user cannot be named (" + e.getMessage() + ")", e);
        }
    }

    /** Whose a namespace is; null where the provider's own. */
    @Nullable TenantId tenantOf(String namespace) {
        return settings.namespaces().stream()
                .filter(home -> home.namespace().equals(namespace))
                .map(Home::tenant)
                .map(TenantId::new)
                .findFirst()
                .orElse(null);
    }
}
