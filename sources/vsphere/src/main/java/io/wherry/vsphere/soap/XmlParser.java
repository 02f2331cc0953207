package io.wherry.vsphere.soap;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML of a server that is not trusted: no DTD, no entities, bounded depth and size. */
public final class XmlParser {
  private static final int MOST_ELEMENTS = 4_000_000;
  private static final int MOST_DEPTH = 200;
  private static final XMLInputFactory FACTORY = factory();

  private XmlParser() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }

  /** An element that is being read. */
  private record Open(String name, String type, StringBuilder text, List<Xml> children) {
    Xml close() {
      boolean leaf = children.isEmpty();
      return new Xml(name, type, leaf ? text.toString() : "", List.copyOf(children));
    }
  }

  /**
   * The root element.
   *
   * @throws XMLStreamException it is no XML, or not harmless
   */
  public static Xml parse(byte[] document) throws XMLStreamException {
    XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
    try {
      return read(reader);
    } finally {
      reader.close();
    }
  }

  private static Xml read(XMLStreamReader reader) throws XMLStreamException {
    Deque<Open> open = new ArrayDeque<>();
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > MOST_ELEMENTS || open.size() >= MOST_DEPTH) {
            throw new XMLStreamException("the answer has too many elements, or too deep ones");
          }
          open.push(start(reader));
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty() && open.peek().children().isEmpty()) {
            StringBuilder _ = open.peek().text().append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Xml done = open.pop().close();
          if (open.isEmpty()) {
            return done;
          }
          boolean _ = open.peek().children().add(done);
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XMLStreamException("the answer has a document type or entities");
        default -> {
          // comments and the like say nothing
        }
      }
    }
    throw new XMLStreamException("the answer has no end");
  }

  private static Open start(XMLStreamReader reader) {
    String type = type(reader);
    // Names repeat by the thousand.
    return new Open(
        reader.getLocalName().intern(),
        type.substring(type.indexOf(':') + 1).intern(),
        new StringBuilder(0),
        new ArrayList<>(2));
  }

  /** References state what they refer to in a plain attribute; everything else in the schema's. */
  private static String type(XMLStreamReader reader) {
    String stated = "";
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals("type")) {
        String namespace = reader.getAttributeNamespace(i);
        if (namespace == null || namespace.isEmpty()) {
          return reader.getAttributeValue(i);
        }
        stated = reader.getAttributeValue(i);
      }
    }
    return stated;
  }
}
