package io.wherry.vmimport.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wherry.problems.InvalidRequest;
import io.wherry.vmimport.ImportSettings.DiskOverhead;
import io.wherry.vmimport.names.BlockSizes.VolumeMode;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "web, web",
    "My Web_Server, my-web-server",
    "...web..., web",
    "a  b__c, a-b-c",
    "web.example.COM, web.example.com",
    "web..x, web.x",
    "a*b+c/d, a-b-c-d",
    "größe, gre",
    "-x-.-y-, x.y",
    "(test) vm#1, test-vm1",
    "日本, vm-2d62"
  })
  void sanitisesAsTheContractSays(String source, String target) {
    assertThat(TargetNames.sanitized(source, "vm-1")).isEqualTo(target);
  }

  @Property
  void everySanitisedNameCanBeOne(@ForAll String source) {
    String name = TargetNames.sanitized(source, "vm-1");
    assertThat(DnsNames.isSubdomain(name)).as(name).isTrue();
    assertThat(name.length()).isLessThanOrEqualTo(63);
  }

  @Property
  void sanitisingTwiceChangesNothing(@ForAll String source) {
    String name = TargetNames.sanitized(source, "vm-1");
    assertThat(TargetNames.sanitized(name, "vm-1")).isEqualTo(name);
  }

  @Property
  void uniqueNamesAreFreeValidAndStable(@ForAll String source) {
    String wanted = TargetNames.sanitized(source, "vm-1");
    Set<String> taken = Set.of(wanted);
    String name = TargetNames.unique(wanted, "vm-1", taken::contains);
    assertThat(taken).doesNotContain(name);
    assertThat(DnsNames.isSubdomain(name)).as(name).isTrue();
    assertThat(name.length()).isLessThanOrEqualTo(63);
    assertThat(TargetNames.unique(wanted, "vm-1", taken::contains)).isEqualTo(name);
  }

  @Test
  void prefixGetsASuffixThatRetriesFindAgain() {
    PvcName name = new PvcName("wave-web-disk-0", PvcName.Form.PREFIX);
    assertThat(name.full("m1/vm-1/d1")).isEqualTo(name.full("m1/vm-1/d1"));
    assertThat(name.full("m1/vm-1/d1")).matches("wave-web-disk-0-[0-9a-f]{8}");
    assertThat(name.full("m1/vm-1/d1")).isNotEqualTo(name.full("m1/vm-1/d2"));
    assertThat(new PvcName("a".repeat(63), PvcName.Form.PREFIX).full("x")).hasSize(63);
    assertThat(new PvcName("exact", PvcName.Form.EXACT).full("x")).isEqualTo("exact");
  }

  @Test
  void pvcNamesMustBeLabels() {
    var subject = new PvcNames.Subject("wave", "Web", "web", "vm-1");
    var bad = PvcNames.of("{{.VmName}}", PvcName.Form.EXACT, subject);
    assertThatThrownBy(() -> bad.name(0, Map.of()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("gives 'Web' for disk 0");
    var good = PvcNames.of("{{.DiskId}}-{{.DiskIndex}}", PvcName.Form.EXACT, subject);
    assertThat(good.name(1, Map.of("DiskId", "d")))
        .isEqualTo(new PvcName("d-1", PvcName.Form.EXACT));
  }

  @Test
  void deviceNamesAreCutAtALabel() {
    assertThat(DeviceNames.volume("{{.PVCName}}-x", "p".repeat(70), 0)).isEqualTo("p".repeat(63));
    assertThat(
            DeviceNames.network(
                "{{.NetworkType}}-{{.NetworkName}}{{.NetworkIndex}}",
                new DeviceNames.Network("multus", "apps", "br"),
                2))
        .isEqualTo("multus-br2");
  }

  @ParameterizedTest
  @CsvSource({
    "1048576,    Filesystem, 10, 0,       2097152",
    "943718,     Filesystem, 10, 0,       1048576",
    "1073741824, Filesystem, 10, 0,       1193279488",
    "1073741824, Filesystem, 0,  0,       1073741824",
    "1073741824, Block,      10, 0,       1073741824",
    "1073741824, Block,      10, 1048576, 1074790400",
    "1,          Block,      0,  0,       1048576"
  })
  void addsOverheadAndAligns(long capacity, VolumeMode mode, int percent, long block, long bytes) {
    assertThat(BlockSizes.request(capacity, mode, new DiskOverhead(percent, block)))
        .isEqualTo(bytes);
  }

  @Property
  void requestsAlwaysFitTheDisk(@ForAll @LongRange(min = 1, max = 1L << 55) long capacity) {
    long bytes = BlockSizes.request(capacity, VolumeMode.Filesystem, new DiskOverhead(10, 0));
    assertThat(bytes % (1 << 20)).isZero();
    assertThat(bytes - Math.ceilDiv(bytes, 10)).isGreaterThanOrEqualTo(capacity - 1);
  }

  @Test
  void refusesImpossibleSizes() {
    var overhead = new DiskOverhead(10, 0);
    for (long size : new long[] {0, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> BlockSizes.request(size, VolumeMode.Filesystem, overhead))
          .isInstanceOf(InvalidRequest.class);
    }
  }
}
