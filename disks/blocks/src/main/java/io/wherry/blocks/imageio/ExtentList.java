package io.wherry.blocks.imageio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The server's list of extents, checked: in order, without gaps, as long as the disk. */
final class ExtentList {
  private final String name;
  private final long size;
  private final List<Extent> all = new ArrayList<>();
  private final List<Extent> dirty = new ArrayList<>();
  private long end;

  /** One element as it is read. */
  private static final class Element {
    private long start = -1;
    private long length = -1;
    private boolean zero;
    private boolean hole;
    private boolean dirty;

    private void set(String field, JsonParser parser) throws IOException {
      switch (field) {
        case "start" -> start = parser.getLongValue();
        case "length" -> length = parser.getLongValue();
        case "zero" -> zero = parser.currentToken() == JsonToken.VALUE_TRUE;
        case "hole" -> hole = parser.currentToken() == JsonToken.VALUE_TRUE;
        case "dirty" -> dirty = parser.currentToken() == JsonToken.VALUE_TRUE;
        default -> {
          // of a newer server
        }
      }
    }

    private ExtentKind kind() {
      if (!zero) {
        // A hole that is no zero shows what lies below it: data.
        return ExtentKind.DATA;
      }
      return hole ? ExtentKind.HOLE : ExtentKind.ZERO;
    }
  }

  private ExtentList(String name, long size) {
    this.name = name;
    this.size = size;
  }

  /**
   * Reads the list.
   *
   * @throws PeerRefused it does not describe the disk
   */
  static ExtentList read(byte[] json, String name, long size) {
    ExtentList list = new ExtentList(name, size);
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw list.refuse("it is no list");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        list.add(element(parser));
      }
      if (parser.currentToken() != JsonToken.END_ARRAY || list.end != size) {
        throw list.refuse("it ends at " + list.end);
      }
    } catch (IOException e) {
      throw list.refuse(e.getClass().getSimpleName());
    }
    return list;
  }

  private static Element element(JsonParser parser) throws IOException {
    Element element = new Element();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken _ = parser.nextToken();
      element.set(field, parser);
      JsonParser _ = parser.skipChildren();
    }
    return element;
  }

  private void add(Element element) {
    if (element.start != end || element.length <= 0 || element.length > size - end) {
      throw refuse("an extent of %d bytes at %d".formatted(element.length, element.start));
    }
    Extent extent = new Extent(element.start, element.length, element.kind());
    all.add(extent);
    if (element.dirty) {
      dirty.add(extent);
    }
    end = extent.end();
  }

  private PeerRefused refuse(String why) {
    return new PeerRefused(
        "%s: the server's list of extents does not describe its %d bytes: %s."
            .formatted(name, size, why));
  }

  List<Extent> all() {
    return all;
  }

  List<Extent> dirty() {
    return dirty;
  }
}
