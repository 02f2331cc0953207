import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.policy.LiveRules;
import io.wherry.spi.MachineRules;
import io.wherry.spi.SourceType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Judges machines of vSphere by all default rules. Prints: microseconds for the first machine,
 * seconds for all (cold JVM, one thread), and median and 99th percentile of one machine, warm, in
 * microseconds. Argument: machines.
 */
final class Rules {
  private static final int ROUNDS = 20_000;

  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    Random random = new Random(1);
    List<ObjectNode> machines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      machines.add(machine(i, random));
    }
    MachineRules rules = new LiveRules(Clock.systemUTC());
    long start = System.nanoTime();
    long concerns = judge(rules, machines.getFirst());
    long first = System.nanoTime() - start;
    for (ObjectNode machine : machines.subList(1, count)) {
      concerns += judge(rules, machine);
    }
    double all = (System.nanoTime() - start) / 1e9;
    long[] warm = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long at = System.nanoTime();
      concerns += judge(rules, machines.get(i % count));
      warm[i] = System.nanoTime() - at;
    }
    Arrays.sort(warm);
    System.err.println(concerns + " concerns");
    System.out.printf(
        "%d %.2f %d %d%n",
        first / 1000, all, warm[ROUNDS / 2] / 1000, warm[ROUNDS * 99 / 100] / 1000);
  }

  private static int judge(MachineRules rules, ObjectNode machine) {
    return rules.judge(SourceType.VSPHERE, machine).orElseThrow().concerns().size();
  }

  private static ObjectNode machine(int i, Random random) {
    ObjectNode vm = JsonNodeFactory.instance.objectNode();
    vm.put("id", "vm-" + i).put("name", "Web " + i).put("powerState", "poweredOn");
    vm.put("guestId", random.nextBoolean() ? "rhel9_64Guest" : "windows2019srv_64Guest");
    vm.put("guestName", "Red Hat Enterprise Linux 9 (64-bit)").put("guestNameFromVmwareTools", "");
    vm.put("hostName", random.nextInt(5) == 0 ? "" : "web" + i + ".lab");
    for (String flag :
        List.of(
            "changeTrackingEnabled",
            "consolidationNeeded",
            "cpuHotAddEnabled",
            "cpuHotRemoveEnabled",
            "memoryHotAddEnabled",
            "diskEnableUuid",
            "faultToleranceEnabled",
            "tpmEnabled")) {
      vm.put(flag, random.nextInt(4) == 0);
    }
    vm.putArray("cpuAffinity");
    vm.putArray("numaNodeAffinity");
    vm.putObject("snapshot").put("kind", "").put("id", "");
    vm.putArray("guestNetworks").addObject().put("ip", "10.0.0.5");
    ArrayNode guestDisks = vm.putArray("guestDisks");
    ArrayNode disks = vm.putArray("disks");
    for (int d = 0; d < 1 + random.nextInt(6); d++) {
      ObjectNode disk = disks.addObject();
      disk.put("bus", "scsi").put("controllerKey", 1000).put("unitNumber", d).put("key", 2000 + d);
      disk.put("file", "[ds1] web/web_" + d + ".vmdk").put("capacity", 10L << 30);
      disk.put("mode", "persistent").put("rdm", false).put("shared", random.nextInt(50) == 0);
      disk.put("changeTrackingEnabled", random.nextBoolean());
      disk.putObject("datastore").put("kind", "Datastore").put("id", "datastore-11");
      guestDisks
          .addObject()
          .put("key", 2000 + d)
          .put("diskPath", d == 0 ? "/" : "/data" + d)
          .put("freeSpace", (long) random.nextInt(1 << 30));
    }
    ArrayNode devices = vm.putArray("devices");
    devices.addObject().put("kind", "VirtualVmxnet3");
    if (random.nextInt(20) == 0) {
      devices.addObject().put("kind", "VirtualUSBController");
    }
    vm.putArray("nics").addObject().put("mac", "00:50:56:aa:bb:cc");
    vm.putObject("host").put("id", "host-9").putObject("cluster").put("drsEnabled", true);
    return vm;
  }
}
