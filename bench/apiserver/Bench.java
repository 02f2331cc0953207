import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same load for two API servers, one phase on the one, then on the other, again and again; prints the
 * medians. Arguments: runs, work folder, the CRD file of VirtualMachine, the real server's script, then the
 * command of ours (the folder is added to it).
 */
final class Bench {
  private static final int STORED = Integer.getInteger("stored", 10_000);
  private static final int WATCHES = 1_000;
  private static final int WATCHES_PER_CONNECTION = 50; // kube-apiserver takes 100 streams
  private static final String MAPS = "/api/v1/namespaces/bench/configmaps";
  private static final String VMS = "/apis/kubevirt.io/v1/namespaces/bench/virtualmachines";

  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
  private final List<Peer> peers;
  private final int runs;

  private Bench(int runs, List<Peer> peers) {
    this.runs = runs;
    this.peers = peers;
  }

  public static void main(String[] args) throws Exception {
    Path work = Path.of(args[1]);
    Path ours = work.resolve("ours");
    Path theirs = work.resolve("theirs");
    List<String> command = new ArrayList<>(Arrays.asList(args).subList(4, args.length));
    command.add(ours.toString());
    Peer wherry = new Peer("wherry", ours, command);
    Peer real = new Peer("kube", theirs, List.of(args[3], "start", theirs.toString()));
    Bench bench = new Bench(Integer.parseInt(args[0]), List.of(wherry, real));
    try {
      bench.run(Path.of(args[2]));
    } finally {
      wherry.stop();
      real.stop();
    }
    bench.print();
    System.exit(0);
  }

  private interface Phase {
    void run(Peer peer) throws Exception;
  }

