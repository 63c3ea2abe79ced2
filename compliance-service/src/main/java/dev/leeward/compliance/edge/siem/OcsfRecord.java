package dev.leeward.compliance.edge.siem;

import dev.leeward.compliance.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One OCSF object while it is put together. What is null is left out. */
final class OcsfRecord {
    /** The version of OCSF that the records keep to. */
    static final String VERSION = "1.8.0";

    private final Map<String, Object> root = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();

    private OcsfRecord() {}

    /**
     * A record of a class.
     *
     * @param activity the class's {@code activity_id}, and its caption
     */
    static OcsfRecord of(Event event, OcsfClass kind, Activity activity, OcsfSeverity severity) {
        OcsfRecord record = new OcsfRecord();
        record.metadata.put("version", VERSION);
        record.metadata.put(
                "product",
                object("name", "Leeward", "vendor_name", "Leeward", "feature", object("name", service(event))));
        record.metadata.put("uid", event.id());
        record.metadata.put("event_code", event.type());
        record.metadata.put("correlation_uid", event.correlationId());
        record.metadata.put("original_event_uid", event.provenance().toString());
        record.metadata.put("log_name", event.provenance().topic());
        record.metadata.put("sequence", event.sequence());
        if (event.tenant() != null) {
            record.metadata.put("tenant_uid", event.tenant());
        }
        return record.with("category_uid", kind.category)
                .with("category_name", kind.categoryName)
                .with("class_uid", kind.uid)
                .with("class_name", kind.className)
                .with("activity_id", activity.id())
                .with("activity_name", activity.caption())
                .with("type_uid", kind.uid * 100 + activity.id())
                .with("type_name", kind.className + ": " + activity.caption())
                .with("severity_id", severity.id)
                .with("severity", severity.caption)
                .with("time", event.occurredAt().toEpochMilli())
                .with("metadata", record.metadata);
    }

    /** An activity of a class. */
    record Activity(int id, String caption) {
        static final Activity LOG = new Activity(1, "Log");
        static final Activity COLLECT = new Activity(2, "Collect");
        static final Activity CREATE = new Activity(1, "Create");
        static final Activity READ = new Activity(2, "Read");
        static final Activity UPDATE_FINDING = new Activity(2, "Update");
        static final Activity CLOSE = new Activity(3, "Close");
        static final Activity UPDATE_ENTITY = new Activity(3, "Update");
        static final Activity DELETE = new Activity(4, "Delete");
        static final Activity MOVE = new Activity(5, "Move");
        static final Activity START = new Activity(3, "Start");
        static final Activity UPDATE_APPLICATION = new Activity(8, "Update");
    }

    OcsfRecord with(String name, @Nullable Object value) {
        if (value != null) {
            root.put(name, value);
        }
        return this;
    }

    /** What the event says in words. */
    OcsfRecord message(String text) {
        return with("message", text);
    }

    OcsfRecord status(int id, String caption, @Nullable String code, @Nullable String detail) {
        return with("status_id", id)
                .with("status", caption)
                .with("status_code", code)
                .with("status_detail", detail == null || detail.isBlank() ? null : detail);
    }

    OcsfRecord success(@Nullable String detail) {
        return status(1, "Success", null, detail);
    }

    OcsfRecord failure(@Nullable String code, @Nullable String detail) {
        return status(2, "Failure", code, detail);
    }

    OcsfRecord inProgress(@Nullable String code, @Nullable String detail) {
        return status(99, "In Progress", code, detail);
    }

    /** The profiles whose attributes the record carries. */
    OcsfRecord profiles(String... names) {
        metadata.put("profiles", List.of(names));
        return this;
    }

    /** Another name of the event than its type. */
    OcsfRecord code(String eventCode) {
        metadata.put("event_code", eventCode);
        return this;
    }

    /** The record as maps and lists. */
    Map<String, Object> root() {
        return root;
    }

    /** An object of pairs of name and value; what is null is left out. */
    static Map<String, Object> object(@Nullable Object... pairs) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null) {
                object.put(String.valueOf(pairs[i]), value);
            }
        }
        return object;
    }

    private static String service(Event event) {
        int slash = event.source().indexOf('/');
        return slash < 0 ? event.source() : event.source().substring(0, slash);
    }
}
