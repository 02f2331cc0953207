package io.wherry.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobControllerTest {
  @Test
  void runsAsManyPodsAsItMay() {
    var play = new Playground("{'completions': 5, 'parallelism': 2}");
    play.reconcile();
    assertThat(play.active()).hasSize(2);
    assertThat(play.job().at("status", "active").asInt()).isZero(); // seen at the next look
    play.reconcile();
    assertThat(play.job().at("status", "active").asInt()).isEqualTo(2);
    play.end(play.active().getFirst(), "Succeeded", 0);
    play.reconcile();
    assertThat(play.active()).hasSize(2);
    assertThat(play.job().at("status", "succeeded").asInt()).isEqualTo(1);
  }

  @Test
  void completesWhenEnoughHaveSucceeded() {
    var play = new Playground("{'completions': 2, 'parallelism': 2}");
    play.reconcile();
    play.endAll("Succeeded");
    play.reconcile();
    assertThat(play.reason("SuccessCriteriaMet")).isEqualTo("CompletionsReached");
    assertThat(play.holds("Complete")).isTrue();
    assertThat(play.job().at("status", "succeeded").asInt()).isEqualTo(2);
    assertThat(play.job().text("status", "completionTime")).isPresent();
    assertThat(play.job().at("status", "uncountedTerminatedPods")).isEmpty();
    assertThat(play.pods()).allMatch(p -> p.items("metadata", "finalizers").isEmpty());
    play.reconcile();
    assertThat(play.pods()).hasSize(2);
  }

  @Test
  void waitsLongerAfterEachFailureAndGivesUpAtTheLimit() {
    var play = new Playground("{'completions': 1, 'parallelism': 1, 'backoffLimit': 2}");
    play.reconcile();
    for (Duration pause : new Duration[] {Duration.ofSeconds(10), Duration.ofSeconds(20)}) {
      play.endAll("Failed");
      play.clock.advance(pause.minusSeconds(1));
      play.reconcile();
      assertThat(play.active()).isEmpty();
      play.clock.advance(Duration.ofSeconds(1));
      play.reconcile();
      assertThat(play.active()).hasSize(1);
    }
    play.endAll("Failed");
    play.reconcile();
    assertThat(play.reason("Failed")).isEqualTo("BackoffLimitExceeded");
    assertThat(play.job().at("status", "failed").asInt()).isEqualTo(3);
  }

  @Test
  void failsAfterItsDeadlineAndEndsItsPods() {
    var play = new Playground("{'completions': 3, 'activeDeadlineSeconds': 60}");
    play.reconcile();
    play.clock.advance(Duration.ofSeconds(61));
    play.reconcile();
    assertThat(play.holds("FailureTarget")).isTrue();
    play.reconcile();
    assertThat(play.reason("Failed")).isEqualTo("DeadlineExceeded");
    assertThat(play.active()).isEmpty();
  }

  @Test
  void makesNoPodsWhileSuspendedAndStartsAnewWhenResumed() {
    var play = new Playground("{'completions': 2, 'parallelism': 2}");
    play.reconcile();
    play.api.patch(play.key, Playground.json("{'spec': {'suspend': true}}"));
    play.reconcile();
    assertThat(play.pods()).isEmpty();
    assertThat(play.reason("Suspended")).isEqualTo("JobSuspended");
    assertThat(play.job().text("status", "startTime")).isEmpty();
    play.clock.advance(Duration.ofMinutes(5));
    play.api.patch(play.key, Playground.json("{'spec': {'suspend': false}}"));
    play.reconcile();
    assertThat(play.active()).hasSize(2);
    assertThat(play.holds("Suspended")).isFalse();
    assertThat(play.job().at("status", "failed").asInt()).isZero();
  }

  @Test
  void failsAtOnceWhenAPolicySaysSo() {
    var play =
        new Playground(
            """
            {'completions': 1, 'podFailurePolicy': {'rules': [
              {'action': 'Ignore', 'onExitCodes': {'operator': 'In', 'values': [3]}},
              {'action': 'FailJob', 'onExitCodes': {'operator': 'In', 'values': [42]}}]}}\
            """);
    play.reconcile();
    play.end(play.active().getFirst(), "Failed", 3);
    play.reconcile();
    assertThat(play.job().at("status", "failed").asInt()).isZero();
    assertThat(play.active()).hasSize(1);
    play.end(play.active().getFirst(), "Failed", 42);
    play.reconcile();
    assertThat(play.reason("Failed")).isEqualTo("PodFailurePolicy");
    assertThat(new Job(play.job()).condition("Failed").orElseThrow().path("message").asText())
        .matches(
            "Container c for pod ns/work-\\S+ failed with exit code 42 matching FailJob rule at"
                + " index 1");
  }

  @Test
  void numbersPodsOfAnIndexedJob() {
    var play = new Playground("{'completions': 3, 'parallelism': 3, 'completionMode': 'Indexed'}");
    play.reconcile();
    assertThat(play.active())
        .extracting(p -> p.annotation(Job.INDEX).orElse(""))
        .containsExactlyInAnyOrder("0", "1", "2");
    play.active().stream()
        .filter(p -> !p.annotation(Job.INDEX).orElse("").equals("1"))
        .forEach(p -> play.end(p, "Succeeded", 0));
    play.reconcile();
    assertThat(play.job().text("status", "completedIndexes")).hasValue("0,2");
    play.endAll("Succeeded");
    play.reconcile();
    assertThat(play.job().text("status", "completedIndexes")).hasValue("0-2");
    assertThat(play.holds("Complete")).isTrue();
  }

  @Test
  void deletesTheJobWhenItsTimeIsOver() {
    var play = new Playground("{'completions': 1, 'ttlSecondsAfterFinished': 30}");
    play.reconcile();
    play.endAll("Succeeded");
    play.reconcile();
    play.clock.advance(Duration.ofSeconds(31));
    play.reconcile();
    assertThat(play.api.get(play.key)).isEmpty();
  }

  @Test
  void letsPodsOfADeletedJobGo() {
    var play = new Playground("{'completions': 1}");
    play.reconcile();
    play.api.delete(play.key);
    assertThat(play.pods()).hasSize(1);
    play.reconcile();
    assertThat(play.pods()).isEmpty();
  }

  @Test
  void replacesAPodThatWasDeletedAndCountsItAsFailed() {
    var play = new Playground("{'completions': 1}");
    play.reconcile();
    Resource pod = play.active().getFirst();
    play.api.delete(new ResourceKey(Kinds.POD, "ns", pod.name()));
    play.clock.advance(Duration.ofSeconds(11));
    play.reconcile();
    assertThat(play.active()).hasSize(1);
    assertThat(play.job().at("status", "failed").asInt()).isEqualTo(1);
  }

  @Test
  void waitsForADeletedPodToEndWhenAskedTo() {
    var play = new Playground("{'completions': 1, 'podReplacementPolicy': 'Failed'}");
    play.reconcile();
    Resource pod = play.active().getFirst();
    play.api.delete(new ResourceKey(Kinds.POD, "ns", pod.name()));
    play.reconcile();
    assertThat(play.pods()).hasSize(1);
    assertThat(play.job().at("status", "terminating").asInt()).isEqualTo(1);
    play.end(pod, "Failed", 143);
    play.clock.advance(Duration.ofSeconds(11));
    play.reconcile();
    assertThat(play.active()).hasSize(1);
    assertThat(play.job().at("status", "failed").asInt()).isEqualTo(1);
  }

  @Test
  void leavesAJobToTheControllerItNames() {
    var play = new Playground("{'completions': 1, 'managedBy': 'example.com/other'}");
    play.reconcile();
    assertThat(play.pods()).isEmpty();
  }

  @Test
  void tellsWhatItDid() {
    var play = new Playground("{'completions': 1}");
    play.reconcile();
    play.endAll("Succeeded");
    play.reconcile();
    assertThat(play.api.list(Kinds.EVENT, Selection.ALL))
        .extracting(e -> e.text("reason").orElse(""))
        .containsExactlyInAnyOrder("SuccessfulCreate", "Completed");
  }
}
