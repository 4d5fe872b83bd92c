"""The Linux system calls that a child never needs, with their numbers by processor.

A list of refused calls rather than of allowed ones: what the C library, PDFium and Python call
changes with each of their versions, and a child that cannot start does more harm than one more
call. Calls that are newer than this list are all refused.
"""

from __future__ import annotations

from typing import Final

PROCESSORS: Final = ("x86_64", "aarch64")
"""The columns of the table."""

FIRST_NEWER: Final = 448
"""Calls from this number on, which is the same on all processors, are newer than the table."""

_REFUSED: Final = """
# the network, and other processes by sockets
socket 41 198, socketpair 53 199, connect 42 203, bind 49 200, listen 50 201, accept 43 202
accept4 288 242, sendto 44 206, sendmsg 46 211, sendmmsg 307 269
# further processes, threads and programs (RLIMIT_NPROC does not hold for root)
fork 57 -, vfork 58 -, clone 56 220, execve 59 221, execveat 322 281, setsid 112 157
setpgid 109 154, unshare 272 97, setns 308 268
# files: what `open` does not do
creat 85 -, truncate 76 45, ftruncate 77 46, fallocate 285 47, rename 82 -, renameat 264 38
renameat2 316 276, link 86 -, linkat 265 37, symlink 88 -, symlinkat 266 36, unlink 87 -
unlinkat 263 35, mkdir 83 -, mkdirat 258 34, rmdir 84 -, mknod 133 -, mknodat 259 33, chmod 90 -
fchmod 91 52, fchmodat 268 53, chown 92 -, fchown 93 55, lchown 94 -, fchownat 260 54
setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14, lremovexattr 198 15
fremovexattr 199 16, utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88, flock 73 32
sync 162 81, syncfs 306 267, name_to_handle_at 303 264, open_by_handle_at 304 265
fanotify_init 300 262, inotify_init 253 -, inotify_init1 294 26
# other processes (the scope of Landlock holds only from Linux 6.12)
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440
kcmp 312 272, pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424, tkill 200 130
rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, migrate_pages 256 238, move_pages 279 239
sched_setparam 142 118, sched_setscheduler 144 119, sched_setattr 314 274
sched_setaffinity 203 122, setpriority 141 140, ioprio_set 251 30
# memory that no limit counts, or that outlives the process
memfd_create 319 279, memfd_secret 447 447, shmget 29 194, shmat 30 196, shmctl 31 195
semget 64 190, semop 65 193, semtimedop 220 192, semctl 66 191, msgget 68 186, msgsnd 69 189
msgrcv 70 188, msgctl 71 187, mq_open 240 180, mq_unlink 241 181, vmsplice 278 75
add_key 248 217, request_key 249 218, keyctl 250 219
# its own limits and rights
setrlimit 160 164, setuid 105 146, setgid 106 144, setreuid 113 145, setregid 114 143
setresuid 117 147, setresgid 119 149, setgroups 116 159, setfsuid 122 151, setfsgid 123 152
capset 126 91, personality 135 92
# the kernel, where most of its holes were found
bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, io_uring_setup 425 425
io_uring_enter 426 426, io_uring_register 427 427, io_setup 206 0, io_submit 209 2, iopl 172 -
ioperm 173 -, modify_ldt 154 -, uselib 134 -, lookup_dcookie 212 18, nfsservctl 180 42
# the system, and its name
uname 63 160, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, open_tree 428 428
move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433
mount_setattr 442 442, swapon 167 224, swapoff 168 225, quotactl 179 60, quotactl_fd 443 443
reboot 169 142, init_module 175 105, finit_module 313 273, delete_module 176 106
kexec_load 246 104, kexec_file_load 320 294, acct 163 89, syslog 103 116, sethostname 170 161
setdomainname 171 162, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266
adjtimex 159 171, vhangup 153 58
"""
_CONDITIONAL: Final = """
open 2 -, openat 257 56, openat2 437 437, clone3 435 435, kill 62 129, tgkill 234 131
prctl 157 167, prlimit64 302 261, ioctl 16 29, fcntl 72 25
"""


def refused(processor: str) -> dict[str, int]:
    """Calls that are refused whatever their arguments: name -> number."""
    return _column(_REFUSED, processor)


def conditional(processor: str) -> dict[str, int]:
    """Calls that are refused with certain arguments, or with another error: name -> number."""
    return _column(_CONDITIONAL, processor)


def _column(table: str, processor: str) -> dict[str, int]:
    place = 1 + PROCESSORS.index(processor)
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    rows = (entry.split() for line in lines for entry in line.split(",") if entry.strip())
    return {row[0]: int(row[place]) for row in rows if row[place] != "-"}
