package dev.leeward.policy.edge.admission;

import dev.leeward.policy.placement.TrustStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a node shows the trust of its host: a label, for machines to demand, and a taint, to keep off those that do not. A
 * node's own kubelet can change neither where the API server restricts nodes (admission plugin NodeRestriction), which is
 * why the label has the prefix that it has.
 *
 * @param tainted whether nodes that are not trusted are tainted
 */
record Mark(TrustStatus status, boolean tainted) {

    static final String LABEL = "leeward.dev.node-restriction.kubernetes.io/trust";
    static final String TAINT = "leeward.dev/untrusted";

    /** What the label says of a node that is trusted. */
    static final String TRUSTED = word(TrustStatus.TRUSTED);

    private static String word(TrustStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the node shows its host to be trusted: by the label, and by no taint. */
    static boolean showsTrust(Node node) {
        return TRUSTED.equals(node.labels().get(LABEL))
                && node.taints().stream().noneMatch(Mark::isOurs);
    }

    /** The node as it would be if its host was trusted. */
    static Node trusted(Node node) {
        return new Mark(TrustStatus.TRUSTED, true).on(node);
    }

    /** The node with this mark, and nothing else changed. */
    Node on(Node node) {
        Map<String, String> labels = new HashMap<>(node.labels());
        labels.put(LABEL, word(status));
        List<Taint> taints = new ArrayList<>(node.taints());
        taints.removeIf(taint -> isOurs(taint) && !taint.equals(taint()));
        if (status == TrustStatus.TRUSTED || !tainted) {
            taints.removeIf(Mark::isOurs);
        } else if (!taints.contains(taint())) {
            taints.add(taint());
        }
        return new Node(node.name(), node.version(), labels, taints, node.unschedulable());
    }

    private Taint taint() {
        return new Taint(TAINT, word(status), "NoSchedule");
    }

    private static boolean isOurs(Taint taint) {
        return taint.key().equals(TAINT);
    }
}
