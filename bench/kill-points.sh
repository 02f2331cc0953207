#!/usr/bin/env bash
# Kills copies at random points, goes on, and demands identical disks every time.
# 1. KILLS deaths (default 10000) inside one JVM, at the n-th call that the engine makes to source or target: writes torn
#    in the middle, in a third of them power loss too (any part of what was not flushed is gone, the granules' file
#    is cut), full and sampled verification, both hash functions, several rounds with and without change lists.
# 2. PROCESSES deaths (default 200) of real `wherry disk copy` processes by SIGKILL at random times, compared by cmp.
# Prints counts and the seed; the same seed gives the same run of part 1. Low priority: takes minutes.
# Usage: bench/kill-points.sh [KILLS [SEED [PROCESSES]]]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kills=${1:-10000} seed=${2:-$RANDOM$RANDOM} processes=${3:-200}
cd "$root"
if [ "$kills" -gt 0 ]; then
  nice -n 19 ./wherry mvn -q test -pl disks/blocks -am -Dtest=CopyCrashTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dwherry.kills="$kills" -Dwherry.seed="$seed" 2>&1 | grep -E 'seed|ERROR|FAIL' || true
  [ "${PIPESTATUS[0]}" = 0 ] || { echo "failed with seed $seed"; exit 1; }
fi
[ "$processes" -gt 0 ] || exit 0
./wherry build
export WHERRY_NO_BUILD=1
work=$(mktemp -d "${TMPDIR:-/var/tmp}/kill-points.XXXXXX")
trap 'rm -rf "$work"' EXIT
RANDOM=$((seed % 32768))
killed=0 disks=0
while [ "$killed" -lt "$processes" ]; do
  head -c $((64 + RANDOM % 200))M /dev/urandom >"$work/source"
  truncate -s $(($(stat -c %s "$work/source") + (RANDOM % 3) * 4194304 + 511 * (RANDOM % 9))) "$work/source"
  rm -f "$work"/target*
  finished=
  for ((attempt = 0; attempt < 12; attempt++)); do
    nice -n 19 ./wherry disk copy --rate $((60 + RANDOM % 300))M "$work/source" "$work/target" >"$work/log" 2>&1 &
    pid=$!
    sleep "0.$((RANDOM % 900 + 100))"
    if kill -9 "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
    if wait "$pid" 2>/dev/null; then finished=1; break; fi
    # between two deaths the source may change: the next round writes only what differs
    [ $((RANDOM % 4)) != 0 ] || printf changed | dd of="$work/source" bs=1 seek=$((RANDOM * 1000)) conv=notrunc status=none
  done
  [ -n "$finished" ] || nice -n 19 ./wherry disk copy --verify full "$work/source" "$work/target" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  cmp "$work/source" "$work/target" || { echo "the disks differ; seed $seed"; exit 1; }
  disks=$((disks + 1))
done
echo "processes killed: $killed, disks: $disks, all identical; seed $seed"
