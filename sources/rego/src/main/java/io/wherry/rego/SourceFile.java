package io.wherry.rego;

/**
 * A file of rules.
 *
 * @param name for messages
 */
public record SourceFile(String name, String text) {}
