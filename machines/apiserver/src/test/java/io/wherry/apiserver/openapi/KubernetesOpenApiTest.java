package io.wherry.apiserver.openapi;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.KindDefinition.Names;
import io.wherry.apiserver.KindDefinition.Origin;
import io.wherry.apiserver.KindDefinition.Subresource;
import io.wherry.apiserver.schema.BuiltinSchemas;
import io.wherry.apiserver.schema.BundledCrds;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesOpenApiTest {
  private static final KubernetesOpenApi DOCUMENTS = new KubernetesOpenApi(BuiltinSchemas.load());
  private static final List<KindDefinition> KINDS =
      List.of(plan(), builtin(Kinds.POD), builtin(Kinds.PVC));
  private static final ObjectNode PLANS = DOCUMENTS.v3("forklift.konveyor.io", "v1beta1", KINDS);
  private static final ObjectNode CORE = DOCUMENTS.v3("", "v1", KINDS);

  private static KindDefinition plan() {
    JsonNode schema =
        BundledCrds.load().stream()
            .filter(c -> c.path("metadata").path("name").asText().startsWith("plans."))
            .findFirst()
            .orElseThrow()
            .at("/spec/versions/0/schema/openAPIV3Schema");
    return new KindDefinition(
        Kinds.PLAN,
        Names.of("plan"),
        Set.of(Subresource.STATUS),
        schema,
        List.of(),
        List.of(),
        Origin.CUSTOM);
  }

  private static KindDefinition builtin(KindRef ref) {
    return new KindDefinition(
        ref, Names.of("x"), Set.of(), object("{}"), List.of(), List.of(), Origin.BUILT_IN);
  }

  @ParameterizedTest
  @CsvSource({
    "/apis/forklift.konveyor.io/v1beta1/plans, get",
    "/apis/forklift.konveyor.io/v1beta1/namespaces/{namespace}/plans, post",
    "/apis/forklift.konveyor.io/v1beta1/namespaces/{namespace}/plans/{name}, patch",
    "/apis/forklift.konveyor.io/v1beta1/namespaces/{namespace}/plans/{name}/status, put",
  })
  void everyPathNamesItsKind(String path, String method) {
    assertThat(PLANS.path("paths").path(path).path(method).path("x-kubernetes-group-version-kind"))
        .isEqualTo(object("{group:'forklift.konveyor.io',kind:'Plan',version:'v1beta1'}"));
  }

  @Test
  void patchesSayThatFieldsAreValidated() {
    JsonNode patch =
        PLANS
            .path("paths")
            .path("/apis/forklift.konveyor.io/v1beta1/namespaces/{namespace}/plans/{name}")
            .path("patch");
    assertThat(patch.path("parameters").findValuesAsText("name")).contains("fieldValidation");
    assertThat(patch.at("/requestBody/content").has("application/strategic-merge-patch+json"))
        .as("custom kinds have no strategic merge")
        .isFalse();
    JsonNode pod =
        CORE.path("paths").path("/api/v1/namespaces/{namespace}/pods/{name}").path("patch");
    assertThat(pod.at("/requestBody/content").has("application/strategic-merge-patch+json"))
        .isTrue();
  }

  @Test
  void schemasCarryWhatClientsMergeBy() {
    JsonNode spec = CORE.at("/components/schemas/io.k8s.api.core.v1.PodSpec/properties/containers");
    assertThat(spec.path("x-kubernetes-patch-merge-key").asText()).isEqualTo("name");
    assertThat(spec.path("x-kubernetes-patch-strategy").asText()).isEqualTo("merge");
    assertThat(spec.path("x-kubernetes-list-map-keys")).isEqualTo(object("{k:['name']}").path("k"));
  }

  @Test
  void customKindsAreNamedBackwardsAndShareTheMetadata() {
    JsonNode schema = PLANS.at("/components/schemas/io.konveyor.forklift.v1beta1.Plan");
    assertThat(schema.at("/properties/metadata/allOf/0/$ref").asText())
        .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    assertThat(schema.at("/x-kubernetes-group-version-kind/0/kind").asText()).isEqualTo("Plan");
    assertThat(schema.at("/properties/spec/properties/vms/type").asText()).isEqualTo("array");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (ObjectNode document : List.of(PLANS, CORE)) {
      JsonNode schemas = document.at("/components/schemas");
      for (JsonNode reference : document.findValues("$ref")) {
        String name = reference.asText().replace(Components.REF, "");
        assertThat(schemas.has(name)).as(name).isTrue();
      }
    }
  }

  @Test
  void theOldDocumentSpeaksSwagger() {
    ObjectNode document = DOCUMENTS.v2(KINDS);
    assertThat(document.path("swagger").asText()).isEqualTo("2.0");
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(reference.asText()).startsWith("#/definitions/");
      assertThat(document.path("definitions").has(reference.asText().substring(14))).isTrue();
    }
  }

  @Test
  void documentsAreBuiltAnewAndShareNothing() {
    ObjectNode once = DOCUMENTS.v3("", "v1", KINDS);
    once.path("components").path("schemas").forEach(s -> ((ObjectNode) s).removeAll());
    assertThat(DOCUMENTS.v3("", "v1", KINDS)).isEqualTo(CORE);
  }
}
