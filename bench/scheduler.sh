#!/usr/bin/env bash
# Moves estates with the real scheduling decisions on a simulated clock: 500 VMs in one plan beside the same in eight and
# beside the bound that no schedule can beat, then MANY VMs in 40 plans. Minutes are simulated and the same each time;
# decisions are timed for real. Hosts give 1.1 GB/s, one transfer takes at most 150 MB/s, the target 10 GB/s, a conversion
# takes 150 to 210 s, machines have 1 to 3 disks of some 12 GiB (the sizes of a measurement; a wild mix is shown as well).
# Usage: bench/scheduler.sh [MANY]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
echo '| estate | whole time | above the bound | decisions |'
echo '|---|---|---|---|'
./wherry mvn -q test -pl migrations/vmimport -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dwherry.vms="${1:-5000}" 2>&1 | sed -n 's/^.*scheduler | \(.*\)$/| \1 |/p; /ERROR/p'
exit "${PIPESTATUS[0]}"
