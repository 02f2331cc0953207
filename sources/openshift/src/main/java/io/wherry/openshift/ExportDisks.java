package io.wherry.openshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.BlockReader;
import io.wherry.blocks.http.HttpAddress;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.http.HttpSource;
import io.wherry.blocks.http.RequestSigner;
import io.wherry.blocks.tls.Trust;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Quantities;
import io.wherry.spi.DiskRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Disks through an export of their machine, which all disks share.
 *
 * @source inventory-and-providers.md section 3.8
 */
final class ExportDisks {
  private static final String EXPORTS = "/apis/export.kubevirt.io/v1beta1/namespaces/";
  private static final String TOKEN = "x-kubevirt-export-token";

  /** Long enough for any copy; what is left behind goes by itself. */
  private static final String LIFE = "24h";

  private static final int READY_POLLS = 300;

  private final Cluster cluster;
  private final Machines machines;

  ExportDisks(Cluster cluster, Machines machines) {
    this.cluster = cluster;
    this.machines = machines;
  }

  private static String path(JsonNode vm) {
    return EXPORTS + vm.path("metadata").path("namespace").asText() + "/virtualmachineexports";
  }

  private static String exportName(JsonNode vm) {
    String uid = Rows.id(vm);
    return "wherry-" + uid.substring(0, Math.min(13, uid.length()));
  }

  /** See {@link io.wherry.spi.SourceConnection#openDisk(DiskRequest)}. */
  BlockReader open(DiskRequest request) {
    String label = "Disk " + request.diskId() + " of machine " + request.machineId();
    JsonNode vm = find(request.machineId(), request.diskId(), label);
    String version = version(vm, request.diskId(), label);
    JsonNode links = links(vm, label);
    String claim = claim(request.diskId());
    String url = url(links, claim, label);
    RequestSigner signer = signer(vm);
    String cert = links.path("cert").asText();
    Trust own = cluster.access().trust();
    boolean verified = own.verification() == Trust.Verification.ON && own.pin().isEmpty();
    Trust trust = cert.isEmpty() || !verified ? own : Trust.authority(cert);
    HttpSource source =
        HttpSource.open(
            HttpAddress.parse(url), HttpOptions.STANDARD.withTrust(trust).withSigner(signer));
    Runnable unmoved = () -> requireUnmoved(request, version, label);
    try {
      return new ExportReader(
          source, capacity(vm, claim), new ExportReader.State(version, unmoved));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static String claim(String diskId) {
    return diskId.substring(diskId.indexOf('/') + 1);
  }

  private JsonNode find(String machineId, String diskId, String label) {
    JsonNode vm;
    try {
      vm = machines.find(machineId);
    } catch (InvalidRequest e) {
      throw new InvalidRequest(label + " cannot be found: " + e.getMessage(), e);
    }
    String namespace = vm.path("metadata").path("namespace").asText();
    boolean has =
        diskId.startsWith(namespace + "/") && MachineModel.claims(vm).contains(claim(diskId));
    if (!has) {
      throw new InvalidRequest(label + " is none of its volumes.");
    }
    return vm;
  }

  private long capacity(JsonNode vm, String claim) {
    return Quantities.bytes(
        cluster
            .get(Machines.path(Kind.CLAIM, vm, claim))
            .path("status")
            .path("capacity")
            .path("storage")
            .asText());
  }

  /** See {@link io.wherry.spi.SourceConnection#diskVersion}. */
  String version(String machineId, String diskId) {
    String label = "Disk " + diskId + " of machine " + machineId;
    return version(find(machineId, diskId, label), diskId, label);
  }

  /** Starting and halting a machine counts its generation up. */
  private String version(JsonNode vm, String diskId, String label) {
    if (machines.runs(vm)) {
      throw new InvalidRequest(
          label + " cannot be copied: the machine runs and may write it. Stop it and start again.");
    }
    return String.join("|", Rows.id(vm), diskId, vm.path("metadata").path("generation").asText());
  }

  private void requireUnmoved(DiskRequest request, String version, String label) {
    if (!version(request.machineId(), request.diskId()).equals(version)) {
      throw new InvalidRequest(
          label + " may have been written while it was copied. Leave the machine off.");
    }
  }

  /** Makes the export if it is not there, and waits until it is ready. */
  private JsonNode links(JsonNode vm, String label) {
    String name = exportName(vm);
    ObjectNode export =
        Cluster.object()
            .put("apiVersion", "export.kubevirt.io/v1beta1")
            .put("kind", "VirtualMachineExport");
    export
        .putObject("metadata")
        .put("name", name)
        .put("namespace", vm.path("metadata").path("namespace").asText());
    export
        .putObject("spec")
        .put("ttlDuration", LIFE)
        .putObject("source")
        .put("apiGroup", "kubevirt.io")
        .put("kind", "VirtualMachine")
        .put("name", Machines.name(vm));
    cluster.create(path(vm), export);
    JsonNode status = Cluster.object();
    for (int i = 0; i < READY_POLLS; i++) {
      status = cluster.get(path(vm) + "/" + name).path("status");
      switch (status.path("phase").asText()) {
        case "Ready" -> {
          return external(status, label);
        }
        case "Skipped" ->
            throw new InvalidRequest(label + ": the cluster exports no volumes of it.");
        default -> pause();
      }
    }
    throw new PeerUnavailable(
        "%s: export %s has not become ready: %s"
            .formatted(label, name, status.path("conditions").path(0).path("message").asText()));
  }

  private static JsonNode external(JsonNode status, String label) {
    JsonNode external = status.path("links").path("external");
    if (!external.path("volumes").isArray()) {
      throw new InvalidRequest(
          label
              + ": the cluster offers no link from outside. Give its export proxy an ingress or a route.");
    }
    return external;
  }

  private static String url(JsonNode external, String claim, String label) {
    for (JsonNode volume : external.path("volumes")) {
      for (JsonNode format : volume.path("formats")) {
        if (volume.path("name").asText().equals(claim)
            && format.path("format").asText().equals("raw")) {
          return format.path("url").asText();
        }
      }
    }
    throw new InvalidRequest(label + " is not offered raw by the export.");
  }

  private RequestSigner signer(JsonNode vm) {
    JsonNode export = cluster.get(path(vm) + "/" + exportName(vm));
    String secret = export.path("status").path("tokenSecretRef").asText();
    String namespace = vm.path("metadata").path("namespace").asText();
    JsonNode found = cluster.get("/api/v1/namespaces/" + namespace + "/secrets/" + secret);
    String token =
        new String(
            Base64.getDecoder().decode(found.path("data").path("token").asText()),
            StandardCharsets.UTF_8);
    return (_, _, _) -> Map.of(TOKEN, token);
  }

  /** Removes the export, if the machine is still there. */
  void release(String machineId) {
    for (JsonNode vm : cluster.list(Kind.MACHINE.path())) {
      if (Rows.id(vm).equals(machineId)) {
        cluster.delete(path(vm) + "/" + exportName(vm));
      }
    }
  }

  private static void pause() {
    try {
      boolean _ = new CountDownLatch(1).await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerUnavailable("Interrupted while an export was waited for.", e);
    }
  }
}
