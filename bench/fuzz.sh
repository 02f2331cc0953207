#!/usr/bin/env bash
# Feeds the parsers of disk images (VMDK, qcow2) and appliances (OVF, manifest, tar) with damaged input, seeded so that
# each can be made again, in JVMs with little memory: a crash, a hang, memory without bound or a way out of the folder
# ends it with the number of the input. Runs at the lowest priority.
# Usage: bench/fuzz.sh [INPUTS [FIRST-NUMBER]]   (default: ten million, from 20261127)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
inputs=${1:-10000000} first=${2:-20261127}
"$root/wherry" mvn -q test-compile -pl sources/ova -am
tests="$root/disks/blocks/target/test-classes:$root/sources/ova/target/test-classes:$root/checks/peers/target/classes"
run() { # CLASS INPUTS
  nice -n 19 "$java" -Xmx256m -XX:MaxDirectMemorySize=64m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
    --enable-native-access=ALL-UNNAMED -cp "$tests:$classpath" "$1" "$2" "$first"
}
run io.wherry.blocks.fuzz.ImageFuzz $((inputs / 2)) &
images=$!
run io.wherry.ova.OvaFuzz $((inputs - inputs / 2))
wait "$images"
echo "$inputs inputs from $first: all read or refused"
