# A guest that proves what happened to it. It boots from a BIOS disk in half a second, needs 1 MiB, and then, 18 times
# a second:
#   * writes a numbered record with a checksum to the disk and, once it is written, prints "R number" on the serial
#     console: what was printed is acknowledged and must never be missing;
#   * reads the record before back and compares it with its own memory: "FOREIGN" means that somebody else writes;
#   * verifies and rewrites some pages of memory: "MEMORY" means that a page is not what it was made;
#   * answers a key with "K key".
# Records hold the sum of the one before and the time stamp counter, so two copies of the guest cannot write the same
# chain. At the start it goes on after the highest record found and prints "BOOT boots next-number".
#
# Assembled by make-counter.sh; tests write other settings in front of sector 1 (RecorderGuest).

.code16
.intel_syntax noprefix
.set RECORD, 0x9000
.set BEFORE, 0x9200
.set BACK,   0x9400
.set BUFFER_SEGMENT, 0x1000
.set BATCH, 64
.set MAGIC, 0x43455257          # "WREC"
.set FIRST_PAGE, 0x1000000      # memory from 16 MiB on is the guest's to write to

.global _start
_start:
  jmp 0:start
start:
  xor ax, ax
  mov ds, ax
  mov es, ax
  mov ss, ax
  mov sp, 0x7000
  cld
  sti
  mov [drive], dl
  mov si, offset load
  mov ah, 0x42
  int 0x13
  jc stuck
  jmp begin
stuck:
  hlt
  jmp stuck
load:
  .byte 16, 0
  .word 15, 0x7e00, 0
  .long 1, 0
drive: .byte 0
  .org 510
  .word 0xaa55

# --- sector 1: settings, which tests change ------------------------------------------------------------------
settings:            .ascii "SETTINGS"
pages_per_tick:      .long 0        # pages of memory written per tick
pages:               .long 0        # pages in use, from FIRST_PAGE on
slots:               .long 1024     # records on the disk, a multiple of BATCH
first_slot:          .long 64       # sector
ticks_per_record:    .long 1

sequence:   .long 0
boots:      .long 0
highest:    .long 0
previous:   .long 0                 # sum of the record before
counter:    .long 0                 # pages written since the start
last_tick:  .long 0
ticks_left: .long 1

packet:     .byte 16, 0
p_count:    .word 1
p_offset:   .word 0
p_segment:  .word 0
p_sector:   .long 0, 0

gdt:
  .quad 0
  .quad 0x00cf92000000ffff
gdt_pointer:
  .word 15
  .long gdt

t_boot:     .asciz "BOOT "
t_record:   .asciz "R "
t_foreign:  .asciz "FOREIGN "
t_memory:   .asciz "MEMORY "
t_disk:     .asciz "DISKERR "
t_key:      .asciz "K "
t_space:    .asciz " "

begin:
  call scan
  mov si, offset t_boot
  call print
  mov eax, [boots]
  call print_number
  mov si, offset t_space
  call print
  mov eax, [sequence]
  call print_number
  call newline
loop_tick:
  call answer
  mov eax, [0x46c]                  # BIOS: ticks since midnight
  cmp eax, [last_tick]
  jne new_tick
  hlt
  jmp loop_tick
new_tick:
  mov [last_tick], eax
  call touch_memory
  dec dword ptr [ticks_left]
  jnz loop_tick
  mov eax, [ticks_per_record]
  mov [ticks_left], eax
  call write_record
  jmp loop_tick

# --- records ------------------------------------------------------------------------------------------------------
# Finds the highest valid record.
scan:
  xor ebx, ebx                      # slot
scan_batch:
  cmp ebx, [slots]
  jae scan_end
  mov eax, ebx
  add eax, [first_slot]
  mov [p_sector], eax
  mov word ptr [p_count], BATCH
  mov word ptr [p_offset], 0
  mov word ptr [p_segment], BUFFER_SEGMENT
  mov ah, 0x42
  call disk
  mov ax, BUFFER_SEGMENT
  mov es, ax
  xor di, di
  mov cx, BATCH
scan_one:
  cmp dword ptr es:[di], MAGIC
  jne scan_next
  push cx
  push di
  call sum_es
  pop di
  pop cx
  cmp eax, es:[di + 508]
  jne scan_next
  mov eax, es:[di + 4]
  cmp eax, [highest]
  jb scan_next
  mov [highest], eax
  mov eax, es:[di + 8]
  mov [boots], eax
  mov eax, es:[di + 508]
  mov [previous], eax
  push cx
  push di
  push ds
  push es
  mov si, di
  mov di, BEFORE
  mov ax, es
  xor cx, cx
  mov es, cx
  mov ds, ax
  mov cx, 128
  rep movsd
  pop es
  pop ds
  pop di
  pop cx
scan_next:
  add di, 512
  dec cx
  jnz scan_one
  add ebx, BATCH
  jmp scan_batch
scan_end:
  xor ax, ax
  mov es, ax
  inc dword ptr [boots]
  mov eax, [highest]
  inc eax
  mov [sequence], eax
  ret

# Sum of the record at es:di in eax; changes cx, di.
sum_es:
  mov eax, 2166136261
  mov cx, 127
