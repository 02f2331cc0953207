#!/usr/bin/env bash
# Copies work sets of many kinds with `wherry disk copy`, with qemu-img convert in several ways and with nbdcopy, in
# turns, and prints one table in Markdown. Everybody's time includes the target's fsync; the source's pages are
# dropped from the cache before each copy.
# Usage: bench/disks.sh [RUNS [SET…]]   (SCALE=4 makes the sets four times smaller)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
machine
"$root/tools/blake3"
exec python3 "$root/bench/disks.py" "$root" "$java" "$classpath" "$work/disks" "$@"
