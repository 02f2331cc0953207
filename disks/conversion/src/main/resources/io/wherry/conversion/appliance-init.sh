#!/bin/busybox sh
# Runs as init of the conversion appliance, a throw-away VM whose disks are overlays. Mounts the guest, appends virtio to
# its initramfs, says what it found in lines on the second serial port, and ends the VM. Nothing of the guest is executed.
B=/bin/busybox
$B mkdir -p /proc /sys /dev /tmp /run /etc /sbin /guest /try
$B mount -t proc proc /proc
$B mount -t sysfs sysfs /sys
$B mount -t devtmpfs devtmpfs /dev
$B --install -s /bin
PATH=/bin:/sbin:/usr/bin:/usr/sbin
export PATH
mount -t tmpfs tmpfs /tmp
KERNEL=$(uname -r)

say() { echo "$*" >/dev/ttyS1; }
end() { sync; umount -r /guest/boot /guest/usr /guest /try 2>/dev/null; say end; reboot -f; }
unknown() { say "not-recognised $*"; end; }
load() { for m in "$@"; do modprobe -q "$m" 2>/dev/null; done; }
value() { blkid -p -o value -s "$1" "$2" 2>/dev/null; }

# inside PATH: where PATH of the guest is from here, links resolved inside the guest
inside() {
  local p=$1 n=0 t
  while [ -L "/guest$p" ] && [ $n -lt 20 ]; do
    t=$(readlink "/guest$p")
    case $t in /*) p=$t ;; *) p=${p%/*}/$t ;; esac
    n=$((n + 1))
  done
  echo "/guest$p"
}

load virtio_pci virtio_blk crc32c_generic crc32c_intel
disks=1
for w in $(cat /proc/cmdline); do case $w in wherry.disks=*) disks=${w#*=} ;; esac; done
n=0
while [ "$(ls -d /sys/block/vd* 2>/dev/null | wc -l)" -lt "$disks" ] && [ $n -lt 100 ]; do sleep 0.05; n=$((n + 1)); done

# ---- which devices there are ----------------------------------------------------------------------------------------
devices() { for d in /dev/vd* /dev/mapper/*; do [ -b "$d" ] && [ "$d" != /dev/mapper/control ] && echo "$d"; done; }
lvm=no luks=no
for d in $(devices); do
  case $(value TYPE "$d") in
    LVM2_member) lvm=yes ;;
    crypto_LUKS) luks=yes ;;
    ntfs) unknown "a disk holds NTFS: the guest is Windows or shares its disk with it" ;;
    linux_raid_member) unknown "the system is on software RAID" ;;
  esac
done
if [ $lvm = yes ]; then
  [ -x /usr/sbin/lvm ] || unknown "the system is on LVM, and lvm2 is not installed on this machine"
  load dm_mod
  lvm vgchange -ay --config 'activation { udev_sync=0 udev_rules=0 verify_udev_operations=0 }' >/dev/console 2>&1
  for d in /dev/mapper/*; do [ "$(value TYPE "$d")" = crypto_LUKS ] && luks=yes; done
fi

# ---- where the system is ---------------------------------------------------------------------------------------------
try() { # try DEVICE TYPE OPTIONS: a root there? remembers it
  mount -t "$2" -o "ro,nosuid,nodev,noexec$3" "$1" /try 2>/dev/console || return 1
  local found=1
  if [ -d /try/etc ] && { [ -e /try/etc/os-release ] || [ -L /try/etc/os-release ]; }; then
    found=0 roots=$((roots + 1)) root=$1 type=$2 options=$3
  fi
  umount /try
  return $found
}
roots=0 root= type= options=
for d in $(devices); do
  t=$(value TYPE "$d")
  case $t in
    ext2 | ext3 | ext4) load ext4; try "$d" ext4 "" ;;
    xfs) load xfs; try "$d" xfs "" || try "$d" xfs ",nouuid" ;;
    btrfs)
      load xor raid6_pq xxhash_generic sha256_generic blake2b_generic btrfs
      try "$d" btrfs "" || try "$d" btrfs ",subvol=@" || try "$d" btrfs ",subvol=root" || try "$d" btrfs ",subvol=@rootfs"
      ;;
  esac
done
if [ $roots -eq 0 ]; then
  [ $luks = yes ] && unknown "the disk is encrypted"
  unknown "no root file system was found"
fi
[ $roots -eq 1 ] || unknown "there is more than one system on the disks"
mount -t $type -o "rw,nosuid,nodev,noexec$options" $root /guest 2>/dev/console || unknown "the root file system can't be written"
say "root $root"
release=$(inside /etc/os-release)
[ -f "$release" ] || release=/guest/usr/lib/os-release
say "os-release $(head -c 8192 "$release" | base64 | tr -d '\n')"

# The device that fstab means by a name.
device() {
  case $1 in
    UUID=*) blkid -U "$(echo "${1#UUID=}" | tr -d '"')" ;;
    LABEL=*) blkid -L "$(echo "${1#LABEL=}" | tr -d '"')" ;;
    /dev/sd* | /dev/hd*) echo "/dev/vd${1#/dev/?d}" ;;
    /dev/mapper/*) echo "$1" ;;
    /dev/*/*) echo "/dev/mapper/$(echo "${1#/dev/}" | sed 's/-/--/g; s,/,-,')" ;;
    *) echo "$1" ;;
  esac
}
fstab=$(inside /etc/fstab)
for place in /boot /usr; do
  line=$(awk -v p=$place '$1 !~ /^#/ && $2 == p { print $1, $3, $4; exit }' "$fstab" 2>/dev/null)
  [ -n "$line" ] || continue
  set -- $line
  case $2 in
    ext2 | ext3 | ext4) load ext4; t=ext4 ;;
    xfs) load xfs; t=xfs ;;
    btrfs) t=btrfs ;;
    *) unknown "$place is on $2" ;;
  esac
  o=
  case $3 in *subvol=*) o=,subvol=$(echo "$3" | sed 's/.*subvol=//; s/,.*//') ;; esac
  mkdir -p /guest$place
  mount -t $t -o "rw,nosuid,nodev,noexec$o" "$(device "$1")" /guest$place 2>/dev/console || unknown "$place ($1) can't be mounted"