  private void each(String what, Phase phase) throws Exception {
    for (Peer peer : peers) {
      phase.run(peer);
    }
    System.err.println(what + ", load " + Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }

  private void note(Peer peer, String what, double figure) {
    figures
        .computeIfAbsent(what, _ -> new LinkedHashMap<>())
        .computeIfAbsent(peer.name, _ -> new ArrayList<>())
        .add(figure);
  }

  private void run(Path definition) throws Exception {
    String crd = new ObjectMapper().writeValueAsString(new YAMLMapper().readTree(definition.toFile()));
    each("start, empty", p -> note(p, "start, empty store, s", p.start()));
    each("set up", p -> setUp(p, crd));
    each("fill", this::fill);
    each("disk", p -> note(p, "10,000 x 1 KiB on disk, MB", p.disk()));
    each("memory", p -> note(p, "resident after 10,000 objects, MiB", p.resident()));
    for (int run = 0; run < runs; run++) {
      each("restart", this::restart);
    }
    each("VMs", this::fillMachines);
    for (int run = 0; run <= runs; run++) { // the first warms both up
      if (run == 1) {
        figures.keySet().removeIf(k -> k.startsWith("measured: "));
      }
      round("r" + run);
    }
    each("1,000 watches", this::manyWatches);
    each("memory", p -> note(p, "resident at the end, MiB", p.resident()));
  }

  private void setUp(Peer peer, String crd) throws Exception {
    peer.client.send("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"bench\"}}");
    if (peer.name.equals("kube")) {
      peer.client.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
      for (int tries = 0; ; tries++) {
        try {
          peer.client.get(VMS);
          return;
        } catch (IllegalStateException e) {
          if (tries == 100) {
            throw e;
          }
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
    }
  }

  /** 1 KiB as sent. */
  private static String map(String name, int version) {
    String start =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
            + name
            + "\"},\"data\":{\"version\":\""
            + version
            + "\",\"text\":\"";
    return start + "x".repeat(1024 - start.length() - 3) + "\"}}";
  }

  private static String machine(int number) {
    return """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"vm-%d","labels":{"app":"bench","number":"%d"}},
        "spec":{"runStrategy":"Halted","template":{"metadata":{"labels":{"kubevirt.io/domain":"vm-%d"}},"spec":{
        "domain":{"cpu":{"cores":2},"memory":{"guest":"2Gi"},"devices":{"disks":[{"name":"root","disk":{"bus":"virtio"}},
        {"name":"data","disk":{"bus":"virtio"}}],"interfaces":[{"name":"default","masquerade":{}}]}},
        "networks":[{"name":"default","pod":{}}],"volumes":[{"name":"root","persistentVolumeClaim":{"claimName":"vm-%d-root"}},
        {"name":"data","persistentVolumeClaim":{"claimName":"vm-%d-data"}}]}}}}"""
        .replace("\n", "")
        .formatted(number, number, number, number, number);
  }

  private void fill(Peer peer) throws Exception {
    parallel(peer, 16, STORED, (c, i) -> peer.client.send(c, "POST", MAPS, map("map-" + i, 0)));
  }

  private void fillMachines(Peer peer) throws Exception {
    double seconds =
        parallel(peer, 16, STORED, (c, i) -> peer.client.send(c, "POST", VMS, machine(i)));
    note(peer, "create 10,000 VMs, 16 writers, per s", STORED / seconds);
  }

  private void restart(Peer peer) throws Exception {
    peer.stop();
    note(peer, "start, 10,000 objects, s", peer.start());
  }

  private void round(String run) throws Exception {
    for (int writers : new int[] {1, 16}) {
      int count = writers == 1 ? 600 : 4000;
      String names = run + "-" + writers + "-";
      each(run + " create, " + writers, p -> write(p, "create", names, writers, count));
      each(run + " update, " + writers, p -> write(p, "update", names, writers, count));
    }
    each(run + " get", this::gets);
    each(run + " watch", p -> delivery(p, run + "-1-0"));
    each(run + " list", this::list);
  }

  private void write(Peer peer, String verb, String names, int writers, int count) throws Exception {
    boolean create = verb.equals("create");
    double seconds =
        parallel(
            peer,
            writers,
            count,
            (c, i) -> {
              String name = names + i;
              String path = create ? MAPS : MAPS + "/" + name;
              peer.client.send(c, create ? "POST" : "PUT", path, map(name, create ? 0 : 1));
            });
    note(peer, "measured: " + verb + ", " + writers + " writers, per s", count / seconds);
  }

  private interface One {
    void run(HttpClient through, int number) throws Exception;
  }

  /** Seconds that the writers, each with a connection of its own, need for so many. */
  private static double parallel(Peer peer, int writers, int count, One one) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (var pool = Executors.newFixedThreadPool(writers)) {
      List<HttpClient> clients = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        HttpClient client = peer.client.connection();
        peer.client.get(client, "/api/v1/namespaces/bench", "identity"); // the handshake is not counted
        clients.add(client);
      }
      long start = System.nanoTime();
      List<Future<?>> all = new ArrayList<>();
      for (HttpClient client : clients) {
        all.add(
            pool.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    one.run(client, i);
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      clients.forEach(HttpClient::close);
      return seconds;
    }
  }

  private void gets(Peer peer) throws Exception {
    double[] times = new double[2000];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      peer.client.get(MAPS + "/map-" + (i * 37 % STORED));
      times[i] = (System.nanoTime() - start) / 1e6;
    }
    percentiles(peer, "get", times);
  }

  private void percentiles(Peer peer, String what, double[] times) {
    Arrays.sort(times);
    note(peer, "measured: " + what + ", p50, ms", times[times.length / 2]);
    note(peer, "measured: " + what + ", p99, ms", times[times.length * 99 / 100]);
  }

  /** From the sending of an update until a watcher has its event. */
  private void delivery(Peer peer, String name) throws Exception {
    double[] times = new double[1000];
    Semaphore came = new Semaphore(0);
    try (HttpClient watcher = peer.client.connection()) {
      peer.client.watch(watcher, watchOf(peer, name), came::release, _ -> came.release());
      take(peer, came, 1);
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        peer.client.send("PUT", MAPS + "/" + name, map(name, 10 + i));
        take(peer, came, 1);
        times[i] = (System.nanoTime() - start) / 1e6;
      }
      watcher.shutdownNow();
    }
    percentiles(peer, "update to its event", times);
  }

  /** From the state now, as clients do after a list. */
  private static String watchOf(Peer peer, String name) throws Exception {
    String one = MAPS + "?fieldSelector=metadata.name%3D" + name;
    String now = new ObjectMapper().readTree(peer.client.get(one)).at("/metadata/resourceVersion").asText();
    return one + "&watch=true&timeoutSeconds=600&resourceVersion=" + now;
  }

  private static void take(Peer peer, Semaphore came, int count) throws Exception {
    if (!came.tryAcquire(count, 60, TimeUnit.SECONDS)) {
      throw new IllegalStateException(peer.name + ": of " + count + " events " + came.availablePermits() + " came in a minute");
    }
  }

  private void list(Peer peer) throws Exception {
    for (String encoding : List.of("identity", "gzip")) {
      try (HttpClient client = peer.client.connection()) {
        peer.client.get(client, "/version", "identity");
        long start = System.nanoTime();
        byte[] answer = peer.client.get(client, VMS, encoding);
        note(peer, "measured: list 10,000 VMs, " + encoding + ", s", (System.nanoTime() - start) / 1e9);
        note(peer, "measured: – its answer, " + encoding + ", MB", answer.length / 1e6);
      }
    }
  }

  /** All watch one object; an update must reach all. */
  private void manyWatches(Peer peer) throws Exception {
    String name = "r0-1-0";
    double before = peer.resident();
    Semaphore came = new Semaphore(0);
    List<HttpClient> clients = new ArrayList<>();
    String path = watchOf(peer, name);
    for (int i = 0; i < WATCHES; i++) {
      if (i % WATCHES_PER_CONNECTION == 0) {
        clients.add(peer.client.connection());
        peer.client.get(clients.getLast(), "/version", "identity");
      }
      peer.client.watch(clients.getLast(), path, came::release, _ -> came.release());
    }
    take(peer, came, WATCHES);
    note(peer, "1,000 watches, more memory, MiB", Math.max(0, peer.resident() - before));
    for (int i = 0; i < 30; i++) {
      long start = System.nanoTime();
      peer.client.send("PUT", MAPS + "/" + name, map(name, 5000 + i));
      take(peer, came, WATCHES);
      note(peer, "update to 1,000 watchers, the last, ms", (System.nanoTime() - start) / 1e6);
    }
    clients.forEach(HttpClient::shutdownNow);
    clients.forEach(HttpClient::close);
  }

  private void print() {
    System.out.println("| What | Wherry | kube-apiserver + etcd | ours : theirs |");
    System.out.println("|---|---|---|---|");
    figures.forEach(
        (what, found) -> {
          List<Double> ours = found.get("wherry");
          List<Double> theirs = found.get("kube");
          System.out.printf(
              "| %s | %s | %s | %.2f |%n",
              what.replace("measured: ", ""),
              summary(ours),
              summary(theirs),
              median(ours) / median(theirs));
        });
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(d -> d).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static String summary(List<Double> figures) {
    double least = figures.stream().mapToDouble(d -> d).min().orElseThrow();
    double most = figures.stream().mapToDouble(d -> d).max().orElseThrow();
    String format = most >= 100 ? "%.0f" : most >= 10 ? "%.1f" : "%.2f";
    String text = format.formatted(median(figures));
    return figures.size() == 1 ? text : text + (" (" + format + " to " + format + ")").formatted(least, most);
  }
}
