package io.wherry.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.tables.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds {@code deploy/crds} to what users of the upstream kinds rely on, and to Kubernetes' rules.
 */
class CrdParityTest {
  private static final Map<String, ObjectNode> CRDS =
      BundledCrds.load().stream()
          .collect(
              Collectors.toMap(c -> c.path("metadata").path("name").asText(), Function.identity()));

  private static JsonNode version(String name) {
    return CRDS.get(name).path("spec").path("versions").path(0);
  }

  private static JsonNode schema(String name) {
    return version(name).path("schema").path("openAPIV3Schema");
  }

  /** {@code spec.vms[].hooks[].step}: properties, and {@code []} for elements. */
  private static JsonNode at(String name, String path) {
    JsonNode node = schema(name);
    for (String step : path.split("\\.")) {
      String property = step.replace("[]", "");
      node = node.path("properties").path(property);
      node = step.endsWith("[]") ? node.path("items") : node;
    }
    assertThat(node).as(name + " " + path).isNotInstanceOf(MissingNode.class);
    return node;
  }

  private static String joined(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(e -> texts.add(e.isObject() ? e.path("name").asText() : e.asText()));
    return String.join(" ", texts);
  }

  @ParameterizedTest
  @CsvSource({
    "plans.forklift.konveyor.io, READY EXECUTING SUCCEEDED FAILED AGE",
    "migrations.forklift.konveyor.io, READY RUNNING SUCCEEDED FAILED AGE",
    "providers.forklift.konveyor.io, TYPE STATUS READY CONNECTED INVENTORY URL AGE",
    "hosts.forklift.konveyor.io, READY CONNECTED AGE",
    "hooks.forklift.konveyor.io, Ready Image Age",
    "networkmaps.forklift.konveyor.io, READY AGE",
    "storagemaps.forklift.konveyor.io, READY AGE",
    "conversions.forklift.konveyor.io, TYPE PHASE STAGE READY AGE",
    "hypervproviderservers.forklift.konveyor.io, PHASE SERVICE",
    "virtualmachines.kubevirt.io, Age Status Ready",
    "virtualmachineinstances.kubevirt.io, Age Phase IP NodeName Ready Live-Migratable Paused",
    "virtualmachineinstancemigrations.kubevirt.io, Phase VMI",
    "kubevirts.kubevirt.io, Age Phase",
    "datavolumes.cdi.kubevirt.io, Phase Progress Restarts Age",
    "migclusters.migration.openshift.io, Ready URL Host Age",
    "migplans.migration.openshift.io, Ready Source Target Storage Age",
    "migmigrations.migration.openshift.io, Ready Plan Stage Rollback Itinerary Phase Age",
    "directvolumemigrations.migration.openshift.io, Ready Age",
    "mighooks.migration.openshift.io, Ready Image TargetCluster Age",
    "runs.wherry.io, PLAN VM STEP STATE AGE",
  })
  void columnsAreThoseThatUsersKnow(String crd, String columns) {
    assertThat(joined(version(crd).path("additionalPrinterColumns"))).isEqualTo(columns);
  }

  @ParameterizedTest
  @CsvSource({
    "virtualmachines.kubevirt.io, vm vms, all",
    "virtualmachineinstances.kubevirt.io, vmi vmis, all",
    "virtualmachineinstancemigrations.kubevirt.io, vmim vmims, all",
    "kubevirts.kubevirt.io, kv kvs, all",
    "datavolumes.cdi.kubevirt.io, dv dvs, all",
    "network-attachment-definitions.k8s.cni.cncf.io, net-attach-def, ''",
    "openstackvolumepopulators.forklift.konveyor.io, osvp osvps, ''",
    "ovirtvolumepopulators.forklift.konveyor.io, ovvp ovvps, ''",
    "vspherexcopyvolumepopulators.forklift.konveyor.io, vxvp vxvps, ''",
    "plans.forklift.konveyor.io, '', ''",
    "directvolumemigrations.migration.openshift.io, dvm, ''",
    "directvolumemigrationprogresses.migration.openshift.io, dvmp, ''",
  })
  void shortNamesAndCategoriesAreThoseThatUsersType(String crd, String shorts, String categories) {
    JsonNode names = CRDS.get(crd).path("spec").path("names");
    assertThat(joined(names.path("shortNames"))).isEqualTo(shorts);
    assertThat(joined(names.path("categories"))).isEqualTo(categories);
  }

