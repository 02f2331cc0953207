package io.wherry.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.rego.Answer;
import io.wherry.rego.Limits;
import io.wherry.rego.Question;
import io.wherry.rego.RegoError;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The validation service without a server around it: what upstream's answers under {@code /v1}, so
 * that tools made for that one can ask this one. Safe for several threads.
 *
 * @source validation-rules.md section 2
 */
public final class RuleService {
  /** Paths that {@link #answer} knows begin with one of these. */
  public static final List<String> ROOTS = List.of("/v1/data", "/v1/policies");

  /** The largest machine of the limits has a tenth of it. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int DEEPEST = 200;
  private static final Limits LIMITS = new Limits(5_000_000, 1_000_000, Duration.ofSeconds(2));

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEEPEST)
                      .maxNumberLength(100)
                      .build())
              .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private final LiveRules rules;
  private final Clock clock;

  public RuleService(LiveRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param status HTTP status
   */
  public record Reply(int status, JsonNode body) {}

  /** Whether a path is one of this service's. */
  public static boolean serves(String path) {
    return ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }

  /**
   * Answers a request. Costs at most two seconds and some megabytes, whatever is asked.
   *
   * @param path as in the request, without the query
   * @throws IOException the body cannot be read
   */
  public Reply answer(String method, String path, InputStream body) throws IOException {
    boolean reads = method.equals("GET");
    if (path.equals("/v1/policies") && reads) {
      return policies();
    }
    if (!path.startsWith(ROOTS.getFirst()) || !(reads || method.equals("POST"))) {
      return refused(
          405, "method_not_allowed", "Ask with GET or POST; rules are changed by ConfigMaps.");
    }
    byte[] sent = reads ? new byte[0] : body.readNBytes(MOST_BYTES + 1);
    if (sent.length > MOST_BYTES) {
      return refused(413, "invalid_parameter", "The input has more than 4 MiB.");
    }
    try {
      return document(segments(path), input(sent));
    } catch (JsonProcessingException | ArithmeticException e) {
      String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
      return refused(400, "invalid_parameter", "The body is not JSON as it should be: " + why);
    } catch (IllegalArgumentException e) {
      return refused(400, "invalid_parameter", "The path is not readable: " + e.getMessage());
    }
  }

  private static List<String> segments(String path) {
    return Arrays.stream(path.substring(ROOTS.getFirst().length()).split("/"))
        .filter(s -> !s.isEmpty())
        .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  private static Optional<Value> input(byte[] sent) throws IOException {
    if (sent.length == 0) {
      return Optional.empty();
    }
    try (JsonParser parser = JSON.createParser(sent)) {
      JsonNode tree = JSON.readTree(parser);
      return Optional.ofNullable(tree).map(t -> t.get("input")).map(JsonValues::of);
    }
  }

  private Reply document(List<String> path, Optional<Value> input) {
    Question asked = Question.plain(clock.instant()).withLimits(LIMITS);
    Question question =
        new Question(input, asked.data(), asked.limits(), asked.now(), asked.notes());
    return switch (rules.policy().document(path, question)) {
      case Answer.Defined(var value) -> {
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        found.set("result", JsonValues.json(value));
        yield new Reply(200, found);
      }
      case Answer.Undefined() -> new Reply(200, JsonNodeFactory.instance.objectNode());
      case Answer.Failed(var error) -> failed(error);
    };
  }

  private Reply policies() {
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    var list = found.putArray("result");
    rules.files().forEach(f -> list.addObject().put("id", f.name()).put("raw", f.text()));
    return new Reply(200, found);
  }

  private static Reply refused(int status, String code, String message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return new Reply(status, body.put("code", code).put("message", message));
  }

  private static Reply failed(RegoError error) {
    Reply reply =
        refused(500, "internal_error", "error(s) occurred while evaluating query: " + error);
    ObjectNode one =
        ((ObjectNode) reply.body())
            .putArray("errors")
            .addObject()
            .put("code", error.code().wire())
            .put("message", error.message());
    one.putObject("location")
        .put("file", error.at().file())
        .put("row", error.at().line())
        .put("col", error.at().column());
    return reply;
  }
}
