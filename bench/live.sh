#!/usr/bin/env bash
# Live migration of an idle 1 GiB guest: how long it stands still, beside the same QMP commands without Wherry, in turns in
# the same run; and how long it takes from the creation of the migration until QEMU sends. Usage: bench/live.sh [RUNS]
set -euo pipefail
runs=${1:-7}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
data="$work/live"
rm -rf "$data"
"$root/wherry" up --nodes 2 --data "$data" --port 0 >"$work/live.log" 2>&1 &
server=$!
trap '"$root/wherry" down --vms --data "$data" >/dev/null 2>&1 || true; kill $server 2>/dev/null || true; wait $server 2>/dev/null || true' EXIT
until [ -f "$data/kubeconfig" ]; do
  kill -0 $server || { cat "$work/live.log"; exit 1; }
  read -rt 0.1 <> <(:) || true
done
machine
python3 "$root/bench/live.py" "$data" "$runs"
