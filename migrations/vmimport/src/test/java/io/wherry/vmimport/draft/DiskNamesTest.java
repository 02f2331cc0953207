package io.wherry.vmimport.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.wherry.spi.DiskExtras;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.vmimport.Machines;
import io.wherry.vmimport.check.plan.PlanFixture;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What name templates may ask about a disk. */
class DiskNamesTest {
  @ParameterizedTest
  @CsvSource({
    "'{{trimSuffix \".vmdk\" .FileName}}', data",
    "'drive-{{.WinDriveLetter}}', drive-d",
    "'{{if .Shared}}shared{{else}}own{{end}}', shared",
    "'root-is-{{.RootDiskIndex}}', root-is-1"
  })
  void aTemplateReadsWhatTheSourceKnows(String template, String name) {
    SourceDisk disk =
        new SourceDisk(
            "[ds] web/data.vmdk",
            "data.vmdk",
            1L << 30,
            "st-1",
            "",
            "",
            new DiskExtras(Set.of(DiskExtras.Flag.SHARED), "data.vmdk", "d"));
    PlanFixture plan =
        new PlanFixture()
            .machine(Machines.named("vm-1", "web").disks(disk).build())
            .vms("[{id: vm-1, rootDisk: /dev/sdb, pvcNameTemplate: '" + template + "'}]");
    assertThat(plan.facts().openDrafts().getFirst().disks().getFirst().pvcName().stem())
        .isEqualTo(name);
  }
}
