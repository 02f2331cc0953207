package io.wherry.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource.Follow;
import io.wherry.apiserver.PodLogSource.Query;
import io.wherry.apiserver.PodLogSource.Timestamps;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFilesTest {
  private static final Resource POD = Resource.of(Kinds.POD, "default", "worker");

  @TempDir private Path folder;

  private static Query query(Follow follow, OptionalLong tail, OptionalLong limit) {
    return new Query("", follow, tail, limit, Optional.empty(), Timestamps.NO);
  }

  private String read(Query query, LogFiles.LogFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LogFiles(_ -> Optional.of(file)).copy(POD.tree(), query, out);
    return out.toString();
  }

  private LogFiles.LogFile log(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("log"), text);
    return new LogFiles.LogFile(file, () -> false);
  }

  @ParameterizedTest
  @CsvSource({"0,''", "1,'c\n'", "2,'b\nc\n'", "3,'a\nb\nc\n'", "9,'a\nb\nc\n'"})
  void readsTheLastLines(long lines, String expected) throws IOException {
    var query = query(Follow.NO, OptionalLong.of(lines), OptionalLong.empty());
    assertThat(read(query, log("a\nb\nc\n"))).isEqualTo(expected);
  }

  @Test
  void countsAnUnfinishedLine() throws IOException {
    var query = query(Follow.NO, OptionalLong.of(1), OptionalLong.empty());
    assertThat(read(query, log("a\nb\nunfinished"))).isEqualTo("unfinished");
  }

  @Test
  void findsLinesAcrossBlocks() throws IOException {
    String last = "y".repeat(100_000) + "\n";
    var query = query(Follow.NO, OptionalLong.of(1), OptionalLong.empty());
    assertThat(read(query, log("x".repeat(70_000) + "\n" + last))).isEqualTo(last);
  }

  @Test
  void keepsTheLimit() throws IOException {
    var query = query(Follow.NO, OptionalLong.empty(), OptionalLong.of(3));
    assertThat(read(query, log("abcdef"))).isEqualTo("abc");
  }

  @Test
  void followsUntilTheProgramEnds() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "first\n");
    AtomicInteger looks = new AtomicInteger();
    var log =
        new LogFiles.LogFile(
            file,
            () -> {
              int look = looks.incrementAndGet();
              if (look <= 4) {
                append(file, look < 4 ? "more\n" : "last\n");
              }
              return look < 4;
            });
    String text = read(query(Follow.YES, OptionalLong.empty(), OptionalLong.empty()), log);
    assertThat(text).startsWith("first\n").contains("more\n").contains("last\n");
  }

  private void times(String index) throws IOException {
    Files.writeString(folder.resolve("log.times"), index);
  }

  @Test
  void putsTheTimeBeforeEachLine() throws IOException {
    times("2 1700000000000\n6 1700000001500\n");
    var query =
        new Query(
            "",
            Follow.NO,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Timestamps.YES);
    assertThat(read(query, log("a\nb\nc\n")))
        .isEqualTo(
            "2023-11-14T22:13:20.000000000Z a\n"
                + "2023-11-14T22:13:21.500000000Z b\n"
                + "2023-11-14T22:13:21.500000000Z c\n");
  }

  @ParameterizedTest
  @CsvSource({"1700000000000,'a\nb\nc\n'", "1700000000001,'b\nc\n'", "1700000001501,''"})
  void startsAtATime(long since, String expected) throws IOException {
    times("3 1700000000000\n6 1700000001500\n");
    var query =
        new Query(
            "",
            Follow.NO,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of(java.time.Instant.ofEpochMilli(since)),
            Timestamps.NO);
    assertThat(read(query, log("a\nb\nc\n"))).isEqualTo(expected);
  }

  @Test
  void saysThatALogHasNoTimes() {
    var query =
        new Query(
            "",
            Follow.NO,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Timestamps.YES);
    assertThatThrownBy(() -> read(query, log("a\n")))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("no times are recorded");
  }

  @Test
  void saysThatThereIsNoLogYet() {
    var query = query(Follow.NO, OptionalLong.empty(), OptionalLong.empty());
    assertThatThrownBy(() ->
            new LogFiles(_ -> Optional.empty())
                .copy(POD.tree(), query, new ByteArrayOutputStream()))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining("waiting to start");
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
