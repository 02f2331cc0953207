package io.wherry.apiserver.rules;

import static io.wherry.apiserver.Trees.json;
import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.FieldProblem;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.KindDefinition.Names;
import io.wherry.apiserver.KindDefinition.Origin;
import io.wherry.apiserver.KindDefinition.Subresource;
import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.ObjectPatcher.Type;
import io.wherry.apiserver.ObjectPatcher.Writer;
import io.wherry.apiserver.schema.BundledCrds;
import io.wherry.resources.Kinds;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesRulesTest {
  private static final ApiRules RULES = KubernetesRules.load();
  private static final Writer WRITER =
      new Writer("me", "", Instant.parse("2026-01-01T00:00:00Z"), OnConflict.REFUSE);

  private static KindDefinition custom(String specProperties) {
    return new KindDefinition(
        Kinds.PLAN,
        Names.of("plan"),
        Set.of(Subresource.STATUS),
        object(
            "{type:'object',properties:{metadata:{type:'object'},spec:{type:'object',properties:{"
                + specProperties
                + "}},status:{type:'object','x-kubernetes-preserve-unknown-fields':true}}}"),
        List.of(),
        List.of(),
        Origin.CUSTOM);
  }

  private static KindDefinition builtin(String kind) {
    return RULES.builtIn().stream()
        .filter(k -> k.ref().kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static ObjectNode plan(String spec) {
    return object(
        "{apiVersion:'forklift.konveyor.io/v1beta1',kind:'Plan',metadata:{name:'p'},spec:"
            + spec
            + "}");
  }

  @Test
  void dropsUnknownMetadataAsWell() {
    ObjectNode plan = plan("{a:'x',b:1}");
    plan.withObjectProperty("metadata").put("lables", "typo");
    assertThat(RULES.schemas().pruneAndDefault(custom("a:{type:'string',default:'d'}"), plan))
        .containsExactly("metadata.lables", "spec.b");
  }

  @Test
  void followsAChangedDefinition() {
    assertThat(RULES.schemas().validate(custom("a:{type:'string'}"), object("{}"), plan("{a:1}")))
        .hasSize(1);
    assertThat(RULES.schemas().validate(custom("a:{type:'integer'}"), object("{}"), plan("{a:1}")))
        .isEmpty();
  }

  @Test
  void acceptsAnythingWhereThereIsNoSchema() {
    KindDefinition free =
        new KindDefinition(
            Kinds.HOOK,
            Names.of("hook"),
            Set.of(),
            object("{}"),
            List.of(),
            List.of(),
            Origin.CUSTOM);
    ObjectNode object = plan("{odd:[1,{x:null}]}");
    assertThat(RULES.schemas().pruneAndDefault(free, object)).isEmpty();
    assertThat(RULES.schemas().validate(free, object("{}"), object)).isEmpty();
  }

  @Test
  void judgesBuiltinKindsByTheirOwnSchemas() {
    ObjectNode claim =
        object(
            "{apiVersion:'v1',kind:'PersistentVolumeClaim',metadata:{name:'c'},spec:{volumeMode:'Tape'}}");
    assertThat(RULES.schemas().validate(builtin("PersistentVolumeClaim"), object("{}"), claim))
        .containsExactly(
            new FieldProblem(
                "spec.volumeMode",
                "FieldValueNotSupported",
                "Unsupported value: \"Tape\": supported values: \"Block\", \"Filesystem\""));
  }

  @Test
  void refusesStrategicMergeForCustomKinds() {
    assertThatThrownBy(
            () -> RULES.patcher().patch(custom(""), Type.STRATEGIC, plan("{}"), json("{}"), WRITER))
        .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.code()).isEqualTo(415));
  }

  @Test
  void answersWithTheCodesOfKubernetes() {
    assertCode(400, Type.JSON, "{}");
    assertCode(422, Type.JSON, "[{op:'remove',path:'/nope'}]");
    assertCode(400, Type.JSON, "[{op:'add',path:'',value:1}]");
    assertCode(400, Type.MERGE, "[]");
    assertCode(400, Type.APPLY, "'text'");
  }

  private static void assertCode(int code, Type type, String body) {
    assertThatThrownBy(
            () -> RULES.patcher().patch(custom(""), type, plan("{}"), json(body), WRITER))
        .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void reportsConflictsWithACausePerField() {
    KindDefinition kind = custom("a:{type:'string'}");
    ObjectNode live =
        RULES.patcher().patch(kind, Type.APPLY, object("{}"), plan("{a:'1'}"), WRITER);
    Writer other = new Writer("you", "", WRITER.now(), OnConflict.REFUSE);
    assertThatThrownBy(() -> RULES.patcher().patch(kind, Type.APPLY, live, plan("{a:'2'}"), other))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(409);
              assertThat(e.status().at("/details/causes/0"))
                  .isEqualTo(
                      object(
                          "{reason:'FieldManagerConflict',message:'conflict with \\\"me\\\"',field:'.spec.a'}"));
            });
  }

  @Test
  void ignoresStatusInAppliesOfTheObjectItself() {
    ObjectNode applied = plan("{a:'1'}");
    applied.putObject("status").put("phase", "x");
    ObjectNode result =
        RULES
            .patcher()
            .patch(custom("a:{type:'string'}"), Type.APPLY, object("{}"), applied, WRITER);
    assertThat(result.has("status")).isFalse();
    assertThat(result.at("/metadata/managedFields/0/fieldsV1").has("f:status")).isFalse();
  }

  @Test
  void takesLabelsAsAMapAndFinalizersAsASet() {
    ObjectNode applied = plan("{}");
    applied.withObjectProperty("metadata").putObject("labels").put("a", "b");
    applied.withObjectProperty("metadata").putArray("finalizers").add("f/1");
    ObjectNode result =
        RULES.patcher().patch(custom(""), Type.APPLY, object("{}"), applied, WRITER);
    assertThat(result.at("/metadata/managedFields/0/fieldsV1"))
        .isEqualTo(
            object(
                "{'f:metadata':{'f:finalizers':{'v:\"f/1\"':{}},'f:labels':{'f:a':{}}},'f:spec':{}}"));
  }

  @Test
  void refusesBrokenProtobufWithAReason() {
    assertThat(RULES.decoder().reads("application/vnd.kubernetes.protobuf")).isTrue();
    assertThatThrownBy(() -> RULES.decoder().decode(new byte[] {1, 2, 3}))
        .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void everyBuiltinKindHasASchemaOfItsOwn() {
    for (KindDefinition kind : RULES.builtIn()) {
      ObjectNode object = object("{unheardOf:1,metadata:{}}");
      assertThat(RULES.schemas().pruneAndDefault(kind, object))
          .as(kind.ref().kind())
          .containsExactly("unheardOf");
    }
  }

  @Test
  void acceptsTheBundledDefinitions() {
    for (ObjectNode crd : BundledCrds.load()) {
      assertThat(RULES.schemas().validate(builtin("CustomResourceDefinition"), object("{}"), crd))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/metadata/name | 'x.y' | metadata.name",
        "/spec/versions/0/storage | false | spec.versions",
        "/spec/versions/0/schema | {} | spec.versions[0].schema.openAPIV3Schema",
        "/spec/versions/0/schema/openAPIV3Schema/type | 'string' | spec.versions[0].schema.openAPIV3Schema.type",
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec | {type:'string',pattern:'('} | spec.versions[0].schema.openAPIV3Schema",
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec | {} | spec.versions[0].schema.openAPIV3Schema.properties[spec].type",
        "/spec/versions/0/additionalPrinterColumns/0/jsonPath | '.a[' | spec.versions[0].additionalPrinterColumns[0].jsonPath",
        "/spec/scope | 'Everywhere' | spec.scope",
      })
  void refusesDefinitionsThatCouldNotBeServed(String place, String value, String field) {
    ObjectNode crd = BundledCrds.load().getFirst().deepCopy();
    for (ObjectNode other : BundledCrds.load()) {
      crd = other.path("metadata").path("name").asText().startsWith("plans.") ? other : crd;
    }
    int cut = place.lastIndexOf('/');
    ((ObjectNode) crd.at(place.substring(0, cut))).set(place.substring(cut + 1), json(value));
    assertThat(RULES.schemas().validate(builtin("CustomResourceDefinition"), object("{}"), crd))
        .extracting(FieldProblem::field)
        .containsExactly(field);
  }
}
