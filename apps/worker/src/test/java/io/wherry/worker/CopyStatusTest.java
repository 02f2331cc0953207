package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.copy.CopyProgress;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyStatusTest {
  private static final CopyProgress HALF =
      new CopyProgress(
          CopyProgress.Phase.COPY,
          50,
          100,
          new CopyProgress.Counters(100, 40, 30, 10, 5, 0),
          7,
          6,
          new CopyProgress.Left(OptionalLong.of(8), OptionalLong.of(20)),
          CopyProgress.Limit.SOURCE,
          4);

  @TempDir private Path folder;
  private final List<String> log = new ArrayList<>();

  private static HttpResponse<String> ask(int port, String path, String method, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void tellsProgressAndMetricsAndTakesLimitsOverHttp() throws Exception {
    Map<String, String> environment =
        Map.of(StatusServer.ENVIRONMENT_VARIABLE, "127.0.0.1:0", "OWNER_UID", "u-1");
    try (CopyStatus status = CopyStatus.of(environment, log::add)) {
      int port = Integer.parseInt(log.getFirst().replaceAll("\\D+", ""));
      status.progress("disk 1", HALF);
      assertThat(ask(port, "/progress", "GET", "").body())
          .contains("\"read\":40", "\"secondsLeftP90\":20", "\"limitedBy\":\"source\"");
      assertThat(ask(port, "/metrics", "GET", "").body())
          .contains("kubevirt_cdi_import_progress_total{ownerUID=\"u-1\"} 50")
          .contains("wherry_copy_written_bytes_total{disk=\"disk 1\"} 30");
      assertThat(ask(port, "/limits", "PUT", "{\"link\": 1000}").statusCode()).isEqualTo(200);
      assertThat(ask(port, "/limits", "GET", "").body()).contains("\"link\":1000", "\"all\":0");
      assertThat(ask(port, "/limits", "PUT", "{\"moon\": 1}").statusCode()).isEqualTo(400);
      assertThat(ask(port, "/limits", "PUT", "{").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void readsLimitsFromAFileAndWritesProgressToOne() throws IOException {
    Path limits = Files.writeString(folder.resolve("limits"), "{\"all\": 5}");
    Path lines = folder.resolve("lines");
    Map<String, String> environment =
        Map.of(
            LimitsFile.ENVIRONMENT_VARIABLE, limits.toString(),
            CopyStatus.PROGRESS, lines.toString());
    try (CopyStatus status = CopyStatus.of(environment, log::add)) {
      assertThat(status.copies().limitsJson()).contains("\"all\":5");
      Files.writeString(limits, "{\"all\": 6, \"source\": 7}");
      status.progress("d", HALF);
      Files.writeString(limits, "nonsense");
      status.progress("d", HALF);
      assertThat(status.copies().limitsJson()).contains("\"all\":6", "\"source\":7");
      assertThat(Files.readAllLines(lines)).hasSize(2).allMatch(l -> l.contains("\"done\":50"));
      assertThat(log).anyMatch(l -> l.contains("no JSON"));
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    RunningCopies none = new RunningCopies("");
    assertThatThrownBy(() -> StatusServer.start("here", none)).isInstanceOf(InvalidRequest.class);
  }
}
