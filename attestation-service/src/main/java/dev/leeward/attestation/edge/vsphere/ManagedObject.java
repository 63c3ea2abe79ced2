package dev.leeward.attestation.edge.vsphere;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A managed object with the properties that were asked for and are set.
 *
 * @param reference which object
 * @param properties path to value
 */
record ManagedObject(Reference reference, Map<String, Xml> properties) {

    ManagedObject {
        properties = Map.copyOf(properties);
    }

    private static final Set<String> WITHHELD = Set.of("NotAuthenticated", "NoPermission");

    /** Reads one of an answer. A property that is withheld, rather than not set, is a failure: it must not look absent. */
    static ManagedObject of(Xml object) throws VcenterFailure {
        Reference reference = object.at("obj").map(Reference::of).orElse(new Reference("", ""));
        for (Xml missing : object.all("missingSet").toList()) {
            Xml fault = missing.at("fault", "fault").orElse(missing);
            if (WITHHELD.contains(fault.xsiType())) {
                throw Fault.ofMissing(reference, missing.textAt("path").orElse("a property"), fault);
            }
        }
        Map<String, Xml> properties = new LinkedHashMap<>();
        object.all("propSet")
                .forEach(property -> property.at("val")
                        .ifPresent(
                                value -> properties.put(property.textAt("name").orElse(""), value)));
        return new ManagedObject(reference, properties);
    }

    Optional<Xml> get(String path) {
        return Optional.ofNullable(properties.get(path));
    }

    /** The text of a property, or of an element within it. */
    Optional<String> text(String path, String... within) {
        return get(path).flatMap(value -> value.textAt(within));
    }

    Optional<Reference> parent() {
        return get("parent").map(Reference::of);
    }
}
