package io.wherry.vsphere.inventory;

import io.wherry.spi.PowerState;
import io.wherry.vsphere.soap.MoRef;
import io.wherry.vsphere.soap.Xml;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of a source as they are now, and which of them read differently since the last look:
 * an object's row may change because another one did. Used by one thread.
 */
final class Estate {
  private static final Logger LOG = LoggerFactory.getLogger(Estate.class);

  /** Guest data that turns empty when the machine is off; what was known last is worth more. */
  private static final Set<Prop<?>> REMEMBERED =
      Set.of(VmProps.GUEST_ID, VmProps.GUEST_NETS, VmProps.GUEST_ROUTES);

  /** What rows of other objects show of these. */
  private static final Set<Prop<?>> SEEN_BY_MACHINES =
      Set.of(
          Schema.PORT_GROUP_KEY,
          Schema.OPAQUE_ID,
          Schema.STORE_TYPE,
          HostProps.TIMEZONE,
          HostProps.MAINTENANCE);

  private final Map<String, Map<String, Prop<?>>> types;
  private final Map<String, Map<MoRef, Facts>> objects = new HashMap<>();
  private final Map<String, Set<MoRef>> usersOfFiles = new HashMap<>();
  private final Map<MoRef, Set<MoRef>> machinesByHost = new HashMap<>();
  private final Set<MoRef> dirty = new LinkedHashSet<>();
  private final Set<String> complaints = new HashSet<>();
  private boolean allDirty;

  Estate(Map<String, Map<String, Prop<?>>> types) {
    this.types = types;
  }

  /** All objects of a type. */
  Collection<Facts> all(String type) {
    return objects.getOrDefault(type, Map.of()).values();
  }

  /** The object; one that nothing is known of when it is not followed. */
  Facts get(MoRef ref) {
    Facts facts = objects.getOrDefault(ref.type(), Map.of()).get(ref);
    return facts == null ? new Facts(ref) : facts;
  }

  boolean has(MoRef ref) {
    return objects.getOrDefault(ref.type(), Map.of()).containsKey(ref);
  }

  /** Every object that is followed. */
  List<MoRef> refs() {
    return objects.values().stream().flatMap(m -> m.keySet().stream()).toList();
  }

  /** Machines that use a disk's file. */
  Set<MoRef> usersOf(String file) {
    return usersOfFiles.getOrDefault(file, Set.of());
  }

  /** Whether another machine that uses the disk's file is not off. */
  boolean isWrittenByOthers(String file, MoRef machine) {
    return usersOf(file).stream()
        .filter(user -> !user.equals(machine))
        .map(this::get)
        .anyMatch(other -> MachineModel.power(other.get(VmProps.POWER)) != PowerState.Off);
  }

  /** Machines that run on a host. */
  List<MoRef> machinesOn(MoRef host) {
    return machinesByHost.getOrDefault(host, Set.of()).stream()
        .sorted(Comparator.comparing(MoRef::value))
        .toList();
  }

  /** The distributed port group with a key. */
  Optional<Facts> portGroup(String key) {
    Facts same = get(new MoRef("DistributedVirtualPortgroup", key));
    if (has(same.ref())) {
      return Optional.of(same);
    }
    return all("DistributedVirtualPortgroup").stream()
        .filter(g -> g.get(Schema.PORT_GROUP_KEY).equals(key))
        .findFirst();
  }

  /** The network that a card is on, as rows know it; {@link MoRef#NONE} when it is not followed. */
  MoRef network(MoRef ofCard) {
    return switch (ofCard.type()) {
      case "DistributedVirtualPortgroup" ->
          portGroup(ofCard.value()).map(Facts::ref).orElse(MoRef.NONE);
      case "OpaqueNetwork" ->
          all("OpaqueNetwork").stream()
              .filter(n -> n.get(Schema.OPAQUE_ID).equals(ofCard.value()))
              .findFirst()
              .map(Facts::ref)
              .orElse(MoRef.NONE);
      default -> has(ofCard) ? ofCard : MoRef.NONE;
    };
  }

