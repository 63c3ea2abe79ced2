package dev.leeward.scenarios;

import dev.leeward.local.Api;
import dev.leeward.local.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a drill asks the policy decision point: may a workload go to a host? Nothing moves by asking. */
final class Questions {
    private Questions() {}

    static Api.Answer ask(Api api, String workload, String host) {
        return ask(api, workload, host, null);
    }

    static Api.Answer ask(Api api, String workload, String host, @Nullable Map<String, Object> breakGlass) {
        var question = new LinkedHashMap<String, Object>(Map.of(
                "requestId",
                UUID.randomUUID().toString(),
                "action",
                "migrate",
                "workload",
                workload,
                "destination",
                host,
                "enforcementPoint",
                "drill"));
        if (breakGlass != null) {
            question.put("breakGlass", breakGlass);
        }
        return api.post(Part.POLICY, "/v1/decisions", question);
    }
}
