package io.wherry.apiserver.schema;

import static io.wherry.apiserver.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests as users of Forklift and KubeVirt write them are taken as they are. */
class ManifestsTest {
  private static final Map<String, StructuralSchema> SCHEMAS = schemas();
  private static final BuiltinSchemas BUILTIN = BuiltinSchemas.load();

  private static Map<String, StructuralSchema> schemas() {
    Map<String, StructuralSchema> schemas = new HashMap<>();
    for (ObjectNode crd : BundledCrds.load()) {
      JsonNode spec = crd.path("spec");
      JsonNode version = spec.path("versions").path(0);
      schemas.put(
          spec.path("group").asText()
              + "/"
              + version.path("name").asText()
              + "/"
              + spec.path("names").path("kind").asText(),
          StructuralSchema.compile((ObjectNode) version.path("schema").path("openAPIV3Schema")));
    }
    return schemas;
  }

  private static StructuralSchema schemaOf(ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    StructuralSchema custom = SCHEMAS.get(apiVersion + "/" + kind);
    return custom != null
        ? custom
        : BUILTIN.forKind(group, apiVersion.substring(slash + 1), kind).orElseThrow();
  }

  static Stream<ObjectNode> manifests() throws IOException {
    List<ObjectNode> all = new ArrayList<>();
    YAMLMapper yaml = new YAMLMapper();
    try (InputStream in = ManifestsTest.class.getResourceAsStream("manifests.yaml")) {
      yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(in).forEachRemaining(all::add);
    }
    Path examples = Path.of(System.getProperty("wherry.root", "../..")).resolve("examples/ova");
    try (Stream<Path> files = Files.list(examples)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        yaml.readerFor(ObjectNode.class)
            .<ObjectNode>readValues(file.toFile())
            .forEachRemaining(all::add);
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void areAcceptedUnchanged(ObjectNode manifest) {
    ObjectNode stored = manifest.deepCopy();
    StructuralSchema schema = schemaOf(manifest);
    assertThat(schema.prune(stored)).as("nothing is dropped").isEmpty();
    schema.applyDefaults(stored);
    assertThat(schema.validate(stored)).as("nothing is wrong").isEmpty();
    assertThat(covers(stored, manifest)).as("what the user wrote is there").isTrue();
  }

  private static boolean covers(JsonNode stored, JsonNode written) {
    if (!written.isObject()) {
      return stored.size() >= written.size()
          && (written.isContainerNode() || stored.equals(written));
    }
    return written.properties().stream()
        .allMatch(e -> stored.has(e.getKey()) && covers(stored.get(e.getKey()), e.getValue()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vms | spec.vms: Required value",
        "targetNamespace | spec.targetNamespace: Required value",
        "provider | spec.provider: Required value",
      })
  void aPlanWithoutWhatItNeedsIsRefused(String missing, String message) {
    ObjectNode plan = plan();
    plan.withObjectProperty("spec").remove(missing);
    assertThat(errors(plan)).containsExactly(message);
  }

  @Test
  void misspeltFieldsAreNamed() {
    ObjectNode plan = plan();
    plan.withObjectProperty("spec").put("targetNamespce", "x");
    assertThat(schemaOf(plan).prune(plan)).containsExactly("spec.targetNamespce");
  }

  @Test
  void unknownWordsAreRefusedWithTheKnownOnes() {
    ObjectNode plan = plan();
    plan.withObjectProperty("spec").put("type", "hot").put("serviceAccount", "Not_A_Name");
    assertThat(errors(plan))
        .containsExactlyInAnyOrder(
            "spec.type: Unsupported value: \"hot\": supported values: \"cold\", \"warm\", \"live\", \"conversion\"",
            "spec.serviceAccount: Invalid value: \"Not_A_Name\": spec.serviceAccount in body should"
                + " match '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'");
  }

  @Test
  void aPlanGetsItsDefaults() {
    ObjectNode plan = plan();
    schemaOf(plan).applyDefaults(plan);
    JsonNode spec = plan.path("spec");
    assertThat(spec.path("preserveStaticIPs").asBoolean()).isTrue();
    assertThat(spec.path("migrateSharedDisks").asBoolean()).isTrue();
    assertThat(spec.path("skipGuestConversion").asBoolean(true)).isFalse();
    assertThat(spec.has("pvcNameTemplateUseGenerateName")).isFalse();
  }

  @Test
  void builtinKindsSayWhatIsMissing() {
    ObjectNode pod =
        yaml("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{image: x}]}}");
    assertThat(errors(pod)).containsExactly("spec.containers[0].name: Required value");
  }

  private static List<String> errors(ObjectNode object) {
    return schemaOf(object).validate(object).stream().map(FieldError::message).toList();
  }

  private static ObjectNode plan() {
    return yaml(
        """
        apiVersion: forklift.konveyor.io/v1beta1
        kind: Plan
        metadata: {name: wave-1, namespace: mig}
        spec:
          targetNamespace: apps
          provider: {source: {name: vc, namespace: mig}, destination: {name: host, namespace: mig}}
          map: {network: {name: nm, namespace: mig}, storage: {name: sm, namespace: mig}}
          vms: [{id: vm-101}]
        """);
  }

  @Test
  void bigStatusesPassQuickly() throws IOException {
    ObjectNode plan = plan();
    ObjectNode vm =
        (ObjectNode)
            new ObjectMapper()
                .readTree("{\"id\":\"vm-1\",\"phase\":\"CopyDisks\",\"pipeline\":[]}");
    var vms = plan.putObject("status").putObject("migration").putArray("vms");
    for (int i = 0; i < 2_000; i++) {
      vms.add(vm);
    }
    assertThat(errors(plan)).isEmpty();
  }
}
