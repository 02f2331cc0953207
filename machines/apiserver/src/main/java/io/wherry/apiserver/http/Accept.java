package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import java.util.Locale;

/** In which shape the client wants objects. */
enum Accept {
  OBJECT,
  TABLE,
  PARTIAL;

  /** The first media type of the header that we can write. @throws ApiFailure 406 */
  static Accept of(Exchange exchange) {
    String header = exchange.headers("Accept");
    if (header.isBlank()) {
      return OBJECT;
    }
    for (String part : header.split(",")) {
      String type = part.replace(" ", "").toLowerCase(Locale.ROOT);
      boolean json = type.startsWith("application/json");
      if (json && type.contains("as=table") && type.contains("g=meta.k8s.io")) {
        return TABLE;
      }
      if (json && type.contains("as=partialobjectmetadata")) {
        return PARTIAL;
      }
      if (json && !type.contains("as=")
          || type.startsWith("*/*")
          || type.startsWith("application/*")) {
        return OBJECT;
      }
    }
    throw ApiFailure.of(
        406, "NotAcceptable", "only the following media types are accepted: application/json");
  }
}
