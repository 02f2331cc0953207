package io.wherry.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.inventory.InventoryAccess.Verdict;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.spi.Credentials;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryHttpTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final TrialSource source = new TrialSource();
  private final LiveInventories inventories = new LiveInventories(List.of(source));
  private final List<InventoryAccess.Question> questions = new ArrayList<>();
  private Verdict verdict = new Verdict.Allowed();
  private final InventoryHttp http =
      new InventoryHttp(
          new InventoryHttp.Sources(
              inventories,
              () -> List.of(provider("u1", "catalog"), provider("u2", "closed")),
              question -> {
                questions.add(question);
                return verdict;
              }),
          CLOCK,
          Duration.ofMillis(50));

  private static Resource provider(String uid, String name) {
    ObjectNode tree = Resource.of(Kinds.PROVIDER, "ns", name).mutableCopy();
    ((ObjectNode) tree.path("metadata")).put("uid", uid).put("resourceVersion", "7");
    tree.putObject("spec").put("type", "ova").putObject("secret").put("name", "s");
    return new Resource(tree);
  }

  @BeforeEach
  void fill() {
    inventories.open(SourceType.OVA, TrialSource.endpoint("u1", "h:/a"), Credentials.NONE, "1");
    source.last().listener().put(TrialSource.vm("1", "web", "a/web"));
    source.last().listener().put(TrialSource.vm("2", "web", "b/web"));
    source.last().listener().put(TrialSource.vm("3", "db", "b/db"));
    source.last().listener().parity();
  }

  private InventoryAnswer get(String pathAndQuery) {
    String[] parts = pathAndQuery.split("\\?", 2);
    Map<String, List<String>> query = new java.util.HashMap<>();
    if (parts.length > 1) {
      for (String pair : parts[1].split("&")) {
        String[] kv = pair.split("=", 2);
        query.put(kv[0], List.of(kv[1]));
      }
    }
    return http.get(new InventoryRequest(parts[0], query, "token", ""));
  }

  private static List<String> ids(InventoryAnswer answer) {
    List<String> ids = new ArrayList<>();
    answer.body().forEach(row -> ids.add(row.path("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    "/providers/ova/u1/vms, 3;1;2",
    "/providers/ova/u1/vms/, 3;1;2",
    "/providers/ova/u1/vms?name=web, 1;2",
    "/providers/ova/u1/vms?name=b/web, 2",
    "/providers/ova/u1/vms?name=x/web, ''",
    "/providers/ova/u1/vms?name=db, 3",
    "/providers/ova/u1/vms?limit=1&offset=1, 1",
    "/providers/ova/u1/vms?limit=0, ''",
    "/providers/ova/u1/networks, ''"
  })
  void listsFiltersAndPages(String path, String expected) {
    InventoryAnswer answer = get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(String.join(";", ids(answer))).isEqualTo(expected);
  }

  @Test
  void showsMoreWithDetail() {
    JsonNode base = get("/providers/ova/u1/vms?name=db").body().get(0);
    JsonNode middle = get("/providers/ova/u1/vms?name=db&detail=1").body().get(0);
    JsonNode full = get("/providers/ova/u1/vms?name=db&detail=all").body().get(0);
    assertThat(base.has("revisionValidated")).isFalse();
    assertThat(middle.has("revisionValidated")).isTrue();
    assertThat(middle.has("cpuCount")).isFalse();
    assertThat(full.has("cpuCount")).isTrue();
    assertThat(get("/providers/ova/u1/vms/3").body()).isEqualTo(full);
    assertThat(get("/providers/ova/u1/workloads/3").body().path("cpuCount").asInt()).isEqualTo(2);
  }

  @Test
  void addsWhatAllSourcesSayInTheSameWords() {
    JsonNode row = get("/providers/ova/u1/vms?name=db&neutral=true").body().get(0);
    assertThat(row.at("/neutral/cpus").asInt()).isEqualTo(2);
    assertThat(row.at("/neutral/power").asText()).isEqualTo("Off");
    assertThat(row.at("/neutral/networks").isArray()).isTrue();
    assertThat(get("/providers/ova/u1/vms?name=db").body().get(0).has("neutral")).isFalse();
  }

  @Test
  void tellsConsolesWhatTypesMustBeTold() {
    JsonNode form = get("/connection-forms").body().get(0);
    assertThat(form.path("type").asText()).isEqualTo("ova");
    assertThat(form.path("tls").asBoolean()).isTrue();
    assertThat(form.at("/url/required").asBoolean()).isTrue();
    assertThat(form.path("fields").toString())
        .isEqualTo(
            "[{\"key\":\"kind\",\"title\":\"Kind\",\"to\":\"settings\",\"options\":[\"a\",\"b\"]},"
                + "{\"key\":\"token\",\"title\":\"Token\",\"to\":\"secret\",\"required\":true,"
                + "\"secret\":true,\"when\":[\"kind\",\"b\"]}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"detail=much", "limit=x", "offset=1.5"})
  void refusesParametersThatAreNoNumbers(String parameter) {
    assertThat(get("/providers/ova/u1/vms?" + parameter).status()).isEqualTo(400);
  }

  @Test
  void tellsAnUnknownProviderFromAnUnknownObject() {
    assertThat(get("/providers/ova/nobody/vms").headers())
        .containsEntry("X-Reason", "ProviderNotFound");
    assertThat(get("/providers/ova/u2/vms").headers())
        .containsEntry("X-Reason", "ProviderNotFound");
    assertThat(get("/providers/vsphere/u1").headers())
        .containsEntry("X-Reason", "ProviderNotFound");
    for (String path : List.of("/providers/ova/u1/vms/9", "/providers/ova/u1/hosts", "/other")) {
      assertThat(get(path).status()).isEqualTo(404);
      assertThat(get(path).headers()).isEmpty();
    }
  }

  @Test
  void saysThatACollectorIsNotReady() {
    inventories.open(SourceType.OVA, TrialSource.endpoint("u1", "h:/b"), Credentials.NONE, "1");
    source.last().listener().put(TrialSource.vm("1", "web", "web"));
    assertThat(get("/providers/ova/u1/vms").status()).isEqualTo(206);
    assertThat(ids(get("/providers/ova/u1/vms"))).containsExactly("1");
    assertThat(get("/providers/ova/u1/vms/1").status()).isEqualTo(206);
  }

  @Test
  void showsProvidersWithCountersAndWithoutTheirSecret() {
    JsonNode one = get("/providers/ova/u1").body();
    assertThat(one.path("vmCount").asInt()).isEqualTo(3);
    assertThat(one.path("diskCount").isInt()).isTrue();
    assertThat(one.path("selfLink").asText()).isEqualTo("providers/ova/u1");
    assertThat(one.at("/object/spec").has("secret")).isFalse();
    assertThat(get("/providers").body().path("ova")).hasSize(2);
    assertThat(get("/providers").body().path("nutanix").isArray()).isTrue();
    assertThat(get("/providers/ova?namespace=other").body()).isEmpty();
    assertThat(get("/providers/ova").body().get(0).has("object")).isFalse();
    assertThat(get("/providers/ova?detail=1").body().get(0).has("object")).isTrue();
    assertThat(get("/providers/teapot").status()).isEqualTo(404);
  }

  @Test
  void asksForTheRightAndRemembersOnlyWhatIsAllowed() {
    get("/providers/ova/u1/vms");
    get("/providers/ova/u1/vms");
    assertThat(questions)
        .containsExactly(new InventoryAccess.Question("token", "get", "ns", "catalog"));
    verdict = new Verdict.Denied("no\r\nX-Evil: yes");
    InventoryAnswer denied = get("/providers?namespace=secret");
    get("/providers?namespace=secret");
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.headers()).containsEntry("forklift-error-message", "no X-Evil: yes");
    assertThat(questions)
        .endsWith(
            new InventoryAccess.Question("token", "list", "secret", ""),
            new InventoryAccess.Question("token", "list", "secret", ""));
    verdict = new Verdict.Unknown("who?");
    assertThat(get("/providers").status()).isEqualTo(401);
    assertThat(questions.getFirst().toString()).doesNotContain("token");
  }

  private record Client(BlockingQueue<String> messages, CountDownLatch closed)
      implements InventoryWatch.Peer {
    Client() {
      this(new LinkedBlockingQueue<>(), new CountDownLatch(1));
    }

    @Override
    public void send(String json) {
      messages.add(json);
    }

    @Override
    public void close() {
      closed.countDown();
    }

    JsonNode next() throws Exception {
      return new ObjectMapper().readTree(messages.poll(5, TimeUnit.SECONDS));
    }
  }

  private InventoryWatch watch(String path, String header, Client client) {
    var start = http.watch(new InventoryRequest(path, Map.of(), "token", header));
    assertThat(start).isInstanceOf(InventoryHttp.WatchStart.Accepted.class);
    InventoryWatch watch = ((InventoryHttp.WatchStart.Accepted) start).watch().get();
    watch.open(client);
    return watch;
  }

  @Test
  void replaysASnapshotThenFollows() throws Exception {
    Client client = new Client();
    InventoryWatch watch = watch("/providers/ova/u1/vms", "snapshot", client);
    assertThat(client.next().path("Action").asInt()).isZero();
    for (String id : List.of("3", "1", "2")) {
      JsonNode created = client.next();
      assertThat(created.path("Action").asInt()).isEqualTo(16);
      assertThat(created.at("/Resource/id").asText()).isEqualTo(id);
    }
    assertThat(client.next().path("Action").asInt()).isEqualTo(1);
    source.last().listener().put(TrialSource.vm("1", "renamed", "a/web"));
    JsonNode updated = client.next();
    assertThat(updated.path("Action").asInt()).isEqualTo(32);
    assertThat(updated.at("/Resource/name").asText()).isEqualTo("web");
    assertThat(updated.at("/Updated/name").asText()).isEqualTo("renamed");
    source.last().listener().remove("vms", "1");
    assertThat(client.next().path("Action").asInt()).isEqualTo(64);
    watch.received("{\"Action\":4}");
    assertThat(client.closed().await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsWatchesWhenTheProviderGoes() throws Exception {
    Client client = new Client();
    watch("/providers/ova/u1/vms", "1", client);
    assertThat(client.next().path("Action").asInt()).isZero();
    inventories.close("u1");
    assertThat(client.next().path("Action").asInt()).isEqualTo(4);
    assertThat(client.closed().await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesWatchesOfOtherThings() {
    for (String path : List.of("/providers", "/providers/ova/u1", "/providers/ova/u1/vms/1")) {
      var start = http.watch(new InventoryRequest(path, Map.of(), "token", "1"));
      assertThat(start)
          .isInstanceOfSatisfying(
              InventoryHttp.WatchStart.Refused.class,
              r -> assertThat(r.answer().status()).isEqualTo(400));
    }
  }
}
