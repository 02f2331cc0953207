package io.wherry.vsphere.soap;

import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/** Exchanges messages with one server. Knows nothing of logins. Safe for several threads. */
public final class SoapPort implements AutoCloseable {
  /** A page of 100 machines with many disks has 5 MB. */
  private static final int MOST_BYTES = 64 << 20;

  private static final String COOKIE = "vmware_soap_session";
  private static final Pattern SESSION = Pattern.compile(COOKIE + "=([^;]+)");

  private final URI sdk;
  private final HttpCalls calls;

  /**
   * @param sdk for example {@code https://vcenter/sdk}
   * @param options for trust, and how long an answer may be silent
   */
  public SoapPort(URI sdk, HttpOptions options) {
    this.sdk = sdk;
    this.calls = new HttpCalls(options);
  }

  /**
   * An answer.
   *
   * @param result the method's {@code …Response}
   * @param cookie a new session's, if the answer begins one
   */
  public record Reply(Xml result, Optional<String> cookie) {}

  /** Who asks, in which version of the API. */
  public record Manner(String version, Optional<String> cookie) {}

  /**
   * Calls a method, once. Blocks.
   *
   * @throws VimFault the method failed
   * @throws PeerUnavailable the server is away, or answers no SOAP now
   * @throws InvalidRequest there is no vSphere at this address
   */
  public Reply call(Call call, Manner manner) throws VimFault {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "text/xml; charset=utf-8");
    headers.put(
        "SOAPAction", manner.version().isEmpty() ? "urn:vim25" : "urn:vim25/" + manner.version());
    manner.cookie().ifPresent(c -> headers.put("Cookie", cookieHeader(c)));
    HttpCalls.Reply reply;
    try {
      reply = calls.post(sdk, headers, call.message(), MOST_BYTES);
    } catch (PeerRefused e) {
      // TLS. It may be put right at the server, so it is worth looking again.
      throw new InvalidRequest(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "%s did not answer %s: %s".formatted(host(), call.method(), e.getMessage()), e);
    }
    Xml body = body(reply, call);
    Xml fault = body.at("Fault");
    if (fault.isPresent()) {
      throw fault(fault);
    }
    Xml result = body.at(call.method() + "Response");
    if (!result.isPresent()) {
      throw new PeerUnavailable(
          "%s answered %s with something else (status %d)."
              .formatted(host(), call.method(), reply.status()));
    }
    return new Reply(result, cookie(reply));
  }

  /** The header that carries a session. */
  public static String cookieHeader(String cookie) {
    return COOKIE + "=" + cookie;
  }

  private Xml body(HttpCalls.Reply reply, Call call) {
    boolean mayBeSoap = reply.status() == 200 || reply.status() == 500;
    try {
      if (mayBeSoap && reply.body().length > 0) {
        Xml envelope = XmlParser.parse(reply.body());
        if (envelope.name().equals("Envelope")) {
          return envelope.at("Body");
        }
      }
    } catch (XMLStreamException e) {
      throw new PeerUnavailable(
          "%s answered %s with what is no SOAP: %s"
              .formatted(host(), call.method(), firstLine(String.valueOf(e.getMessage()))),
          e);
    }
    throw problem(reply);
  }

  private RuntimeException problem(HttpCalls.Reply reply) {
    String said = host() + " answers with status " + reply.status();
    return switch (reply.status()) {
      case 200, 404, 405, 410 ->
          new InvalidRequest(
              said + " and no SOAP: is " + sdk + " the address of a vCenter's or ESXi host's SDK?");
      case 301, 302, 303, 307, 308 ->
          new InvalidRequest(
              "%s sends us elsewhere (to %s), which is not followed. Correct the url."
                  .formatted(host(), reply.headers().firstValue("Location").orElse("nowhere")));
      case 401, 403, 407 -> new PeerRefused(said + ". Check the address and any proxy before it.");
      default ->
          new PeerUnavailable(said + ", as while it starts: " + firstLine(text(reply.body())));
    };
  }

  private static String text(byte[] body) {
    return new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8);
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  private static VimFault fault(Xml fault) {
    String message = fault.text("faultstring");
    Xml detail = fault.at("detail").children().stream().findFirst().orElse(Xml.NOTHING);
    String name = detail.type().isEmpty() ? detail.name().replaceAll("Fault$", "") : detail.type();
    return new VimFault(name.isEmpty() ? "RuntimeFault" : name, message, detail);
  }

  private static Optional<String> cookie(HttpCalls.Reply reply) {
    for (String header : reply.headers().allValues("Set-Cookie")) {
      Matcher session = SESSION.matcher(header);
      if (session.find()) {
        return Optional.of(session.group(1).strip());
      }
    }
    return Optional.empty();
  }

  private String host() {
    return sdk.getHost();
  }

  @Override
  public void close() {
    calls.close();
  }
}