done
shell=$(inside /bin/sh)
[ -f "$shell" ] || shell=$(inside /usr/bin/$(basename "$shell"))
[ -f "$shell" ] && say "elf $(dd if="$shell" bs=1 skip=18 count=1 2>/dev/null | od -An -tx1 | tr -d ' ')"

# ---- the graft -------------------------------------------------------------------------------------------------------
MODULES="virtio_pci virtio_blk virtio_scsi virtio_net sd_mod"
INDEX="dep dep.bin alias alias.bin symbols symbols.bin softdep devname order builtin builtin.bin builtin.alias.bin builtin.modinfo"
cat >/tmp/closure.awk <<'A'
# closure of the wanted modules over modules.dep; prints files, each behind what it needs, and "? name" for what is not there
function name(f) { sub(/.*\//, "", f); sub(/\.ko.*$/, "", f); gsub(/-/, "_", f); return f }
function add(f,   i, n, d) { if (f in seen) return; seen[f] = 1; n = split(needs[f], d, " "); for (i = 1; i <= n; i++) add(d[i]); print f }
{ f = $1; sub(/:$/, "", f); $1 = ""; needs[f] = $0; file[name(f)] = f }
END { n = split(want, w, " "); for (i = 1; i <= n; i++) if (w[i] in file) add(file[w[i]]); else print "? " w[i] }
A

magic() { dd if="$1" bs=512 skip="$2" count=1 2>/dev/null | od -An -tx1 -N4 | tr -d ' \n'; }
# The compression behind leading archives with microcode; they are padded to 512 bytes.
compression() {
  local m b
  m=$(magic "$1" 0)
  if [ "$m" = 30373037 ]; then
    b=$(cpio -it <"$1" 2>&1 >/dev/null | awk '/blocks/ { print $1 }')
    case $(magic "$1" "${b:-0}") in 00000000 | "") ;; *) m=$(magic "$1" "$b") ;; esac
  fi
  echo "$m"
}

