package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.control.Condition;
import io.wherry.resources.Kinds;
import io.wherry.vmimport.model.HookView;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookControllerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {image: quay.io/konveyor/hook-runner:latest}                     | []
          {image: localhost:5000/a/b, playbook: aGVsbG8=}                  | []
          {image: 'a b'}                                                   | [InvalidImage]
          {image: a/b, playbook: 'not base64!'}                            | [InvalidPlaybook]
          {}                                                               | [InvalidHookExecute]
          {playbook: aGVsbG8=}                                             | [InvalidHookExecute]
          {aap: {jobTemplateId: 7, url: u, tokenSecret: {name: t}}}        | []
          {aap: {jobTemplateId: 7, url: u, tokenSecret: {name: t}}, image: a/b} | [InvalidHookExecute]
          {aap: {jobTemplateId: 0, url: u, tokenSecret: {name: t}}}        | [InvalidHookExecute]
          {aap: {jobTemplateId: 7, url: u}}                                | [InvalidHookExecute]
          {aap: {jobTemplateId: 7}}                                        | [InvalidHookExecute]
          """)
  void judgesSyntax(String spec, String types) {
    World world = new World();
    world.put(Kinds.HOOK, "{metadata: {namespace: mig, name: h}, spec: " + spec + "}");
    List<Condition> found = HookController.judge(world.get(Kinds.HOOK, "h").view(HookView::new));
    assertThat(found.stream().map(Condition::type).toList()).hasToString(types);
  }
}
