package io.wherry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerMount;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodPathsTest {
  @TempDir private Path folder;

  @Test
  void inAContainerPathsAreWhatTheyAre() {
    assertThat(new PodPaths(List.of()).find("/mnt/disks/disk0/disk.img").path())
        .isEqualTo(Path.of("/mnt/disks/disk0/disk.img"));
  }

  @Test
  void translatesByTheLongestMount() {
    PodPaths paths =
        new PodPaths(
            List.of(
                new WorkerMount("/mnt", "/a", "raw", false, 0),
                new WorkerMount("/mnt/disks/disk0", folder.toString(), "qcow2", false, 7)));
    PodPaths.Place place = paths.find("/mnt/disks/disk0/disk.img");
    assertThat(place.path()).isEqualTo(folder.resolve("disk.img"));
    assertThat(place.format()).isEqualTo("qcow2");
    assertThat(place.capacityBytes()).isEqualTo(7);
  }

  @Test
  void refusesWhatIsInNoVolumeOrLeavesIt() {
    PodPaths paths =
        new PodPaths(List.of(new WorkerMount("/mnt/d", folder.toString(), "raw", false, 0)));
    for (String path : List.of("/etc/passwd", "/mnt/dx", "/mnt/d/../../etc/passwd")) {
      assertThatThrownBy(() -> paths.find(path)).isInstanceOf(InvalidRequest.class);
    }
  }
}
