package io.wherry.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import io.wherry.problems.WherryException;
import io.wherry.resources.WorkerReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Turns outcomes into reports and reports into text of bounded length. */
final class Reports {
  /** What a cluster keeps of a termination message. */
  static final int LIMIT = 4096;

  private static final int MESSAGE_LIMIT = 1500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Reports() {}

  static WorkerReport failure(RuntimeException problem) {
    String message = shortened(String.valueOf(problem.getMessage()), MESSAGE_LIMIT);
    return switch (problem) {
      case WherryException known ->
          switch (known) {
            case PeerUnavailable _ -> failed("Unavailable", message, true);
            case Cancelled _ -> failed("Cancelled", message, true);
            case StaleWrite _ -> failed("Changed", message, true);
            case PeerRefused _ -> failed("Refused", message, false);
            case InvalidRequest _ -> failed("Invalid", message, false);
            case Defect _ -> failed("Defect", message, false);
          };
      default -> failed("Defect", problem.getClass().getSimpleName() + ": " + message, false);
    };
  }

  private static WorkerReport failed(String reason, String message, boolean retryable) {
    return new WorkerReport(false, reason, message, "", retryable, Map.of(), List.of());
  }

  /** JSON of at most {@link #LIMIT} bytes; warnings give way first, then facts. */
  static String text(WorkerReport r) {
    String whole = json(r);
    if (fits(whole)) {
      return whole;
    }
    WorkerReport lean =
        new WorkerReport(
            r.succeeded(),
            r.reason(),
            r.message(),
            r.advice(),
            r.retryable(),
            r.facts(),
            List.of());
    if (fits(json(lean))) {
      return json(lean);
    }
    return json(
        new WorkerReport(
            r.succeeded(),
            r.reason(),
            shortened(r.message(), MESSAGE_LIMIT / 2),
            shortened(r.advice(), MESSAGE_LIMIT / 2),
            r.retryable(),
            Map.of(),
            List.of()));
  }

  private static boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= LIMIT;
  }

  private static String json(WorkerReport report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new Defect("A report cannot be written as JSON.", e);
    }
  }

  private static String shortened(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit) + " …";
  }
}
