package io.wherry.ova;

import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML without ever following a DTD or an entity, and finds OVF elements in it. */
final class OvfXml {
  /** OVF 1.x, the spelling of oVirt, OVF 2.x. */
  private static final Set<String> ENVELOPES =
      Set.of(
          "http://schemas.dmtf.org/ovf/envelope/1",
          "http://schemas.dmtf.org/ovf/envelope/1/",
          "http://schemas.dmtf.org/ovf/envelope/2");

  private static final int DEEPEST = 100;

  private static final int LONGEST_TEXT = 4096;

  private OvfXml() {}

  /**
   * The envelope of an OVF.
   *
   * @throws InvalidRequest not XML, a DTD, or another document than an OVF envelope
   */
  static Element envelope(byte[] xml, String where) {
    Element root;
    try {
      root = builder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    } catch (SAXParseException e) {
      throw new InvalidRequest(
          "%s cannot be read, line %d column %d: %s"
              .formatted(where, e.getLineNumber(), e.getColumnNumber(), plain(e)),
          e);
    } catch (SAXException | IOException e) {
      throw new InvalidRequest(where + " cannot be read: " + plain(e), e);
    }
    String namespace = String.valueOf(root.getNamespaceURI());
    if (!"Envelope".equals(root.getLocalName()) || !ENVELOPES.contains(namespace)) {
      throw new InvalidRequest(
          "%s is no OVF: its root element is {%s}%s, expected Envelope in http://schemas.dmtf.org/ovf/envelope/1 or /2."
              .formatted(where, root.getNamespaceURI(), root.getLocalName()));
    }
    return root;
  }

  private static String plain(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("DOCTYPE")
        ? "it has a DTD (DOCTYPE), which is refused because it could read other files."
        : message;
  }

  private static DocumentBuilder builder() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      // Text of deeply nested elements is gathered by recursion.
      factory.setAttribute("jdk.xml.maxElementDepth", DEEPEST);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new Defect("This JDK's XML parser cannot be made safe.", e);
    }
  }

  /** Children with the name in an OVF namespace, or in none (oVirt writes them without). */
  static List<Element> children(Element parent, String name) {
    return all(parent).stream()
        .filter(e -> name.equals(e.getLocalName()) && isOvf(e.getNamespaceURI()))
        .toList();
  }

  /** Children with the name in any namespace, for vendors' own elements. */
  static List<Element> vendorChildren(Element parent, String name) {
    return all(parent).stream().filter(e -> name.equals(e.getLocalName())).toList();
  }

  private static boolean isOvf(@org.jspecify.annotations.Nullable String namespace) {
    return namespace == null || namespace.isEmpty() || ENVELOPES.contains(namespace);
  }

  /** All child elements. */
  static List<Element> all(Element parent) {
    List<Element> result = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        result.add(e);
      }
    }
    return result;
  }

  /** Text of the first child with the name, trimmed; empty when there is none. */
  static String text(Element parent, String name) {
    return children(parent, name).stream().findFirst().map(OvfXml::textOf).orElse("");
  }

  /** Trimmed text of an element, cut at a sensible length. */
  static String textOf(Element element) {
    String text = element.getTextContent().trim();
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }

  /** Value of the attribute by local name, whatever its prefix; empty when there is none. */
  static String attribute(Element element, String name) {
    return IntStream.range(0, element.getAttributes().getLength())
        .mapToObj(i -> (Attr) element.getAttributes().item(i))
        .filter(a -> name.equals(a.getLocalName()) && !isNamespaceDeclaration(a))
        .map(a -> a.getValue().trim())
        .findFirst()
        .orElse("");
  }

  static boolean isNamespaceDeclaration(Attr attribute) {
    return XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
  }

  /** Turns every error into an exception; the default prints to the console. */
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
