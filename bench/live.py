"""Called by live.sh: live.py DATA RUNS."""
import base64, json, os, re, socket, ssl, statistics, subprocess, sys, tempfile, time, urllib.request
from datetime import datetime, timezone

data, runs = sys.argv[1], int(sys.argv[2])
text = open(os.path.join(data, "kubeconfig")).read()
server = re.search(r"server: (\S+)", text).group(1)
token = re.search(r"token: (\S+)", text).group(1)
ca = base64.b64decode(re.search(r"certificate-authority-data: (\S+)", text).group(1)).decode()
trust = ssl.create_default_context(cadata=ca)


def api(method, path, body=None):
    request = urllib.request.Request(server + path, method=method, data=json.dumps(body).encode() if body else None)
    request.add_header("Authorization", "Bearer " + token)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, context=trust) as answer:
        return json.load(answer)


def until(what, seconds, look):
    end = time.time() + seconds
    while time.time() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    sys.exit("waited in vain for " + what)


VMI = "/apis/kubevirt.io/v1/namespaces/default/virtualmachineinstances/idle"
VMIM = "/apis/kubevirt.io/v1/namespaces/default/virtualmachineinstancemigrations"


def vmi():
    try:
        return api("GET", VMI)
    except urllib.error.HTTPError:
        return {}


def moment(word):
    return datetime.fromisoformat(word.replace("Z", "+00:00")).astimezone(timezone.utc).timestamp()


def product(n):
    began = time.time()
    uid = api("POST", VMIM, {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstanceMigration",
                             "metadata": {"name": "run-%d" % n}, "spec": {"vmiName": "idle"}})["metadata"]["uid"]

    def over():
        state = vmi().get("status", {}).get("migrationState", {})
        return state if state.get("migrationUid") == uid and state.get("completed") else None
    state = until("the migration", 120, over)
    if state.get("failed"):
        sys.exit("the migration failed: " + state["failureReason"])
    return state["transfer"]["pauseMs"], (moment(state["startTimestamp"]) - began) * 1000


class Qmp:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        until("QEMU", 20, lambda: os.path.exists(path))
        self.socket.connect(path)
        self.lines, self.events = self.socket.makefile(), []
        self.lines.readline()
        self("qmp_capabilities")

    def __call__(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments":
                            {k.replace("_", "-"): v for k, v in arguments.items()}}).encode() + b"\n")
        while True:
            message = json.loads(self.lines.readline())
            if "event" in message:
                self.events.append(message)
            elif "error" in message:
                sys.exit(command + ": " + message["error"]["desc"])
            else:
                return message["return"]

    def wait(self, name, status=None):
        while True:
            for e in self.events:
                if e["event"] == name and (status is None or e["data"].get("status") == status):
                    return e["timestamp"]["seconds"] * 1000 + e["timestamp"]["microseconds"] / 1000
            message = json.loads(self.lines.readline())
            if "event" in message:
                self.events.append(message)


def words(pid):
    return open("/proc/%s/cmdline" % pid, "rb").read().split(b"\0")


def bare(credentials):
    """The hand-over of section 8.6 by nothing but QMP, with TLS."""
    folder = tempfile.mkdtemp()
    base = ["qemu-system-x86_64", "-accel", "tcg", "-m", "1048584K", "-nodefaults", "-display", "none", "-vga", "none"]
    processes, sides = [], []
    try:
        for side, more in (("source", []), ("target", ["-incoming", "defer", "-S"])):
            path = os.path.join(folder, side)
            processes.append(subprocess.Popen(base + more + ["-qmp", "unix:%s,server=on,wait=off" % path]))
            sides.append(Qmp(path))
        source, target = sides
        time.sleep(1)
        for qmp, end in ((source, "client"), (target, "server")):
            qmp("object-add", **{"qom-type": "tls-creds-x509", "id": "t", "dir": credentials[end],
                                 "endpoint": end, "verify-peer": True})
            qmp("migrate-set-capabilities", capabilities=[{"capability": c, "state": True} for c in (
                "events", "return-path", "pause-before-switchover", "late-block-activate")])
            qmp("migrate-set-parameters", **{"tls-creds": "t"})
        target("migrate-incoming", uri="tcp:127.0.0.1:0")
        port = target("query-migrate")["socket-address"][0]["port"]
        source("migrate-set-parameters", **{"tls-hostname": credentials["peer"], "max-bandwidth": 0})
        source("migrate", uri="tcp:127.0.0.1:" + port)
        stop = source.wait("STOP")
        source.wait("MIGRATION", "pre-switchover")
        source("migrate-continue", state="pre-switchover")
        source.wait("MIGRATION", "completed")
        target.wait("MIGRATION", "completed")
        target("cont")
        return target.wait("RESUME") - stop
    finally:
        for process in processes:
            process.kill()
            process.wait()


def credentials():
    folders = sorted({d for d, _, files in os.walk(data) if "client-cert.pem" in files})
    nodes = [n["metadata"]["name"] for n in api("GET", "/api/v1/nodes")["items"]]
    for target in nodes:
        for folder in folders:
            if ("/" + target + "/") in folder + "/":
                other = [f for f in folders if f != folder][0]
                return {"client": other, "server": folder, "peer": target}
    text = subprocess.run(["openssl", "x509", "-noout", "-subject", "-in", folders[-1] + "/server-cert.pem"],
                          capture_output=True, text=True, check=True).stdout
    return {"client": folders[0], "server": folders[-1], "peer": re.search(r"CN ?= ?(\S+)", text).group(1)}


api("POST", "/apis/kubevirt.io/v1/namespaces/default/virtualmachines", {
    "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "idle"},
    "spec": {"runStrategy": "Always", "template": {"spec": {"terminationGracePeriodSeconds": 0, "domain": {
        "memory": {"guest": "1Gi"}, "devices": {}}}}}})
until("the guest", 60, lambda: vmi().get("status", {}).get("phase") == "Running")
until("LiveMigratable", 60, lambda: any(c["type"] == "LiveMigratable" and c["status"] == "True"
                                       for c in vmi()["status"].get("conditions", [])))
time.sleep(2)
found = credentials()
pauses, overheads, bares = [], [], []
for n in range(runs + 1):
    pause, overhead = product(n)
    plain = bare(found)
    if n:  # the first warms up
        pauses.append(pause), overheads.append(overhead), bares.append(plain)
    time.sleep(1)


def show(values):
    return "%.0f (%.0f to %.0f)" % (statistics.median(values), min(values), max(values))


print("pause, Wherry:                    %s ms (goal: 50)" % show(pauses))
print("pause, the same commands by hand: %s ms" % show(bares))
print("ratio of the medians:             %.2f (goal: 1.2)" % (statistics.median(pauses) / statistics.median(bares)))
print("from create until QEMU sends:     %s ms (goal: 500)" % show(overheads))
