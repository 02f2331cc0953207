#!/bin/bash
# Makes the sample appliance `wherry-mini`: a real, small, bootable Linux wrapped as an OVA, from Debian packages only.
# usage: make-appliance.sh OUTDIR [--flavor vmw|generic]        prints the path of the OVA
#   vmw      (default) OUTDIR/wherry-mini.ova: its initramfs knows VMware's controllers only, so the guest does not
#            boot on virtio before it is converted
#   generic  OUTDIR/wherry-mini-generic.ova: virtio is in the initramfs already
# The result appears by rename, complete or not at all. A second call with the same recipe returns at once.
# Needs root; without root, mmdebstrap's unshare mode (subordinate ids in /etc/subuid and /etc/subgid).
set -euo pipefail

SUITE=bookworm
SIZE_MB=400
ROOT_UUID=11111111-2222-3333-4444-555555555555
PARTITION_MB=$((SIZE_MB - 11)) # 1 MiB GPT + 1 MiB BIOS boot + 8 MiB ESP before it, 1 MiB backup GPT after it
GRUB_MODULES="part_gpt part_msdos ext2 search search_fs_uuid normal linux serial terminal configfile echo test ls"
PATH=$PATH:/usr/sbin:/sbin # mkfs.*, sgdisk and debugfs are there and not in everybody's PATH

die() { echo "make-appliance: $*" >&2; exit 1; }
say() { echo "make-appliance: $*" >&2; }

# ---- inside the new root file system (a hook of mmdebstrap; $1 is its directory) -----------------------------------

customise() {
  local root=$1 here=$2
  printf '%s\n' "$WHERRY_HOST_NAME" >"$root/etc/hostname"
  echo "UUID=$ROOT_UUID / ext4 errors=remount-ro 0 1" >"$root/etc/fstab"
  local password
  password=$(chroot "$root" busybox mkpasswd -m sha512 wherry)
  sed -i "s#^root:[^:]*:#root:$password:#" "$root/etc/shadow"
  add_init "$root" "$here"
  add_initramfs "$root"
  add_grub_config "$root"
  mkdir -p "$root/var/lib/wherry"
  head -c $((8 << 20)) /dev/urandom >"$root/var/lib/wherry/payload.bin"
  (cd "$root/var/lib/wherry" && sha256sum payload.bin >payload.sha256)
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*
  write_filesystem "$root" "$here"
}

add_init() {
  local root=$1 here=$2 applet
  ln -sf /bin/busybox "$root/sbin/init"
  for applet in getty udhcpc ifconfig poweroff reboot halt; do
    [ -e "$root/sbin/$applet" ] || ln -sf /bin/busybox "$root/sbin/$applet"
  done
  cat >"$root/etc/inittab" <<'I'
::sysinit:/etc/init.d/rcS
ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100
tty1::respawn:/sbin/getty 38400 tty1
::ctrlaltdel:/sbin/poweroff
::shutdown:/bin/umount -a -r
I
  mkdir -p "$root/etc/init.d" "$root/etc/acpi/PWRF"
  printf '#!/bin/sh\nexec /sbin/poweroff\n' >"$root/etc/acpi/PWRF/00000080"
  chmod 755 "$root/etc/acpi/PWRF/00000080"
  install -m 755 "$here/rcS" "$root/etc/init.d/rcS"
}

# MODULES=list keeps the initramfs at 6 MB instead of 14: 2.5 s less in GRUB, and exactly the drivers of the flavour.
add_initramfs() {
  local root=$1 modules
  case $WHERRY_FLAVOR in
    generic) modules="virtio_pci virtio_blk virtio_scsi vmw_pvscsi ata_piix nvme sd_mod" ;;
    vmw) modules="vmw_pvscsi ata_piix sd_mod" ;;
  esac
  sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
  printf '%s\n' $modules >>"$root/etc/initramfs-tools/modules"
  chroot "$root" update-initramfs -u >&2
}

add_grub_config() {
  local root=$1 kernel
  kernel=$(ls "$root/lib/modules")
  cat >"$root/etc/default/grub" <<'G'
GRUB_DEFAULT=0
GRUB_TIMEOUT=0
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200"
GRUB_TERMINAL="console serial"
GRUB_DISABLE_OS_PROBER=true
G
  mkdir -p "$root/boot/grub/i386-pc"
  cat >"$root/boot/grub/grub.cfg" <<G
set default=0
set timeout=0
serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
search --no-floppy --fs-uuid --set=root $ROOT_UUID
menuentry 'Debian GNU/Linux' --class debian {
  linux /boot/vmlinuz-$kernel root=UUID=$ROOT_UUID ro console=tty0 console=ttyS0,115200 quiet
  initrd /boot/initrd.img-$kernel
}
G
}

# Without a loop device and without mounting the image. The bind mount (in mmdebstrap's own mount namespace) shows the
# tree without the /proc, /sys and /dev that mmdebstrap mounted into it. GRUB 2.06 can't read ext4 with
# metadata_csum_seed or orphan_file.
write_filesystem() {
  local root=$1 here=$2
  mount --bind "$root" "$here/view"
  mkfs.ext4 -q -F -U $ROOT_UUID -L wherry-root -O ^metadata_csum_seed,^orphan_file -m 1 \
    -E lazy_itable_init=0,nodiscard -d "$here/view" "$here/root.ext4" ${PARTITION_MB}M
  umount "$here/view"
}

