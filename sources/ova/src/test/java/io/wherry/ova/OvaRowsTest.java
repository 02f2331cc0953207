package io.wherry.ova;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.wherry.spi.InventoryRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvaRowsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/io/wherry/ova/web.inventory.json");
  @TempDir Path folder;

  private List<InventoryRow> rows() throws IOException {
    var ovf =
        new SampleOvf()
            .id("1a2b3c4d-0000-4000-8000-123456789abc")
            .more("<vmw:Config vmw:key=\"memoryHotAddEnabled\" vmw:value=\"true\"/>");
    Path file =
        new TarWriter()
            .file("web.ovf", ovf.bytes())
            .file("disk1.vmdk", "bytes")
            .writeTo(folder.resolve("web.ova"));
    Bundle bundle = Bundle.ofArchive("sub/web.ova", file);
    return new OvaRows("uid-1").rows(List.of(ApplianceReader.read(bundle, "web.ovf")));
  }

  @Test
  void writesTheJsonOfTheContract() throws IOException {
    var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    var all = mapper.createObjectNode();
    for (InventoryRow row : rows()) {
      all.withArray(row.collection()).add(row.atDetail(9));
    }
    String text = mapper.writeValueAsString(all) + "\n";
    if (System.getProperty("golden", "check").equals("write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void showsLessAtLowerDetail() throws IOException {
    InventoryRow vm =
        rows().stream().filter(r -> r.collection().equals("vms")).findFirst().orElseThrow();
    assertThat(vm.atDetail(0).properties())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactly("id", "variant", "name", "selfLink", "path");
    assertThat(vm.atDetail(1).properties())
        .extracting(java.util.Map.Entry::getKey)
        .contains("revisionValidated", "networks", "disks", "concerns")
        .doesNotContain("cpuCount");
    assertThat(vm.path()).isEqualTo("sub/web.ova/1a2b3c4d-0000-4000-8000-123456789abc");
  }

  @Test
  void keepsIdsWhenTheCatalogIsReadAgain() throws IOException {
    assertThat(rows().stream().map(InventoryRow::id).toList())
        .isEqualTo(rows().stream().map(InventoryRow::id).toList());
  }
}
