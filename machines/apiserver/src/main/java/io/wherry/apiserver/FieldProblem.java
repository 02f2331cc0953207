package io.wherry.apiserver;

/**
 * One reason why an object is not valid: a cause of a 422 answer.
 *
 * @param field path in the object, for example {@code spec.map[0].source}
 * @param reason the wire reason, for example {@code FieldValueRequired}, {@code FieldValueInvalid},
 *     {@code FieldValueTypeInvalid}, {@code FieldValueNotSupported}
 * @param message Kubernetes' wording without the field, for example {@code Required value}
 */
public record FieldProblem(String field, String reason, String message) {}
