package io.wherry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.rego.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleServiceTest {
  private static final String ROOT = "/v1/data/io/konveyor/forklift/";

  private final LiveRules rules = new LiveRules(Clock.systemUTC());
  private final RuleService service = new RuleService(rules, Clock.systemUTC());

  private RuleService.Reply ask(String method, String path, String body) throws IOException {
    return service.answer(
        method, path, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"vmware, 5", "ovirt, 6", "openstack, 6", "ova, 5", "hyperv, 1", "openshift, 1"})
  void tellsTheVersionOfEachFamily(String family, int version) throws IOException {
    assertThat(ask("GET", ROOT + family + "/rules_version", "").body())
        .hasToString("{\"result\":{\"rules_version\":" + version + "}}");
  }

  @Test
  void validatesAMachine() throws IOException {
    RuleService.Reply reply =
        ask("POST", ROOT + "ova/validate", "{\"input\": {\"name\": \"a\", \"ovaSource\": \"x\"}}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().at("/result/errors")).isEmpty();
    assertThat(reply.body().at("/result/rules_version").asInt()).isEqualTo(5);
    assertThat(reply.body().at("/result/concerns/0").properties())
        .extracting(e -> e.getKey())
        .containsExactlyInAnyOrder("id", "category", "label", "assessment");
    assertThat(reply.body().at("/result/concerns/0/id").asText())
        .isEqualTo("ova.source.unsupported");
  }

  @Test
  void debugGivesTheInputBack() throws IOException {
    assertThat(ask("POST", ROOT + "hyperv/debug", "{\"input\": {\"name\": \"a\"}}").body())
        .hasToString("{\"result\":{\"name\":\"a\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/data/nothing/here", "/v1/data/io/konveyor/forklift/ova/no%20rule"})
  void whatIsNotDefinedIsNoError(String path) throws IOException {
    assertThat(ask("POST", path, "").status()).isEqualTo(200);
    assertThat(ask("GET", path, "").body()).hasToString("{}");
  }

  @Test
  void usersRulesCountAtOnceAndAreListed() throws IOException {
    rules.use(
        List.of(
            new SourceFile(
                "mine.rego",
                "package io.konveyor.forklift.openshift\nconcerns[flag] { input.x; flag :="
                    + " {\"id\": \"own\", \"category\": \"Warning\", \"label\": \"l\","
                    + " \"assessment\": \"a\"} }\n")));
    assertThat(
            ask("POST", ROOT + "openshift/validate", "{\"input\": {\"name\": \"a\", \"x\": 1}}")
                .body()
                .at("/result/concerns/0/id")
                .asText())
        .isEqualTo("own");
    assertThat(ask("GET", "/v1/policies", "").body().path("result"))
        .anyMatch(p -> p.path("id").asText().equals("mine.rego"));
  }

  @Test
  void contradictingRulesAreAnErrorWithItsPlace() throws IOException {
    rules.use(List.of(new SourceFile("bad.rego", "package p\nr := 1 if true\nr := 2 if true\n")));
    RuleService.Reply reply = ask("GET", "/v1/data/p/r", "");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body().at("/errors/0/code").asText()).isEqualTo("eval_conflict_error");
    assertThat(reply.body().at("/errors/0/location/file").asText()).isEqualTo("bad.rego");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/data/x, '{', 400",
    "POST, /v1/data/x, '{\"input\": 1, \"input\": 2}', 400",
    "POST, /v1/data/%zz, '', 400",
    "PUT, /v1/policies/x, 'package x', 405",
    "DELETE, /v1/data, '', 405"
  })
  void refusesWhatItDoesNotUnderstand(String method, String path, String body, int status)
      throws IOException {
    assertThat(ask(method, path, body).status()).isEqualTo(status);
  }

  @Test
  void hostileBodiesAreBounded() throws IOException {
    assertThat(ask("POST", "/v1/data/x", "{\"input\": " + "[".repeat(100_000)).status())
        .isEqualTo(400);
    assertThat(ask("POST", "/v1/data/x", "{\"input\": 1" + "0".repeat(1_000_000) + "}").status())
        .isEqualTo(400);
    assertThat(ask("POST", "/v1/data/x", " ".repeat(5 << 20)).status()).isEqualTo(413);
  }
}
