package io.wherry.apiserver.expressions;

import static io.wherry.apiserver.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.schema.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationRulesTest {
  private static final String FIELDS =
      "n:{type:'integer'},d:{type:'number'},s:{type:'string'},b:{type:'boolean'},"
          + "any:{'x-kubernetes-int-or-string':true},"
          + "t:{type:'string',format:'date-time'},dur:{type:'string',format:'duration'},"
          + "raw:{type:'string',format:'byte'},maybe:{type:'string',nullable:true},"
          + "'a.b-c/d__e':{type:'string'},'if':{type:'string'},"
          + "l:{type:'array',items:{type:'integer'}},ss:{type:'array',items:{type:'string'}},"
          + "m:{type:'object',additionalProperties:{type:'string'}},"
          + "o:{type:'object',properties:{x:{type:'integer'},y:{type:'integer'}}},"
          + "free:{type:'object','x-kubernetes-preserve-unknown-fields':true}";

  private static ValidationRules rules(String validation) {
    return ValidationRules.compile(
        object(
            "{type:'object',properties:{spec:{type:'object',properties:{"
                + FIELDS
                + "},'x-kubernetes-validations':["
                + validation
                + "]}}}"),
        "schema");
  }

  private static ValidationRules rule(String rule) {
    return rules("{rule:\"" + rule.replace("\\", "\\\\") + "\"}");
  }

  private static List<String> check(ValidationRules rules, String before, String after) {
    return rules.check(spec(before), spec(after)).stream().map(FieldError::message).toList();
  }

  private static ObjectNode spec(String spec) {
    return spec.isEmpty() ? object("{}") : object("{kind:'K',spec:" + spec + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "self.n == 3 => {n:3}",
        "self.n < self.d => {n:3,d:3.5}",
        "has(self.s) && self.s.startsWith('a') => {s:'abc'}",
        "!has(self.s) || self.s.matches('^a+$') => {s:'aaa'}",
        "self.any == 80 || self.any == '80%' => {any:'80%'}",
        "self.any == 80 => {any:80}",
        "self.t < timestamp('2030-01-01T00:00:00Z') => {t:'2026-01-01T00:00:00+02:00'}",
        "self.dur == duration('90m') => {dur:'1h30m'}",
        "self.raw == b'hi' => {raw:'aGk='}",
        "self.a__dot__b__dash__c__slash__d__underscores__e == 'x' => {'a.b-c/d__e':'x'}",
        "self.__if__ == 'x' => {'if':'x'}",
        "self.l.all(i, i > 0) && self.l.exists_one(i, i == 2) && size(self.l) == 3 => {l:[1,2,3]}",
        "self.l.map(i, i * 2) == [2, 4] => {l:[1,2]}",
        "self.l.isSorted() && self.l.sum() == 6 && self.l.min() == 1 && self.l.max() == 3 => {l:[1,2,3]}",
        "self.l.indexOf(2) == 1 && self.l.lastIndexOf(2) == 2 && self.l.indexOf(9) == -1 => {l:[1,2,2]}",
        "self.ss.min() == 'a' && !self.ss.isSorted() => {ss:['b','a']}",
        "sets.contains(self.ss, ['a']) => {ss:['b','a']}",
        "self.s.find('[0-9]+') == '12' && self.s.findAll('[0-9]+') == ['12','34'] => {s:'a12b34'}",
        "self.s.findAll('[0-9]+', 1) == ['12'] => {s:'a12b34'}",
        "self.s.lowerAscii().split(',').size() == 2 => {s:'A,B'}",
        "quantity(self.s).isLessThan(quantity('1Gi')) && isQuantity(self.s) => {s:'500Mi'}",
        "quantity('1Ki').add(24) == quantity('1048') && quantity('1k').asInteger() == 1000 => {n:1}",
        "quantity('1.5').isInteger() == false && quantity('-1').sign() == -1 => {n:1}",
        "!isQuantity('ten') && quantity('2').compareTo(quantity('1')) == 1 => {n:1}",
        "self.m.all(k, k != self.m[k]) && 'a' in self.m => {m:{a:'b'}}",
        "self.?s.orValue('none') == 'none' => {n:1}",
        "dyn(self.n) == 3 ? true : false => {n:3}",
      })
  void readsValuesAsKubernetesDoes(String rule, String value) {
    ValidationRules rules = rule(rule);
    assertThat(rules.errors()).isEmpty();
    assertThat(check(rules, "", value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{rule:'self.n > 3'} | spec: Invalid value: \"object\": failed rule: self.n > 3",
        "{rule:' self.n > 3 ',message:'too small'} | spec: Invalid value: \"object\": too small",
        "{rule:'self.n > 3',fieldPath:'.n'} | spec.n: Invalid value: \"object\": failed rule: self.n > 3",
        "{rule:'self.n > 3',reason:'FieldValueForbidden',message:'no'} | spec: Forbidden: no",
        "{rule:'self.n > 3',reason:'FieldValueRequired',message:'no'} | spec: Required value: no",
        "{rule:'self.n > 3',reason:'FieldValueDuplicate'} | spec: Duplicate value: \"object\"",
        "{rule:'self.n > 3',messageExpression:'\"got \" + string(self.n)'} | spec: Invalid value: \"object\": got 1",
        "{rule:'self.n > 3',message:'m',messageExpression:'string(1 / (self.n - 1))'} | spec: Invalid value: \"object\": m",
        "{rule:'self.s.size() > 3'} | spec: Invalid value: \"object\": no such key: s evaluating rule: self.s.size() > 3",
        "{rule:'1 / (self.n - 1) > 3'} | spec: Invalid value: \"object\": division by zero evaluating rule: 1 / (self.n - 1) > 3",
        "{rule:'self.any > 3',message:'m'} | spec: Invalid value: \"object\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: m",
      })
  void saysWhatIsWrongInTheWordsOfKubernetes(String validation, String message) {
    assertThat(check(rules(validation), "", "{n:1,any:'x'}")).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{rule:'self.none == 1'} | [0].rule: Invalid value: \"self.none == 1\": compilation failed: ERROR: <input>:1:5: undefined field 'none'",
        "{rule:'self.free.x == 1'} | [0].rule: Invalid value: \"self.free.x == 1\": compilation failed: ERROR: <input>:1:10: undefined field 'x'",
        "{rule:'self.n == '} | [0].rule: Invalid value: \"self.n == \": compilation failed: ERROR: <input>:1:11: Syntax error: mismatched input",
        "{rule:'self.n == self.s'} | [0].rule: Invalid value: \"self.n == self.s\": compilation failed: ERROR: <input>:1:8: found no matching overload",
        "{rule:'self.n'} | [0].rule: Invalid value: \"self.n\": cel expression must evaluate to a bool",
        "{rule:' '} | [0].rule: Required value: rule is not specified",
        "{rule:'true',messageExpression:'self.n'} | [0].messageExpression: Invalid value: \"self.n\": messageExpression must evaluate to a string",
        "{rule:'true',messageExpression:'self.q'} | [0].messageExpression: Invalid value: \"self.q\": messageExpression compilation failed: ERROR",
        "{rule:'true',reason:'Bad'} | [0].reason: Unsupported value: \"Bad\": supported values:",
        "{rule:'true',fieldPath:'.q'} | [0].fieldPath: Invalid value: \".q\": fieldPath must be a valid path",
        "{rule:'true',message:'a\\nb'} | [0].message: Invalid value: \"a\\nb\": message must not contain line breaks",
      })
  void refusesRulesThatCannotBeEvaluated(String validation, String message) {
    List<FieldError> errors = rules(validation).errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().message())
        .startsWith("schema.properties[spec].x-kubernetes-validations" + message);
  }

  @Test
  void runsTransitionRulesOnlyWhereThereWasAValue() {
    ValidationRules rules = rule("self.n >= oldSelf.n");
    assertThat(check(rules, "", "{n:1}")).isEmpty();
    assertThat(check(rules, "{n:1}", "{n:2}")).isEmpty();
    assertThat(check(rules, "{n:2}", "{n:1}")).hasSize(1);
  }

  @Test
  void givesAnOptionalOldValueWhenAsked() {
    ValidationRules rules =
        rules(
            "{rule:'oldSelf.hasValue() ? oldSelf.value().n == self.n : self.n == 1',"
                + "optionalOldSelf:true}");
    assertThat(rules.errors()).isEmpty();
    assertThat(check(rules, "", "{n:2}")).hasSize(1);
    assertThat(check(rules, "", "{n:1}")).isEmpty();
    assertThat(check(rules, "{n:2}", "{n:2}")).isEmpty();
    assertThat(check(rules, "{n:2}", "{n:1}")).hasSize(1);
  }

  @Test
  void leavesWhatWasStoredAloneUntilItChanges() {
    ValidationRules rules = rule("self.n > 3");
    assertThat(check(rules, "{n:1}", "{n:1}")).isEmpty();
    assertThat(check(rules, "{n:1}", "{n:2}")).hasSize(1);
  }

  private static ValidationRules list(String listType, String validation) {
    return ValidationRules.compile(
        object(
            "{type:'object',properties:{spec:{type:'object',properties:{"
                + "l:{type:'array',"
                + listType
                + "items:{type:'object',properties:{k:{type:'string'},v:{type:'integer'}},"
                + "'x-kubernetes-validations':["
                + validation
                + "]}},m:{type:'object',additionalProperties:{type:'integer',"
                + "'x-kubernetes-validations':[{rule:'self < 9'}]}}}}}}"),
        "schema");
  }

  @Test
  void judgesElementsAndMapValuesWhereTheyStand() {
    ValidationRules rules = list("", "{rule:'self.v > 0',fieldPath:'.v'}");
    assertThat(check(rules, "", "{l:[{v:1},{v:0}],m:{a:1,'b.c':9}}"))
        .containsExactly(
            "spec.l[1].v: Invalid value: \"object\": failed rule: self.v > 0",
            "spec.m[b.c]: Invalid value: \"integer\": failed rule: self < 9");
  }

  @Test
  void findsTheOldElementByItsKeys() {
    String keyed = "'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],";
    ValidationRules rules = list(keyed, "{rule:'self.v >= oldSelf.v'}");
    assertThat(rules.errors()).isEmpty();
    assertThat(check(rules, "{l:[{k:'a',v:1},{k:'b',v:5}]}", "{l:[{k:'b',v:5},{k:'a',v:0}]}"))
        .containsExactly("spec.l[1]: Invalid value: \"object\": failed rule: self.v >= oldSelf.v");
    assertThat(check(rules, "{l:[]}", "{l:[{k:'a',v:0}]}")).isEmpty();
  }

  @Test
  void refusesTransitionRulesWhereElementsHaveNoIdentity() {
    assertThat(list("", "{rule:'self == oldSelf'}").errors())
        .extracting(FieldError::message)
        .containsExactly(
            "schema.properties[spec].properties[l].items.x-kubernetes-validations[0].rule:"
                + " Invalid value: \"self == oldSelf\": oldSelf cannot be used on the"
                + " uncorrelatable portion of the schema within schema.properties[spec].properties[l]");
  }

  @Test
  void readsTheNameOfTheWholeObject() {
    ValidationRules rules =
        ValidationRules.compile(
            object(
                "{type:'object','x-kubernetes-validations':[{rule:\"self.metadata.name == 'a'\"}]}"),
            "schema");
    assertThat(rules.check(object("{}"), object("{metadata:{name:'a'}}"))).isEmpty();
    assertThat(rules.check(object("{}"), object("{metadata:{name:'b'}}")))
        .extracting(FieldError::path)
        .containsExactly("<nil>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.l.all(a, self.l.all(b, self.l.all(c, a + b + c >= 0)))",
        "self.ss.all(a, self.ss.all(b, (a + b).contains('z') == false))",
        "self.l.all(a, !self.l.exists(b, !(b in self.l)))",
      })
  void stopsRulesThatCostTooMuch(String rule) {
    String numbers = "0,".repeat(2_000) + "0";
    String texts = ("'" + "a".repeat(1_000) + "',").repeat(300) + "''";
    assertThat(check(rule(rule), "", "{l:[" + numbers + "],ss:[" + texts + "]}"))
        .singleElement()
        .asString()
        .contains("cost limit exceeded");
  }
}
