package io.wherry.operator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wherry.kube.KubeApi;
import io.wherry.storage.HostCluster;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator: waits for the lease and for a complete cluster, then runs the controllers until it
 * is closed or the lease is lost. Any number may run; one acts.
 */
public final class Operator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
  private static final long RENEW_MILLIS = 2_000;
  private static final long WATCH_MILLIS = 250;

  private final KubeApi api;
  private final OperatorSettings settings;
  private final Clock clock;
  private final Runnable lost;
  private final Leadership leadership;
  private final ClusterCheck check;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final OperationsHttp operations;
  private volatile Optional<ClusterCheck.Result> found = Optional.empty();
  private volatile Optional<Controllers> controllers = Optional.empty();

  /**
   * Begins at once.
   *
   * @param lost called once when the lease was held and is lost; the process should end then
   */
  public Operator(KubeApi api, OperatorSettings settings, Clock clock, Runnable lost) {
    this.api = api;
    this.settings = settings;
    this.clock = clock;
    this.lost = lost;
    this.leadership = new Leadership(api, settings.namespace(), settings.identity(), clock);
    this.check = new ClusterCheck(api);
    Gauge leads =
        Gauge.builder("wherry_leader", () -> leadership.isHeld() ? 1 : 0).register(metrics);
    LOG.debug("metric {}", leads.getId());
    this.operations =
        new OperationsHttp(
            settings.listeners().operations(),
            new OperationsHttp.Sources(
                this::illnesses,
                this::shortcomings,
                metrics::scrape,
                () -> controllers.map(Controllers::rules)));
    every(RENEW_MILLIS, leadership::attempt);
    every(WATCH_MILLIS, this::watch);
    every(RENEW_MILLIS, this::work);
  }

  /** TCP port of health and metrics. */
  public int operationsPort() {
    return operations.port();
  }

  /** True while this one acts. */
  public boolean isLeading() {
    return leadership.isHeld() && controllers.isPresent();
  }

  private void every(long millis, Runnable task) {
    var _ = threads.scheduleWithFixedDelay(() -> guarded(task), 0, millis, TimeUnit.MILLISECONDS);
  }

  // A task that throws would never be called again.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("operator task failed, trying again", e);
    }
  }

  private void watch() {
    if (leadership.isLost() && ended.compareAndSet(false, true)) {
      LOG.error("the lease is lost; this operator stops now");
      lost.run();
    }
  }

  private void work() {
    if (controllers.isPresent()) {
      return;
    }
    ClusterCheck.Result result = check.look();
    if (found.isEmpty() || !found.get().equals(result)) {
      result.problems().forEach(LOG::warn);
    }
    found = Optional.of(result);
    if (result.isComplete() && leadership.isHeld()) {
      start(new LeaderApi(api, leadership::isHeld, result.absent()));
    }
  }

  private synchronized void start(KubeApi leading) {
    if (!ended.get()) {
      LOG.info("{} acts", settings.identity());
      HostCluster.ensure(leading);
      settings.hostProviderNamespace().ifPresent(n -> HostProvider.ensure(leading, n));
      controllers =
          Optional.of(
              new Controllers(leading, settings.namespace(), settings.imports(), clock, metrics));
    }
  }

  private List<String> illnesses() {
    return leadership.isLost() ? List.of("The lease is lost.") : List.of();
  }

  private List<String> shortcomings() {
    if (leadership.isLost()) {
      return illnesses();
    }
    return found
        .map(ClusterCheck.Result::problems)
        .orElse(List.of("The cluster was not looked at yet."));
  }

  /** Stops acting, then gives the lease away. What was under way goes on under the next one. */
  @Override
  public void close() {
    ended.set(true);
    synchronized (this) {
      controllers.ifPresent(Controllers::close);
    }
    threads.shutdownNow();
    leadership.release();
    operations.close();
  }
}
