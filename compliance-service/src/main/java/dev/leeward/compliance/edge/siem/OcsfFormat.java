package dev.leeward.compliance.edge.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.leeward.compliance.app.SiemFormat;
import dev.leeward.compliance.event.ComplianceFact;
import dev.leeward.compliance.event.Event;
import dev.leeward.compliance.event.GroupFact;
import dev.leeward.compliance.event.HostFact;
import dev.leeward.compliance.event.MigrationFact;
import dev.leeward.compliance.event.PlacementFact;
import dev.leeward.compliance.event.PolicyFact;
import dev.leeward.compliance.event.PolicySetFact;
import dev.leeward.compliance.event.ReferenceFact;
import dev.leeward.compliance.event.RunFact;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events as OCSF 1.8.0, one JSON object a record, under 8,000 bytes whatever the event holds: the default limit of rsyslog
 * cuts what is longer. Headers are those of CloudEvents in binary mode.
 */
@ApplicationScoped
class OcsfFormat implements SiemFormat {
    /** The longest record. */
    static final int MAX_BYTES = 7_999;

    /** How long a text may be: the first limit that makes the record short enough. */
    private static final int[] TEXT_LIMITS = {2_000, 500, 120, 24};

    private static final int CHARACTERS_A_LIST_ENTRY = 40;

    private final JsonMapper mapper = new JsonMapper();

    @Override
    public SiemRecord format(Event event, Context context) {
        OcsfRecord record = switch (event.fact()) {
            case HostFact fact -> HostRecords.of(event, fact, context);
            case ReferenceFact fact -> PolicyRecords.of(event, fact);
            case PolicyFact fact -> EntityRecords.of(event, fact);
            case PolicySetFact fact -> PolicyRecords.of(event, fact);
            case MigrationFact fact -> EntityRecords.of(event, fact);
            case PlacementFact fact -> EntityRecords.of(event, fact);
            case RunFact fact -> RunRecords.of(event, fact);
            case GroupFact fact -> RunRecords.of(event, fact);
            case ComplianceFact fact -> FindingRecords.of(event, fact, context);
        };
        return new SiemRecord(event.source(), json(record.root()), headers(event));
    }

    private byte[] json(Map<String, Object> root) {
        byte[] whole = write(root);
        for (int limit : TEXT_LIMITS) {
            Map<String, Object> cut = cut(root, limit);
            boolean truncated = !cut.equals(root);
            if (truncated && cut.get("metadata") instanceof Map<?, ?> metadata) {
                Map<String, Object> told = new LinkedHashMap<>();
                metadata.forEach((name, value) -> told.put(String.valueOf(name), value));
                told.put("is_truncated", true);
                told.put("untruncated_size", whole.length);
                cut.put("metadata", told);
            }
            byte[] json = write(cut);
            if (json.length <= MAX_BYTES) {
                return json;
            }
        }
        throw new IllegalStateException("The record of " + whole.length + " bytes cannot be cut short enough");
    }

    private byte[] write(Map<String, Object> root) {
        try {
            return mapper.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The record cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> cut(Map<?, ?> object, int limit) {
        Map<String, Object> cut = new LinkedHashMap<>();
        object.forEach((name, value) -> cut.put(String.valueOf(name), cutValue(value, limit)));
        return cut;
    }

    private static Object cutValue(Object value, int limit) {
        return switch (value) {
            case String text when text.length() > limit -> text.substring(0, whole(text, limit - 1)) + "…";
            case Map<?, ?> object -> cut(object, limit);
            case List<?> list ->
                list.stream()
                        .limit(Math.max(1, limit / CHARACTERS_A_LIST_ENTRY))
                        .map(entry -> cutValue(entry, limit))
                        .toList();
            default -> value;
        };
    }

    /** Not in the middle of a character. */
    private static int whole(String text, int length) {
        return Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    }

    private static Map<String, String> headers(Event event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", event.id());
        headers.put("ce_source", "/leeward/" + event.source());
        headers.put("ce_type", "dev.leeward.ocsf." + event.type());
        headers.put("ce_time", event.occurredAt().toString());
        headers.put("ce_subject", event.source());
        headers.put("content-type", "application/json; charset=" + StandardCharsets.UTF_8);
        if (event.tenant() != null) {
            headers.put("ce_tenant", event.tenant());
        }
        return headers;
    }
}
