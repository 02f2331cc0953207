package io.wherry.apiserver.patch;

import java.time.Instant;

/**
 * Who writes an object, and how.
 *
 * @param manager name of the writer, for example {@code kubectl}
 * @param apiVersion the version that the fields are named in
 * @param subresource empty, or {@code status}
 * @param now stamped on the entry when it changes
 */
public record FieldWriter(String manager, String apiVersion, String subresource, Instant now) {}
