package io.wherry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharesTest {
  private static final List<String> TABLE =
      List.of("filer:/export /mnt/filer nfs4 rw 0 0", "other:/a\\040b /mnt/ab nfs rw 0 0");

  @Test
  void findsAMountedShareAndDirectoriesBelowIt() {
    assertThat(Shares.mounted(TABLE, "filer", Path.of("/export"))).contains(Path.of("/mnt/filer"));
    assertThat(Shares.mounted(TABLE, "filer", Path.of("/export/ova")))
        .contains(Path.of("/mnt/filer/ova"));
    assertThat(Shares.mounted(TABLE, "other", Path.of("/a b"))).contains(Path.of("/mnt/ab"));
  }

  @Test
  void doesNotTakeAnotherServersShare() {
    assertThat(Shares.mounted(TABLE, "stranger", Path.of("/export"))).isEmpty();
    assertThat(Shares.mounted(TABLE, "filer", Path.of("/exports"))).isEmpty();
  }

  @Test
  void localhostIsThisMachine(@TempDir Path folder) throws CannotRun {
    assertThat(Shares.locate("localhost", folder.toString())).isEqualTo(folder);
    assertThatThrownBy(() -> Shares.locate("localhost", folder + "/none"))
        .hasMessageContaining("does not exist");
  }
}
