package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.resources.KindRef;
import java.util.List;

/**
 * A request that is answered with a {@code metav1.Status} failure. The wording follows Kubernetes,
 * because people and tools match on it.
 */
public final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient ObjectNode details;
  private final transient ObjectNode metadata = JsonNodeFactory.instance.objectNode();

  private ApiFailure(int code, String reason, String message, ObjectNode details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** Any failure without details; {@code reason} may be empty. */
  public static ApiFailure of(int code, String reason, String message) {
    return new ApiFailure(code, reason, message, JsonNodeFactory.instance.objectNode());
  }

  /** 400. */
  public static ApiFailure badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  /** 404 for an object. */
  public static ApiFailure notFound(KindRef kind, String name) {
    return about(404, "NotFound", kind, name, quoted(kind, name) + " not found");
  }

  /** 404 for a path that nothing serves. */
  public static ApiFailure noSuchPath() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  /** True for {@link #noSuchPath}, which upstream answers with a line of text. */
  public boolean isAboutPath() {
    return code == 404 && details.isEmpty();
  }

  /** True when a value has another type than its field. */
  public boolean isAboutType() {
    return details.path("causes").path(0).path("reason").asText().equals("FieldValueTypeInvalid");
  }

  /** 405. */
  public static ApiFailure methodNotAllowed() {
    return of(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  /** 409 for a create. */
  public static ApiFailure alreadyExists(KindRef kind, String name) {
    return about(409, "AlreadyExists", kind, name, quoted(kind, name) + " already exists");
  }

  /** 409 for a write that lost a race or met another owner. */
  public static ApiFailure conflict(KindRef kind, String name, String why) {
    String message = "Operation cannot be fulfilled on " + quoted(kind, name) + ": " + why;
    return about(409, "Conflict", kind, name, message);
  }

  /** 409 with one cause per field that another manager owns; the message is used as it is. */
  public static ApiFailure applyConflict(String message, List<FieldProblem> conflicts) {
    ApiFailure failure = of(409, "Conflict", message);
    failure.addCauses(conflicts);
    return failure;
  }

  /** 403. */
  public static ApiFailure forbidden(KindRef kind, String name, String why) {
    return about(403, "Forbidden", kind, name, quoted(kind, name) + " is forbidden: " + why);
  }

  /** 403 for a resource that need not be served; the name is empty for a whole collection. */
  public static ApiFailure forbidden(String group, String plural, String name, String why) {
    String qualified = group.isEmpty() ? plural : plural + "." + group;
    String what = name.isEmpty() ? qualified : qualified + " \"" + name + "\"";
    ApiFailure failure = of(403, "Forbidden", what + " is forbidden: " + why);
    if (!name.isEmpty()) {
      failure.details.put("name", name);
    }
    if (!group.isEmpty()) {
      failure.details.put("group", group);
    }
    failure.details.put("kind", plural);
    return failure;
  }

  /** 415. */
  public static ApiFailure unsupportedMediaType(String message) {
    return of(415, "UnsupportedMediaType", message);
  }

  /** 422 with a cause per field. */
  public static ApiFailure invalid(KindRef kind, String name, List<FieldProblem> problems) {
    List<String> texts = problems.stream().map(p -> p.field() + ": " + p.message()).toList();
    String joined = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    String qualified = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
    ApiFailure failure =
        about(422, "Invalid", kind, name, qualified + " \"" + name + "\" is invalid: " + joined);
    failure.details.put("kind", kind.kind());
    failure.addCauses(problems);
    return failure;
  }

  /** 422 for an object without a name of its own. @param qualified kind and group */
  public static ApiFailure invalid(String qualified, FieldProblem problem) {
    ApiFailure failure =
        of(
            422,
            "Invalid",
            qualified + " \"\" is invalid: " + problem.field() + ": " + problem.message());
    int dot = qualified.indexOf('.');
    failure.details.put("group", qualified.substring(dot + 1));
    failure.details.put("kind", qualified.substring(0, dot));
    failure.addCauses(List.of(problem));
    return failure;
  }

  /**
   * A refusal of a webhook, in the words in which API servers pass it on.
   *
   * @param webhook its name on a cluster
   * @param causes may be empty: then it is 400 without reason, else 422
   */
  public static ApiFailure denied(String webhook, String why, List<FieldProblem> causes) {
    String message = "admission webhook \"" + webhook + "\" denied the request: " + why;
    if (causes.isEmpty()) {
      return of(400, "", message);
    }
    ApiFailure failure = of(422, "Invalid", message);
    failure.addCauses(causes);
    return failure;
  }

  /** 429 with one cause. */
  public static ApiFailure tooManyRequests(String message, String reason, String cause) {
    ApiFailure failure = of(429, "TooManyRequests", message);
    failure.details.putArray("causes").addObject().put("reason", reason).put("message", cause);
    return failure;
  }

  /** 429: more requests at one time than are answered. */
  public static ApiFailure tooManyRequests() {
    ApiFailure failure = of(429, "TooManyRequests", "Too many requests, please try again later.");
    failure.details.put("retryAfterSeconds", 1);
    return failure;
  }

  /** 413. @param limit in bytes */
  public static ApiFailure tooLarge(long limit) {
    return of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + limit);
  }

  /** 413: one object is larger than what Kubernetes' store takes, in its words. */
  public static ApiFailure tooLargeObject(long limit) {
    return of(
        413,
        "RequestEntityTooLarge",
        "etcdserver: request is too large: an object may have at most " + limit + " bytes");
  }

  /** 504: the resource version was never reached here. */
  public static ApiFailure tooLargeRevision(long revision, long current) {
    ApiFailure failure =
        of(
            504,
            "Timeout",
            "Timeout: Too large resource version: %d, current: %d".formatted(revision, current));
    failure
        .details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    failure.details.put("retryAfterSeconds", 1);
    return failure;
  }

  /** 410: a page's state is forgotten; the token lists the rest as it is now. */
  public static ApiFailure expiredPage(String token) {
    ApiFailure failure =
        expired(
            "The provided continue parameter is too old to display a consistent list result. You"
                + " can start a new list without the continue parameter, or use the continue token"
                + " in this response to retrieve the remainder of the results. Continuing with the"
                + " provided token results in an inconsistent list - objects that were created,"
                + " modified, or deleted between the time the first chunk was returned and now may"
                + " show up in the list.");
    failure.metadata.put("continue", token);
    return failure;
  }

  /** 410: the resource version is older than what is kept. */
  public static ApiFailure expired(String message) {
    return of(410, "Expired", message);
  }

  private static ApiFailure about(
      int code, String reason, KindRef kind, String name, String message) {
    ApiFailure failure = of(code, reason, message);
    failure.details.put("name", name);
    if (!kind.group().isEmpty()) {
      failure.details.put("group", kind.group());
    }
    failure.details.put("kind", kind.plural());
    return failure;
  }

  private static String quoted(KindRef kind, String name) {
    return kind.qualifiedPlural() + " \"" + name + "\"";
  }

  private void addCauses(List<FieldProblem> problems) {
    ArrayNode causes = details.putArray("causes");
    for (FieldProblem problem : problems) {
      ObjectNode cause =
          causes.addObject().put("reason", problem.reason()).put("message", problem.message());
      if (!problem.field().isEmpty()) {
        cause.put("field", problem.field());
      }
    }
  }

  /** The HTTP status code. */
  public int code() {
    return code;
  }

  /** The wire reason; may be empty. */
  public String reason() {
    return reason;
  }

  /** The {@code v1} Status object. */
  public ObjectNode status() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").set("metadata", metadata.deepCopy());
    status.put("status", "Failure").put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (!details.isEmpty()) {
      status.set("details", details.deepCopy());
    }
    return status.put("code", code);
  }
}
