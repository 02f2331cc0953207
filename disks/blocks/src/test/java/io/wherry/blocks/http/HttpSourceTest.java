package io.wherry.blocks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockReaderContract;
import io.wherry.blocks.Certificates;
import io.wherry.blocks.DiskImages;
import io.wherry.blocks.tls.Thumbprint;
import io.wherry.blocks.tls.Trust;
import io.wherry.peers.Peers;
import io.wherry.peers.http.Fault;
import io.wherry.peers.http.FaultyHttpServer;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
  private static final int SIZE = (9 << 20) + 3;
  private static final HttpOptions QUICK =
      HttpOptions.STANDARD
          .withConnections(3)
          .withRetries(3, Duration.ofMillis(2))
          .withStall(Duration.ofMillis(400));

  @TempDir private Path folder;
  private Path file;
  private byte[] content;
  private FaultyHttpServer server;

  @BeforeEach
  void start() throws IOException {
    content = new byte[SIZE];
    new Random(1).nextBytes(content);
    file = Files.write(folder.resolve("disk.img"), content);
    server = FaultyHttpServer.serve(file);
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private HttpSource open() {
    return HttpSource.open(HttpAddress.parse(server.uri().toString()), QUICK);
  }

  private static byte[] read(HttpSource source, long offset, int length) {
    ByteBuffer into = ByteBuffer.allocate(length);
    source.read(offset, into);
    assertThat(into.hasRemaining()).isFalse();
    return into.array();
  }

  @Nested
  class AsADisk extends BlockReaderContract {
    @Override
    protected BlockReader open() throws Exception {
      Path _ = Files.write(file, content());
      return DiskImages.open(HttpSourceTest.this.open(), DiskImages.Siblings.none("disk.img"));
    }
  }

  @Test
  void aLargeReadGoesOverSeveralConnections() {
    try (HttpSource source = open()) {
      server.requests().clear();
      assertThat(read(source, 0, SIZE)).isEqualTo(content);
      assertThat(server.requests()).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void aCutBodyIsContinuedWhereItBroke() {
    try (HttpSource source = open()) {
      server.requests().clear();
      server.inject(new Fault.CutAfter(1 << 20));
      assertThat(read(source, 5, 3 << 20))
          .isEqualTo(java.util.Arrays.copyOfRange(content, 5, 5 + (3 << 20)));
      assertThat(server.requests()).first().isEqualTo("bytes=5-" + (4 + (3 << 20)));
      assertThat(server.requests()).hasSizeBetween(3, 40);
    }
  }

  @Test
  void aShortBodyOfUnknownLengthIsContinued() {
    try (HttpSource source = open()) {
      server.inject(new Fault.ShortBody(1000));
      server.watch(line -> {
        if (server.requests().size() > 2) {
          server.inject();
        }
      });
      assertThat(read(source, 0, 500_000)).isEqualTo(java.util.Arrays.copyOf(content, 500_000));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aBusyServerIsAskedAgain(int status) {
    try (HttpSource source = open()) {
      server.inject(new Fault.Busy(status, 2));
      assertThat(read(source, 0, 100)).isEqualTo(java.util.Arrays.copyOf(content, 100));
      server.inject(new Fault.Busy(status, 9));
      assertThatThrownBy(() -> read(source, 4096, 100))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("at 4096")
          .hasMessageContaining("status " + status);
    }
  }

  @Test
  void aStalledConnectionIsGivenUp() {
    try (HttpSource source = open()) {
      server.inject(new Fault.StallAfter(1000));
      assertThatThrownBy(() -> read(source, 0, 50_000))
          .isInstanceOf(PeerUnavailable.class)
          .hasMessageContaining("nothing came for 400 ms");
    }
  }

  @Test
  void anEndlessBodyIsRefused() {
    try (HttpSource source = open()) {
      server.inject(new Fault.EndlessBody());
      assertThatThrownBy(() -> read(source, 0, 50_000))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("more than the 50000 bytes");
    }
  }

  @Test
  void aWrongRangeIsRefusedAndTouchesNothing() {
    try (HttpSource source = open()) {
      server.inject(new Fault.ShiftedRange(512));
      ByteBuffer into = ByteBuffer.allocate(1000);
      assertThatThrownBy(() -> source.read(0, into))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("asked for the bytes 0-999 and sends 512-1511");
      assertThat(into.array()).containsOnly(0);
    }
  }

  @Test
  void aServerThatLosesItsRangesIsRefused() {
    try (HttpSource source = open()) {
      server.inject(new Fault.WholeFile());
      assertThatThrownBy(() -> read(source, 0, 1000))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("status 200");
    }
  }

  @Test
  void aServerWithoutRangesIsRefusedAtOnce() {
    server.inject(new Fault.WholeFile());
    assertThatThrownBy(this::open)
        .isInstanceOf(PeerRefused.class)
        .hasMessageContaining("without ranges");
  }

  @Test
  void aChangedFileIsNoticed() {
    try (HttpSource source = open()) {
      assertThat(source.version()).contains("etag");
      server.inject(new Fault.Tag("\"other\""));
      assertThatThrownBy(() -> read(source, 0, 100))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("changed while it was copied");
      server.inject(new Fault.Tag("\"other\""), new Fault.NoConditions());
      assertThatThrownBy(() -> read(source, 0, 100)).hasMessageContaining("changed while");
      server.inject(new Fault.TotalSize(SIZE + 1));
      assertThatThrownBy(() -> read(source, 0, 100)).hasMessageContaining("changed while");
    }
  }

  @Test
  void aFileThatShrinksIsNoticed() throws IOException {
    try (HttpSource source = open();
        RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(1000);
      assertThatThrownBy(() -> read(source, 5000, 100)).hasMessageContaining("changed while");
    }
  }

  @Test
  void credentialsGoToTheFirstHostOnlyAndIntoNoMessage() throws IOException {
    String login = "Basic dXNlcjpzM2NyZXQ="; // user:s3cret
    String withPassword = server.uri().toString().replace("://", "://user:s3cret@");
    server.inject(new Fault.Login(login));
    try (HttpSource source = HttpSource.open(HttpAddress.parse(withPassword), QUICK)) {
      assertThat(source.name()).doesNotContain("s3cret");
      assertThat(read(source, 0, 100)).isEqualTo(java.util.Arrays.copyOf(content, 100));
    }
    assertThatThrownBy(this::open).isInstanceOf(PeerRefused.class).hasMessageContaining("401");
    try (FaultyHttpServer elsewhere = FaultyHttpServer.serve(file)) {
      elsewhere.inject(new Fault.Login(login));
      server.inject(new Fault.Redirect(elsewhere.uri().toString()));
      assertThatThrownBy(() -> HttpSource.open(HttpAddress.parse(withPassword), QUICK))
          .isInstanceOf(PeerRefused.class)
          .hasMessageContaining("401")
          .hasMessageNotContaining("s3cret");
      elsewhere.inject();
      try (HttpSource source = HttpSource.open(HttpAddress.parse(withPassword), QUICK)) {
        assertThat(read(source, 7, 100)).hasSize(100);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://host/file", "https://u:p@host/", "http:\\\\"})
  void redirectsElsewhereAreRefused(String location) {
    server.inject(new Fault.Redirect(location));
    assertThatThrownBy(this::open).isInstanceOf(PeerRefused.class).hasMessageContaining("redirect");
  }

  @Test
  void redirectsWithoutEndAreRefused() {
    server.inject(new Fault.Redirect("/again"));
    assertThatThrownBy(this::open).hasMessageContaining("redirects without end");
  }

  @Test
  void onlyTheRightCertificateIsTrusted() throws Exception {
    Peers.need("openssl");
    Certificates right = Certificates.make(folder.resolve("right"), "localhost");
    Certificates other = Certificates.make(folder.resolve("other"), "localhost");
    try (FaultyHttpServer secure = FaultyHttpServer.serve(file, right.server())) {
      String url = secure.uri().toString();
      assertThat(opened(url, right.trust())).isEqualTo(SIZE);
      assertThatThrownBy(() -> opened(url, other.trust())).hasMessageContaining("TLS failed");
      assertThatThrownBy(() -> opened(url, Trust.SYSTEM)).hasMessageContaining("TLS failed");
      String otherName = url.replace("localhost", "127.0.0.1");
      assertThatThrownBy(() -> opened(otherName, right.trust())).hasMessageContaining("TLS failed");
      assertThat(opened(otherName, other.trust().withoutVerification())).isEqualTo(SIZE);
      // A way back into the clear is none.
      secure.inject(new Fault.Redirect(server.uri().toString()));
      assertThatThrownBy(() -> opened(url, right.trust())).hasMessageContaining("not followed");
    }
  }

  @Test
  void aThumbprintNamesTheOneCertificateThatIsTrusted() throws Exception {
    Peers.need("openssl");
    Certificates right = Certificates.make(folder.resolve("right"), "localhost");
    Thumbprint thumbprint = right.thumbprint();
    try (FaultyHttpServer secure = FaultyHttpServer.serve(file, right.server())) {
      String otherName = secure.uri().toString().replace("localhost", "127.0.0.1");
      Trust pin = Trust.pinned(Thumbprint.parse(thumbprint.toString().toLowerCase(Locale.ROOT)));
      assertThat(opened(otherName, pin)).isEqualTo(SIZE);
      Trust wrong = Trust.pinned(Thumbprint.parse("00".repeat(20)));
      assertThatThrownBy(() -> opened(otherName, wrong)).hasMessageContaining("TLS failed");
    }
    assertThatThrownBy(() -> Thumbprint.parse("abc")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void aLoginThatRanOutIsRenewedWhileReading() throws IOException {
    server.inject(new Fault.Login("first"));
    List<String> logins = new ArrayList<>(List.of("first"));
    RequestSigner signer =
        new RequestSigner() {
          @Override
          public Map<String, String> headers(String method, URI uri, Map<String, String> others) {
            return Map.of("Authorization", logins.getLast());
          }

          @Override
          public boolean renewed() {
            return logins.size() < 2 && logins.add("second");
          }
        };
    HttpAddress address = HttpAddress.parse(server.uri().toString());
    try (HttpSource source = HttpSource.open(address, QUICK.withSigner(signer))) {
      server.inject(new Fault.Login("second"));
      assertThat(read(source, 7, 1000)).isEqualTo(Arrays.copyOfRange(content, 7, 1007));
      server.inject(new Fault.Login("third"));
      assertThatThrownBy(() -> read(source, 0, 10)).isInstanceOf(PeerRefused.class);
    }
    assertThat(logins).containsExactly("first", "second");
  }

  private static long opened(String url, Trust trust) {
    try (HttpSource source = HttpSource.open(HttpAddress.parse(url), QUICK.withTrust(trust))) {
      return source.size();
    }
  }

  @Test
  void connectionsWithALimitEachAddUp() {
    long rate = 6 << 20;
    try (HttpSource source = open()) {
      server.inject(new Fault.RatePerConnection(rate));
      long start = System.nanoTime();
      assertThat(read(source, 0, 8 << 20)).hasSize(8 << 20);
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat((8 << 20) / seconds).isGreaterThan(1.4 * rate);
    }
  }

  @Test
  void aTokenThatIsNoHeaderIsNotShown() {
    HttpOptions options = QUICK.withSigner(RequestSigner.bearer("s3cret\nX: y"));
    assertThatThrownBy(() -> HttpSource.open(HttpAddress.parse(server.uri().toString()), options))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("Authorization")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void namesHideWhatLetsAnybodyIn() {
    HttpAddress address =
        HttpAddress.parse("HTTPS://u:p@h/images/6ca6c3b4-4d93-4f7b-a5a8-3ad7a2ad7b0d?sig=x");
    assertThat(address).hasToString("https://h/images/6ca6c3b4-*");
  }

  @Test
  void nobodyThereIsSaid() throws IOException {
    server.close();
    assertThatThrownBy(this::open)
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("cannot be opened");
  }
}
