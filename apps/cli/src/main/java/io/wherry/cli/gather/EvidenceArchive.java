package io.wherry.cli.gather;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.resources.Resource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A {@code tar.gz} in upstream's layout. It appears under its name when it is whole, and only its
 * owner may read it.
 *
 * @source plans-and-migrations.md section 9.2
 */
final class EvidenceArchive implements AutoCloseable {
  private static final String ROOT = "must-gather/";
  private static final int PRIVATE = 0600;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private final Path target;
  private final Path unfinished;
  private final Instant now;
  private final TarArchiveOutputStream tar;
  private final List<String> names = new ArrayList<>();

  /**
   * @throws IOException the file cannot be made
   */
  EvidenceArchive(Path target, Instant now) throws IOException {
    this.target = target.toAbsolutePath();
    this.now = now;
    this.unfinished = Files.createTempFile(this.target.getParent(), ".gather", ".tmp");
    this.tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished))),
            StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** An object, without its secrets. */
  void add(Resource object) throws IOException {
    String kind = object.kind().toLowerCase(Locale.ROOT);
    add(
        "%scrs/%s/%s.yaml".formatted(place(object.namespace()), kind, object.name()),
        YAML.writeValueAsString(Redaction.of(object)));
  }

  /** The log of a pod. Empty ones are left out. */
  void addLog(String namespace, String pod, List<String> lines) throws IOException {
    if (!lines.isEmpty()) {
      add(
          "%slogs/%s/current.log".formatted(place(namespace), pod),
          String.join("\n", lines) + "\n");
    }
  }

  private static String place(String namespace) {
    return namespace.isEmpty() ? "cluster-scoped/" : "namespaces/" + namespace + "/";
  }

  /** A file of the archive's root folder. */
  void add(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(ROOT + name);
    entry.setSize(bytes.length);
    entry.setMode(PRIVATE);
    entry.setModTime(Date.from(now));
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
    names.add(name);
  }

  List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** Ends the archive and gives it its name. */
  void finish() throws IOException {
    tar.close();
    Path _ = Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    tar.close();
    boolean _ = Files.deleteIfExists(unfinished);
  }
}
