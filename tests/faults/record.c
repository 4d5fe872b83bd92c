/* A library to preload: everything that a process does to the files below WATCHED is written to the
   file RECORD, in order, so that the disk can be made again as a power cut would leave it.

   A record is a line (operation, path, second path, offset, bytes; separated by tabs) and the bytes
   that were written. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int record_file = -2;

static int is_watched(const char *path) {
  const char *folder = getenv("WATCHED");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static void record(char operation, const char *path, const char *other, long offset,
                   const void *data, size_t bytes) {
  char line[2 * PATH_MAX + 64];
  if (!is_watched(path)) return;
  if (record_file == -2) {
    record_file = (int)syscall(SYS_openat, AT_FDCWD, getenv("RECORD"),
                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  int length = snprintf(line, sizeof line, "%c\t%s\t%s\t%ld\t%zu\n", operation, path, other, offset,
                        bytes);
  struct iovec parts[2] = {{line, (size_t)length}, {(void *)data, bytes}};
  syscall(SYS_writev, record_file, parts, 2);
}

static void full_path(int folder, const char *path, char *full) {
  char link[64];
  full[0] = 0;
  if (path[0] == '/') {
    snprintf(full, PATH_MAX, "%s", path);
    return;
  }
  if (folder == AT_FDCWD) {
    if (!getcwd(full, PATH_MAX)) return;
  } else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, full, PATH_MAX - 1);
    if (length < 0) length = 0;
    full[length] = 0;
  }
  if (path[0]) {
    size_t length = strlen(full);
    snprintf(full + length, PATH_MAX - length, "/%s", path);
  }
}

static int open_and_record(int folder, const char *path, int flags, mode_t mode) {
  int file = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (file >= 0 && (flags & (O_CREAT | O_TRUNC))) {
    char full[PATH_MAX];
    full_path(folder, path, full);
    record(flags & O_TRUNC ? 'T' : 'O', full, "", 0, "", 0);
  }
  return file;
}

#define OPEN(name)                                      \
  int name(const char *path, int flags, ...) {          \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    mode_t mode = va_arg(rest, mode_t);                 \
    va_end(rest);                                       \
    return open_and_record(AT_FDCWD, path, flags, mode); \
  }
#define OPENAT(name)                                       \
  int name(int folder, const char *path, int flags, ...) { \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode_t mode = va_arg(rest, mode_t);                    \
    va_end(rest);                                          \
    return open_and_record(folder, path, flags, mode);     \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *data, size_t bytes) {
  char full[PATH_MAX];
  ssize_t written = syscall(SYS_write, file, data, bytes);
  if (written > 0 && file > 2) {
    full_path(file, "", full);
    off_t end = (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR);
    record('W', full, "", (long)(end - written), data, (size_t)written);
  }
  return written;
}

int ftruncate(int file, off_t size) {
  char full[PATH_MAX];
  int failed = (int)syscall(SYS_ftruncate, file, size);
  full_path(file, "", full);
  if (!failed) record('S', full, "", (long)size, "", 0);
  return failed;
}

static int sync_and_record(int file, long number) {
  char full[PATH_MAX];
  int failed = (int)syscall(number, file);
  full_path(file, "", full);
  if (!failed) record('F', full, "", 0, "", 0);
  return failed;
}
int fsync(int file) { return sync_and_record(file, SYS_fsync); }
int fdatasync(int file) { return sync_and_record(file, SYS_fdatasync); }

static int rename_and_record(int folder, const char *path, int other_folder, const char *other) {
  char from[PATH_MAX], to[PATH_MAX];
  full_path(folder, path, from);
  full_path(other_folder, other, to);
  int failed = (int)syscall(SYS_renameat2, folder, path, other_folder, other, 0);
  if (!failed) record('R', from, to, 0, "", 0);
  return failed;
}
int rename(const char *path, const char *other) {
  return rename_and_record(AT_FDCWD, path, AT_FDCWD, other);
}
int renameat(int folder, const char *path, int other_folder, const char *other) {
  return rename_and_record(folder, path, other_folder, other);
}

int mkdirat(int folder, const char *path, mode_t mode) {
  char full[PATH_MAX];
  int failed = (int)syscall(SYS_mkdirat, folder, path, mode);
  full_path(folder, path, full);
  if (!failed) record('M', full, "", 0, "", 0);
  return failed;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int unlinkat(int folder, const char *path, int flags) {
  char full[PATH_MAX];
  full_path(folder, path, full);
  int failed = (int)syscall(SYS_unlinkat, folder, path, flags);
  if (!failed) record('U', full, "", 0, "", 0);
  return failed;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