# tree MODULES VERSION DIRECTORY: modules and the guest's complete index, for udev
tree() {
  local m=$1 home=$3/lib/modules/$2 f
  mkdir -p $home
  grep -v '^?' /tmp/files | while read -r f; do
    case $f in /* | *..*) continue ;; esac
    mkdir -p "$home/${f%/*}"
    cp "$m/$f" "$home/$f" || echo "$f" >/tmp/lacking
  done
  for f in $INDEX; do [ -f "$m/modules.$f" ] && cp "$m/modules.$f" $home/; done
}

# loader MODULES DIRECTORY: initramfs-tools decompresses modules, so the guest's index would hide every other one; its
# init reads conf/conf.d before it starts udev
loader() {
  local m=$1 t=$2 n=10 f
  mkdir -p $t/wherry-virtio $t/conf/conf.d
  ln -s /sbin/modprobe $t/wherry-virtio/insmod
  grep -v '^?' /tmp/files | while read -r f; do
    case $f in /* | *..*) continue ;; esac
    cp "$m/$f" "$t/wherry-virtio/$n-${f##*/}" || echo "$f" >/tmp/lacking
    echo "/wherry-virtio/insmod /wherry-virtio/$n-${f##*/} 2>/dev/null" >>$t/conf/conf.d/wherry-virtio
    n=$((n + 1))
  done
}

graft() { # graft VERSION INITRD STYLE
  local v=$1 initrd=$2 m t=/tmp/t size add free f
  m=$(inside /lib)/modules/$v
  [ -d "$m" ] || m=/guest/usr/lib/modules/$v
  [ -f "$m/modules.dep" ] || unknown "kernel $v of the guest has no modules.dep"
  awk -v want="$MODULES" -f /tmp/closure.awk "$m/modules.dep" >/tmp/files
  needed=no
  for f in virtio_pci virtio_blk; do
    if grep -q "/$f\.ko" "$m/modules.builtin" 2>/dev/null; then continue; fi
    grep -qx "? $f" /tmp/files && unknown "kernel $v of the guest has no $f driver"
    needed=yes
  done
  [ $needed = yes ] || { say "built-in $v"; return; }
  tail -c 4096 "$initrd" | grep -q wherry-graft && { say "already $v"; return; }
  case $(compression "$initrd") in
    02214c18 | 04224d18) unknown "kernel $v: its initramfs is compressed with lz4, which can't be added to" ;;
    1f8b* | 28b52ffd | fd377a58 | 425a68* | 5d0000* | 894c5a4f | 30373037) ;;
    *) unknown "kernel $v: its initramfs is of an unknown kind" ;;
  esac
  rm -rf $t
  rm -f /tmp/lacking
  mkdir -p $t
  if [ "$3" = initramfs-tools ] && grep -v '^?' /tmp/files | grep -qv '\.ko$'; then
    loader "$m" $t
  else
    tree "$m" "$v" $t
  fi
  [ -e /tmp/lacking ] && unknown "kernel $v of the guest lacks a module that virtio needs"
  # lib itself is left out: where it is a link in the initramfs, an entry for it would replace the link.
  (cd $t && echo "$v" >wherry-graft && find lib/modules wherry-virtio conf wherry-graft 2>/dev/null | cpio -o -H newc >/tmp/add 2>/dev/null)
  size=$(stat -c %s "$initrd") add=$(stat -c %s /tmp/add)
  free=$(($(stat -f -c '%a * %S' "$initrd")))
  [ $free -gt $((size + add + 1048576)) ] || unknown "the file system with /boot has $((free >> 10)) KiB free, and $(((size + add) >> 10)) KiB are needed"
  [ -e "$initrd.pre-wherry" ] || cp -p "$initrd" "$initrd.pre-wherry"
  { dd if=/dev/zero bs=1 count=$(((512 - size % 512) % 512)) 2>/dev/null; cat /tmp/add; } >>"$initrd" || unknown "the initramfs of kernel $v could not be written"
  [ "$(stat -c %s "$initrd")" -eq $(((size + 511) / 512 * 512 + add)) ] || unknown "the initramfs of kernel $v could not be written"
  say "grafted $v"
}

