package io.wherry.apiserver.tables;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.KindDefinition.Names;
import io.wherry.apiserver.KindDefinition.Origin;
import io.wherry.apiserver.PrinterColumn;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private final KubernetesTables tables = new KubernetesTables();

  private static KindDefinition builtin(KindRef ref) {
    return new KindDefinition(
        ref, Names.of("x"), Set.of(), object("{}"), List.of(), List.of(), Origin.BUILT_IN);
  }

  private static KindDefinition custom(PrinterColumn... columns) {
    return new KindDefinition(
        Kinds.PLAN,
        Names.of("plan"),
        Set.of(),
        object("{}"),
        List.of(columns),
        List.of(),
        Origin.CUSTOM);
  }

  private static PrinterColumn column(String type, String path) {
    return new PrinterColumn("X", type, "", "", 0, path);
  }

  private static List<String> texts(JsonNode list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(e -> texts.add(field.isEmpty() ? e.asText() : e.path(field).asText()));
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "119,119s",
    "120,2m",
    "150,2m30s",
    "599,9m59s",
    "600,10m",
    "10799,179m",
    "10800,3h",
    "14400,4h",
    "16200,4h30m",
    "28800,8h",
    "172799,47h",
    "172800,2d",
    "176400,2d1h",
    "691200,8d",
    "63071999,729d",
    "63072000,2y",
    "63158400,2y1d",
    "252288000,8y",
    "-5,<invalid>",
    "-1,0s"
  })
  void agesBecomeCoarserWithTime(long seconds, String shown) {
    assertThat(Ages.shown(Duration.ofSeconds(seconds))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".a.b | 1",
        "{.a.b} | 1",
        "$.a.b | 1",
        "['a'].b | 1",
        ".list[0].n | x",
        ".list[-1].n | y",
        ".list[*].n | x,y",
        ".list[?(@.n==\"y\")].v | 2",
        ".list[?(@.n=='y')].v | 2",
        ".list[?(@.v>1)].n | y",
        ".list[?(@.n!='y')].v | 1",
        ".list[?(@.extra)].n | y",
        ".with\\.dot | z",
        "['with.dot'] | z",
        ".nothing.here | ",
        ".list[9].n | ",
      })
  void pathsLeadWhereKubectlGoes(String path, String expected) {
    ObjectNode root = object("{a:{b:1},list:[{n:'x',v:1},{n:'y',v:2,extra:true}],'with.dot':'z'}");
    List<String> found = JsonPath.parse(path).find(root).stream().map(JsonNode::asText).toList();
    assertThat(String.join(",", found)).isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {".a[", ".a[b]", ".a[?(x)]", "..a", ".a]b["})
  void refusesPathsItDoesNotKnow(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string | .s | text",
        "string | .o | {\"k\":1}",
        "string | .n | 5",
        "integer | .n | 5",
        "integer | .s | null",
        "boolean | .b | true",
        "date | .metadata.creationTimestamp | 60m",
        "date | .s | <invalid>",
        "string | .missing | null",
        "string | .z | null",
      })
  void customCellsFollowTheColumnType(String type, String path, String expected) {
    ObjectNode object =
        object(
            "{metadata:{name:'p',creationTimestamp:'2026-01-01T00:00:00Z'},s:'text',n:5,b:true,o:{k:1},z:null}");
    JsonNode cells = tables.cells(custom(column(type, path)), object, NOW);
    assertThat(texts(cells, "")).containsExactly("p", expected);
  }

  @Test
  void customKindsWithoutColumnsShowTheirAge() {
    assertThat(texts(tables.columns(custom()), "name")).containsExactly("Name", "Age");
  }

  @Test
  void podsShowWhatTheirContainersDo() {
    ObjectNode pod =
        object(
            "{metadata:{name:'p',creationTimestamp:'2026-01-01T00:00:00Z'},spec:{nodeName:'n',containers:[{},{}]},"
                + "status:{phase:'Running',containerStatuses:[{ready:true,restartCount:1,state:{running:{}},"
                + "lastState:{terminated:{finishedAt:'2026-01-01T00:58:00Z'}}},"
                + "{ready:false,state:{waiting:{reason:'CrashLoopBackOff'}}}]}}");
    assertThat(texts(tables.cells(builtin(Kinds.POD), pod, NOW), ""))
        .containsExactly(
            "p", "1/2", "CrashLoopBackOff", "1 (2m ago)", "60m", "<none>", "n", "<none>", "<none>");
    assertThat(texts(tables.columns(builtin(Kinds.POD)), "priority"))
        .containsExactly("0", "0", "0", "0", "0", "1", "1", "1", "1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{status:{phase:'Succeeded',containerStatuses:[{state:{terminated:{exitCode:0,reason:'Completed'}}}]}} | Completed",
        "{status:{phase:'Failed',containerStatuses:[{state:{terminated:{exitCode:3}}}]}} | ExitCode:3",
        "{status:{phase:'Failed',containerStatuses:[{state:{terminated:{exitCode:137,signal:9}}}]}} | Signal:9",
        "{status:{phase:'Failed',reason:'Evicted'}} | Evicted",
        "{status:{phase:'Pending'}} | Pending",
        "{metadata:{deletionTimestamp:'2026-01-01T00:00:00Z'},status:{phase:'Running'}} | Terminating",
        "{spec:{initContainers:[{},{}]},status:{phase:'Pending',initContainerStatuses:[{state:{terminated:{exitCode:0}}},{state:{running:{}}}]}} | Init:1/2",
      })
  void podStatusIsOneWord(String pod, String status) {
    assertThat(PodCells.status(object(pod))).isEqualTo(status);
  }

  @Test
  void claimsAndVolumesSpeakKubectl() {
    ObjectNode claim =
        object(
            "{metadata:{name:'c',creationTimestamp:'2026-01-01T00:00:00Z'},spec:{volumeName:'v',storageClassName:'local-raw',"
                + "volumeMode:'Filesystem'},status:{phase:'Bound',capacity:{storage:'1Gi'},accessModes:['ReadWriteOnce']}}");
    assertThat(texts(tables.cells(builtin(Kinds.PVC), claim, NOW), ""))
        .containsExactly(
            "c", "Bound", "v", "1Gi", "RWO", "local-raw", "<unset>", "60m", "Filesystem");
    assertThat(texts(tables.columns(builtin(Kinds.PV)), "name"))
        .startsWith("Name", "Capacity", "Access Modes", "Reclaim Policy", "Status", "Claim");
  }

  @Test
  void nodesNameTheirRolesAndState() {
    ObjectNode node =
        object(
            "{metadata:{name:'n',labels:{'node-role.kubernetes.io/control-plane':''}},spec:{unschedulable:true},"
                + "status:{conditions:[{type:'Ready',status:'True'}],nodeInfo:{kubeletVersion:'v1'}}}");
    assertThat(texts(tables.cells(builtin(Kinds.NODE), node, NOW), ""))
        .startsWith("n", "Ready,SchedulingDisabled", "control-plane", "<unknown>", "v1");
  }

  @Test
  void theDefaultStorageClassIsMarked() {
    ObjectNode storageClass =
        object(
            "{metadata:{name:'local-raw',annotations:{'storageclass.kubernetes.io/is-default-class':'true'}},provisioner:'wherry.io/local'}");
    assertThat(texts(tables.cells(builtin(Kinds.STORAGE_CLASS), storageClass, NOW), ""))
        .containsExactly(
            "local-raw (default)", "wherry.io/local", "Delete", "Immediate", "false", "<unknown>");
  }

  @Test
  void eventsBeginWithTheirAge() {
    ObjectNode event =
        object(
            "{metadata:{name:'e'},lastTimestamp:'2026-01-01T00:59:00Z',type:'Normal',reason:'Started',"
                + "involvedObject:{kind:'Plan',name:'p'},message:'hello',count:2}");
    assertThat(texts(tables.cells(builtin(Kinds.EVENT), event, NOW), ""))
        .startsWith("60s", "Normal", "Started", "plan/p");
  }
}
