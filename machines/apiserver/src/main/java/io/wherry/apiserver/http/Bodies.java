package io.wherry.apiserver.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.BodyDecoder;
import java.io.IOException;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads request bodies: JSON, YAML, or what the decoder reads. Depth and size are bounded. */
final class Bodies {
  /** Deeper than any real object, shallow enough for recursive walks. */
  private static final int DEEPEST = 200;

  private final ObjectMapper json;
  private final ObjectMapper yaml;
  private final BodyDecoder decoder;

  Bodies(BodyDecoder decoder) {
    this.decoder = decoder;
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxStringLength(Exchange.BODY_LIMIT)
            .build();
    this.json = mapper(JsonFactory.builder().streamReadConstraints(constraints).build());
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(Exchange.BODY_LIMIT);
    this.yaml =
        mapper(
            YAMLFactory.builder()
                .streamReadConstraints(constraints)
                .loaderOptions(options)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
  }

  private static ObjectMapper mapper(JsonFactory factory) {
    return new ObjectMapper(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  /** The object in the body. @throws ApiFailure 400, 413, 415 */
  ObjectNode object(Exchange exchange) throws IOException {
    byte[] body = exchange.body();
    String type = mediaType(exchange);
    if (decoder.reads(type)) {
      return decoder.decode(body);
    }
    return asObject(tree(type, body));
  }

  /** The object, or an empty one when there is no body. */
  ObjectNode optionalObject(Exchange exchange) throws IOException {
    byte[] body = exchange.body();
    String type = mediaType(exchange);
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    return decoder.reads(type) ? decoder.decode(body) : asObject(tree(type, body));
  }

  /** Any JSON or YAML value. */
  JsonNode value(Exchange exchange) throws IOException {
    return tree(mediaType(exchange), exchange.body());
  }

  private JsonNode tree(String type, byte[] body) {
    boolean isYaml = type.endsWith("yaml") && !startsLikeJson(body);
    if (!isYaml && !type.isEmpty() && !type.endsWith("json") && !type.endsWith("yaml")) {
      throw ApiFailure.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include:"
              + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }
    try {
      JsonNode node = (isYaml ? yaml : json).readTree(body);
      if (node == null || node.isMissingNode()) {
        throw ApiFailure.badRequest("the request has no body");
      }
      return node;
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw ApiFailure.badRequest(
          "couldn't get version/kind; "
              + (isYaml ? "yaml" : "json")
              + " parse error: "
              + e.getOriginalMessage()
              + where);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ApiFailure failure) {
        throw failure;
      }
      throw ApiFailure.badRequest("the body of the request cannot be read: " + e.getMessage());
    }
  }

  private static boolean startsLikeJson(byte[] body) {
    for (byte b : body) {
      if (b > ' ') {
        return b == '{' || b == '[';
      }
    }
    return false;
  }

  private static ObjectNode asObject(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiFailure.badRequest(
        "couldn't get version/kind; json parse error: the body is not a JSON object");
  }

  static String mediaType(Exchange exchange) {
    String type = exchange.header("Content-Type");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}
