package io.wherry.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.conversion.ConversionTools;
import io.wherry.conversion.Converter;
import io.wherry.openshift.OpenshiftProvider;
import io.wherry.ova.OvaProvider;
import io.wherry.ovirt.OvirtProvider;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerReport;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.SourceProvider;
import io.wherry.spi.SourceType;
import io.wherry.vsphere.VsphereProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The worker program: does the task in its environment, reports through its log and its termination
 * message. The same in a container and as a process.
 */
public final class WorkerMain {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TERMINATION_LOG = Path.of("/dev/termination-log");
  private static final long STOP_MILLIS = 10_000;

  /** Written by the one thread that ends the process. */
  private static volatile boolean stopping;

  private WorkerMain() {}

  /** Runs and ends the process: 0 only when the task succeeded. */
  public static void main(String[] args) {
    Thread main = Thread.currentThread();
    Consumer<String> log = new Log();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main), "stop"));
    WorkerReport report = attempt(System.getenv(), log);
    if (!report.succeeded()) {
      log.accept("failed: " + report.message());
    }
    boolean written = write(report, log);
    // halt: exit would wait for the hook, which waits for this thread
    Runtime.getRuntime().halt(report.succeeded() && written ? 0 : 1);
  }

  /** Asked to end: the task stops within a second and can be continued. */
  private static void stop(Thread main) {
    stopping = true;
    main.interrupt();
    try {
      main.join(STOP_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // Whatever goes wrong must end as a report: it is all that the controllers see.
  private static WorkerReport attempt(Map<String, String> environment, Consumer<String> log) {
    try {
      return run(environment, log);
    } catch (RuntimeException problem) {
      return Reports.failure(stopping ? stopped(problem) : problem);
    } catch (OutOfMemoryError problem) {
      return Reports.failure(new io.wherry.problems.PeerUnavailable("Out of memory.", problem));
    }
  }

  /** An interrupted thread fails in many ways; what matters is that it was asked to end. */
  private static RuntimeException stopped(RuntimeException problem) {
    return new Cancelled("Stopped on request; run it again to go on where it was.", problem);
  }

  private static WorkerReport run(Map<String, String> environment, Consumer<String> log) {
    List<WorkerMount> mounts =
        parse(
            environment.getOrDefault(WorkerMount.ENVIRONMENT_VARIABLE, "[]"),
            new TypeReference<List<WorkerMount>>() {});
    String text = environment.get(WorkerTask.ENVIRONMENT_VARIABLE);
    if (text == null) {
      throw new InvalidRequest(
          "There is no task: set " + WorkerTask.ENVIRONMENT_VARIABLE + " to its JSON.");
    }
    PodPaths paths = new PodPaths(mounts);
    return switch (parse(text, new TypeReference<WorkerTask>() {})) {
      case WorkerTask.Copy copy -> copy(copy, environment, paths, log);
      case WorkerTask.Convert convert ->
          new ConvertCommand(new Converter(ConversionTools.standard()), mounts, log, scratch())
              .run(convert);
      case WorkerTask.Volumes volumes -> volumes(volumes, environment, paths, log);
      case WorkerTask.Hook hook -> new HookCommand(paths, log, scratch()).run(hook);
    };
  }

  private static WorkerReport copy(
      WorkerTask.Copy task, Map<String, String> environment, PodPaths paths, Consumer<String> log) {
    try (CopyStatus status = CopyStatus.of(environment, log)) {
      return new CopyCommand(providers(), paths, log, Clock.systemUTC(), status).run(task);
    }
  }

  private static WorkerReport volumes(
      WorkerTask.Volumes task,
      Map<String, String> environment,
      PodPaths paths,
      Consumer<String> log) {
    try (CopyStatus status = CopyStatus.of(environment, log)) {
      return new VolumesCommand(paths, log, Clock.systemUTC(), status).run(task);
    }
  }

  private static Map<SourceType, SourceProvider> providers() {
    Clock clock = Clock.systemUTC();
    return SourceProvider.byType(
        new OvaProvider(clock), //
        new VsphereProvider(clock),
        new OvirtProvider(clock),
        new OpenshiftProvider(clock));
  }

  private static Path scratch() {
    return Path.of("").toAbsolutePath();
  }

  private static <T> T parse(String text, TypeReference<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new InvalidRequest("The task cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static boolean write(WorkerReport report, Consumer<String> log) {
    String named = System.getenv(WorkerReport.ENVIRONMENT_VARIABLE);
    try {
      String text = Reports.text(report);
      if (named == null) {
        Path _ = Files.writeString(TERMINATION_LOG, text);
      } else {
        Path file = Path.of(named);
        Path fresh = Files.writeString(Path.of(named + ".new"), text);
        Path _ = Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return true;
    } catch (IOException e) {
      log.accept("the report could not be written: " + e);
      return false;
    }
  }

  /** One line each, with the time, at once. */
  private static final class Log implements Consumer<String> {
    @Override
    public void accept(String line) {
      synchronized (System.out) {
        System.out.println(
            java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS) + " " + line);
        System.out.flush();
      }
    }
  }
}
