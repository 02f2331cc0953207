package io.wherry.cli.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.testkit.MemoryKubeApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatheringTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  @TempDir private Path folder;
  private final MemoryKubeApi api = new MemoryKubeApi(Clock.systemUTC());

  @BeforeEach
  void twoPlans() throws IOException {
    add(Kinds.SECRET, "demo", "login", "{stringData: {password: hunter2, user: admin}}");
    add(Kinds.PROVIDER, "demo", "vc", "{spec: {type: vsphere, secret: {name: login}}}");
    add(Kinds.PROVIDER, "demo", "other", "{spec: {type: ova}}");
    Resource web = plan("web", "w1");
    Resource _ = plan("db", "d1");
    add(Kinds.MIGRATION, "demo", "web-1", "{spec: {plan: {name: web, namespace: demo}}}");
    for (String id : new String[] {"vm-1", "vm-2"}) {
      String labels = "{metadata: {labels: {plan: " + web.uid() + ", vmID: " + id + "}}}";
      add(Kinds.RUN, "demo", "web-1-" + id, labels);
      add(Kinds.PVC, "target", "disk-" + id, labels);
    }
    add(
        Kinds.VM,
        "target",
        "w1",
        "{spec: {template: {spec: {volumes: [{persistentVolumeClaim: {claimName: plain}},"
            + " {cloudInitNoCloud: {userData: 'password: hunter2'}}]}}}}");
    add(Kinds.PVC, "target", "plain", "{}");
    add(Kinds.VM, "target", "stranger", "{}");
    add(Kinds.STORAGE_CLASS, "", "fast", "{}");
    add(
        Kinds.EVENT,
        "target",
        "e1",
        "{involvedObject: {kind: VirtualMachine, namespace: target, name: w1}, type: Normal,"
            + " reason: Started, message: up, lastTimestamp: '2026-11-27T10:00:00Z'}");
    add(
        Kinds.EVENT,
        "target",
        "e2",
        "{involvedObject: {kind: VirtualMachine, namespace: target, name: stranger},"
            + " reason: Odd, message: nothing of ours}");
  }

  private Resource plan(String name, String vm) throws IOException {
    return add(
        Kinds.PLAN,
        "demo",
        name,
        "{spec: {targetNamespace: target, provider: {source: {name: vc, namespace: demo}},"
            + " vms: [{id: vm-1, name: "
            + vm
            + "}, {id: vm-2, name: "
            + vm
            + "b}]}}");
  }

  private Resource add(KindRef kind, String namespace, String name, String yaml)
      throws IOException {
    ObjectNode tree = (ObjectNode) YAML.readTree(yaml);
    tree.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = tree.withObject("/metadata").put("name", name);
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    return api.create(kind, new Resource(tree));
  }

  private Map<String, String> gather(Filter filter, Selection selection) throws IOException {
    Path file = folder.resolve("out.tar.gz");
    try (EvidenceArchive archive = new EvidenceArchive(file, Instant.EPOCH)) {
      Gathering gathering = new Gathering(api, selection, archive);
      gathering.run(filter);
      archive.finish();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Map<String, String> files = new TreeMap<>();
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        files.put(e.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void aPlanWithAllItIsMadeOf() throws IOException {
    Map<String, String> files = gather(new Scope(api, "demo").plan("web", ""), Selection.ALL);
    assertThat(files.keySet())
        .containsExactlyInAnyOrder(
            "must-gather/cluster-scoped/crs/storageclass/fast.yaml",
            "must-gather/namespaces/demo/crs/migration/web-1.yaml",
            "must-gather/namespaces/demo/crs/plan/web.yaml",
            "must-gather/namespaces/demo/crs/provider/vc.yaml",
            "must-gather/namespaces/demo/crs/run/web-1-vm-1.yaml",
            "must-gather/namespaces/demo/crs/run/web-1-vm-2.yaml",
            "must-gather/namespaces/target/crs/persistentvolumeclaim/disk-vm-1.yaml",
            "must-gather/namespaces/target/crs/persistentvolumeclaim/disk-vm-2.yaml",
            "must-gather/namespaces/target/crs/persistentvolumeclaim/plain.yaml",
            "must-gather/namespaces/target/crs/virtualmachine/w1.yaml",
            "must-gather/timeline.txt");
    assertThat(files.get("must-gather/timeline.txt"))
        .contains("2026-11-27T10:00:00Z", "Started: up")
        .doesNotContain("Odd");
  }

  @Test
  void oneMachineOfThePlan() throws IOException {
    for (String word : new String[] {"vm-1", "w1"}) {
      Map<String, String> files = gather(new Scope(api, "demo").plan("web", word), Selection.ALL);
      assertThat(files.keySet())
          .anyMatch(f -> f.endsWith("run/web-1-vm-1.yaml"))
          .anyMatch(f -> f.endsWith("virtualmachine/w1.yaml"))
          .noneMatch(f -> f.contains("vm-2"));
    }
  }

  @Test
  void aMachineThatNoPlanKnows() throws IOException {
    Map<String, String> files =
        gather(new Scope(api, "target").machine("stranger"), Selection.in("target"));
    assertThat(files.keySet())
        .anyMatch(f -> f.endsWith("virtualmachine/stranger.yaml"))
        .noneMatch(f -> f.contains("w1"));
  }

  @Test
  void nothingLeavesThatLetsSomebodyIn() throws IOException {
    Map<String, String> files = gather(new Filter.Whole(), Selection.ALL);
    assertThat(files).containsKey("must-gather/namespaces/demo/crs/secret/login.yaml");
    assertThat(files.get("must-gather/namespaces/demo/crs/secret/login.yaml"))
        .contains("(hidden, 7 characters)");
    assertThat(files.values()).noneMatch(text -> text.contains("hunter2"));
  }

  @Test
  void whatDoesNotExistIsSaidAndLeavesNoFile() {
    Scope scope = new Scope(api, "demo");
    assertThatThrownBy(() -> scope.plan("none", ""))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no plan 'none' in namespace demo");
    assertThatThrownBy(() -> scope.plan("web", "vm-9")).hasMessageContaining("no machine 'vm-9'");
    assertThatThrownBy(() -> scope.machine("vm-9")).hasMessageContaining("nothing was gathered");
  }
}
