package io.wherry.testkit.ovirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What an engine of our own has: one data center, cluster and host, two networks, a storage domain,
 * and the machines that tests add. Objects are kept in the engine's JSON, where all numbers and
 * booleans are texts. Safe for several threads.
 */
public final class OvirtEstate {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the only cluster shows its machines. */
  public static final String CPU_TYPE = "Secure Intel Cascadelake Server Family";

  private final Map<String, Map<String, ObjectNode>> things = new LinkedHashMap<>();
  private final Map<String, Path> images = new LinkedHashMap<>();
  private final List<ObjectNode> events = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();

  public OvirtEstate() {
    put("datacenters", "{id: dc-1, name: Default, status: up}");
    put(
        "clusters",
        """
        {id: cl-1, name: East, data_center: {id: dc-1}, ha_reservation: 'false', ksm: {enabled: 'true'},
         bios_type: q35_sea_bios, cpu: {architecture: x86_64, type: '%s'}, version: {major: '4', minor: '7'}}
        """
            .formatted(CPU_TYPE));
    put(
        "hosts",
        """
        {id: host-1, name: node1, cluster: {id: cl-1}, status: up, os: {type: RHEL, version: {full_version: '9.4'}},
         cpu: {topology: {sockets: '2', cores: '16'}},
         network_attachments: {network_attachment: [{id: na-1, network: {id: net-1}}]},
         nics: {host_nic: [{id: hn-1, name: eno1, speed: '10000000000', mtu: '1500'}]}}
        """);
    network("net-1", "ovirtmgmt");
    network("net-2", "storage");
    put(
        "storagedomains",
        """
        {id: sd-1, name: data1, type: data, data_centers: {data_center: [{id: dc-1}]}, available: '400000000000',
         used: '100000000000', storage: {type: nfs}}
        """);
    put("diskprofiles", "{id: dp-1, name: data1, storage_domain: {id: sd-1}}");
  }

  private void network(String id, String name) {
    put(
        "networks",
        """
        {id: %1$s, name: %2$s, data_center: {id: dc-1}, usages: {usage: [vm]},
         vnic_profiles: {vnic_profile: [{id: p-%1$s}]}}
        """
            .formatted(id, name));
    put(
        "vnicprofiles",
        """
        {id: p-%1$s, name: %2$s, network: {id: %1$s}, port_mirroring: 'false', pass_through: {mode: disabled}}
        """
            .formatted(id, name));
  }

  static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Adds or replaces an object, given as YAML. */
  public synchronized void put(String collection, String yaml) {
    ObjectNode node = yaml(yaml);
    things
        .computeIfAbsent(collection, _ -> new LinkedHashMap<>())
        .put(node.path("id").asText(), node);
  }

  /**
   * Adds a machine that is off, with two processors, 256 MiB, a NIC and a disk it boots from.
   *
   * @param raw the disk's bytes
   * @return its id
   */
  public synchronized String machine(String name, Path raw) {
    int n = numbers.incrementAndGet();
    String id = "00000000-0000-4000-8000-%012d".formatted(n);
    String disk = "d1500000-0000-4000-8000-%012d".formatted(n);
    put(
        "disks",
        """
        {id: %1$s, name: %2$s_Disk1, alias: %2$s_Disk1, shareable: 'false', storage_domains: {storage_domain: [{id: sd-1}]},
         disk_profile: {id: dp-1}, provisioned_size: '%3$d', actual_size: '%3$d', storage_type: image, status: ok,
         format: cow, backup: none, image_id: 'i-%1$s'}
        """
            .formatted(disk, name, size(raw)));
    images.put(disk, raw);
    put(
        "vms",
        """
        {id: %1$s, name: '%2$s', status: down, cluster: {id: cl-1}, memory: '268435456', stop_time: '1700000000000',
         memory_policy: {ballooning: 'true'}, cpu: {topology: {sockets: '1', cores: '2', threads: '1'}}, cpu_shares: '0',
         cpu_pinning_policy: none, io: {threads: '1'}, bios: {type: i440fx_sea_bios, boot_menu: {enabled: 'false'}},
         display: {type: vnc}, has_illegal_images: 'false', storage_error_resume_behaviour: auto_resume,
         high_availability: {enabled: 'false'}, usb: {enabled: 'false'}, placement_policy: {affinity: user_migratable},
         time_zone: {name: 'Etc/GMT'}, stateless: 'false', os: {type: debian_9}, snapshots: {snapshot:
           [{id: 'a-%1$s', description: 'Active VM', snapshot_type: active, persist_memorystate: 'false'}]},
         nics: {nic: [{id: 'n-%1$s', name: nic1, interface: virtio, plugged: 'true', vnic_profile: {id: p-net-1},
           mac: {address: '56:6f:00:00:00:%4$02x'}}]},
         disk_attachments: {disk_attachment: [{id: %3$s, interface: virtio, bootable: 'true', active: 'true',
           uses_scsi_reservation: 'false', disk: {id: %3$s}}]}}
        """
            .formatted(id, name, disk, n));
    return id;
  }

  private static long size(Path raw) {
    try {
      return Files.size(raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes an object as the engine's own administrators would, without an event. */
  public synchronized void change(String collection, String id, Consumer<ObjectNode> change) {
    change.accept(find(collection, id).orElseThrow());
  }

  /** Removes an object. */
  public synchronized void remove(String collection, String id) {
    things.getOrDefault(collection, new LinkedHashMap<>()).remove(id);
  }

  /** The engine's record of what has happened to a machine. */
  public synchronized void event(int code, String vm) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("id", Integer.toString(events.size() + 1))
            .put("code", Integer.toString(code));
    event.putObject("vm").put("id", vm);
    events.add(event);
  }

  synchronized Optional<ObjectNode> find(String collection, String id) {
    return Optional.ofNullable(things.getOrDefault(collection, Map.of()).get(id));
  }

  synchronized List<ObjectNode> all(String collection) {
    return things.getOrDefault(collection, Map.of()).values().stream()
        .map(ObjectNode::deepCopy)
        .toList();
  }

  synchronized boolean has(String collection) {
    return things.containsKey(collection);
  }

  /** Newest first, as engines do. */
  synchronized ArrayNode eventsAfter(long id, int most) {
    ArrayNode result = JSON.createArrayNode();
    for (int i = events.size(); i > id && result.size() < most; i--) {
      result.add(events.get(i - 1).deepCopy());
    }
    return result;
  }

  synchronized Path image(String disk) {
    return Optional.ofNullable(images.get(disk)).orElseThrow(() -> EngineFault.missing(disk));
  }

  /** The disk of a machine made by {@link #machine}. */
  public synchronized String diskOf(String vm) {
    return find("vms", vm).orElseThrow().at("/disk_attachments/disk_attachment/0/disk/id").asText();
  }

  /** The status of a machine or disk. */
  public synchronized String status(String collection, String id) {
    return find(collection, id).orElseThrow().path("status").asText();
  }
}
