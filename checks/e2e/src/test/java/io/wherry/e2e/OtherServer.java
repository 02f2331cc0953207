package io.wherry.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A standalone server that another one imports from. */
record OtherServer(ServerProcess process) implements AutoCloseable {
  static final String NS = "shop";

  static OtherServer start(Path data) throws IOException {
    return new OtherServer(ServerProcess.start(data));
  }

  private JsonNode kubeconfig() throws IOException {
    return new YAMLMapper().readTree(process.kubeconfig().toFile());
  }

  String url() throws IOException {
    return kubeconfig().at("/clusters/0/cluster/server").asText();
  }

  String token() throws IOException {
    return kubeconfig().at("/users/0/user/token").asText();
  }

  String authority() throws IOException {
    String data = kubeconfig().at("/clusters/0/cluster/certificate-authority-data").asText();
    return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
  }

  /** Makes a claim; its volume is there a little later. */
  void claim(String name, long bytes) {
    KubeApi api = process.api();
    if (api.get(new ResourceKey(Kinds.NAMESPACE, "", NS)).isEmpty()) {
      api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", NS));
    }
    Resource claim = Resource.of(Kinds.PVC, NS, name);
    ObjectNode spec = claim.tree().putObject("spec").put("storageClassName", "local-raw");
    spec.putArray("accessModes").add("ReadWriteOnce");
    spec.putObject("resources").putObject("requests").put("storage", Long.toString(bytes));
    api.create(Kinds.PVC, claim);
  }

  boolean isBound(String name) {
    return process
        .api()
        .get(new ResourceKey(Kinds.PVC, NS, name))
        .flatMap(c -> c.text("status", "phase"))
        .filter("Bound"::equals)
        .isPresent();
  }

  /** Writes the only volume's disk. */
  void fill(Path raw) throws IOException {
    Files.copy(raw, Scenario.disk(process), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  /** A machine that is off, with a device that no other source knows. */
  void machine(String name, String claim) throws IOException {
    ObjectNode tree =
        (ObjectNode)
            new YAMLMapper()
                .readTree(
                    """
                    apiVersion: kubevirt.io/v1
                    kind: VirtualMachine
                    metadata: {name: %1$s, namespace: %2$s}
                    spec:
                      runStrategy: Halted
                      template:
                        metadata: {labels: {app: %1$s}}
                        spec:
                          terminationGracePeriodSeconds: 7
                          domain:
                            cpu: {cores: 1}
                            memory: {guest: 256Mi}
                            devices:
                              rng: {}
                              disks: [{name: root, bootOrder: 1, disk: {bus: virtio}, serial: S-1}]
                              interfaces: [{name: default, model: virtio, masquerade: {}, macAddress: "02:00:00:00:00:07"}]
                          networks: [{name: default, pod: {}}]
                          volumes: [{name: root, persistentVolumeClaim: {claimName: %3$s}}]
                    """
                        .formatted(name, NS, claim));
    process.api().create(Kinds.VM, new Resource(tree));
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
