#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(pthread_mutex_t) <= SLUICE_SHARED_LOCK_BYTES, "a lock must fit into its place");

static struct timespec interval(uint64_t nanoseconds) {
    struct timespec time = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    return time;
}

int sluice_shared_lock_prepare(void *lock) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    int result = pthread_mutex_init(lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return result;
}

int sluice_shared_lock_take(void *lock, uint64_t deadline) {
    struct timespec until = interval(deadline);
    int result = pthread_mutex_clocklock(lock, CLOCK_MONOTONIC, &until);
    if (result == 0) return 0;
    if (result != EOWNERDEAD) return -1;
    pthread_mutex_consistent(lock);
    return 1;
}

void sluice_shared_lock_release(void *lock) { pthread_mutex_unlock(lock); }

void sluice_shared_wait(const uint32_t *word, uint32_t seen, uint64_t nanoseconds) {
    struct timespec time = interval(nanoseconds);
    syscall(SYS_futex, word, FUTEX_WAIT, seen, &time, NULL, 0);
}

void sluice_shared_wake(uint32_t *word) {
    __atomic_fetch_add(word, 1, __ATOMIC_RELEASE);
    syscall(SYS_futex, word, FUTEX_WAKE, __INT32_MAX__, NULL, NULL, 0);
}
