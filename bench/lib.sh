# Shared by the benchmarks: where Wherry is, and medians.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work="$root/.wherry/bench"
mkdir -p "$work"
"$root/wherry" build
JAVA_HOME=$("$root/wherry" jdk)
java="$JAVA_HOME/bin/java"
classpath="$root/apps/cli/target/lib/*"

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }

# median, smallest and largest of the numbers on standard input
summary() {
  sort -n | awk '{ v[NR] = $1 } END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "%.2f (%.2f to %.2f)", m, v[1], v[NR] }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

machine() {
  printf '%s cores, %s, load %s, %s\n' "$(nproc)" "$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)" \
    "$(cut -d' ' -f1 /proc/loadavg)" "$(date -u +%F)"
}
