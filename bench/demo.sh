#!/usr/bin/env bash
# The demo from an existing build and an existing appliance, until the guest reports ready.
# Usage: bench/demo.sh [CONVERTER [RUNS]]
set -euo pipefail
converter=${1:-express}
runs=${2:-3}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rm -f "$work/demo.times"
for ((i = 0; i < runs; i++)); do
  rm -rf "$work/demo"
  start=$(now)
  "$root/wherry" demo --exit --converter="$converter" --data "$work/demo" --port 17991 >"$work/demo.log" 2>&1 ||
    { cat "$work/demo.log"; exit 1; }
  since "$start" >>"$work/demo.times"
  echo >>"$work/demo.times"
  grep -o 'up=[0-9.]*' "$work/demo.log" | tail -n 1 | sed 's/up=/  the guest itself: /; s/$/ s/'
  for pid in "$work"/demo/vms/*/pid; do
    grep -q "$work/demo" "/proc/$(cat "$pid")/cmdline" && kill "$(cat "$pid")"
  done
done
machine
echo "wherry demo --converter=$converter: $(summary <"$work/demo.times") s, n=$runs"