persist() {
  local f
  if [ "$1" = initramfs-tools ]; then
    f=$(inside /etc/initramfs-tools/modules)
    for m in virtio_pci virtio_blk virtio_scsi virtio_net; do grep -qx $m "$f" 2>/dev/null || echo $m >>"$f"; done
  elif [ -d "$(inside /etc/dracut.conf.d)" ]; then
    echo 'add_drivers+=" virtio_pci virtio_blk virtio_scsi virtio_net "' >"$(inside /etc/dracut.conf.d)/90-wherry-virtio.conf"
  else
    say "warning The guest has no /etc/dracut.conf.d: add the virtio drivers to its dracut configuration before its next kernel update."
  fi
}

found=0
modules=$(inside /lib)/modules
[ -d "$modules" ] || modules=/guest/usr/lib/modules
for dir in "$modules"/*; do
  v=${dir##*/}
  case $v in *[!A-Za-z0-9._+~-]*) continue ;; esac
  style=dracut initrd=
  for c in /guest/boot/initrd.img-$v /guest/boot/initramfs-$v.img /guest/boot/initrd-$v; do
    [ -f "$c" ] && { initrd=$c; break; }
  done
  [ -n "$initrd" ] || continue
  [ -d /guest/etc/initramfs-tools ] && [ "$initrd" = /guest/boot/initrd.img-$v ] && style=initramfs-tools
  graft "$v" "$initrd" $style
  found=$((found + 1))
  persist $style
done
[ $found -gt 0 ] || unknown "no kernel with an initramfs of a known layout was found"

# ---- names of disks --------------------------------------------------------------------------------------------------
if [ "$disks" -eq 1 ]; then
  for n in $(cat "$fstab" /guest/boot/grub*/grub.cfg /guest/boot/loader/entries/*.conf /guest/etc/default/grub /guest/etc/kernel/cmdline 2>/dev/null |
    grep -o '/dev/[sh]da[0-9][0-9]*' | sort -u); do
    u=$(value UUID "/dev/vd${n#/dev/?d}")
    [ -n "$u" ] || continue
    for f in "$fstab" /guest/boot/grub*/grub.cfg /guest/boot/loader/entries/*.conf /guest/etc/default/grub /guest/etc/kernel/cmdline; do
      [ -f "$f" ] || continue
      sed "s,^\([ \t]*\)$n\([ \t]\),\1UUID=$u\2,; s,\(root=\|resume=\)$n\([ \t\"']\|\$\),\1UUID=$u\2,g" "$f" >/tmp/edited
      cmp -s "$f" /tmp/edited || { [ -e "$f.pre-wherry" ] || cp -p "$f" "$f.pre-wherry"; cat /tmp/edited >"$f"; }
    done
  done
fi
left=$(grep -v '^[[:space:]]*#' "$fstab" 2>/dev/null | grep -o '/dev/[sh]d[a-z][0-9]*' | sort -u | head -5 | tr '\n' ' ')
[ -n "$left" ] && say "warning /etc/fstab names $left; such names change on virtio (/dev/vda ...). Use UUIDs there."
nic=$(cat /guest/etc/network/interfaces /guest/etc/netplan/* /guest/etc/sysconfig/network-scripts/ifcfg-* /guest/etc/NetworkManager/system-connections/* 2>/dev/null |
  grep -o -w -E 'ens(3[2-9]|16[01]|19[23]|22[45]|256)' | head -1)
[ -n "$nic" ] && say "warning The network configuration names $nic; the network card gets another name on virtio. Bind the configuration to the MAC address."
umount /guest/boot 2>/dev/null
umount /guest/usr 2>/dev/null
umount /guest || unknown "the root file system could not be unmounted"
say converted
end
