package io.wherry.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.BlockReader;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
  private static final ResourceKey KEY = new ResourceKey(Kinds.EXPORT, "apps", "web");

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private ExportController controller;
  private Exports exports;

  @BeforeEach
  void start() throws Exception {
    controller =
        new ExportController(
            api, clock, () -> new ExportController.Server("https://here:1", "the CA"));
    exports = new Exports(api, _ -> folder);
    Files.writeString(folder.resolve("disk.img"), "a".repeat(512));
    ObjectNode vm = make(Kinds.VM, "apps", "web").putObject("spec");
    vm.withObject("/template/spec")
        .putArray("volumes")
        .addObject()
        .put("name", "root")
        .putObject("persistentVolumeClaim")
        .put("claimName", "web-disk");
    api.create(Kinds.VM, new Resource(root(vm, Kinds.VM, "web")));
    ObjectNode claim = make(Kinds.PVC, "apps", "web-disk");
    claim.putObject("spec").put("volumeName", "pv-1");
    api.create(Kinds.PVC, new Resource(claim));
    ObjectNode bound = claim.objectNode();
    bound.putObject("status").put("phase", "Bound");
    api.patchStatus(new ResourceKey(Kinds.PVC, "apps", "web-disk"), bound);
    api.create(Kinds.PV, Resource.of(Kinds.PV, "", "pv-1"));
    ObjectNode export = make(Kinds.EXPORT, "apps", "web");
    export
        .putObject("spec")
        .put("ttlDuration", "1h30m")
        .putObject("source")
        .put("apiGroup", "kubevirt.io")
        .put("kind", "VirtualMachine")
        .put("name", "web");
    api.create(Kinds.EXPORT, new Resource(export));
  }

  private static ObjectNode make(KindRef kind, String namespace, String name) {
    return Resource.of(kind, namespace, name).mutableCopy();
  }

  private static ObjectNode root(ObjectNode spec, KindRef kind, String name) {
    ObjectNode tree = make(kind, "apps", name);
    tree.set("spec", spec);
    return tree;
  }

  private Resource reconciled() {
    var _ = controller.reconcile(KEY);
    return api.get(KEY).orElseThrow();
  }

  private String token() {
    Resource secret =
        api.get(new ResourceKey(Kinds.SECRET, "apps", "export-token-web")).orElseThrow();
    byte[] token = Base64.getDecoder().decode(secret.text("data", "token").orElseThrow());
    return new String(token, StandardCharsets.US_ASCII);
  }

  private static ExportPath path(String of) {
    return ExportPath.parse("/export/apps/web/" + of).orElseThrow();
  }

  @Test
  void aMachineThatIsOffIsOfferedToWhoeverHasTheToken() {
    Resource export = reconciled();
    assertThat(export.text("status", "phase")).contains("Ready");
    assertThat(export.at("status", "links", "external").toString())
        .contains("\"cert\":\"the CA\"")
        .contains("https://here:1/export/apps/web/volumes/web-disk/disk.img.gz")
        .contains("https://here:1/export/apps/web/manifests/all");
    try (BlockReader disk = exports.disk(path("volumes/web-disk/disk.img"), token())) {
      ByteBuffer bytes = ByteBuffer.allocate(4);
      disk.read(508, bytes);
      assertThat(new String(bytes.array(), StandardCharsets.US_ASCII)).isEqualTo("aaaa");
    }
    assertThat(exports.manifests(path("manifests/all"), token()).at("/items/0/kind").asText())
        .isEqualTo("VirtualMachine");
    assertThatThrownBy(() -> exports.disk(path("volumes/other/disk.img"), token()))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void nobodyElseGetsAnything() {
    var _ = reconciled();
    for (String wrong : new String[] {"", "guess"}) {
      assertThatThrownBy(() -> exports.disk(path("volumes/web-disk/disk.img"), wrong))
          .isInstanceOf(PeerRefused.class);
      assertThatThrownBy(() -> exports.manifests(path("manifests/all"), wrong))
          .isInstanceOf(PeerRefused.class);
    }
    assertThatThrownBy(() ->
            exports.disk(
                ExportPath.parse("/export/apps/no/volumes/a/disk.img").orElseThrow(), token()))
        .isInstanceOf(PeerRefused.class);
    assertThat(ExportPath.parse("/export/apps/web/volumes/a/../../x")).isEmpty();
  }

  @Test
  void aRunningMachineIsNotOffered() {
    var _ = reconciled();
    ObjectNode instance = make(Kinds.VMI, "apps", "web");
    instance
        .putObject("spec")
        .putArray("volumes")
        .addObject()
        .putObject("persistentVolumeClaim")
        .put("claimName", "web-disk");
    api.create(Kinds.VMI, new Resource(instance));
    assertThatThrownBy(() -> exports.disk(path("volumes/web-disk/disk.img"), token()))
        .isInstanceOf(PeerUnavailable.class)
        .hasMessageContaining("may write");
    Resource export = reconciled();
    assertThat(export.text("status", "phase")).contains("Pending");
    assertThat(export.at("status", "links").has("external")).isFalse();
    assertThat(export.at("status", "conditions").toString()).contains("web is running");
  }

  @Test
  void itEndsByItself() {
    var _ = reconciled();
    clock.advance(Duration.ofMinutes(91));
    var _ = controller.reconcile(KEY);
    assertThat(api.get(KEY)).isEmpty();
  }

  @Test
  void aMachineThatIsNotThereIsWaitedFor() {
    api.delete(new ResourceKey(Kinds.VM, "apps", "web"));
    Resource export = reconciled();
    assertThat(export.text("status", "phase")).contains("Pending");
    assertThat(export.at("status", "conditions").toString()).contains("no VirtualMachine web");
  }
}
