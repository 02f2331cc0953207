package io.wherry.apiserver.schema;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralSchemaTest {
  private static StructuralSchema spec(String properties, String... more) {
    String extra = more.length == 0 ? "" : "," + String.join(",", more);
    return StructuralSchema.compile(
        object(
            "{type:'object',properties:{spec:{type:'object',properties:{"
                + properties
                + "}"
                + extra
                + "}}}"));
  }

  private static List<String> errors(StructuralSchema schema, String object) {
    return schema.validate(object(object)).stream().map(FieldError::message).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{type:'string'} | 5 | spec.x: Invalid value: \"integer\": spec.x in body must be of type string: \"integer\"",
        "{type:'integer'} | 'a' | spec.x: Invalid value: \"string\": spec.x in body must be of type integer: \"string\"",
        "{type:'integer'} | 1.5 | spec.x: Invalid value: \"number\": spec.x in body must be of type integer: \"number\"",
        "{type:'boolean'} | 'true' | spec.x: Invalid value: \"string\": spec.x in body must be of type boolean: \"string\"",
        "{type:'string'} | null | spec.x: Invalid value: \"null\": spec.x in body must be of type string: \"null\"",
        "{type:'array',items:{type:'string'}} | {} | spec.x: Invalid value: \"object\": spec.x in body must be of type array: \"object\"",
        "{type:'string',enum:['on','off']} | 'of' | spec.x: Unsupported value: \"of\": supported values: \"on\", \"off\"",
        "{type:'string',pattern:'^a+$'} | 'b' | spec.x: Invalid value: \"b\": spec.x in body should match '^a+$'",
        "{type:'string',minLength:1} | '' | spec.x: Invalid value: \"\": spec.x in body should be at least 1 chars long",
        "{type:'string',maxLength:2} | 'abc' | spec.x: Too long: may not be more than 2 bytes",
        "{type:'integer',minimum:1} | 0 | spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1",
        "{type:'integer',maximum:3} | 4 | spec.x: Invalid value: 4: spec.x in body should be less than or equal to 3",
        "{type:'integer',format:'int32'} | 3000000000 | spec.x: Invalid value: 3000000000: spec.x in body must be of type int32: 3000000000",
        "{type:'string',format:'date-time'} | 'now' | spec.x: Invalid value: \"now\": spec.x in body must be of type date-time: \"now\"",
        "{type:'array',minItems:1} | [] | spec.x: Invalid value: 0: spec.x in body should have at least 1 items",
        "{type:'array',maxItems:1,items:{type:'integer'}} | [1,2] | spec.x: Too many: 2: must have at most 1 items",
        "{type:'array','x-kubernetes-list-type':'set',items:{type:'string'}} | ['a','a'] | spec.x[1]: Duplicate value: \"a\"",
        "{type:'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],items:{type:'object',properties:{n:{type:'string'}}}} | [{n:'a'},{n:'a'}] | spec.x[1]: Duplicate value: map[string]interface {}{\"n\":\"a\"}",
        "{'x-kubernetes-int-or-string':true} | true | spec.x: Invalid value: \"boolean\": spec.x in body must be of type integer,string: \"boolean\"",
        "{type:'object',required:['a'],properties:{a:{type:'string'}}} | {} | spec.x.a: Required value",
        "{type:'object',additionalProperties:{type:'string'}} | {k:1} | spec.x.k: Invalid value: \"integer\": spec.x.k in body must be of type string: \"integer\"",
        "{type:'integer',not:{enum:[2]}} | 2 | <nil>: Invalid value: \"\": \"spec.x\" must not validate the schema (not)",
      })
  void saysWhatIsWrongInTheWordsOfKubernetes(String schema, String value, String message) {
    assertThat(errors(spec("x:" + schema), "{spec:{x:" + value + "}}")).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{type:'string',nullable:true} | null",
        "{type:'number'} | 5",
        "{type:'integer'} | 5.0",
        "{type:'integer',format:'int64'} | 3000000000",
        "{'x-kubernetes-int-or-string':true,anyOf:[{type:'integer'},{type:'string'}]} | '1Gi'",
        "{'x-kubernetes-int-or-string':true,anyOf:[{type:'integer'},{type:'string'}]} | 1",
        "{'x-kubernetes-preserve-unknown-fields':true} | [1,{a:null}]",
        "{type:'string',format:'date-time'} | '2026-10-03T22:00:00Z'",
        "{type:'string',format:'date-time'} | '2026-10-03T22:00:00.123456+02:00'",
        "{type:'string',format:'unheard-of'} | 'x'",
        "{type:'string','x-kubernetes-validations':[{rule:'self == 1'}]} | 'x'",
      })
  void acceptsWhatKubernetesAccepts(String schema, String value) {
    assertThat(errors(spec("x:" + schema), "{spec:{x:" + value + "}}")).isEmpty();
  }

  @Test
  void fillsInDefaultsFromTheOutsideInwards() {
    StructuralSchema schema =
        spec(
            "a:{type:'object',default:{},properties:{b:{type:'string',default:'x'}}},"
                + "l:{type:'array',items:{type:'object',properties:{c:{type:'integer',default:7}}}},"
                + "n:{type:'string',default:'d'},m:{type:'string',nullable:true,default:'d'}");
    ObjectNode object = object("{spec:{l:[{},{c:1}],n:null,m:null}}");
    schema.applyDefaults(object);
    assertThat(object).isEqualTo(object("{spec:{l:[{c:7},{c:1}],m:null,a:{b:'x'},n:'d'}}"));
  }

  @Test
  void doesNotInventParentsForDefaults() {
    ObjectNode object = object("{}");
    spec("a:{type:'string',default:'x'}").applyDefaults(object);
    assertThat(object).isEqualTo(object("{}"));
  }

  @Test
  void dropsUnknownFieldsAndNamesThem() {
    StructuralSchema schema =
        spec(
            "known:{type:'object',properties:{a:{type:'string'}}},"
                + "list:{type:'array',items:{type:'object',properties:{a:{type:'string'}}}},"
                + "map:{type:'object',additionalProperties:{type:'object',properties:{a:{type:'string'}}}},"
                + "free:{type:'object','x-kubernetes-preserve-unknown-fields':true,"
                + "properties:{inner:{type:'object',properties:{a:{type:'string'}}}}},"
                + "whole:{type:'object','x-kubernetes-embedded-resource':true,properties:{spec:{type:'object'}}}");
    ObjectNode object =
        object(
            "{apiVersion:'v1',kind:'K',metadata:{name:'n'},extra:1,spec:{known:{a:'1',b:2},"
                + "list:[{a:'1'},{z:1}],map:{k:{a:'1',q:1}},free:{x:1,inner:{y:1}},"
                + "whole:{apiVersion:'v1',kind:'P',metadata:{name:'p'},odd:1}}}");
    List<String> dropped = schema.prune(object);
    assertThat(dropped)
        .containsExactly(
            "extra",
            "spec.known.b",
            "spec.list[1].z",
            "spec.map.k.q",
            "spec.free.inner.y",
            "spec.whole.odd");
    assertThat(object.path("spec").path("free").path("x").asInt()).isEqualTo(1);
    assertThat(object.path("spec").path("whole").path("metadata").path("name").asText())
        .isEqualTo("p");
  }

  @Test
  void stopsAPatternThatBacktracksWithoutEnd() {
    String hostile = "a".repeat(200);
    assertThat(
            errors(
                spec("x:{type:'string',pattern:'^.*.*.*.*.*=$'}"), "{spec:{x:'" + hostile + "'}}"))
        .singleElement()
        .asString()
        .contains("takes too long to compare");
  }

  @Test
  void survivesAPatternThatRecursesOverALongValue() {
    String value = "ab".repeat(500_000);
    assertThat(errors(spec("x:{type:'string',pattern:'^(a|b)*$'}"), "{spec:{x:'" + value + "'}}"))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void reportsNoMoreThanAHundredErrors() {
    StringBuilder list = new StringBuilder("[0");
    list.append(",0".repeat(500)).append(']');
    assertThat(errors(spec("x:{type:'array',items:{type:'string'}}"), "{spec:{x:" + list + "}}"))
        .hasSize(100);
  }

  @Test
  void refusesSchemasNestedWithoutMeasure() {
    String deep = "{type:'object',properties:{a:".repeat(200) + "{}" + "}}".repeat(200);
    assertThatThrownBy(() -> StructuralSchema.compile(object(deep)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("nested deeper than 100");
  }

  @Test
  void refusesABrokenPatternWithItsPlace() {
    assertThatThrownBy(() -> spec("x:{type:'string',pattern:'('}"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("spec.x");
  }

  @Test
  void keepsHugeValuesOutOfMessages() {
    String huge = "x".repeat(10_000);
    assertThat(errors(spec("x:{type:'integer'}"), "{spec:{x:'" + huge + "'}}").getFirst())
        .hasSizeLessThan(400);
  }
}
