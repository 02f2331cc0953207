package io.wherry.rego.eval;

import io.wherry.rego.Answer;
import io.wherry.rego.Question;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers questions about compiled rules. */
public final class Search {
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  private final RuleTree rules;
  private final int groups;

  public Search(RuleTree rules, int groups) {
    this.rules = rules;
    this.groups = groups;
  }

  /** The document at a path in data. */
  public Answer document(List<String> path, Question question) {
    return document(path, run(question, null), world(question));
  }

  /** As above, and tells the trail why rules held. */
  public Answer document(List<String> path, Question question, Trail trail) {
    return document(path, run(question, trail), world(question));
  }

  private static Answer document(List<String> path, Run run, World world) {
    try {
      DataPlace place = DataPlace.root(run, world);
      for (String part : path) {
        place = place.child(StringValue.of(part));
      }
      Value value = place.value();
      return value == null ? new Answer.Undefined() : new Answer.Defined(value);
    } catch (EvaluationException e) {
      return new Answer.Failed(e.error());
    } catch (StackOverflowError e) {
      // Nothing is shared with other queries, so nothing can be left half done.
      return new Answer.Failed(Budget.over("rules call each other too deeply").error());
    }
  }

  private Run run(Question question, @Nullable Trail trail) {
    return new Run(
        rules, new Budget(question.limits()), nanos(question.now()), question.notes(), trail);
  }

  private World world(Question question) {
    return new World(question.input().orElse(null), question.data(), groups);
  }

  private static BigInteger nanos(Instant now) {
    return BigInteger.valueOf(now.getEpochSecond())
        .multiply(NANOS)
        .add(BigInteger.valueOf(now.getNano()));
  }

  /**
   * Runs a chain that gives an object for each solution.
   *
   * @throws EvaluationException a conflict or a limit
   */
  public List<ObjectValue> solutions(Step chain, int slots, Question question) {
    Frame frame = new Frame(run(question, null), world(question), slots);
    List<ObjectValue> found = new ArrayList<>();
    frame.yield = found;
    try {
      boolean _ = chain.run(frame);
      return found;
    } catch (StackOverflowError e) {
      throw Budget.over("rules call each other too deeply");
    }
  }
}