if [ "${1:-}" = --customise ]; then
  customise "$2" "$(dirname "$0")"
  exit 0
fi

# ---- outside ------------------------------------------------------------------------------------------------------

check_tools() {
  local missing=() pair
  for pair in mmdebstrap:mmdebstrap mkfs.ext4:e2fsprogs sgdisk:gdisk mcopy:mtools mkfs.vfat:dosfstools \
    grub-mkimage:grub-common qemu-img:qemu-utils; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ -e /usr/lib/grub/i386-pc/boot.img ] || missing+=(grub-pc-bin)
  [ -e /usr/lib/grub/x86_64-efi/kernel.img ] || missing+=(grub-efi-amd64-bin)
  [ ${#missing[@]} -eq 0 ] ||
    die "these packages are missing; install them with:
  apt-get install --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v newuidmap >/dev/null && grep -qs "^$(id -un):" /etc/subuid && grep -qs "^$(id -un):" /etc/subgid ||
      die "needs root, or unprivileged user namespaces with subordinate ids. Either run it with sudo, or once:
  sudo apt-get install --no-install-recommends uidmap && sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
  fi
}

bootstrap() {
  local mode=unshare skip=() p
  [ "$(id -u)" -ne 0 ] || mode=root
  for p in '/usr/share/man/*' '/usr/share/info/*' '/usr/share/doc/*' '/usr/share/locale/*' '/usr/share/i18n/*' \
    '/usr/share/bug/*' '/usr/share/lintian/*' '/lib/udev/hwdb.d/*' '/usr/share/bash-completion/*' \
    '/lib/modules/*/kernel/fs/'{btrfs,xfs,ocfs2,gfs2,cifs,ceph,f2fs,ubifs,jfs,reiserfs,nilfs2,udf,afs}'/*' \
    '/lib/modules/*/kernel/fs/'{nfs,smb,ntfs}'*' '/lib/modules/*/kernel/net/[!c]*' \
    '/lib/modules/*/kernel/drivers/'{infiniband,gpu,media,net/ethernet/mellanox,net/wireguard}'/*' \
    '/lib/modules/*/kernel/sound/*'; do
    skip+=(--dpkgopt="path-exclude=$p")
  done
  mkdir "$W/view" "$W/tmp"
  : >"$W/root.ext4"
  cp "$HERE/rcS" "$W/rcS"
  cp "$HERE/make-appliance.sh" "$W/recipe"
  # In unshare mode the hook runs with subordinate ids: it may pass through our directory and write this one file.
  chmod 755 "$W" "$W/recipe" "$W/rcS"
  chmod 1777 "$W/tmp"
  chmod 666 "$W/root.ext4"
  export WHERRY_RECIPE="$W/recipe"
  # In the background and waited for, so that a signal to this script reaches the trap at once.
  TMPDIR="$W/tmp" mmdebstrap --quiet --mode=$mode --variant=essential --format=null \
    --include=linux-image-cloud-amd64,busybox,mount,grub2-common,zstd,udev \
    --aptopt='APT::Install-Recommends "false"' "${skip[@]}" --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" && echo RESUME=none >"$1/etc/initramfs-tools/conf.d/resume" && echo MODULES=list >"$1/etc/initramfs-tools/conf.d/small"' \
    --customize-hook='"$WHERRY_RECIPE" --customise "$1"' "$SUITE" - >"$W/bootstrap.log" 2>&1 &
  child=$!
  wait "$child" || { tail -20 "$W/bootstrap.log" >&2; die "mmdebstrap failed (its last lines are above)"; }
  child=
}

# GPT: p1 BIOS boot (1 MiB at 1 MiB), p2 ESP (8 MiB at 2 MiB), p3 root. The same disk boots under SeaBIOS and OVMF.
assemble_disk() {
  local disk=$W/disk.raw sectors
  truncate -s ${SIZE_MB}M "$disk"
  sgdisk -n1:2048:4095 -t1:ef02 -n2:4096:20479 -t2:ef00 -n3:20480:0 -t3:8300 "$disk" >/dev/null
  dd if="$W/root.ext4" of="$disk" bs=1M seek=10 conv=notrunc,sparse status=none
  printf 'search --no-floppy --fs-uuid --set=root %s\nset prefix=($root)/boot/grub\nconfigfile ($root)/boot/grub/grub.cfg\n' \
    $ROOT_UUID >"$W/early.cfg"
  # shellcheck disable=SC2086
  grub-mkimage -O i386-pc -o "$W/core.img" -p /boot/grub -c "$W/early.cfg" biosdisk $GRUB_MODULES
  # shellcheck disable=SC2086
  grub-mkimage -O x86_64-efi -o "$W/BOOTX64.EFI" -p /boot/grub -c "$W/early.cfg" $GRUB_MODULES efi_gop
  sectors=$((($(stat -c %s "$W/core.img") + 511) / 512))
  # What grub-install would patch in: where core.img starts (boot.img 0x5c), no BIOS drive quirk (0x66), and the block
  # list of its first sector (core.img 0x1f4): the rest follows at sector 2049, loaded to segment 0x820.
  cp /usr/lib/grub/i386-pc/boot.img "$W/boot.img"
  put "$W/boot.img" 0x5c "$(le 2048 8)"
  put "$W/boot.img" 0x66 '\x90\x90'
  put "$W/core.img" 0x1f4 "$(le 2049 8)$(le $((sectors - 1)) 2)$(le 0x820 2)"
  dd if="$W/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$W/core.img" of="$disk" bs=512 seek=2048 conv=notrunc status=none
  truncate -s 8M "$W/esp"
  mkfs.vfat -F 12 -n ESP "$W/esp" >/dev/null
  mmd -i "$W/esp" ::/EFI ::/EFI/BOOT
  mcopy -i "$W/esp" "$W/BOOTX64.EFI" ::/EFI/BOOT/BOOTX64.EFI
  dd if="$W/esp" of="$disk" bs=1M seek=2 conv=notrunc status=none
}

# put FILE OFFSET ESCAPES: overwrite bytes.  le NUMBER BYTES: a little-endian number as printf escapes.
put() { printf '%b' "$3" | dd of="$1" bs=1 seek=$(($2)) conv=notrunc status=none; }
le() { local n=$(($1)) i; for ((i = 0; i < $2; i++)); do printf '\\x%02x' $((n & 255)); n=$((n >> 8)); done; }

ovf() {
  local file_size=$1 capacity=$((SIZE_MB << 20))
  sed -e "s/@NAME@/$NAME/g" -e "s/@SIZE@/$file_size/g" -e "s/@CAPACITY@/$capacity/g" "$HERE/appliance.ovf"
}

pack() {
  local vmdk=$NAME-disk1.vmdk
  mkdir "$W/ova"
  qemu-img convert -f raw -O vmdk -o subformat=streamOptimized,adapter_type=lsilogic "$W/disk.raw" "$W/ova/$vmdk"
  ovf "$(stat -c %s "$W/ova/$vmdk")" >"$W/ova/$NAME.ovf"
  (
    cd "$W/ova"
    for f in "$NAME.ovf" "$vmdk"; do echo "SHA256($f)= $(sha256sum "$f" | cut -d' ' -f1)"; done >"$NAME.mf"
    tar --format=ustar --owner=root:0 --group=root:0 --mode=0644 -cf "$PART" "$NAME.ovf" "$NAME.mf" "$vmdk"
  )
  sync -d "$PART"
}

cleanup() {
  trap - EXIT INT TERM HUP
  if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || true; wait "$child" 2>/dev/null || true; fi
  [ -z "$W" ] || rm -rf --one-file-system "$W"
  [ -z "$PART" ] || rm -f "$PART"
}

OUT='' FLAVOR=vmw W='' PART='' child=''
while [ $# -gt 0 ]; do
  case $1 in
    --flavor) FLAVOR=${2:-}; shift 2 || die "--flavor needs a value: vmw or generic" ;;
    --flavor=*) FLAVOR=${1#*=}; shift ;;
    -*) die "unknown option $1; usage: make-appliance.sh OUTDIR [--flavor vmw|generic]" ;;
    *) [ -z "$OUT" ] || die "more than one output directory"; OUT=$1; shift ;;
  esac
