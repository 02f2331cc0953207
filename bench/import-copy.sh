#!/usr/bin/env bash
# Copies the disk of an OVA as an import does and compares with qemu-img on the same VMDK in the same run.
# Ours: the worker as the node starts it (JVM start, digests, journal, fsync and reading back included).
# qemu-img: convert out of the extracted VMDK, then fsync; it verifies nothing.
# Usage: bench/import-copy.sh [RUNS]
set -euo pipefail
runs=${1:-5}
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
catalog="$work/catalog"
vmdk="$work/big-disk1.vmdk"

make_disk() { # 2 GiB virtual, 1 GiB data in runs of 1 to 16 MiB: half random, half compressible text
  echo "making the disk (once)"
  python3 - "$work/big.raw" <<'P'
import os, random, sys
random.seed(1)
size, data = 2 << 30, 1 << 30
line = lambda: (' '.join('%x' % random.getrandbits(32) for _ in range(8)) + ' the same words again\n').encode()
text = b''.join(line() for _ in range(200000))
with open(sys.argv[1], 'wb') as f:
    f.truncate(size)
    at = written = 0
    while written < data:
        n = random.randint(1, 16) << 20
        n = min(n, data - written)
        f.seek(at)
        for _ in range(n >> 20):
            o = random.randrange(len(text) - (1 << 20))
            f.write(os.urandom(1 << 20) if random.random() < 0.5 else text[o:o + (1 << 20)])
        written += n
        at += 2 * n
P
  qemu-img convert -f raw -O vmdk -o subformat=streamOptimized "$work/big.raw" "$vmdk"
  rm "$work/big.raw"
  mkdir -p "$catalog"
  local capacity=2147483648 size
  size=$(stat -c %s "$vmdk")
  cat >"$work/big.ovf" <<O
<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
 xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
 <References><File ovf:href="big-disk1.vmdk" ovf:id="f1" ovf:size="$size"/></References>
 <DiskSection><Info>disks</Info><Disk ovf:capacity="$capacity" ovf:capacityAllocationUnits="byte" ovf:diskId="d1"
  ovf:fileRef="f1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/></DiskSection>
 <VirtualSystem ovf:id="11111111-2222-3333-4444-555555555555"><Info>vm</Info><Name>big</Name><VirtualHardwareSection><Info>hw</Info>
  <Item><rasd:ElementName>CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
  <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ElementName>memory</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>256</rasd:VirtualQuantity></Item>
  <Item><rasd:ElementName>SCSI</rasd:ElementName><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>6</rasd:ResourceType></Item>
  <Item><rasd:ElementName>Disk</rasd:ElementName><rasd:HostResource>ovf:/disk/d1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
 </VirtualHardwareSection></VirtualSystem></Envelope>
O
  (cd "$work" && {
    printf 'SHA256(big.ovf)= %s\n' "$(sha256sum <big.ovf | cut -d' ' -f1)"
    printf 'SHA256(big-disk1.vmdk)= %s\n' "$(sha256sum <big-disk1.vmdk | cut -d' ' -f1)"
  } >big.mf && tar --format=ustar -cf catalog/big.ova.new big.ovf big.mf big-disk1.vmdk && mv catalog/big.ova.new catalog/big.ova)
}
[ -f "$catalog/big.ova" ] || make_disk

timed() { # NAME COMMAND… : appends "wall cpu" to NAME.times
  local name=$1
  shift
  /usr/bin/env bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >"'"$work/$name.out"'" 2>&1' x "$@" 2>"$work/$name.one" ||
    { cat "$work/$name.out"; exit 1; }
  awk '{ print $1, $2 + $3 }' "$work/$name.one" >>"$work/$name.times"
}

ours() {
  rm -rf "$work/volume"
  mkdir -p "$work/volume"
  env -i PATH="$PATH" HOME="$work" WHERRY_TERMINATION_LOG="$work/report" \
    WHERRY_MOUNTS='[{"mountPath":"/ova","hostPath":"'"$catalog"'","format":"raw","readOnly":true,"capacityBytes":0},{"mountPath":"/mnt/disks/disk0","hostPath":"'"$work/volume"'","format":"raw","readOnly":false,"capacityBytes":0}]' \
    WHERRY_TASK='{"task":"copy","source":{"type":"ova","url":"","machine":"'"$machine_id"'","mountPath":"/ova","secretPath":"","settings":{}},"disks":[{"id":"'"$disk_id"'","path":"/mnt/disks/disk0/disk.img","capacityBytes":2147483648}]}' \
    "$java" -XX:+UseSerialGC -Xms32m -Xmx384m -XX:MaxDirectMemorySize=256m --enable-native-access=ALL-UNNAMED \
    -cp "$classpath" io.wherry.worker.WorkerMain
}
theirs() { rm -f "$work/theirs.raw"; qemu-img convert -f vmdk -O raw "$vmdk" "$work/theirs.raw" && sync "$work/theirs.raw"; }
export -f ours theirs
export work catalog vmdk java classpath

# The inventory's ids of the machine and its disk: digests of the appliance's name and the OVF's ids.
ids=$("$java" --enable-native-access=ALL-UNNAMED -cp "$classpath" "$root/bench/Ids.java" "$catalog")
export machine_id=${ids% *} disk_id=${ids#* }

rm -f "$work"/{ours,theirs}.times
for ((i = 0; i < runs; i++)); do
  timed ours bash -c ours
  timed theirs bash -c theirs
done
qemu-img compare -f raw -F raw "$work/volume/disk.img" "$work/theirs.raw"
rm -f "$work/theirs.raw"

machine
printf '%-34s %-28s %s\n' "2 GiB disk, 1 GiB data, n=$runs" "wall s, median (range)" "CPU s, median (range)"
for who in ours theirs; do
  name=$([ $who = ours ] && echo "wherry worker, verified" || echo "qemu-img convert + fsync")
  printf '%-34s %-28s %s\n' "$name" "$(cut -d' ' -f1 "$work/$who.times" | summary)" "$(cut -d' ' -f2 "$work/$who.times" | summary)"
done
awk -v a="$(cut -d' ' -f1 "$work/ours.times" | median)" -v b="$(cut -d' ' -f1 "$work/theirs.times" | median)" \
  'BEGIN { printf "wall ratio %.2f (goal: at most 1.2)\n", a / b }'
