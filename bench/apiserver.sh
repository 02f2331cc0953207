#!/usr/bin/env bash
# Our API server alone beside the real kube-apiserver with etcd: the same load by one client (HTTP/2, TLS, token),
# phase by phase in turn, fsync on at both (SQLite synchronous=FULL, etcd as it is). No controllers on either side.
# Needs go and etcd-server; the first run builds kube-apiserver, which takes minutes.
# Usage: bench/apiserver.sh [RUNS]
set -euo pipefail
runs=${1:-5}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
"$root/tools/kube-apiserver/run" build >/dev/null
rm -rf "$work/apiserver"
mkdir -p "$work/apiserver/classes"
"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$work/apiserver/classes" -cp "$classpath" "$root"/bench/apiserver/*.java
definition="$work/apiserver/virtualmachines.yaml"
unzip -p "$root"/apps/cli/target/lib/wherry-apiserver-*.jar io/wherry/apiserver/crds/kubevirt.io_virtualmachines.yaml >"$definition"
"$JAVA_HOME/bin/jar" cf "$work/apiserver/serve.jar" -C "$work/apiserver/classes" .

# As ./wherry starts the product, with its cache of loaded classes.
serve=("$java" -XX:+UseSerialGC -Xms32m -Xmx512m -XX:MaxMetaspaceSize=160m --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow)
path=(-cp "$root/apps/cli/target/lib/*:$work/apiserver/serve.jar" Serve)
"${serve[@]}" -XX:AOTCacheOutput="$work/apiserver/serve.aot" "${path[@]}" "$work/apiserver/training" </dev/null >"$work/apiserver/training.log" 2>&1
serve+=(-XX:AOTCache="$work/apiserver/serve.aot" -Xlog:disable)

machine
"$java" -XX:+UseSerialGC -Xmx1g ${BENCH_OPTIONS:-} -cp "$classpath:$work/apiserver/classes" Bench \
  "$runs" "$work/apiserver" "$definition" "$root/tools/kube-apiserver/run" "${serve[@]}" "${path[@]}"
machine
