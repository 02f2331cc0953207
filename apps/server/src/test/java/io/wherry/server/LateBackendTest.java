package io.wherry.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths ask for a login, and which judge their callers themselves. */
class LateBackendTest {
  @ParameterizedTest
  @CsvSource({
    "/inventory/providers, false, true",
    "/inventory, false, true",
    "/inventories, false, false",
    "/export/apps/web/volumes/a/disk.img, true, false",
    "/exports, false, false",
    "/apis/subresources.kubevirt.io/v1/namespaces/a/virtualmachines/b/start, false, false",
    "/api/v1/namespaces/a/pods/b/log, false, false"
  })
  void pathsAreGuarded(String path, boolean open, boolean judgesItself) {
    LateBackend backend = new LateBackend();
    assertThat(backend.isPublic(path)).isEqualTo(open);
    assertThat(backend.authorizes(path)).isEqualTo(judgesItself);
  }
}
