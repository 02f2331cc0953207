package io.wherry.vmimport.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Hosts with machines to move, as the migration at scale was measured upstream: eight hosts with
 * links of 10 Gbit/s, machines of some 30 GiB.
 *
 * @param hostRate bytes per second that a host gives in all
 * @param transferRate bytes per second that one disk takes at most
 * @param storageRate bytes per second that the target takes in all
 */
record Estate(List<Machine> machines, double hostRate, double transferRate, double storageRate) {
  private static final long GIB = 1L << 30;

  /**
   * @param disks bytes to copy of each
   */
  record Machine(String id, String plan, String host, List<Long> disks, Duration conversion) {
    long bytes() {
      return disks.stream().mapToLong(Long::longValue).sum();
    }

    Load load(int open) {
      Lane machine = new Lane(Lane.Kind.PLAN, "ns", plan);
      return open == 0
          ? new Load(Map.of(machine, 1))
          : new Load(
              Map.of(
                  machine,
                  1,
                  new Lane(Lane.Kind.HOST, "vc", host),
                  open,
                  new Lane(Lane.Kind.LINK, "", "pod"),
                  open,
                  new Lane(Lane.Kind.STORAGE_CLASS, "", "fast"),
                  open,
                  new Lane(Lane.Kind.TOTAL, "", ""),
                  open));
    }
  }

  /** How different the disks are. */
  enum Mix {
    /** Most between 6 and 25 GiB, as machines of a measurement. */
    ALIKE(0.5, 4, 40),
    /** Up to 200 GiB: some take longer by themselves than all others together. */
    WILD(0.9, 2, 200);

    private final double spread;
    private final double least;
    private final double most;

    Mix(double spread, double least, double most) {
      this.spread = spread;
      this.least = least;
      this.most = most;
    }

    long bytes(Random random) {
      return (long) (GIB * Math.clamp(12 * Math.exp(spread * random.nextGaussian()), least, most));
    }
  }

  /** Machines spread over plans and hosts by chance; the same seed gives the same machines. */
  static Estate of(int machines, int plans, int hosts, Mix mix) {
    Random random = new Random(6);
    List<Machine> all = new ArrayList<>();
    for (int i = 0; i < machines; i++) {
      List<Long> disks = new ArrayList<>();
      for (int d = 1 + random.nextInt(3); d > 0; d--) {
        disks.add(mix.bytes(random));
      }
      String host = "esx-" + random.nextInt(hosts);
      Duration conversion = Duration.ofSeconds(150 + random.nextInt(60));
      all.add(new Machine("vm-" + i, "plan-" + i % plans, host, disks, conversion));
    }
    return new Estate(all, 1.1e9, 150e6, 10e9);
  }

  /** No schedule can end earlier: each host, the target, and each machine need their time. */
  double boundSeconds(int limit) {
    double shortest = machines.stream().mapToLong(m -> m.conversion().toSeconds()).min().orElse(0);
    double bound = machines.stream().mapToLong(Machine::bytes).sum() / storageRate + shortest;
    Map<String, Long> perHost =
        machines.stream()
            .collect(Collectors.groupingBy(Machine::host, Collectors.summingLong(Machine::bytes)));
    for (long bytes : perHost.values()) {
      bound = Math.max(bound, bytes / Math.min(hostRate, limit * transferRate) + shortest);
    }
    for (Machine m : machines) {
      long largest = m.disks().stream().mapToLong(Long::longValue).max().orElse(0);
      bound = Math.max(bound, largest / transferRate + m.conversion().toSeconds());
    }
    return bound;
  }
}
