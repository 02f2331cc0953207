package io.wherry.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.apiserver.ApiExtension;
import io.wherry.apiserver.ApiFailure;
import io.wherry.console.ConsolePages;
import io.wherry.console.LoginCodes;
import java.io.IOException;
import java.time.Clock;

/**
 * The web console and its logins: {@code POST /console/codes} gives a logged-in caller a code that
 * stands for the caller's own token once; {@code POST /console/login} takes it.
 */
final class ConsoleExtension implements ApiExtension {
  static final String ROOT = ConsolePages.ROOT;

  private static final String CODES = ROOT + "/codes";
  private static final String LOGIN = ROOT + "/login";
  private static final String BEARER = "Bearer ";
  private static final int BODY_LIMIT = 4 << 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsolePages pages = new ConsolePages();
  private final LoginCodes codes;

  ConsoleExtension(Clock clock) {
    this.codes = new LoginCodes(clock);
  }

  @Override
  public boolean serves(String path) {
    return ConsolePages.serves(path);
  }

  @Override
  public boolean isPublic(String path) {
    return serves(path) && !path.equals(CODES);
  }

  @Override
  public void handle(Call call, Reply reply) throws IOException {
    switch (call.method() + " " + call.path()) {
      case "POST " + CODES -> answer(reply, "code", issue(call));
      case "POST " + LOGIN -> answer(reply, "token", redeem(call));
      default -> page(call, reply);
    }
  }

  private String issue(Call call) {
    String header = call.header("Authorization");
    if (!header.startsWith(BEARER)) {
      throw ApiFailure.badRequest("a login code stands for a bearer token, and there is none");
    }
    return codes
        .issue(header.substring(BEARER.length()).strip())
        .orElseThrow(() ->
            ApiFailure.of(
                429, "TooManyRequests", "too many login codes are open; try again later"));
  }

  private String redeem(Call call) throws IOException {
    byte[] body = call.body().readNBytes(BODY_LIMIT);
    JsonNode request = JSON.readTree(body);
    return codes
        .redeem(request == null ? "" : request.path("code").asText())
        .orElseThrow(() ->
            ApiFailure.of(
                401,
                "Unauthorized",
                "this link was used already or is too old; 'wherry console-link' prints a new one"));
  }

  private static void answer(Reply reply, String name, String value) throws IOException {
    reply.header("Cache-Control", "no-store");
    byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().put(name, value));
    reply.send(200, "application/json", body);
  }

  private void page(Call call, Reply reply) throws IOException {
    if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
      throw ApiFailure.methodNotAllowed();
    }
    ConsolePages.Page page = pages.find(call.path()).orElseThrow(ApiFailure::noSuchPath);
    page.headers().forEach(reply::header);
    reply.send(200, page.contentType(), page.body());
  }
}
