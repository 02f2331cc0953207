#!/usr/bin/env bash
# From the command to the first answered API request, and the idle server's memory.
# Usage: bench/startup.sh [RUNS]
set -euo pipefail
runs=${1:-5}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
data="$work/startup"
rm -rf "$data" "$work"/{first,again,rss}.times
port=17990
one() { # FILE : appends the seconds until /readyz answers with the kubeconfig's token
  local start pid
  rm -f "$data/kubeconfig"
  start=$(now)
  "$root/wherry" up --data "$data" --port $port >"$work/up.log" 2>&1 &
  pid=$!
  until [ -f "$data/kubeconfig" ] &&
    curl -skf -o "$work/answer" -H "Authorization: Bearer $(awk '/token:/ { print $2 }' "$data/kubeconfig")" \
      "https://127.0.0.1:$port/api/v1/namespaces"; do
    kill -0 $pid || { cat "$work/up.log"; exit 1; }
    read -rt 0.02 <> <(:) || true
  done
  since "$start" >>"$work/$1"
  echo >>"$work/$1"
  if [ "$2" = rss ]; then
    read -rt 10 <> <(:) || true
    awk '/VmRSS/ { print $2 / 1024 }' "/proc/$(awk '{ print $1 }' "$data/wherry.pid")/status" >>"$work/rss.times"
  fi
  kill $pid
  wait $pid || true
}
for ((i = 0; i < runs; i++)); do
  rm -rf "$data"
  one first.times no
  one again.times rss
done
machine
echo "first start of a data directory: $(summary <"$work/first.times") s"
echo "start again:                     $(summary <"$work/again.times") s (goal: under 2.5)"
echo "resident memory after 10 s idle: $(summary <"$work/rss.times") MiB (goal: under 350)"
