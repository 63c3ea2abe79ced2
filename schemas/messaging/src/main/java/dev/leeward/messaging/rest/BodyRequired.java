package dev.leeward.messaging.rest;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Refuses a request without a body where the operation takes a record that is not marked {@code @Nullable}. */
@Provider
public class BodyRequired implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (Arrays.stream(resource.getResourceMethod().getParameters()).anyMatch(BodyRequired::isRequiredBody)) {
            context.register(new Required());
        }
    }

    private static boolean isRequiredBody(Parameter parameter) {
        return parameter.getType().isRecord()
                && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)
                && Arrays.stream(parameter.getAnnotations())
                        .noneMatch(annotation ->
                                annotation.annotationType().getPackageName().startsWith("jakarta.ws.rs"));
    }

    /** Also where the body is the JSON text {@code null}. */
    private static final class Required implements ReaderInterceptor {
        @Override
        public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
            Object body = context.proceed();
            if (body == null) {
                throw ProblemException.badRequest(
                        "body-missing",
                        "The request has no body.",
                        null,
                        "Send a JSON object with Content-Type: application/json.");
            }
            return body;
        }
    }
}