done
[ -n "$OUT" ] || die "usage: make-appliance.sh OUTDIR [--flavor vmw|generic]"
case $FLAVOR in
  vmw) NAME=wherry-mini ;;
  generic) NAME=wherry-mini-generic ;;
  *) die "unknown flavor '$FLAVOR': use vmw or generic" ;;
esac
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
OVA=$OUT/$NAME.ova
STAMP=$OUT/.$NAME.recipe
RECIPE=$(cat "$HERE/make-appliance.sh" "$HERE/rcS" "$HERE/appliance.ovf" | sha256sum | cut -d' ' -f1)
if [ -s "$OVA" ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$RECIPE $(stat -c %s "$OVA")" ]; then
  echo "$OVA"
  exit 0
fi

check_tools
trap cleanup EXIT
trap 'cleanup; exit 130' INT
trap 'cleanup; exit 143' TERM HUP
W=$(mktemp -d "${TMPDIR:-/tmp}/wherry-appliance.XXXXXX")
PART=$(mktemp "$OUT/.$NAME.ova.XXXXXX")
export WHERRY_FLAVOR=$FLAVOR WHERRY_HOST_NAME=wherry-mini
say "fetching and unpacking Debian $SUITE (about half a minute) ..."
bootstrap
say "assembling the disk ($SECONDS s so far) ..."
assemble_disk
pack
chmod 644 "$PART"
rm -f "$STAMP"
mv -f "$PART" "$OVA"
echo "$RECIPE $(stat -c %s "$OVA")" >"$STAMP"
say "made $OVA, $(($(stat -c %s "$OVA") >> 20)) MiB, in $SECONDS s"
echo "$OVA"
