#!/usr/bin/env bash
# Reads and copies a remote disk and compares with nbdcopy and qemu-img on the same server in the same run.
# read: into nothing. copy: into a file, digests, journal and fsync included (theirs: fsync only).
# JVM start and its first run are not counted. Needs nbdkit, libnbd-bin, qemu-utils.
# Usage: bench/remote.sh [RUNS]
set -euo pipefail
runs=${1:-5}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
mkdir -p "$work/remote" "$work/peers"
source="$work/remote-source.raw"
socket="$work/nbd.sock"
nbd="nbd+unix:///?socket=$socket"
server=
trap '[ -z "$server" ] || kill "$server"' EXIT
[ -f "$source" ] || { head -c 2G /dev/urandom >"$source.new" && mv "$source.new" "$source"; }
"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$work/peers" -cp "$classpath" "$root"/checks/peers/src/main/java/io/wherry/peers/http/*.java

serve() { # READY COMMAND…
  local ready=$1
  shift
  rm -f "$socket"
  "$@" </dev/null >/dev/null 2>&1 &
  server=$!
  for _ in $(seq 100); do
    if eval "$ready" 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "the server does not start: $*" >&2
  exit 1
}
finish() {
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}
ours() { # read|copy ADDRESS READERS
  "$java" -XX:+UseSerialGC -Xmx256m -XX:MaxDirectMemorySize=512m -Djdk.httpclient.bufsize=131072 \
    --enable-native-access=ALL-UNNAMED -cp "$classpath" "$root/bench/Remote.java" "$1" "$2" "$3" "$runs" "$work/remote"
}
repeat() { # COMMAND…
  local i start
  for ((i = 0; i < runs; i++)); do
    rm -f "$work/remote/theirs.raw"
    start=$(now)
    "$@" >/dev/null
    since "$start"
    echo
  done
}
line() { printf '%-44s %s\n' "$1" "$(summary)"; }
convert() { qemu-img convert -W -m 16 -t none -f raw -O raw "$nbd" "$work/remote/theirs.raw"; }
discard() { qemu-img convert -n -W -m 16 -f raw "$nbd" --target-image-opts driver=null-co,size=2G; }

machine
echo "2 GiB from nbdkit over a unix socket: wall s, median (range), n=$runs"
for delay in 0 1 5; do
  serve '[ -S "$socket" ]' nbdkit -f -U "$socket" --filter=delay file "$source" "rdelay=${delay}ms"
  for readers in 4 16; do ours read "$nbd" $readers | line "read, $delay ms: wherry, $readers readers"; done
  repeat nbdcopy "$nbd" null: | line "read, $delay ms: nbdcopy"
  repeat discard | line "read, $delay ms: qemu-img -W -m 16"
  ours copy "$nbd" 8 | line "copy, $delay ms: wherry, 8 workers, digests"
  cmp "$source" "$work/remote/copy.raw"
  repeat nbdcopy --flush "$nbd" "$work/remote/theirs.raw" | line "copy, $delay ms: nbdcopy --flush"
  repeat convert | line "copy, $delay ms: qemu-img -W -m 16 -t none"
  finish
done
echo "2 GiB from a web server, 125 MB/s for each connection"
serve ': >/dev/tcp/127.0.0.1/18990' "$java" -XX:+UseSerialGC -Xmx128m -cp "$work/peers:$classpath" \
  io.wherry.peers.http.RateLimitedServer "$source" 18990 125000000
for connections in 2 4 8; do
  for what in read copy; do
    ours $what http://127.0.0.1:18990/disk $connections >"$work/http.times"
    line "$what, $connections connections" <"$work/http.times"
    awk -v s="$(median <"$work/http.times")" -v n=$connections \
      'BEGIN { printf "  %.0f %% of connections x limit\n", 100 * 2147.5 / s / (125 * n) }'
  done
done
finish
rm -rf "$work/remote"
