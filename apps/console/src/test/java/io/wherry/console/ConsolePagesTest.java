package io.wherry.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePagesTest {
  private final ConsolePages pages = new ConsolePages();

  @ParameterizedTest
  @ValueSource(strings = {"/console", "/console/", "/console/plans", "/console/plans/demo/web-1"})
  void everyPlaceInsideIsThePage(String path) {
    ConsolePages.Page page = pages.find(path).orElseThrow();

    assertThat(page.contentType()).startsWith("text/html");
    assertThat(new String(page.body(), StandardCharsets.UTF_8)).contains("<title>Wherry</title>");
    assertThat(page.headers()).containsEntry("Cache-Control", "no-cache");
  }

  @Test
  void nothingIsLoadedFromElsewhereNorFramed() {
    assertThat(pages.find("/console/").orElseThrow().headers().get("Content-Security-Policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("http:", "https:", "unsafe-eval");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/missing.js",
        "/console/../io/wherry/console/ConsolePages.class",
        "/console/assets/../../logback.xml",
        "/console//etc/passwd.txt",
        "/console/assets/%2e%2e/x.js",
        "/console/.sources"
      })
  void filesThatAreNoPagesAreNotGiven(String path) {
    assertThat(pages.find(path)).isEmpty();
  }
}
