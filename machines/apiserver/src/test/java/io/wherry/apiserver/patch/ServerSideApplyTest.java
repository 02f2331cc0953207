package io.wherry.apiserver.patch;

import static io.wherry.apiserver.Trees.object;
import static io.wherry.apiserver.patch.ServerSideApply.OnConflict.REFUSE;
import static io.wherry.apiserver.patch.ServerSideApply.OnConflict.TAKE_OVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.schema.SchemaNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private static final BuiltinSchemas SCHEMAS = BuiltinSchemas.load();
  private static final SchemaNode MAP = root("ConfigMap");
  private static final SchemaNode POD = root("Pod");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant T1 = Instant.parse("2026-01-02T00:00:00Z");

  private static SchemaNode root(String kind) {
    return SCHEMAS.forKind("", "v1", kind).orElseThrow().root();
  }

  private static FieldWriter by(String manager, Instant when) {
    return new FieldWriter(manager, "v1", "", when);
  }

  private static ObjectNode map(String data) {
    return object(
        "{apiVersion:'v1',kind:'ConfigMap',metadata:{name:'m',namespace:'n'},data:" + data + "}");
  }

  private static ObjectNode pod(String spec) {
    return object("{apiVersion:'v1',kind:'Pod',metadata:{name:'p'},spec:" + spec + "}");
  }

  private static ObjectNode apply(ObjectNode live, ObjectNode applied, String manager) {
    return ServerSideApply.apply(live, applied, MAP, by(manager, T0), REFUSE);
  }

  private static JsonNode fields(ObjectNode object, String manager) {
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(manager)) {
        return entry.path("fieldsV1");
      }
    }
    return object.path("nobody");
  }

  @Test
  void writesDownWhatTheWriterStates() {
    ObjectNode live = apply(object("{}"), map("{a:'1'}"), "alice");
    assertThat(live.path("metadata").path("managedFields").get(0))
        .isEqualTo(
            object(
                "{apiVersion:'v1',fieldsType:'FieldsV1',fieldsV1:{'f:data':{'f:a':{}}},"
                    + "manager:'alice',operation:'Apply',time:'2026-01-01T00:00:00Z'}"));
  }

  @Test
  void changesNothingWhenAppliedAgain() {
    ObjectNode once = apply(object("{}"), map("{a:'1'}"), "alice");
    ObjectNode twice = ServerSideApply.apply(once, map("{a:'1'}"), MAP, by("alice", T1), REFUSE);
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void removesWhatIsNoLongerStated() {
    ObjectNode live = apply(object("{}"), map("{a:'1',b:'2'}"), "alice");
    assertThat(apply(live, map("{a:'1'}"), "alice").path("data")).isEqualTo(object("{a:'1'}"));
  }

  @Test
  void keepsWhatSomebodyElseStatesToo() {
    ObjectNode live = apply(object("{}"), map("{a:'1',b:'2'}"), "alice");
    ObjectNode shared = apply(live, map("{b:'2'}"), "bob");
    ObjectNode left = apply(shared, map("{a:'1'}"), "alice");
    assertThat(left.path("data")).isEqualTo(object("{a:'1',b:'2'}"));
    assertThat(fields(left, "bob")).isEqualTo(object("{'f:data':{'f:b':{}}}"));
  }

  @Test
  void refusesToChangeFieldsOfOthers() {
    ObjectNode live = apply(object("{}"), map("{a:'1'}"), "alice");
    assertThatThrownBy(() -> apply(live, map("{a:'2'}"), "bob"))
        .isInstanceOfSatisfying(
            ApplyConflict.class,
            e -> {
              assertThat(e.conflicts()).containsExactly(new FieldConflict(".data.a", "\"alice\""));
            })
        .hasMessage("Apply failed with 1 conflict: conflict with \"alice\": .data.a");
  }

  @Test
  void listsSeveralConflictsByOwner() {
    ObjectNode live = apply(object("{}"), map("{a:'1',b:'1'}"), "alice");
    assertThatThrownBy(() -> apply(live, map("{a:'2',b:'2'}"), "bob"))
        .hasMessage(
            "Apply failed with 2 conflicts: conflicts with \"alice\":\n- .data.a\n- .data.b");
  }

  @Test
  void takesFieldsOverByForce() {
    ObjectNode live = apply(object("{}"), map("{a:'1',b:'1'}"), "alice");
    ObjectNode forced = ServerSideApply.apply(live, map("{a:'2'}"), MAP, by("bob", T1), TAKE_OVER);
    assertThat(forced.path("data")).isEqualTo(object("{a:'2',b:'1'}"));
    assertThat(fields(forced, "alice")).isEqualTo(object("{'f:data':{'f:b':{}}}"));
    assertThat(fields(forced, "bob")).isEqualTo(object("{'f:data':{'f:a':{}}}"));
  }

  @Test
  void sharesAFieldWhenTheValuesAgree() {
    ObjectNode live = apply(object("{}"), map("{a:'1'}"), "alice");
    ObjectNode shared = apply(live, map("{a:'1'}"), "bob");
    assertThat(fields(shared, "alice")).isEqualTo(fields(shared, "bob"));
  }

  @Test
  void ownsElementsOfListsByTheirKeys() {
    ObjectNode live =
        ServerSideApply.apply(
            object("{}"),
            pod("{containers:[{name:'a',image:'1',ports:[{containerPort:80}]}]}"),
            POD,
            by("alice", T0),
            REFUSE);
    assertThat(fields(live, "alice"))
        .isEqualTo(
            object(
                "{'f:spec':{'f:containers':{'k:{\"name\":\"a\"}':{'.':{},'f:image':{},'f:name':{},"
                    + "'f:ports':{'k:{\"containerPort\":80,\"protocol\":\"TCP\"}':"
                    + "{'.':{},'f:containerPort':{}}}}}}}"));
  }

  @Test
  void mergesListElementsOfSeveralWriters() {
    ObjectNode live =
        ServerSideApply.apply(
            object("{}"), pod("{containers:[{name:'a',image:'1'}]}"), POD, by("alice", T0), REFUSE);
    ObjectNode both =
        ServerSideApply.apply(
            live, pod("{containers:[{name:'b',image:'2'}]}"), POD, by("bob", T0), REFUSE);
    assertThat(both.path("spec").path("containers")).hasSize(2);
    ObjectNode left =
        ServerSideApply.apply(both, pod("{containers:[]}"), POD, by("alice", T0), REFUSE);
    assertThat(left.path("spec")).isEqualTo(object("{containers:[{name:'b',image:'2'}]}"));
  }

  @Test
  void takesAWholeElementAwayRatherThanItsKey() {
    ObjectNode live =
        ServerSideApply.apply(
            object("{}"), pod("{containers:[{name:'a',image:'1'}]}"), POD, by("alice", T0), REFUSE);
    ObjectNode edited = live.deepCopy();
    ((ObjectNode) edited.at("/spec/containers/0")).put("tty", true);
    UpdateTracking.track(live, edited, POD, by("bob", T0));
    ObjectNode left =
        ServerSideApply.apply(edited, pod("{nodeName:'n'}"), POD, by("alice", T0), REFUSE);
    assertThat(left.path("spec").path("containers").isEmpty()).isTrue();
  }

  @Test
  void takesOwnersThatAreEditedByHand() {
    ObjectNode live = apply(object("{}"), map("{a:'1'}"), "alice");
    ObjectNode renamed = live.deepCopy();
    ((ObjectNode) renamed.at("/metadata/managedFields/0")).put("manager", "carol");
    UpdateTracking.track(live, renamed, MAP, by("kubectl", T0));
    assertThat(fields(renamed, "carol")).isEqualTo(object("{'f:data':{'f:a':{}}}"));
    ObjectNode forgotten = live.deepCopy();
    ((ObjectNode) forgotten.get("metadata")).putArray("managedFields").addObject();
    UpdateTracking.track(live, forgotten, MAP, by("kubectl", T0));
    assertThat(forgotten.path("metadata").has("managedFields")).isFalse();
    ObjectNode without = live.deepCopy();
    ((ObjectNode) without.get("metadata")).remove("managedFields");
    UpdateTracking.track(live, without, MAP, by("kubectl", T0));
    assertThat(fields(without, "alice")).isEqualTo(object("{'f:data':{'f:a':{}}}"));
  }

  @Test
  void treatsAtomicListsAsOneField() {
    ObjectNode live =
        ServerSideApply.apply(
            object("{}"), pod("{tolerations:[{key:'a'}]}"), POD, by("alice", T0), REFUSE);
    assertThatThrownBy(() ->
            ServerSideApply.apply(
                live, pod("{tolerations:[{key:'b'}]}"), POD, by("bob", T0), REFUSE))
        .hasMessageContaining(".spec.tolerations");
  }

  @Test
  void namesKeysInConflicts() {
    ObjectNode live =
        ServerSideApply.apply(
            object("{}"), pod("{containers:[{name:'a',image:'1'}]}"), POD, by("alice", T0), REFUSE);
    assertThatThrownBy(() ->
            ServerSideApply.apply(
                live, pod("{containers:[{name:'a',image:'2'}]}"), POD, by("bob", T0), REFUSE))
        .hasMessageEndingWith(".spec.containers[name=\"a\"].image");
  }

  @Test
  void refusesAppliedBookkeeping() {
    ObjectNode applied = map("{}");
    applied.withObjectProperty("metadata").putArray("managedFields").addObject();
    assertThatThrownBy(() -> apply(object("{}"), applied, "alice"))
        .isInstanceOf(PatchRefused.class)
        .hasMessage("metadata.managedFields must be nil");
  }

  @Test
  void tracksUpdatesAndTakesFieldsFromAppliers() {
    ObjectNode live = apply(object("{}"), map("{a:'1',b:'1'}"), "alice");
    ObjectNode edited = live.deepCopy();
    edited.withObjectProperty("data").put("a", "2").put("c", "3");
    UpdateTracking.track(live, edited, MAP, by("kubectl-edit", T1));
    assertThat(fields(edited, "alice")).isEqualTo(object("{'f:data':{'f:b':{}}}"));
    assertThat(fields(edited, "kubectl-edit")).isEqualTo(object("{'f:data':{'f:a':{},'f:c':{}}}"));
    assertThatThrownBy(() -> apply(edited, map("{a:'1',b:'1'}"), "alice"))
        .hasMessage(
            "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .data.a");
  }

  @Test
  void tracksACreateWithItsInnerNodes() {
    ObjectNode created = map("{a:'1'}");
    created.withObjectProperty("metadata").putObject("labels").put("x", "y");
    UpdateTracking.track(object("{}"), created, MAP, by("kubectl-create", T0));
    assertThat(fields(created, "kubectl-create"))
        .isEqualTo(
            object("{'f:data':{'.':{},'f:a':{}},'f:metadata':{'f:labels':{'.':{},'f:x':{}}}}"));
  }

  @Test
  void keepsStatusWritersApart() {
    ObjectNode live = pod("{nodeName:'n'}");
    UpdateTracking.track(object("{}"), live, POD, by("writer", T0));
    ObjectNode next = live.deepCopy();
    next.putObject("status").put("phase", "Running");
    UpdateTracking.track(live, next, POD, new FieldWriter("writer", "v1", "status", T1));
    JsonNode entries = next.path("metadata").path("managedFields");
    assertThat(entries).hasSize(2);
    assertThat(entries.get(1).path("subresource").asText()).isEqualTo("status");
    assertThat(entries.get(1).path("fieldsV1"))
        .isEqualTo(object("{'f:status':{'.':{},'f:phase':{}}}"));
  }

  @Test
  void adoptsObjectsThatHaveNoBooksYet() {
    ObjectNode live = map("{a:'1'}");
    assertThatThrownBy(() -> apply(live, map("{a:'2'}"), "alice"))
        .hasMessageContaining("\"before-first-apply\" using v1");
  }

  @Test
  void foldsOldUpdatersTogether() {
    ObjectNode object = map("{}");
    for (int i = 0; i < 15; i++) {
      ObjectNode next = object.deepCopy();
      next.withObjectProperty("data").put("k" + i, "v");
      UpdateTracking.track(object, next, MAP, by("writer-" + i, T0.plusSeconds(i)));
      object = next;
    }
    JsonNode entries = object.path("metadata").path("managedFields");
    assertThat(entries.size()).isLessThanOrEqualTo(11);
    assertThat(fields(object, "ancient-changes").path("f:data").has("f:k0")).isTrue();
  }

  @Test
  void roundTripsFieldSets() {
    JsonNode fields =
        object("{'f:a':{},'f:b':{'.':{},'k:{\"n\":1}':{'.':{},'f:n':{}},'v:\"x\"':{}}}");
    assertThat(FieldSet.parse(fields).toJson()).isEqualTo(fields);
  }
}