sum_more:
  xor eax, es:[di]
  imul eax, eax, 16777619
  add di, 4
  dec cx
  jnz sum_more
  ret

write_record:
  call check_before
  mov di, RECORD
  mov eax, MAGIC
  stosd
  mov eax, [sequence]
  stosd
  mov eax, [boots]
  stosd
  rdtsc
  stosd
  mov ebx, eax
  mov eax, edx
  stosd
  mov eax, [previous]
  stosd
  add ebx, [sequence]
  mov cx, 121
fill:
  imul ebx, ebx, 1664525
  add ebx, 1013904223
  mov eax, ebx
  stosd
  dec cx
  jnz fill
  mov di, RECORD
  call sum_es
  mov [RECORD + 508], eax
  mov [previous], eax
  mov eax, [sequence]
  call slot_of
  mov word ptr [p_offset], RECORD
  mov ah, 0x43
  call disk
  mov si, RECORD
  mov di, BEFORE
  mov cx, 128
  rep movsd
  mov si, offset t_record
  call print
  mov eax, [sequence]
  call print_number
  call newline
  inc dword ptr [sequence]
  ret

# Reads the record before back; the first of a disk has none.
check_before:
  mov eax, [sequence]
  dec eax
  jz check_end
  call slot_of
  mov word ptr [p_offset], BACK
  mov ah, 0x42
  call disk
  mov si, BEFORE
  mov di, BACK
  mov cx, 128
  repe cmpsd
  je check_end
  mov si, offset t_foreign
  call print
  mov eax, [sequence]
  call print_number
  call newline
check_end:
  ret

# Sector of record eax into the packet.
slot_of:
  xor edx, edx
  div dword ptr [slots]
  add edx, [first_slot]
  mov [p_sector], edx
  mov word ptr [p_count], 1
  mov word ptr [p_segment], 0
  ret

# Reads (ah = 0x42) or writes (0x43) what the packet says, until it works.
disk:
  push ax
  push ebx
  push es
  mov al, 0
  mov dl, [drive]
  mov si, offset packet
  int 0x13
  pop es
  pop ebx
  jnc disk_end
  mov si, offset t_disk
  call print
  mov eax, [sequence]
  call print_number
  call newline
  hlt
  pop ax
  jmp disk
disk_end:
  pop ax
  ret

# --- memory -------------------------------------------------------------------------------------------------------
# Page number n is rewritten in turn; it holds the count of its last writing, mixed with a constant, at three places.
touch_memory:
  cmp dword ptr [pages], 0
  je touch_end
  mov ecx, [pages_per_tick]
  jecxz touch_end
  call reach_all
touch_page:
  mov eax, [counter]
  xor edx, edx
  div dword ptr [pages]
  mov edi, edx
  shl edi, 12
  add edi, FIRST_PAGE
  mov eax, [counter]
  sub eax, [pages]
  jb touch_write                    # never written before
  xor eax, 0x5aa5c33c
  cmp fs:[edi], eax
  jne touch_bad
  cmp fs:[edi + 2048], eax
  jne touch_bad
  cmp fs:[edi + 4092], eax
  jne touch_bad
touch_write:
  mov eax, [counter]
  xor eax, 0x5aa5c33c
  mov fs:[edi], eax
  mov fs:[edi + 2048], eax
  mov fs:[edi + 4092], eax
  inc dword ptr [counter]
  dec ecx
  jnz touch_page
touch_end:
  ret
touch_bad:
  push ecx
  mov si, offset t_memory
  call print
  mov eax, [counter]
  call print_number
  call newline
  pop ecx
  jmp touch_write

# fs reaches all of memory; the BIOS takes that back at times.
reach_all:
  cli
  lgdt [gdt_pointer]
  mov eax, cr0
  or al, 1
  mov cr0, eax
  jmp reach_in
reach_in:
  mov bx, 8
  mov fs, bx
  and al, 0xfe
  mov cr0, eax
  jmp reach_out
reach_out:
  xor bx, bx
  mov fs, bx
  sti
  ret

# --- serial console -----------------------------------------------------------------------------------------------
answer:
  mov dx, 0x3fd
  in al, dx
  test al, 1
  jz answer_end
  mov dx, 0x3f8
  in al, dx
  push ax
  mov si, offset t_key
  call print
  pop ax
  call put
  call newline
answer_end:
  ret

print:
  lodsb
  test al, al
  jz print_end
  call put
  jmp print
print_end:
  ret

newline:
  mov al, 10
put:
  push dx
  push cx
  mov ah, al
  mov cx, 0xffff
  mov dx, 0x3fd
put_wait:
  in al, dx
  test al, 0x20
  jnz put_now
  dec cx
  jnz put_wait
put_now:
  mov dx, 0x3f8
  mov al, ah
  out dx, al
  pop cx
  pop dx
  ret

print_number:
  push ebx
  push cx
  mov ebx, 10
  xor cx, cx
digit:
  xor edx, edx
  div ebx
  push dx
  inc cx
  test eax, eax
  jnz digit
digit_out:
  pop ax
  add al, '0'
  call put
  dec cx
  jnz digit_out
  pop cx
  pop ebx
  ret
  .org 16 * 512
