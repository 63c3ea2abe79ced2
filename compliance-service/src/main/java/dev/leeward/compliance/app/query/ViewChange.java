package dev.leeward.compliance.app.query;

import org.jspecify.annotations.Nullable;

/**
 * Rows of a view changed, and the change is committed.
 *
 * @param tenant whose rows; null where they are the provider's
 */
public record ViewChange(View view, @Nullable String tenant) {}
