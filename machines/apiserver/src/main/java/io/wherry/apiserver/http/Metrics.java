package io.wherry.apiserver.http;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What {@code /metrics} shows. Requests are counted in plain adders and the registry is made for a
 * page: loading it would cost a tenth of a second of every start.
 */
final class Metrics {
  private record Answer(String verb, int code) {}

  private record Tally(LongAdder count, LongAdder nanos) {}

  private final Supplier<Number> openWatches;
  private final Supplier<Number> revision;
  private final Map<Answer, Tally> tallies = new ConcurrentHashMap<>();

  Metrics(Supplier<Number> openWatches, Supplier<Number> revision) {
    this.openWatches = openWatches;
    this.revision = revision;
  }

  void count(String verb, int code, Duration time) {
    Tally tally =
        tallies.computeIfAbsent(
            new Answer(verb, code), _ -> new Tally(new LongAdder(), new LongAdder()));
    tally.count().increment();
    tally.nanos().add(time.toNanos());
  }

  String page() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("apiserver_longrunning_requests", openWatches)
        .description("Open watches.")
        .register(registry);
    Gauge.builder("wherry_apiserver_revision", revision)
        .description("The resource version of the last write.")
        .register(registry);
    tallies.forEach((answer, tally) -> timer(answer, tally).register(registry));
    return registry.scrape();
  }

  private static FunctionTimer.Builder<Tally> timer(Answer answer, Tally tally) {
    return FunctionTimer.builder(
            "apiserver_request_duration",
            tally,
            t -> t.count().sum(),
            t -> t.nanos().sum(),
            TimeUnit.NANOSECONDS)
        .description("Time until a request was answered; watches count until they end.")
        .tag("verb", answer.verb())
        .tag("code", Integer.toString(answer.code()));
  }
}
