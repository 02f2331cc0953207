#!/bin/bash
# Assembles the counting guest into a bootable raw disk: make-counter.sh FILE
set -euo pipefail
out=${1:?usage: make-counter.sh FILE}
here=$(cd "$(dirname "$0")" && pwd)
for tool in as ld; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: install binutils, or run 'wherry doctor --fix'" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
as --32 -o "$work/counter.o" "$here/counter.S"
ld -m elf_i386 -Ttext=0x7c00 --oformat binary -o "$work/counter.bin" "$work/counter.o"
truncate -s 2M "$work/counter.bin"
mv "$work/counter.bin" "$out"
