package io.wherry.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.apiserver.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule allows, and whether rules cover others. */
class PolicyRuleTest {
  private static PolicyRule rule(String yaml) {
    return PolicyRule.of(Trees.yaml(yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {verbs: [get], apiGroups: [""], resources: [pods]}                      | get pods '' x | true
          {verbs: [get], apiGroups: [""], resources: [pods]}                      | list pods '' x | false
          {verbs: ["*"], apiGroups: [""], resources: [pods]}                      | list pods '' x | true
          {verbs: [get], apiGroups: [""], resources: [pods]}                      | get pods log x | false
          {verbs: [get], apiGroups: [""], resources: [pods/log]}                  | get pods log x | true
          {verbs: [get], apiGroups: [""], resources: ["*/log"]}                   | get pods log x | true
          {verbs: [get], apiGroups: [""], resources: ["*/log"]}                   | get pods '' x | false
          {verbs: [get], apiGroups: [""], resources: ["*"]}                       | get pods log x | true
          {verbs: [get], apiGroups: [apps], resources: [pods]}                    | get pods '' x | false
          {verbs: [get], apiGroups: ["*"], resources: [pods]}                     | get pods '' x | true
          {verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [x]}  | get pods '' x | true
          {verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [y]}  | get pods '' x | false
          {verbs: [get], nonResourceURLs: ["*"]}                                  | get pods '' x | false
          """)
  void allowsResources(String yaml, String wish, boolean allowed) {
    String[] w = wish.split(" ");
    Attributes attributes =
        new Attributes(w[0], "", "v1", "ns", w[1], w[2].replace("'", ""), w[3], "");
    assertThat(rule(yaml).allows(attributes)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz,/healthz,true",
    "/healthz,/healthz/x,false",
    "/healthz/*,/healthz/x,true",
    "/healthz/*,/healthz,false",
    "*,/anything,true",
    "/a*,/abc,true"
  })
  void allowsPaths(String url, String path, boolean allowed) {
    PolicyRule rule = new PolicyRule(List.of("get"), List.of(), List.of(), List.of(), List.of(url));
    assertThat(rule.allows(Attributes.ofPath("get", path))).isEqualTo(allowed);
    assertThat(rule.allows(Attributes.ofPath("put", path))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {verbs: ["*"], apiGroups: ["*"], resources: ["*"]} | {verbs: [get], apiGroups: [a], resources: [b, b/c]} | ''
          {verbs: [get], apiGroups: [a], resources: [b]} | {verbs: [get, list], apiGroups: [a], resources: [b]} | {APIGroups:["a"], Resources:["b"], Verbs:["list"]}
          {verbs: [get], apiGroups: [a], resources: [b], resourceNames: [n]} | {verbs: [get], apiGroups: [a], resources: [b]} | {APIGroups:["a"], Resources:["b"], Verbs:["get"]}
          {verbs: [get], apiGroups: [a], resources: [b]} | {verbs: [get], apiGroups: [a], resources: [b], resourceNames: [n]} | ''
          {verbs: [get], apiGroups: [a], resources: ["*/s"]} | {verbs: [get], apiGroups: [a], resources: [b/s]} | ''
          {verbs: [get], apiGroups: [a], resources: [b]} | {verbs: ["*"], apiGroups: [a], resources: [b]} | {APIGroups:["a"], Resources:["b"], Verbs:["*"]}
          {verbs: [get], nonResourceURLs: [/a/*]} | {verbs: [get], nonResourceURLs: [/a/b, /c]} | {NonResourceURLs:["/c"], Verbs:["get"]}
          """)
  void saysWhatIsNotCovered(String owned, String wanted, String missing) {
    List<PolicyRule> left = RuleCoverage.missing(List.of(rule(owned)), List.of(rule(wanted)));
    assertThat(left.stream().map(PolicyRule::shown).toList())
        .isEqualTo(missing.equals("''") || missing.isEmpty() ? List.of() : List.of(missing));
  }

  @Test
  void refusesToTakeApartWithoutEnd() {
    List<String> many = java.util.stream.IntStream.range(0, 1000).mapToObj(i -> "x" + i).toList();
    PolicyRule huge = new PolicyRule(many, many, many, List.of(), List.of());
    assertThat(RuleCoverage.missing(List.of(huge), List.of(huge))).isNotEmpty();
  }
}
