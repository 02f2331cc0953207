package io.wherry.apiserver.schema;

/**
 * One reason why a field of an object was refused, in Kubernetes' words.
 *
 * @param path of the field, for example {@code spec.vms[0].hooks}
 * @param body what follows the path, for example {@code Required value}
 */
public record FieldError(String path, Reason reason, String body) {

  /** The machine-readable reasons of {@code status.details.causes[].reason}. */
  public enum Reason {
    FieldValueRequired,
    FieldValueInvalid,
    FieldValueTypeInvalid,
    FieldValueNotSupported,
    FieldValueDuplicate,
    FieldValueTooLong,
    FieldValueTooMany,
    FieldValueForbidden
  }

  /** The field must be given. */
  public static FieldError required(String path) {
    return new FieldError(path, Reason.FieldValueRequired, "Required value");
  }

  /** The field must be given, with an explanation. */
  public static FieldError required(String path, String detail) {
    return new FieldError(path, Reason.FieldValueRequired, "Required value: " + detail);
  }

  /** The value, shown as JSON text, breaks a rule. */
  public static FieldError invalid(String path, String value, String detail) {
    return new FieldError(
        path, Reason.FieldValueInvalid, "Invalid value: " + value + ": " + detail);
  }

  /** The field must not be set here. */
  public static FieldError forbidden(String path, String detail) {
    return new FieldError(path, Reason.FieldValueForbidden, "Forbidden: " + detail);
  }

  /** Path and body: the line that stands in the message of a 422 answer. */
  public String message() {
    return path + ": " + body;
  }

  @Override
  public String toString() {
    return message();
  }
}
