/*
 * Loaded before libc (LD_PRELOAD): calls on files below the folder FAILING_DISK fail with EIO, as on a broken disk, while that
 * folder has a file `fail-write`, `fail-sync` or `fail-read`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(int descriptor, const char *kind) {
  const char *folder = getenv("FAILING_DISK");
  if (folder == NULL) return 0;
  int before = errno;
  char flag[PATH_MAX], link[64], path[PATH_MAX];
  snprintf(flag, sizeof flag, "%s/fail-%s", folder, kind);
  int is_broken = 0;
  if (access(flag, F_OK) == 0) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t prefix = strlen(folder);
    is_broken = length > (ssize_t)prefix && strncmp(path, folder, prefix) == 0 && path[prefix] == '/';
  }
  errno = is_broken ? EIO : before;
  return is_broken;
}

#define WRAP(kind, result, name, parameters, arguments)                 \
  result name parameters {                                              \
    static result(*real) parameters;                                    \
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name);        \
    return fails(descriptor, kind) ? -1 : real arguments;               \
  }

WRAP("write", ssize_t, write, (int descriptor, const void *bytes, size_t size), (descriptor, bytes, size))
WRAP("write", ssize_t, writev, (int descriptor, const struct iovec *parts, int count), (descriptor, parts, count))
WRAP("write", ssize_t, pwrite, (int descriptor, const void *bytes, size_t size, off_t at), (descriptor, bytes, size, at))
WRAP("write", ssize_t, pwrite64, (int descriptor, const void *bytes, size_t size, off64_t at), (descriptor, bytes, size, at))
WRAP("write", int, ftruncate, (int descriptor, off_t size), (descriptor, size))
WRAP("write", int, ftruncate64, (int descriptor, off64_t size), (descriptor, size))
WRAP("sync", int, fsync, (int descriptor), (descriptor))
WRAP("sync", int, fdatasync, (int descriptor), (descriptor))
WRAP("read", ssize_t, read, (int descriptor, void *bytes, size_t size), (descriptor, bytes, size))
WRAP("read", ssize_t, pread, (int descriptor, void *bytes, size_t size, off_t at), (descriptor, bytes, size, at))
WRAP("read", ssize_t, pread64, (int descriptor, void *bytes, size_t size, off64_t at), (descriptor, bytes, size, at))
