package io.wherry.apiserver.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/** What {@code /metrics} shows. The registry is made when the first request is counted. */
final class Metrics {
  private final PrometheusMeterRegistry registry;

  Metrics(Supplier<Number> openWatches, Supplier<Number> revision) {
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("apiserver_longrunning_requests", openWatches).register(registry);
    Gauge.builder("wherry_apiserver_revision", revision).register(registry);
  }

  void count(String verb, int code, Duration time) {
    Timer.builder("apiserver_request_duration")
        .tag("verb", verb)
        .tag("code", Integer.toString(code))
        .register(registry)
        .record(time);
  }

  String page() {
    return registry.scrape();
  }
}
