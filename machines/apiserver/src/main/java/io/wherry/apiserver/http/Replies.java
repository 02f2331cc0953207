package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.apiserver.ApiFailure;
import io.wherry.problems.Defect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes JSON answers. */
final class Replies {
  static final String JSON_TYPE = "application/json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Upstream's threshold: below it compressing costs more than it saves. */
  private static final int WORTH_COMPRESSING = 128 * 1024;

  private static final int WARNING_LENGTH = 1024;

  private Replies() {}

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new Defect("A JSON tree could not be written.", e);
    }
  }

  static void json(Exchange exchange, int code, JsonNode node) throws IOException {
    json(exchange, code, JSON_TYPE, node);
  }

  static void json(Exchange exchange, int code, String contentType, JsonNode node)
      throws IOException {
    raw(exchange, code, contentType, bytes(node));
  }

  /** A complete body, compressed if that is worth it and the client can take it. */
  static void raw(Exchange exchange, int code, String contentType, byte[] content)
      throws IOException {
    byte[] body = content;
    exchange.addHeader("Cache-Control", "no-cache, private");
    if (body.length > WORTH_COMPRESSING && exchange.headers("Accept-Encoding").contains("gzip")) {
      exchange.addHeader("Content-Encoding", "gzip");
      exchange.addHeader("Vary", "Accept-Encoding");
      body = compressed(body);
    }
    exchange.send(code, contentType, body);
  }

  private static byte[] compressed(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 8);
    try (var gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  static void failure(Exchange exchange, ApiFailure failure) throws IOException {
    if (failure.isAboutPath()) {
      text(exchange, failure.code(), "404 page not found\n");
    } else {
      json(exchange, failure.code(), failure.status());
    }
  }

  static void text(Exchange exchange, int code, String text) throws IOException {
    exchange.send(
        code, "text/plain; charset=utf-8", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** {@code Warning} headers as kubectl prints them. */
  static void warn(Exchange exchange, List<String> warnings) {
    for (String warning : warnings.subList(0, Math.min(warnings.size(), 20))) {
      String clean = warning.replaceAll("[^\\x20-\\x7e]", "?");
      String cut = clean.substring(0, Math.min(clean.length(), WARNING_LENGTH));
      String quoted = cut.replace("\\", "\\\\").replace("\"", "\\\"");
      exchange.addHeader("Warning", "299 - \"" + quoted + "\"");
    }
  }
}