  @ParameterizedTest
  @CsvSource({
    "plans.forklift.konveyor.io, spec, map provider targetNamespace vms",
    "plans.forklift.konveyor.io, spec.map, network storage",
    "plans.forklift.konveyor.io, spec.provider, destination source",
    "plans.forklift.konveyor.io, spec.vms[], ''",
    "plans.forklift.konveyor.io, spec.vms[].hooks[], hook step",
    "plans.forklift.konveyor.io, status.migration.vms[], phase pipeline",
    "plans.forklift.konveyor.io, status.migration.vms[].pipeline[], name progress",
    "plans.forklift.konveyor.io, status.migration.vms[].pipeline[].tasks[].progress, completed total",
    "plans.forklift.konveyor.io, status.migration.history[], map migration plan provider",
    "plans.forklift.konveyor.io, status.conditions[], category lastTransitionTime status type",
    "migrations.forklift.konveyor.io, spec, plan",
    "migrations.forklift.konveyor.io, spec.vmCutover[], cutover id",
    "migrations.forklift.konveyor.io, status.vms[].warm, consecutiveFailures failures successes",
    "providers.forklift.konveyor.io, spec, secret type",
    "hosts.forklift.konveyor.io, spec, ipAddress provider secret",
    "networkmaps.forklift.konveyor.io, spec, map provider",
    "networkmaps.forklift.konveyor.io, spec.map[].destination, type",
    "storagemaps.forklift.konveyor.io, spec.map[].destination, storageClass",
    "hooks.forklift.konveyor.io, spec.aap, jobTemplateId",
    "conversions.forklift.konveyor.io, spec, connection type vm",
    "ovirtvolumepopulators.forklift.konveyor.io, spec, diskId engineSecretName engineUrl",
    "virtualmachines.kubevirt.io, spec, template",
    "virtualmachines.kubevirt.io, spec.template.spec, domain",
    "virtualmachines.kubevirt.io, spec.template.spec.domain, devices",
    "migclusters.migration.openshift.io, spec, isHostCluster",
    "migplans.migration.openshift.io, spec.persistentVolumes[].supported, actions copyMethods",
    "migmigrations.migration.openshift.io, spec, stage",
    "directvolumemigrations.migration.openshift.io, spec.persistentVolumeClaims[], targetAccessModes targetStorageClass",
    "runs.wherry.io, spec, itinerary migration plan revision vm",
  })
  void requiredFieldsAreTheSame(String crd, String path, String required) {
    assertThat(joined(at(crd, path).path("required"))).isEqualTo(required);
  }

