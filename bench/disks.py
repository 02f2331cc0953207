"""The work of disks.sh: makes the sets once, copies them in turns, prints the table."""
import contextlib, os, random, shutil, statistics, subprocess, sys, time

java, classpath, work = sys.argv[1:4]
runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
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


def wherry(source, verify="inline"):
    return [java, "-XX:+UseSerialGC", "-Xms32m", "-Xmx384m", "-XX:MaxDirectMemorySize=256m",
            "--enable-native-access=ALL-UNNAMED", "-cp", classpath, "io.wherry.cli.Wherry",
            "disk", "copy", "--json", "--verify", verify, source, target]


def contestants(source, fmt):
    convert = ["qemu-img", "convert", "-f", fmt, "-O", "raw"]
    yield "wherry", wherry(source)
    yield "wherry full", wherry(source, "full")
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


def size_of(source, fmt):
    words = subprocess.run(["qemu-img", "info", "-f", fmt, "--output=json", source],
                           check=True, capture_output=True, text=True).stdout
    import json
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
    without = max(medians["wherry"] - begin, 0.01)
    print(f"| {name} | {span(walls['wherry'])} | {medians['wherry full']:.2f} | {best} | {span(walls[best])} "
          f"| {medians[best] / medians['wherry']:.2f} | {medians[best] / without:.2f} "
          f"| {statistics.median(r[1] for r in ours):.1f} and {statistics.median(r[1] for r in results[best]):.1f} "
          f"| {max(r[2] for r in ours):.0f} |", flush=True)


chosen = sys.argv[5:] or list(sets)
for tool in ("qemu-img", "qemu-nbd", "nbdkit", "nbdcopy"):
    if not shutil.which(tool):
        sys.exit(f"{tool} is missing; see tools/packages.list")
begin = start()
print(f"process start (a copy of 1 MiB of holes): {begin:.2f} s; n = {runs}; sizes 1/{scale}\n")
print("| Set | wherry, s (range) | – full read-back | best other | its s (range) | times as fast | – start not counted | CPU s, ours and its | our peak MiB |")
print("|---|---|---|---|---|---|---|---|---|")
for chosen_set in chosen:
    measure(chosen_set, begin)
fresh(f"{work}/empty.raw", 0, "")
