package io.wherry.spi;

import java.util.Map;

/**
 * A provider's address.
 *
 * @param uid metadata.uid of the Provider object; identifies the provider everywhere
 * @param url spec.url, for example {@code localhost:/var/lib/appliances}
 * @param settings spec.settings
 */
public record Endpoint(
    String uid, String namespace, String name, String url, Map<String, String> settings) {}
