package io.wherry.operator;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Cancelled;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.WherryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's program: a Pod on a cluster, or a process with {@code KUBECONFIG}. Ends with 0 on
 * SIGTERM, 1 when the lease is lost, 2 when it cannot start. With the argument {@code uninstall} it
 * lets go of what waits for an operator instead, and ends.
 */
public final class OperatorMain {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorMain.class);

  private OperatorMain() {}

  /** Runs until it is told to stop. */
  public static void main(String[] args) throws InterruptedException {
    try {
      OperatorSettings settings = OperatorSettings.of(System.getenv());
      KubeApi api = connect(settings);
      if (args.length > 0) {
        uninstall(args, api, settings);
        return;
      }
      // halt: what is under way must not go on for the length of an orderly end
      Operator operator =
          new Operator(api, settings, Clock.systemUTC(), () -> Runtime.getRuntime().halt(1));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(operator, api), "stop"));
      LOG.info("{} serves health on port {}", settings.identity(), operator.operationsPort());
    } catch (WherryException e) {
      LOG.error("The operator cannot start: {}", e.getMessage());
      System.exit(2);
    }
    new CountDownLatch(1).await();
  }

  private static void uninstall(String[] args, KubeApi api, OperatorSettings settings) {
    if (args.length != 1 || !args[0].equals("uninstall")) {
      throw new InvalidRequest(
          "Arguments are " + String.join(" ", args) + "; the only one known is uninstall.");
    }
    try (api) {
      int _ = new Uninstall(api, settings.namespace(), OperatorMain::pause).run();
    }
  }

  private static void pause(Duration time) {
    try {
      boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while operators were stopping.", e);
    }
  }

  private static KubeApi connect(OperatorSettings settings) {
    return settings.kubeconfig().isEmpty()
        ? FabricKubeApi.ofEnvironment()
        : FabricKubeApi.ofKubeconfig(read(settings.kubeconfig().get()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InvalidRequest("KUBECONFIG " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void stop(Operator operator, KubeApi api) {
    try (api) {
      operator.close();
    } catch (WherryException e) {
      LOG.warn("The lease was not given away: {}", e.getMessage());
    }
  }
}
