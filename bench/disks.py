"""The work of disks.sh: makes the sets once, copies them in turns, prints the table."""
import contextlib, json, os, random, shutil, signal, socket, statistics, subprocess, sys, time

root, java, classpath, work = sys.argv[1:5]
runs = int(sys.argv[5]) if len(sys.argv) > 5 else 5
os.environ["WHERRY_NO_BUILD"] = "1"
scale = int(os.environ.get("SCALE", "1"))
MIB = 1 << 20
target = f"{work}/target.raw"
os.makedirs(work, exist_ok=True)


def raw(name, size, share, compressible=False):
    """Runs of 1 to 16 MiB of data; half of them text where compressible."""
    path = f"{work}/{name}-{scale}.raw"
    if os.path.exists(path):
        return path
    rnd = random.Random(1)
    words = b"".join(b"%x %x the same words again\n" % (rnd.getrandbits(32), rnd.getrandbits(40)) for _ in range(90000))
    with open(path + ".new", "wb") as f:
        f.truncate(size)
        at = 0
        while at < size:
            n = min(rnd.randint(1, 16) * MIB, size - at)
            f.seek(at)
            for _ in range(n // MIB):
                text = compressible and rnd.random() < 0.5
                o = rnd.randrange(len(words) - MIB) if text else 0
                f.write(words[o:o + MIB] if text else rnd.randbytes(MIB))
            at += int(n / share) // 4096 * 4096
    os.rename(path + ".new", path)
    return path


def image(name, source, fmt, *options):
    path = f"{work}/{name}-{scale}.{fmt}"
    if not os.path.exists(path):
        subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", fmt, *options, source, path + ".new"], check=True)
        os.rename(path + ".new", path)
    return path


def big():
    return raw("raw", 4096 * MIB // scale, 0.55)


def mixed():
    return raw("mixed", 2048 * MIB // scale, 0.5, True)


@contextlib.contextmanager
def served(*command):
    socket = f"{work}/socket"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(socket)
    server = subprocess.Popen([c.replace("SOCKET", socket) for c in command])
    while not os.path.exists(socket):
        time.sleep(0.02)
    try:
        yield f"nbd+unix:///?socket={socket}"
    finally:
        server.terminate()
        server.wait()


def plain(make, fmt):
    @contextlib.contextmanager
    def use():
        path = make()
        yield path, fmt, path
    return use


def nbd(*command):
    @contextlib.contextmanager
    def use():
        path = big()
        with served(*[c.replace("DISK", path) for c in command]) as uri:
            yield uri, "raw", path
    return use


def nbdkit(delay):
    return nbd("nbdkit", "-f", "-r", "-U", "SOCKET", "--filter=delay", "file", "DISK", f"rdelay={delay}")


sets = {
    "raw": plain(big, "raw"),
    "vmdk-stream": plain(lambda: image("stream", mixed(), "vmdk", "-o", "subformat=streamOptimized"), "vmdk"),
    "vmdk-sparse": plain(lambda: image("sparse", mixed(), "vmdk", "-o", "subformat=monolithicSparse"), "vmdk"),
    "qcow2": plain(lambda: image("plain", mixed(), "qcow2"), "qcow2"),
    "qcow2-zlib": plain(lambda: image("zlib", mixed(), "qcow2", "-c"), "qcow2"),
    "qcow2-zstd": plain(lambda: image("zstd", mixed(), "qcow2", "-c", "-o", "compression_type=zstd"), "qcow2"),
    "nbd": nbd("qemu-nbd", "-r", "--persistent", "--shared=16", "-f", "raw", "-k", "SOCKET", "DISK"),
    "nbd-1ms": nbdkit("1ms"),
    "nbd-5ms": nbdkit("5ms"),
    "sparse-64g": plain(lambda: raw("huge", 65536 * MIB // scale, 0.01), "raw"),
}


def wherry(source, *options):
    """As a user starts it."""
    return [f"{root}/wherry", "disk", "copy", "--json", *options, source, target]


def contestants(source, fmt):
    convert = ["qemu-img", "convert", "-f", fmt, "-O", "raw"]
    yield "wherry", wherry(source)
    yield "wherry full", wherry(source, "--verify", "full")
    yield "qemu-img", [*convert, source, target]
    yield "qemu-img -W -m 16", [*convert, "-W", "-m", "16", source, target]
    yield "qemu-img -W -m 16 -t none", [*convert, "-W", "-m", "16", "-t", "none", source, target]
    if fmt == "raw":
        yield "nbdcopy", ["nbdcopy", source, target]


def fresh(origin, size, who):
    for name in (target, target + ".wherry-journal", target + ".wherry-journal.granules"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
    if who == "nbdcopy":  # it makes no file as large as the source by itself
        with open(target, "wb") as f:
            f.truncate(size)
    fd = os.open(origin, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(fd)


def timed(command):
    """Wall and CPU seconds, MiB resident of the largest process."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    fd = os.open(target, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def told(command):
    """Wall seconds and the JSON object that the copy ends with."""
    begun = time.monotonic()
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return time.monotonic() - begun, json.loads(words.splitlines()[-1])


def size_of(source, fmt):
    words = subprocess.run(["qemu-img", "info", "-f", fmt, "--output=json", source],
                           check=True, capture_output=True, text=True).stdout
    return json.loads(words)["virtual-size"]


def start():
    """Wall seconds of copying next to nothing."""
    empty = f"{work}/empty.raw"
    with open(empty, "wb") as f:
        f.truncate(MIB)
    walls = []
    for _ in range(runs):
        fresh(empty, MIB, "wherry")
        walls.append(timed(wherry(empty))[0])
    return statistics.median(walls)


def span(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def verdict(ratio, goal):
    if not goal:
        return ""
    return f"{goal}: " + ("reached" if ratio >= goal else "missed")


def measure(name, begin):
    with sets[name]() as (source, fmt, origin):
        size = size_of(source, fmt)
        results = {}
        for turn in range(runs):
            for who, command in contestants(source, fmt):
                fresh(origin, size, who)
                results.setdefault(who, []).append(timed(command))
                if turn == 0:
                    subprocess.run(["qemu-img", "compare", "-q", "-f", fmt, "-F", "raw", source, target], check=True)
    walls = {who: [r[0] for r in rs] for who, rs in results.items()}
    medians = {who: statistics.median(w) for who, w in walls.items()}
    best = min((w for w in medians if not w.startswith("wherry")), key=medians.get)
    ours = results["wherry"]
    without = medians[best] / max(medians["wherry"] - begin, 0.01)
    others = ", ".join(f"{w.replace('qemu-img', 'q')} {m:.2f}" for w, m in medians.items() if not w.startswith("wherry") and w != best)
    print(f"| {name} | {span(walls['wherry'])} | {medians['wherry full']:.2f} | {best} {span(walls[best])} | {others} "
          f"| {medians[best] / medians['wherry']:.2f} | {without:.2f} | {verdict(without, goals.get(name))} "
          f"| {statistics.median(r[1] for r in ours):.1f} and {statistics.median(r[1] for r in results[best]):.1f} "
          f"| {max(r[2] for r in ours):.0f} |", flush=True)


# --- what has no peer -----------------------------------------------------------------------------


def repeated(source, origin, *options):
    results = []
    for _ in range(runs):
        fresh(origin, 0, "wherry")
        results.append(told(wherry(source, *options)))
    return statistics.median(r[0] for r in results), sorted(results, key=lambda r: r[0])[len(results) // 2][1]


def http(begin):
    """A server that gives each connection 125 MB/s (1 Gbit/s)."""
    cap, port, origin = 125_000_000, 18991, mixed()
    classes = f"{work}/peers"
    os.makedirs(classes, exist_ok=True)
    folder = f"{root}/checks/peers/src/main/java/io/wherry/peers/http"
    subprocess.run([f"{os.path.dirname(java)}/javac", "-nowarn", "-proc:none", "-d", classes, "-cp", classpath,
                    *[f"{folder}/{n}" for n in os.listdir(folder)]], check=True)
    server = subprocess.Popen([java, "-XX:+UseSerialGC", "-Xmx128m", "-cp", f"{classes}:{classpath}",
                               "io.wherry.peers.http.RateLimitedServer", origin, str(port), str(cap)])
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        for connections in (2, 4, 8):
            wall, done = repeated(f"http://127.0.0.1:{port}/disk", origin, "--connections", str(connections))
            share = done["read"] / (wall - begin) / (connections * cap)
            print(f"http, {connections} connections of 125 MB/s: {wall:.2f} s, {share:.0%} of connections x cap"
                  f" ({verdict(share, 0.9)})", flush=True)
    finally:
        server.terminate()
        server.wait()


def resume(begin):
    """Killed with SIGKILL when half is done; the second run copies the rest."""
    origin = big()
    full, _ = repeated(origin, origin)
    rests, killed, skipped = [], [], []
    for _ in range(runs):
        fresh(origin, 0, "wherry")
        with subprocess.Popen(wherry(origin), stdout=subprocess.PIPE, text=True) as copy:
            for line in copy.stdout:
                p = json.loads(line)
                if p.get("phase") == "copy" and p["done"] >= p["total"] / 2:
                    killed.append(p["done"] / p["total"])
                    copy.send_signal(signal.SIGKILL)
                    break
        wall, done = told(wherry(origin))
        rests.append(wall)
        skipped.append(done["skipped"] / done["allocated"])
    rest = (statistics.median(rests) - begin) / (full - begin)
    print(f"resume: killed at {statistics.median(killed):.0%} (last report; {statistics.median(skipped):.0%} were in the journal),"
          f" the rest took {rest:.0%} of a full run, starts not counted (goal: 55 % after a kill at half)", flush=True)


def digests(begin):
    """A library with empty functions in the place of libblake3 tells what digests cost."""
    stub = f"{work}/stub.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", stub, "-"], check=True, text=True, input=
                   "#include <string.h>\n#include <stddef.h>\nvoid blake3_hasher_init(void *h) {}\n"
                   "void blake3_hasher_update(void *h, const void *p, size_t n) {}\n"
                   "void blake3_hasher_finalize(const void *h, void *out, size_t n) { memset(out, 1, n); }\n")
    origin = big()
    ways = {"blake3": ("", []), "sha256": ("", ["--digest", "sha256"]), "none": (f"-Dwherry.blake3={stub}", [])}
    for what, options in (("as fast as it goes", []), ("at 500 MB/s", ["--rate", "500000000"])):
        walls = {way: [] for way in ways}
        for _ in range(runs):
            for way, (flags, more) in ways.items():
                fresh(origin, 0, "wherry")
                if flags:
                    os.environ["JDK_JAVA_OPTIONS"] = flags
                walls[way].append(told(wherry(origin, *options, *more))[0])
                os.environ.pop("JDK_JAVA_OPTIONS", None)
        m = {way: statistics.median(w) - begin for way, w in walls.items()}
        print(f"digests, {what}: " + ", ".join(f"{way} {s:.2f} s ({s / m['none'] - 1:+.1%})" for way, s in m.items()), flush=True)


def journal(begin):
    origin = big()
    wall, done = repeated(origin, origin)
    size = sum(os.path.getsize(f"{target}.wherry-journal{e}") for e in ("", ".granules"))
    spent = done["workerSeconds"]
    print(f"journal: {size / done['read']:.4%} of the data, {spent['journal'] / sum(spent.values()):.2%} of the workers' time"
          f" (goals: 0.1 % and 1 %)", flush=True)


def huge(begin):
    """The largest file that ext4 takes, with next to no data."""
    origin = f"{work}/huge.raw"
    with open(origin, "wb") as f:
        f.truncate(16 * 1024 ** 4 - 1024 ** 3)
        for at in range(64):
            f.seek(at * 240 * 1024 ** 3)
            f.write(b"data" * MIB)
    fresh(origin, 0, "wherry")
    wall, _, memory = timed(wherry(origin))
    print(f"16 TiB of holes with 64 pieces of 4 MiB: {wall:.2f} s, {memory:.0f} MiB resident (goal: 256)", flush=True)
    os.unlink(origin)


alone = {"http": http, "resume": resume, "digests": digests, "journal": journal, "huge": huge}
goals = {"raw": 0.95, "nbd": 0.95, "nbd-5ms": 2, "vmdk-stream": 1.7, "qcow2-zlib": 1.7, "qcow2-zstd": 1.7}
chosen = sys.argv[6:] or [*sets, *alone]
for tool in ("qemu-img", "qemu-nbd", "nbdkit", "nbdcopy"):
    if not shutil.which(tool):
        sys.exit(f"{tool} is missing; see tools/packages.list")
while not os.path.exists(f"{root}/.wherry/wherry-disk.aot"):  # the first command makes it for the others
    fresh(__file__, 0, "wherry")
    subprocess.run(wherry(__file__, "--format", "raw"), check=True, stdout=subprocess.DEVNULL)
    time.sleep(5)
begin = start()
print(f"process start (a copy of 1 MiB of holes): {begin:.2f} s; n = {runs}; sizes 1/{scale}\n")
tables = [name for name in chosen if name in sets]
if tables:
    print("| Set | wherry, s (range) | – full read-back | best other, s (range) | others, s | times as fast | – start not counted | goal | CPU s, ours and its | our peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
for name in tables:
    measure(name, begin)
print(flush=True)
for name in chosen:
    if name in alone:
        alone[name](begin)
fresh(f"{work}/empty.raw", 0, "")
