package dev.leeward.scenarios;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import dev.leeward.local.Stack;

/** The set of policies that tenant acme has of its own while a drill plays; closing leaves one that does nothing. */
final class AcmePolicies implements AutoCloseable {
    private static final String SET = "/v1/policy-sets/tenant:acme/versions";

    /** What is left behind: a set always says something. */
    private static final String NOTHING = """
            id: drill
            version: 2
            effect: forbid
            mode: "off"
            scope: {tenants: [acme]}
            when: "false"
            message: "'nothing'"
            """;

    private final Api officer;

    AcmePolicies(Stack stack) {
        this.officer = stack.api().as("sue", "security-officer", null);
    }

    /** Drafts a policy and returns the number of the version; it is not in force. */
    int draft(String document) {
        return officer.postText(Part.POLICY, SET + "?note=drill", "application/yaml", document)
                .expect(201)
                .path("version")
                .path("version")
                .asInt();
    }

    /** Puts a policy in force. */
    void publish(String document) {
        var version = SET + "/" + draft(document) + "/actions/";
        officer.post(Part.POLICY, version + "approve", "").expect(200);
        officer.post(Part.POLICY, version + "publish", "").expect(200);
    }

    @Override
    public void close() {
        publish(NOTHING);
    }
}
