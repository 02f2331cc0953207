package io.wherry.testkit.vsphere;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads and writes SOAP, plainly. */
final class Markup {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope"
          + " xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
          + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
          + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body>";
  private static final String TAIL = "</soapenv:Body></soapenv:Envelope>";

  private Markup() {}

  /** The method's element of a request. */
  static Element method(byte[] request) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(request));
    Element body = child(document.getDocumentElement(), "Body");
    return children(body).getFirst();
  }

  static List<Element> children(Node parent) {
    List<Element> result = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        result.add(e);
      }
    }
    return result;
  }

  static List<Element> children(Node parent, String name) {
    return children(parent).stream().filter(e -> e.getLocalName().equals(name)).toList();
  }

  /** The child of that name; the request is at fault when it is missing. */
  static Element child(Node parent, String name) {
    return children(parent, name).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no <" + name + ">"));
  }

  /** Text of a child; empty when it is missing. */
  static String text(Node parent, String name) {
    return children(parent, name).stream().findFirst().map(Element::getTextContent).orElse("");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String el(String name, Object value) {
    return "<" + name + ">" + escape(value.toString()) + "</" + name + ">";
  }

  static String ref(String name, String type, String id) {
    return "<%s type=\"%s\">%s</%s>".formatted(name, type, escape(id), name);
  }

  /** A value of a property. */
  static String val(String type, String inner) {
    return "<val xsi:type=\"" + type + "\">" + inner + "</val>";
  }

  static String string(String text) {
    return val("xsd:string", escape(text));
  }

  static String reference(String type, String id) {
    return "<val type=\"%s\" xsi:type=\"ManagedObjectReference\">%s</val>"
        .formatted(type, escape(id));
  }

  static byte[] response(String method, String inner) {
    String text =
        HEAD
            + "<%sResponse xmlns=\"urn:vim25\">%s</%sResponse>".formatted(method, inner, method)
            + TAIL;
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  static byte[] fault(String type, String message, String inner) {
    String text =
        HEAD
            + "<soapenv:Fault><faultcode>ServerFaultCode</faultcode>"
            + el("faultstring", message)
            + "<detail><%sFault xmlns=\"urn:vim25\" xsi:type=\"%s\">%s</%sFault></detail>"
                .formatted(type, type, inner, type)
            + "</soapenv:Fault>"
            + TAIL;
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