  /** Takes a change in. */
  void apply(Updates.Change change) {
    MoRef ref = change.object();
    if (change.kind() == Updates.Kind.LEAVE) {
      remove(ref);
      return;
    }
    Map<String, Prop<?>> schema = types.getOrDefault(schemaOf(ref.type()), Map.of());
    Facts facts = objects.computeIfAbsent(ref.type(), _ -> new LinkedHashMap<>()).get(ref);
    if (facts == null) {
      facts = new Facts(ref);
      Facts _ = objects.get(ref.type()).put(ref, facts);
      dirty.add(ref);
    }
    for (Map.Entry<String, Xml> value : change.values().entrySet()) {
      Prop<?> prop = schema.get(value.getKey());
      if (prop != null) {
        set(facts, prop, value.getValue());
      }
    }
  }

  /** Types that are told as what they extend. */
  private static String schemaOf(String type) {
    return switch (type) {
      case "StoragePod" -> "Folder";
      case "VmwareDistributedVirtualSwitch" -> "DistributedVirtualSwitch";
      default -> type;
    };
  }

  private void set(Facts facts, Prop<?> prop, Xml xml) {
    Object value = xml.isPresent() ? parsed(facts, prop, xml) : null;
    boolean empty = value == null || value.equals(prop.missing());
    if (empty && REMEMBERED.contains(prop)) {
      return;
    }
    Devices before = facts.get(VmProps.DEVICES);
    MoRef hostBefore = facts.get(VmProps.HOST);
    if (!facts.put(prop, value)) {
      return;
    }
    dirty.add(facts.ref());
    if (prop == VmProps.DEVICES) {
      files(facts.ref(), before, facts.get(VmProps.DEVICES));
    }
    if (prop == VmProps.POWER) {
      // Who shares a disk is told whether somebody else may be writing to it.
      facts.get(VmProps.DEVICES).disks().forEach(d -> dirty.addAll(usersOf(d.file())));
    }
    if (prop == VmProps.HOST) {
      moved(facts.ref(), hostBefore, facts.get(VmProps.HOST));
    }
    boolean seen = prop == Schema.NAME || prop == Schema.PARENT || SEEN_BY_MACHINES.contains(prop);
    if (seen && !facts.ref().type().equals("VirtualMachine")) {
      allDirty = true;
    }
  }

  /** A value in a shape that nobody expected counts as missing. */
  private @org.jspecify.annotations.Nullable Object parsed(Facts facts, Prop<?> prop, Xml xml) {
    try {
      return prop.parse().apply(xml);
    } catch (RuntimeException e) {
      if (complaints.add(prop.path())) {
        LOG.warn("{} of {} cannot be read and is left out", prop.path(), facts.ref(), e);
      }
      return null;
    }
  }

  private void remove(MoRef ref) {
    Facts gone = objects.getOrDefault(ref.type(), new HashMap<>()).remove(ref);
    if (gone != null) {
      dirty.add(ref);
      files(ref, gone.get(VmProps.DEVICES), Devices.NONE);
      moved(ref, gone.get(VmProps.HOST), MoRef.NONE);
    }
  }

  private void moved(MoRef machine, MoRef before, MoRef now) {
    if (before.isSet()) {
      machinesByHost.getOrDefault(before, new HashSet<>()).remove(machine);
      dirty.add(before);
    }
    if (now.isSet()) {
      machinesByHost.computeIfAbsent(now, _ -> new LinkedHashSet<>()).add(machine);
      dirty.add(now);
    }
  }

  private void files(MoRef machine, Devices before, Devices now) {
    for (Devices.Disk disk : before.disks()) {
      Set<MoRef> users = usersOfFiles.getOrDefault(disk.file(), new HashSet<>());
      users.remove(machine);
      dirty.addAll(users);
      if (users.isEmpty()) {
        usersOfFiles.remove(disk.file());
      }
    }
    for (Devices.Disk disk : now.disks()) {
      Set<MoRef> users = usersOfFiles.computeIfAbsent(disk.file(), _ -> new LinkedHashSet<>(2));
      users.add(machine);
      if (users.size() > 1) {
        dirty.addAll(users);
      }
    }
  }

  /** Objects whose rows must be made anew, also those that have gone. Forgets them. */
  List<MoRef> takeDirty() {
    Set<MoRef> result = new LinkedHashSet<>(dirty);
    if (allDirty) {
      result.addAll(refs());
    }
    dirty.clear();
    allDirty = false;
    return List.copyOf(result);
  }
}