  @ParameterizedTest
  @CsvSource({
    "plans.forklift.konveyor.io, spec.type, cold warm live conversion",
    "plans.forklift.konveyor.io, spec.targetPowerState, on off auto",
    "plans.forklift.konveyor.io, spec.vms[].targetPowerState, on off auto",
    "networkmaps.forklift.konveyor.io, spec.map[].destination.type, pod multus ignored",
    "storagemaps.forklift.konveyor.io, spec.map[].destination.volumeMode, Filesystem Block",
    "storagemaps.forklift.konveyor.io, spec.map[].destination.accessMode, ReadWriteOnce ReadWriteMany ReadOnlyMany",
    "storagemaps.forklift.konveyor.io, spec.map[].offloadPlugin.csiVolumeImport.storageVendorProduct, primera3par ontap",
    "conversions.forklift.konveyor.io, spec.type, DeepInspection Inspection InPlace Remote",
    "conversions.forklift.konveyor.io, status.phase, Pending Running Succeeded Failed Canceled",
  })
  void enumerationsAreTheSame(String crd, String path, String values) {
    assertThat(joined(at(crd, path).path("enum"))).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource({
    "plans.forklift.konveyor.io, spec.preserveStaticIPs, true",
    "plans.forklift.konveyor.io, spec.migrateSharedDisks, true",
    "plans.forklift.konveyor.io, spec.useCompatibilityMode, true",
    "plans.forklift.konveyor.io, spec.skipGuestConversion, false",
    "plans.forklift.konveyor.io, spec.deleteVmOnFailMigration, true",
    "plans.forklift.konveyor.io, spec.runPreflightInspection, true",
    "plans.forklift.konveyor.io, spec.xfsCompatibility, false",
    "conversions.forklift.konveyor.io, spec.podSettings.requestKVM, true",
  })
  void defaultsAreTheSame(String crd, String path, String value) {
    assertThat(at(crd, path).path("default").asText()).isEqualTo(value);
  }

  @Test
  void theModuleCarriesExactlyTheDeployedFiles() throws IOException {
    Path folder = Path.of(System.getProperty("wherry.root", "../..")).resolve("deploy/crds");
    Set<String> files;
    try (var list = Files.list(folder)) {
      files =
          list.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> carried =
        CRDS.values().stream()
            .map(c -> c.path("spec"))
            .map(s ->
                s.path("group").asText() + "_" + s.path("names").path("plural").asText() + ".yaml")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(carried).isEqualTo(files);
  }

  @Test
  void everyDefinitionIsNamedAfterItsKindAndHasAStatus() {
    CRDS.forEach((name, crd) -> {
      JsonNode spec = crd.path("spec");
      assertThat(name)
          .isEqualTo(
              spec.path("names").path("plural").asText() + "." + spec.path("group").asText());
      // Upstream's controllers write these with their objects, and so must ours on their clusters.
      boolean plain = spec.path("group").asText().equals("migration.openshift.io");
      boolean status = !plain && schema(name).path("properties").has("status");
      assertThat(version(name).path("subresources").has("status")).as(name).isEqualTo(status);
    });
  }

  @Test
  void everyColumnHasAPathThatWorks() {
    CRDS.keySet()
        .forEach(name ->
            version(name)
                .path("additionalPrinterColumns")
                .forEach(c ->
                    assertThat(JsonPath.parse(c.path("jsonPath").asText()).find(schema(name)))
                        .isEmpty()));
  }

  @Test
  void everySchemaIsStructuralAndSaysWhatItsFieldsMean() {
    CRDS.keySet()
        .forEach(name -> {
          walk(schema(name), name, CrdParityTest::mustBeStructural);
          assertThat(StructuralSchema.compile((ObjectNode) schema(name))).isNotNull();
        });
  }

  private static void mustBeStructural(String path, JsonNode node) {
    boolean intOrString = node.path("x-kubernetes-int-or-string").asBoolean();
    boolean free = node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    assertThat(node.has("type") || intOrString || free).as("%s has a type", path).isTrue();
    assertThat(node.has("type") && intOrString).as("%s: int-or-string has no type", path).isFalse();
    assertThat(node.has("$ref")).as("%s has no reference", path).isFalse();
    if (node.path("type").asText().equals("array")) {
      assertThat(node.has("items")).as("%s says what its elements are", path).isTrue();
    }
    boolean map = node.has("properties") && node.has("additionalProperties");
    assertThat(map).as("%s is an object or a map", path).isFalse();
    node.path("required")
        .forEach(required ->
            assertThat(node.path("properties").has(required.asText()))
                .as("%s requires %s, which it describes", path, required)
                .isTrue());
    mustFitItsDefault(path, node);
  }

  private static void mustFitItsDefault(String path, JsonNode node) {
    if (node.has("default")) {
      ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
      wrapped.putObject("properties").set("x", node);
      wrapped.put("type", "object");
      ObjectNode value = JsonNodeFactory.instance.objectNode();
      value.set("x", node.get("default"));
      assertThat(StructuralSchema.compile(wrapped).validate(value)).as(path).isEmpty();
    }
  }

  private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.path("properties")
        .properties()
        .forEach(p -> walk(p.getValue(), path + "." + p.getKey(), visitor));
    if (node.path("items").isObject()) {
      walk(node.get("items"), path + "[]", visitor);
    }
    if (node.path("additionalProperties").isObject()) {
      walk(node.get("additionalProperties"), path + ".*", visitor);
    }
  }
}
