package io.wherry.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import io.wherry.rego.Answer;
import io.wherry.rego.Limits;
import io.wherry.rego.Policy;
import io.wherry.rego.Question;
import io.wherry.rego.RegoError;
import io.wherry.rego.SourceFile;
import io.wherry.rego.value.ArrayValue;
import io.wherry.rego.value.JsonValues;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.ObjectValue;
import io.wherry.rego.value.SetValue;
import io.wherry.rego.value.StringValue;
import io.wherry.rego.value.Value;
import io.wherry.spi.MachineRules;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in force: the default ones and those of users. Rules that do not compile change nothing
 * but {@link #problem}.
 */
public final class LiveRules implements MachineRules {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

  /** A collector waits for the answer; the default rules need some 2,000 steps. */
  private static final Limits LIMITS = new Limits(5_000_000, 1_000_000, Duration.ofMillis(500));

  private final Clock clock;
  private final List<SourceFile> defaults;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Policy policy;
  private volatile List<SourceFile> inForce;
  private volatile String problem = "";
  private volatile String failure = "";
  private List<SourceFile> custom = List.of();

  public LiveRules(Clock clock) {
    this.clock = clock;
    this.defaults = RuleFiles.defaults();
    this.inForce = defaults;
    this.policy =
        switch (Policy.compile(defaults)) {
          case Policy.Compiled.Ready(var ready) -> ready;
          case Policy.Compiled.Rejected(var errors) ->
              throw new Defect("The default rules do not compile: " + errors);
        };
  }

  /** The rules in force now. */
  public Policy policy() {
    return policy;
  }

  /** The files in force now, the default ones first. */
  public List<SourceFile> files() {
    return inForce;
  }

  /** Takes the users' rules, all of them; machines are judged anew when they differ. */
  public synchronized void use(List<SourceFile> files) {
    if (files.equals(custom)) {
      return;
    }
    custom = List.copyOf(files);
    List<SourceFile> all = new ArrayList<>(defaults);
    all.addAll(files);
    switch (Policy.compile(all)) {
      case Policy.Compiled.Ready(var ready) -> {
        policy = ready;
        inForce = List.copyOf(all);
        problem = "";
        failure = "";
        LOG.info("{} files of custom rules are in force", files.size());
      }
      case Policy.Compiled.Rejected(var errors) -> {
        problem = errors.stream().map(RegoError::toString).collect(Collectors.joining("; "));
        LOG.warn("custom rules are rejected, those before stay in force: {}", problem);
      }
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public String problem(SourceType type) {
    return problem.isEmpty() ? failure : problem;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<Verdict> judge(SourceType type, ObjectNode machine) {
    return Family.of(type).flatMap(family -> judge(family, machine));
  }

  private Optional<Verdict> judge(String family, ObjectNode machine) {
    Answer answer = answer(Family.path(family, "validate"), machine);
    switch (answer) {
      case Answer.Defined(ObjectValue found) when isComplete(found) -> {
        return Optional.of(new Verdict(concerns(found), version(found)));
      }
      case Answer.Failed(var error) -> {
        failure = error.toString();
        LOG.warn("rules for {} failed for {}: {}", family, machine.path("id").asText(), error);
      }
      default -> LOG.warn("rules for {} gave {}", family, answer);
    }
    return Optional.empty();
  }

  private static boolean isComplete(ObjectValue found) {
    return found.get("errors").orElse(SetValue.EMPTY).equals(SetValue.EMPTY);
  }

  private Answer answer(List<String> path, ObjectNode machine) {
    Question question = Question.about(JsonValues.of(machine), clock.instant()).withLimits(LIMITS);
    return policy.document(path, question);
  }

  private static long version(ObjectValue found) {
    return found.get("rules_version").orElse(NumberValue.ZERO) instanceof NumberValue n
            && n.isLong()
        ? n.asLong()
        : 0;
  }

  private static List<Concern> concerns(ObjectValue found) {
    List<Value> items =
        switch (found.get("concerns").orElse(SetValue.EMPTY)) {
          case SetValue set -> set.items();
          case ArrayValue(var list) -> list;
          default -> List.of();
        };
    return items.stream()
        .filter(ObjectValue.class::isInstance)
        .map(item -> concern((ObjectValue) item))
        .toList();
  }

  /** Old rules give no id. */
  private static Concern concern(ObjectValue said) {
    return new Concern(
        text(said, "id"), text(said, "label"), text(said, "category"), text(said, "assessment"));
  }

  private static String text(ObjectValue said, String key) {
    return said.get(key).map(v -> v instanceof StringValue(var text) ? text : v.text()).orElse("");
  }
}
