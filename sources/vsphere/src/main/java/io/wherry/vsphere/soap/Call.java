package io.wherry.vsphere.soap;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A call of a method, as it is written into a message. Arguments come in the schema's order. */
public final class Call {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope"
          + " xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
          + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
          + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><e:Body>";

  private final String method;
  private final StringBuilder xml = new StringBuilder();

  private Call(String method) {
    this.method = method;
  }

  /** A call of an object's method. */
  public static Call of(String method, MoRef target) {
    return new Call(method).ref("_this", target);
  }

  /** The method's name, for messages. */
  public String method() {
    return method;
  }

  /** An argument that is text, a number, a flag or a time. */
  public Call text(String name, Object value) {
    xml.append('<').append(name).append('>');
    escape(value.toString());
    xml.append("</").append(name).append('>');
    return this;
  }

  /** As {@link #text}, but nothing for an empty text. */
  public Call textIfAny(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  /** An argument that names an object. */
  public Call ref(String name, MoRef ref) {
    xml.append('<').append(name).append(" type=\"");
    escape(ref.type());
    xml.append("\">");
    escape(ref.value());
    xml.append("</").append(name).append('>');
    return this;
  }

  /** As {@link #ref}, but nothing for {@link MoRef#NONE}. */
  public Call refIfAny(String name, MoRef ref) {
    return ref.isSet() ? ref(name, ref) : this;
  }

  /** An argument with parts. */
  public Call node(String name, Consumer<Call> parts) {
    xml.append('<').append(name).append('>');
    parts.accept(this);
    xml.append("</").append(name).append('>');
    return this;
  }

  /** An argument with parts whose type must be stated. */
  public Call node(String name, String type, Consumer<Call> parts) {
    xml.append('<').append(name).append(" xsi:type=\"").append(type).append("\">");
    parts.accept(this);
    xml.append("</").append(name).append('>');
    return this;
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '&' -> xml.append("&amp;");
        case '"' -> xml.append("&quot;");
        case '\t', '\n' -> xml.append(c);
        case '\r' -> xml.append("&#13;");
        // XML has no way to write other controls and single surrogates.
        default -> xml.append(isWritable(text, i) ? c : '\uFFFD');
      }
    }
  }

  private static boolean isWritable(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
    return c >= ' ' && c < '\uFFFE';
  }

  /** The whole message. */
  byte[] message() {
    String inner =
        HEAD
            + "<"
            + method
            + " xmlns=\"urn:vim25\">"
            + xml
            + "</"
            + method
            + "></e:Body></e:Envelope>";
    return inner.getBytes(StandardCharsets.UTF_8);
  }

  /** Only the method's name: arguments may hold a password. */
  @Override
  public String toString() {
    return method;
  }
}
