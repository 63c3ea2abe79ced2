package dev.leeward.policy.edge.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reviews as an API server sends them. */
final class Reviews {

    private Reviews() {}

    static JsonNode json(String text) {
        try {
            return Review.json(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the creation of an object in namespace shop by Olga. */
    static String create(String resource, String object) {
        return review(resource, object, "CREATE", false);
    }

    static String dryRun(String resource, String object) {
        return review(resource, object, "CREATE", true);
    }

    /** Of the scheduler's choice of a node for a pod. */
    static String binding(String pod, String node) {
        String object = """
            {"metadata": {"name": "%s", "namespace": "shop"}, "target": {"kind": "Node", "name": "%s"}}
            """.formatted(pod, node);
        return create("/pods", object)
                .replace("\"dryRun\"", "\"subResource\": \"binding\", \"dryRun\"")
                .replace("olga", "system:kube-scheduler");
    }

    /** The pod that a machine runs in. */
    static String launcher(String machine) {
        return """
            {"metadata": {"ownerReferences": [
              {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance", "name": "%s", "controller": true}]}}
            """.formatted(machine);
    }

    static String review(String resource, String object, String operation, boolean dryRun) {
        return """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "%s", "operation": "%s", "namespace": "shop", "dryRun": %s,
              "resource": {"group": "%s", "version": "v1", "resource": "%s"},
              "userInfo": {"username": "olga", "groups": ["operators", "system:authenticated"]},
              "object": %s}}
            """.formatted(
                        UUID.randomUUID(),
                        operation,
                        dryRun,
                        resource.substring(0, resource.indexOf('/')),
                        resource.substring(resource.indexOf('/') + 1),
                        object);
    }

    static String migration(String machine) {
        return """
            {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstanceMigration",
             "metadata": {"generateName": "move-", "namespace": "shop"}, "spec": {"vmiName": "%s"}}
            """.formatted(machine);
    }

    /** A virtual machine instance. */
    static String instance(String name, String node, String spec) {
        return """
            {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance",
             "metadata": {"name": "%s", "namespace": "shop"}, "spec": %s, "status": {"nodeName": "%s"}}
            """.formatted(name, spec, node);
    }

    static String onNode(String node) {
        return "{\"nodeSelector\": {\"kubernetes.io/hostname\": \"%s\"}}".formatted(node);
    }
}
