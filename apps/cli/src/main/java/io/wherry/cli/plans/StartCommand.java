package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts plans. */
@Command(
    name = "start",
    description = "Start plans, or start their unfinished machines again.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:an error",
      "2:wrong usage",
      "3:--wait ran out",
      "4:some machines failed",
      "5:the plan cannot start"
    })
public final class StartCommand implements Callable<Integer> {
  private static final int TIMED_OUT = 3;
  private static final int PARTLY = 4;
  private static final int REFUSED = 5;
  private static final Duration STEP = Duration.ofMillis(500);

  @Parameters(index = "0", paramLabel = "plan", description = "The word plan.")
  private PlanWord word = PlanWord.plan;

  @Parameters(index = "1", paramLabel = "NAMES", description = "Plans, separated by commas.")
  private String names = "";

  @Option(
      names = "--cutover",
      paramLabel = "TIME",
      description = "Cutover of a warm plan: now, +2h, or a time with its offset.",
      defaultValue = "")
  private String cutover = "";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "24h",
      description = "Wait until the plans have ended, at most this long (30m, 24h).",
      defaultValue = "")
  private String wait = "";

  @Option(names = "--dry-run", description = "Print what would be created, and change nothing.")
  private boolean dryRun;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    String moment = cutover.isEmpty() ? "" : Moments.parse(cutover, clock.instant()).toString();
    Duration patience =
        wait.isEmpty()
            ? Duration.ZERO
            : Duration.parse("PT" + wait.toUpperCase(java.util.Locale.ROOT));
    try (FabricKubeApi api = options.open()) {
      PlanObjects objects = new PlanObjects(api, options.namespace());
      List<Resource> plans = Arrays.stream(names.split(",")).map(objects::plan).toList();
      for (Resource plan : plans) {
        List<String> why = PlanStatus.blockers(plan);
        if (!why.isEmpty() && !dryRun) {
          spec.commandLine().getErr().println("Plan " + plan.name() + " cannot start:");
          why.forEach(w -> spec.commandLine().getErr().println("  " + w));
          return REFUSED;
        }
      }
      for (Resource plan : plans) {
        start(api, plan, moment, out);
      }
      return dryRun || patience.isZero() ? 0 : follow(objects, plans, patience, out);
    }
  }

  private void start(KubeApi api, Resource plan, String moment, PrintWriter out) {
    Resource migration = PlanObjects.newMigration(plan, moment);
    if (dryRun) {
      out.print(Printer.manifests(List.of(migration)));
    } else {
      out.println("started: migration " + api.create(Kinds.MIGRATION, migration).name());
    }
    out.flush();
  }

  /** Follows until every plan has ended; a line whenever something changed. */
  private int follow(PlanObjects objects, List<Resource> plans, Duration patience, PrintWriter out)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + patience.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      List<Resource> now = plans.stream().map(p -> objects.plan(p.name())).toList();
      String text = GetCommand.machines(now).text();
      if (!text.equals(last)) {
        out.print(text);
        out.flush();
        last = text;
      }
      List<String> words = now.stream().map(p -> PlanStatus.of(p).word()).toList();
      if (words.stream().allMatch(List.of("Complete", "Incomplete", "Canceled")::contains)) {
        return words.stream().allMatch("Complete"::equals) ? 0 : PARTLY;
      }
      boolean _ = never.await(STEP.toMillis(), TimeUnit.MILLISECONDS);
    }
    return TIMED_OUT;
  }
}
