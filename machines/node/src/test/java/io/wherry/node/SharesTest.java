package io.wherry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharesTest {
  @Test
  void localhostIsThisMachine(@TempDir Path folder) throws CannotRun {
    assertThat(Shares.locate("localhost", folder.toString())).isEqualTo(folder);
    assertThatThrownBy(() -> Shares.locate("localhost", folder + "/none"))
        .hasMessageContaining("does not exist");
  }
}
