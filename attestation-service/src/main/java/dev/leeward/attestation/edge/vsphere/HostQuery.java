package dev.leeward.attestation.edge.vsphere;

import java.util.List;

/**
 * What is asked of the property collector: all hosts under a folder with what is said of them, and what they stand in. It
 * follows the inventory tree itself, so that no view has to be made in the vCenter and none is left behind there.
 */
final class HostQuery {

    /** Whole objects where their fields differ between versions: an unknown path would fail the whole query. */
    static final List<String> HOST_PROPERTIES = List.of(
            "name",
            "parent",
            "summary.hardware",
            "summary.config.product",
            "runtime",
            "capability",
            "config.option",
            "config.service",
            "config.firewall",
            "config.lockdownMode",
            "config.dateTimeInfo",
            "config.certificate",
            "config.network.vswitch",
            "config.network.portgroup");

    private static final List<String> PARENTS =
            List.of("Folder", "Datacenter", "ComputeResource", "ClusterComputeResource");

    private HostQuery() {}

    /** The query's {@code specSet}. */
    static String of(Reference root) {
        StringBuilder query = new StringBuilder("<specSet>");
        properties(query, "HostSystem", HOST_PROPERTIES);
        PARENTS.forEach(type -> properties(query, type, List.of("name", "parent")));
        query.append("<objectSet>").append(root.as("obj")).append("<skip>false</skip>");
        traversal(query, "folders", "Folder", "childEntity", "folders", "datacenters", "computers");
        traversal(query, "datacenters", "Datacenter", "hostFolder", "folders", "computers");
        traversal(query, "computers", "ComputeResource", "host");
        return query.append("</objectSet></specSet>").toString();
    }

    private static void properties(StringBuilder query, String type, List<String> paths) {
        query.append("<propSet><type>").append(type).append("</type><all>false</all>");
        paths.forEach(path -> query.append("<pathSet>").append(path).append("</pathSet>"));
        query.append("</propSet>");
    }

    private static void traversal(StringBuilder query, String name, String type, String path, String... then) {
        query.append("<selectSet xsi:type=\"TraversalSpec\"><name>")
                .append(name)
                .append("</name><type>")
                .append(type)
                .append("</type><path>")
                .append(path)
                .append("</path><skip>false</skip>");
        for (String next : then) {
            query.append("<selectSet><name>").append(next).append("</name></selectSet>");
        }
        query.append("</selectSet>");
    }
}
