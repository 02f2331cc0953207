package io.wherry.policy;

import io.wherry.rego.Answer;
import io.wherry.rego.Policy;
import io.wherry.rego.Question;
import io.wherry.rego.value.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the tests among rules: those whose names begin with {@code test_}. */
public final class RuleTests {
  private final Policy policy;
  private final Clock clock;

  public RuleTests(Policy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /** How a test went. */
  public enum Verdict {
    PASS,
    FAIL,
    ERROR
  }

  /**
   * What a test gave.
   *
   * @param notes what it printed, and the error when there is one
   */
  public record Result(Policy.RuleName test, Verdict verdict, List<String> notes) {}

  /** Runs all tests, in the order of their names. */
  public List<Result> run() {
    return policy.rules().stream().filter(RuleTests::isTest).map(this::run).toList();
  }

  private static boolean isTest(Policy.RuleName rule) {
    return rule.name().substring(rule.name().lastIndexOf('.') + 1).startsWith("test_");
  }

  private Result run(Policy.RuleName test) {
    List<String> notes = new ArrayList<>();
    Question question = Question.plain(clock.instant()).withNotes(note -> notes.add(note.text()));
    List<String> path = Arrays.asList(test.name().split("\\.")).subList(1, parts(test));
    return switch (policy.document(path, question)) {
      case Answer.Defined(var value) -> new Result(test, verdict(value), notes);
      case Answer.Undefined() -> new Result(test, Verdict.FAIL, notes);
      case Answer.Failed(var error) -> {
        notes.add(error.toString());
        yield new Result(test, Verdict.ERROR, notes);
      }
    };
  }

  private static int parts(Policy.RuleName test) {
    return test.name().split("\\.").length;
  }

  private static Verdict verdict(Value value) {
    return value.holds() ? Verdict.PASS : Verdict.FAIL;
  }
}
