package io.wherry.blocks.imageio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What a server can do.
 *
 * @param hasExtents whether it tells which ranges are zero
 * @param readers connections it allows for one transfer
 */
record ServerOptions(boolean hasExtents, int readers) {
  /** An old server: ranges, one connection. */
  static final ServerOptions NONE = new ServerOptions(false, 1);

  private static final int MOST_READERS = 64;

  /** Reads what it says; what is not understood is not used. */
  static ServerOptions read(byte[] json) {
    Set<String> features = new HashSet<>();
    int readers = 1;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      String field = "";
      for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
        if (t == JsonToken.FIELD_NAME) {
          field = parser.currentName();
        } else if (t == JsonToken.VALUE_STRING && field.equals("features")) {
          boolean _ = features.add(parser.getText());
        } else if (t == JsonToken.VALUE_NUMBER_INT && field.equals("max_readers")) {
          readers = Math.clamp(parser.getLongValue(), 1, MOST_READERS);
        }
      }
    } catch (IOException _) {
      return NONE;
    }
    return new ServerOptions(features.contains("extents"), readers);
  }
}
