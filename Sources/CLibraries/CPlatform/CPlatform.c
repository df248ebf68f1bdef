#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static uint64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void sluice_give_memory_back(void) { malloc_trim(0); }

uint32_t sluice_file_system_kind(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (uint32_t)status.f_type : 0;
}

int sluice_is_mount_root(const char *path) {
    struct statx status;
    if (statx(AT_FDCWD, path, 0, STATX_TYPE, &status) != 0) return 0;
    return (status.stx_attributes & status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

uint64_t sluice_monotonic_nanoseconds(void) { return nanoseconds(CLOCK_MONOTONIC); }

uint64_t sluice_thread_cpu_nanoseconds(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

void sluice_thread_set_name(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    pthread_setname_np(pthread_self(), kept);
}

struct sluice_monitor {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
};

sluice_monitor *sluice_monitor_create(void) {
    sluice_monitor *monitor = malloc(sizeof *monitor);
    if (monitor == NULL) return NULL;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&monitor->mutex, NULL);
    pthread_cond_init(&monitor->condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return monitor;
}

void sluice_monitor_destroy(sluice_monitor *monitor) {
    pthread_cond_destroy(&monitor->condition);
    pthread_mutex_destroy(&monitor->mutex);
    free(monitor);
}

void sluice_monitor_lock(sluice_monitor *monitor) { pthread_mutex_lock(&monitor->mutex); }

void sluice_monitor_unlock(sluice_monitor *monitor) { pthread_mutex_unlock(&monitor->mutex); }

void sluice_monitor_wake_all(sluice_monitor *monitor) { pthread_cond_broadcast(&monitor->condition); }

int sluice_monitor_wait(sluice_monitor *monitor, uint64_t deadline) {
    struct timespec until = {(time_t)(deadline / 1000000000u), (long)(deadline % 1000000000u)};
    return pthread_cond_timedwait(&monitor->condition, &monitor->mutex, &until) == 0;
}

int sluice_peer_is_gone(int descriptor) {
    struct pollfd entry = {descriptor, POLLRDHUP, 0};
    if (poll(&entry, 1, 0) <= 0) return 0;
    return (entry.revents & (POLLHUP | POLLRDHUP | POLLERR | POLLNVAL)) != 0;
}

int sluice_leave_out_of_core_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void sluice_counter_add(void *counter, uint64_t amount) {
    __atomic_fetch_add((uint64_t *)counter, amount, __ATOMIC_RELAXED);
}

uint64_t sluice_counter_take(void *counter) {
    return __atomic_fetch_add((uint64_t *)counter, 1, __ATOMIC_RELAXED);
}

void sluice_counter_announce(void *counter, uint64_t value) {
    __atomic_store_n((uint64_t *)counter, value, __ATOMIC_RELEASE);
}

uint64_t sluice_counter_read(const void *counter) {
    return __atomic_load_n((const uint64_t *)counter, __ATOMIC_ACQUIRE);
}

int sluice_open_spool_file(const char *directory) {
    int descriptor = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return descriptor;
    // A file system without O_TMPFILE: make a name, then take it away at once.
    char path[4096];
    if (strlen(directory) + sizeof "/sluice-XXXXXX" > sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(path, directory);
    strcat(path, "/sluice-XXXXXX");
    descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0) unlink(path);
    return descriptor;
}

// For kernels and sandboxes without openat2: segment by segment, following no symbolic link.
static int open_by_segments(int root, const char *path) {
    char segment[256];
    int folder = root;
    while (1) {
        const char *end = strchrnul(path, '/');
        size_t length = (size_t)(end - path);
        int result = -1;
        if (length >= sizeof segment) {
            errno = ENAMETOOLONG;
        } else {
            memcpy(segment, path, length);
            segment[length] = 0;
            if (strcmp(segment, "..") == 0) {
                errno = EXDEV;
            } else {
                int kind = *end ? O_DIRECTORY : O_NONBLOCK;
                result = openat(folder, segment, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind);
                if (result < 0 && errno == ELOOP) errno = EXDEV;
            }
        }
        int cause = errno;
        if (folder != root) close(folder);
        errno = cause;
        if (result < 0 || *end == 0) return result;
        folder = result;
        path = end + 1;
    }
}

int sluice_open_beneath(int root, const char *path) {
    struct open_how how = {0};
    // O_NONBLOCK: a named pipe must not make the open wait for a writer.
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    long result = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (result >= 0 || (errno != ENOSYS && errno != EPERM)) return (int)result;
    return open_by_segments(root, path);
}
