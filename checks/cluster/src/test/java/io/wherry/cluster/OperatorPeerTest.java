package io.wherry.cluster;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.cluster.standin.Fate;
import io.wherry.cluster.standin.StandIn;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.TestAppliance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator on a real kube-apiserver with the real controllers, under the rights of its manifest
 * and no others. A stand-in plays kubelet, CDI and KubeVirt; the disks are copied by the real
 * worker.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorPeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ACCOUNT = "system:serviceaccount:wherry-system:wherry-operator";
  private static final String NS = "migrations";

  /** Rights that no run of this test uses, and why they are granted. */
  private static final Map<String, String> UNUSED =
      Map.ofEntries(
          entry(
              "delete forklift.konveyor.io/migrations",
              "asked for by OwnerReferencesPermissionEnforcement, which is on here"),
          entry(
              "delete migration.openshift.io/migmigrations",
              "asked for by OwnerReferencesPermissionEnforcement, where the plan lies beside the migration"),
          entry(
              "delete kubevirt.io/virtualmachines",
              "a run that is cancelled after its machine was made, before it is finished, removes it"),
          entry(
              "get instancetype.kubevirt.io/virtualmachineinstancetypes",
              "plans that name an instance type"),
          entry(
              "get instancetype.kubevirt.io/virtualmachineclusterpreferences",
              "guests of vSphere whose system is known"),
          entry(
              "get instancetype.kubevirt.io/virtualmachinepreferences",
              "guests of vSphere whose system is known"),
          entry(
              "list /events",
              "volumes that get no space for a minute: provisioners say why in events"),
          entry("get forklift.konveyor.io/migrations", "the cutover of a warm import"),
          entry("patch cdi.kubevirt.io/datavolumes", "checkpoints of a warm import"),
          entry(
              "update subresources.kubevirt.io/virtualmachines/start",
              "machines with run strategy Manual that are stopped for their disks; nothing serves it here"),
          entry("create batch/jobs", "hooks"),
          entry("get batch/jobs", "hooks"),
          entry("delete batch/jobs", "hooks"),
          entry("create /configmaps", "hooks"),
          entry("get /configmaps", "hooks"),
          entry("delete /configmaps", "hooks"));

  @TempDir static Path folder;
  private static RealCluster cluster;
  private static StandIn standIn;
  private static FabricKubeApi api;
  private static TestAppliance appliance;

  @BeforeAll
  static void start() throws Exception {
    Peers.need("kubectl");
    Peers.need("qemu-img");
    cluster = RealCluster.start();
    api = FabricKubeApi.ofKubeconfig(cluster.kubeconfig());
    standIn = new StandIn(cluster.kubeconfig(), Files.createDirectory(folder.resolve("node")));
    appliance = TestAppliance.make(folder.resolve("appliance"), 16 << 20, "");
    apply(Files.readString(manifest()));
    apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: migrations}
        """);
    Files.writeString(folder.resolve("operator.kubeconfig"), accountKubeconfig());
  }

  @AfterAll
  static void stop() throws IOException {
    if (standIn != null) {
      standIn.close();
      api.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Path manifest() {
    return Peers.root().resolve("deploy/wherry.yaml");
  }

  private static void apply(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("manifest.yaml"), yaml);
    Files.writeString(folder.resolve("admin.kubeconfig"), cluster.kubeconfig());
    Programs.Ended ended =
        Programs.run(
            folder,
            Map.of("KUBECONFIG", "admin.kubeconfig", "HOME", folder.toString()),
            java.util.List.of("kubectl", "apply", "-f", file.toString()));
    assertThat(ended.code()).as(ended.text()).isZero();
  }

  /** The kubeconfig of the operator's service account, with a token that the cluster issued. */
  private static String accountKubeconfig() {
    try (Rest rest = new Rest(cluster.kubeconfig())) {
      return rest.kubeconfigFor("wherry-system", "wherry-operator");
    }
  }

  private static OperatorProcess operator(String name) {
    return new OperatorProcess(name, folder.resolve("operator.kubeconfig"), folder);
  }

  /** The examples, with our appliance, storage and namespaces; the name tells runs apart. */
  private static void migrate(String name) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String part :
        new String[] {
          "10-secret", "20-provider", "30-networkmap", "35-storagemap", "40-plan", "50-migration"
        }) {
      all.append("---\n")
          .append(Files.readString(Peers.root().resolve("examples/ova/" + part + ".yaml")));
    }
    apply(
        all.toString()
            .replace("/var/tmp/wherry/appliances", appliance.catalog().toString())
            .replace("wherry-mini-disk1.vmdk", "tiny-disk1.vmdk")
            .replace("- name: wherry-mini", "- name: tiny\n      targetName: " + name)
            .replace("wherry-mini", name)
            .replace("local-raw", StandIn.STORAGE_CLASS)
            .replace("targetNamespace: demo", "targetNamespace: apps-" + name)
            .replace("namespace: demo", "namespace: " + NS));
  }

  private static boolean has(String migration, String condition) {
    return api.get(new ResourceKey(Kinds.MIGRATION, NS, migration)).stream()
        .flatMap(m -> m.items("status", "conditions").stream())
        .anyMatch(c ->
            c.path("type").asText().equals(condition) && c.path("status").asText().equals("True"));
  }

  private static String story(OperatorProcess operator) {
    return api.list(Kinds.PLAN, Selection.ALL) + "\n" + operator.log();
  }

  @Test
  @Order(1)
  void finishesAPlanWithTheRightsOfItsManifest() throws Exception {
    try (OperatorProcess operator = operator("only")) {
      await().atMost(PATIENCE).until(() -> operator.get("/readyz").equals("200 ok"));
      migrate("good");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(has("good", "Succeeded")).as(story(operator)).isTrue());
      assertThat(operator.get("/metrics")).contains("wherry_leader 1.0");
    }
    Resource machine = api.get(new ResourceKey(Kinds.VM, "apps-good", "good")).orElseThrow();
    Resource claim = api.list(Kinds.PVC, Selection.in("apps-good")).getFirst();
    assertThat(claim.items("metadata", "ownerReferences"))
        .singleElement()
        .matches(owner -> owner.path("uid").asText().equals(machine.uid()));
    Path disk = folder.resolve("node/volumes/apps-good").resolve(claim.name()).resolve("disk.img");
    TestAppliance.run(
        folder,
        "qemu-img",
        "compare",
        "-f",
        "raw",
        "-F",
        "raw",
        appliance.original().toString(),
        disk.toString());
  }

  @Test
  @Order(2)
  void anotherOperatorFinishesWhatAKilledOneBegan() throws Exception {
    standIn.fate("convert", Fate.ENDLESS);
    try (OperatorProcess first = operator("first")) {
      await().atMost(PATIENCE).until(() -> first.get("/metrics").contains("wherry_leader 1.0"));
      try (OperatorProcess second = operator("second")) {
        migrate("passed-on");
        await().atMost(PATIENCE).until(() -> has(Kinds.POD, "apps-passed-on", "convert"));
        first.kill();
        standIn.fate("convert", Fate.SUCCESS);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(has("passed-on", "Succeeded")).as(story(second)).isTrue());
        assertThat(second.get("/metrics")).contains("wherry_leader 1.0");
      }
    }
    assertThat(api.list(Kinds.VM, Selection.in("apps-passed-on"))).hasSize(1);
  }

  private static boolean has(io.wherry.resources.KindRef kind, String namespace, String part) {
    return api.list(kind, Selection.in(namespace)).stream().anyMatch(o -> o.name().contains(part));
  }

  @Test
  @Order(3)
  void cleansUpAfterFailuresAndCancels() throws Exception {
    standIn.fate("copy", Fate.FAILS_ONCE);
    standIn.fate("convert", Fate.FAILURE);
    try (OperatorProcess operator = operator("third")) {
      migrate("bad");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(has("bad", "Failed")).as(story(operator)).isTrue());
      standIn.fate("copy", Fate.ENDLESS);
      migrate("given-up");
      await().atMost(PATIENCE).until(() -> has(Kinds.POD, "apps-given-up", "copy"));
      api.delete(new ResourceKey(Kinds.MIGRATION, NS, "given-up"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(api.list(Kinds.DATA_VOLUME, Selection.in("apps-given-up")))
                  .as(story(operator))
                  .isEmpty());
      assertThat(has(Kinds.VM, "apps-bad", "")).isFalse();
      await().atMost(PATIENCE).until(() -> !has(Kinds.RUN, NS, "given-up"));
    }
  }

  @Test
  @Order(4)
  void judgesHooksAndSecondaryNetworks() throws Exception {
    try (OperatorProcess operator = operator("fourth")) {
      apply(
          """
          apiVersion: forklift.konveyor.io/v1beta1
          kind: Hook
          metadata: {name: notify, namespace: migrations}
          spec: {image: "quay.io/example/runner:1", playbook: "LSBob3N0czogYWxs"}
          ---
          apiVersion: forklift.konveyor.io/v1beta1
          kind: NetworkMap
          metadata: {name: secondary, namespace: migrations}
          spec:
            provider:
              source: {name: appliances, namespace: migrations}
              destination: {name: host, namespace: konveyor-forklift}
            map: [{source: {name: VM Network}, destination: {type: multus, name: lab, namespace: apps}}]
          """);
      for (var kind : java.util.List.of(Kinds.HOOK, Kinds.NETWORK_MAP)) {
        String name = kind.equals(Kinds.HOOK) ? "notify" : "secondary";
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(
                        api.get(new ResourceKey(kind, NS, name))
                            .orElseThrow()
                            .items("status", "conditions"))
                    .as(operator.log())
                    .isNotEmpty());
      }
    }
  }

  @Test
  @Order(5)
  void movesTheDiskOfAMachineThatRunsToAnotherClass() throws Exception {
    String claim = api.list(Kinds.PVC, Selection.in("apps-good")).getFirst().name();
    ResourceKey vm = new ResourceKey(Kinds.VM, "apps-good", "good");
    apply(
        """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: faster}
        provisioner: kubernetes.io/no-provisioner
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: good, namespace: apps-good}
        spec: {runStrategy: Always}
        """);
    await().atMost(PATIENCE).until(() -> has(Kinds.VMI, "apps-good", "good"));
    try (OperatorProcess operator = operator("fifth")) {
      await().atMost(PATIENCE).until(() -> operator.get("/metrics").contains("wherry_leader 1.0"));
      apply(
          """
          apiVersion: migration.openshift.io/v1alpha1
          kind: MigPlan
          metadata: {name: good, namespace: openshift-migration}
          spec:
            namespaces: [apps-good]
            persistentVolumes:
            - pvc: {namespace: apps-good, name: %s}
              selection: {action: copy, storageClass: faster}
          """
              .formatted(claim));
      apply(migration("there", "quiescePods: true"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(ended("there")).as(operator.log() + said("there")).isTrue());
      String target = claimOf(vm);
      assertThat(target).startsWith(claim).isNotEqualTo(claim);
      assertThat(api.get(vm).orElseThrow().need("spec", "runStrategy")).isEqualTo("Always");
      await().atMost(PATIENCE).until(() -> has(Kinds.VMI, "apps-good", "good"));
      Path volumes = folder.resolve("node/volumes/apps-good");
      assertThat(
              Files.mismatch(
                  volumes.resolve(claim).resolve("disk.img"),
                  volumes.resolve(target).resolve("disk.img")))
          .isEqualTo(-1);
      apply(migration("back", "rollback: true"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(ended("back")).as(operator.log() + said("back")).isTrue());
      assertThat(claimOf(vm)).isEqualTo(claim);
    }
  }

  private static String migration(String name, String what) {
    return """
    apiVersion: migration.openshift.io/v1alpha1
    kind: MigMigration
    metadata: {name: %s, namespace: openshift-migration}
    spec: {migPlanRef: {name: good, namespace: openshift-migration}, stage: false, %s}
    """
        .formatted(name, what);
  }

  private static String said(String migration) {
    return api.get(new ResourceKey(Kinds.MIG_MIGRATION, "openshift-migration", migration))
        .map(m -> m.at("status").toPrettyString())
        .orElse("none");
  }

  private static boolean ended(String migration) {
    return said(migration).contains("\"Succeeded\"");
  }

  private static String claimOf(ResourceKey vm) {
    return api.get(vm).orElseThrow().items("spec", "template", "spec", "volumes").stream()
        .map(
            v -> v.at("/dataVolume/name").asText(v.at("/persistentVolumeClaim/claimName").asText()))
        .filter(c -> !c.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Order(6)
  void neededEveryRightThatItHasAndNoOther() throws Exception {
    Set<String> used = new TreeSet<>();
    Set<String> refused = new TreeSet<>();
    for (Rights.Use use : Rights.used(cluster.directory().resolve("audit.log"), ACCOUNT)) {
      (use.code() == 403 ? refused : used).add(use.right());
    }
    assertThat(refused).as("rights that the manifest lacks").isEmpty();
    Set<String> superfluous = Rights.granted(Files.readString(manifest()));
    superfluous.removeAll(used);
    superfluous.removeAll(UNUSED.keySet());
    assertThat(superfluous).as("rights that nothing here needs").isEmpty();
  }
}
