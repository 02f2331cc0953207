package io.wherry.spi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Facts about a machine that only some sources know. Nothing here is needed to copy its disks.
 *
 * @param serial what the guest's firmware tells as its serial number; empty for the uuid
 * @param timezone of the machine's clock, for example {@code Europe/Prague}; empty for UTC
 * @param agentProblem why the guest's agent cannot help with shut-downs and addresses; empty when
 *     it can, or when the machine is off
 * @param addresses of the guest's NICs, as its agent tells
 * @param labels for the target, from the source's tags; keys and values as the source has them
 * @param annotations for the target, from the source's own attributes
 * @param definition of a VirtualMachine's spec that the target's is made from, with fields
 *     instancetype, preference and template; empty where the source has other machines
 */
public record MachineExtras(
    String serial,
    Tpm tpm,
    String timezone,
    Set<Flag> flags,
    String agentProblem,
    List<GuestAddress> addresses,
    Map<String, String> labels,
    Map<String, String> annotations,
    ObjectNode definition) {

  /** The source says nothing. */
  public static final MachineExtras NONE =
      new MachineExtras("", Tpm.UNKNOWN, "", Set.of(), "", List.of(), Map.of(), Map.of());

  public MachineExtras {
    flags = Set.copyOf(flags);
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    definition = definition == null ? JsonNodeFactory.instance.objectNode() : definition;
  }

  /** Facts of a machine that is no VirtualMachine yet. */
  public MachineExtras(
      String serial,
      Tpm tpm,
      String timezone,
      Set<Flag> flags,
      String agentProblem,
      List<GuestAddress> addresses,
      Map<String, String> labels,
      Map<String, String> annotations) {
    this(
        serial,
        tpm,
        timezone,
        flags,
        agentProblem,
        addresses,
        labels,
        annotations,
        JsonNodeFactory.instance.objectNode());
  }

  /** The same with the spec of a VirtualMachine. */
  public MachineExtras withDefinition(ObjectNode spec) {
    return new MachineExtras(
        serial, tpm, timezone, flags, agentProblem, addresses, labels, annotations, spec);
  }

  /** Whether the machine has a security chip; its content never moves. */
  public enum Tpm {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  /** What plan checks and translation ask about. */
  public enum Flag {
    /** It is a template and never runs. */
    TEMPLATE,
    /** The source has lost sight of it: its host is away or its files are. */
    DISCONNECTED,
    /** It sleeps with its memory on disk: neither on nor off. */
    SUSPENDED,
    /** The source keeps record of changed blocks of the machine. */
    TRACKS_CHANGES,
    HAS_SNAPSHOTS,
    /** Removed snapshots have left files that are still in use. */
    NEEDS_CONSOLIDATION,
    HOST_IN_MAINTENANCE,
    /** The guest may run virtual machines itself. */
    NESTED_VIRTUALIZATION,
    /** Its files are encrypted by the source. */
    ENCRYPTED,
    /** The guest's firmware shows the machine's uuid as it is. */
    SHOWS_UUID
  }

  /**
   * An address of a guest's NIC.
   *
   * @param mac in lower case
   * @param prefix length of the network's part in bits
   * @param gateway empty when there is none
   */
  public record GuestAddress(
      String mac, String ip, int prefix, String gateway, List<String> dns, Origin origin) {
    public GuestAddress {
      dns = List.copyOf(dns);
    }

    /** Where the guest has the address from. */
    public enum Origin {
      MANUAL,
      DHCP,
      UNKNOWN
    }
  }
}
