#!/usr/bin/env bash
# Judges machines of vSphere by all default rules: one (warm), and all on a cold JVM with one thread. With "same" it also
# asks the real OPA about as many generated machines of every family, odd ones among them, and demands equal concerns.
# Usage: bench/rules.sh [MACHINES [RUNS [same]]]
set -euo pipefail
machines=${1:-10000} runs=${2:-5} same=${3:-}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
machine
mkdir -p "$work/rules"
for _ in $(seq "$runs"); do
  "$java" -XX:+UseSerialGC -Xmx512m -cp "$classpath" "$root/bench/Rules.java" "$machines" 2>/dev/null
done >"$work/rules/times"
echo "first machine, ms:      $(awk '{ print $1 / 1000 }' "$work/rules/times" | summary)"
echo "$machines machines, s:      $(awk '{ print $2 }' "$work/rules/times" | summary) (goal for 10,000: at most 15)"
echo "one machine, warm, ms:  $(awk '{ print $3 / 1000 }' "$work/rules/times" | summary) (goal: at most 1)"
echo "99th percentile, ms:    $(awk '{ print $4 / 1000 }' "$work/rules/times" | summary)"
if [ "$same" = same ]; then
  "$root/wherry" mvn -q test -pl sources/policy -am -Dtest=SameConcernsPeerTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dpolicy.machines="$machines" && echo "concerns of $machines machines of each of five families equal those of the real OPA"
fi
