#ifndef SLUICE_CPLATFORM_H
#define SLUICE_CPLATFORM_H

// What Glibc hides behind _GNU_SOURCE, and pthread's types, stay in the C file: with them here, this header and
// Swift's own Glibc module would disagree about system structures.
#include <stdint.h>

// Keeps this process out of core dumps, and other processes of the same user from attaching to it; 0 on success.
int sluice_leave_out_of_core_dumps(void);

// Nanoseconds of CLOCK_MONOTONIC: the clock of every deadline.
uint64_t sluice_monotonic_nanoseconds(void);

/// The magic number of the file system that a path lies on (linux/magic.h); 0 where it cannot be had.
uint32_t sluice_file_system_kind(const char *path);

// True for the root of something that is mounted.
int sluice_is_mount_root(const char *path);

// CPU time that the calling thread has used, in nanoseconds.
uint64_t sluice_thread_cpu_nanoseconds(void);

// Names the calling thread; 15 bytes are kept.
void sluice_thread_set_name(const char *name);

// A mutex with a condition that waits on CLOCK_MONOTONIC, so that a step of the wall clock moves no deadline.
typedef struct sluice_monitor sluice_monitor;
sluice_monitor *sluice_monitor_create(void);
void sluice_monitor_destroy(sluice_monitor *monitor);
void sluice_monitor_lock(sluice_monitor *monitor);
void sluice_monitor_unlock(sluice_monitor *monitor);
void sluice_monitor_wake_all(sluice_monitor *monitor);
// Waits, unlocked, until woken or until `deadline` (nanoseconds of CLOCK_MONOTONIC); 0 when the deadline passed.
int sluice_monitor_wait(sluice_monitor *monitor, uint64_t deadline);

// True when the peer of a connected socket has closed or reset it (POLLHUP, POLLRDHUP or POLLERR).
int sluice_peer_is_gone(int descriptor);

// Gives the free pages of the allocator back to the system, those between what is in use too.
void sluice_give_memory_back(void);

// A counter of 8 aligned bytes in memory that processes share.
void sluice_counter_add(void *counter, uint64_t amount);
uint64_t sluice_counter_read(const void *counter);
// Adds one, and returns what was there before.
uint64_t sluice_counter_take(void *counter);
// Sets a counter that tells others that what was written before is there.
void sluice_counter_announce(void *counter, uint64_t value);

// A lock in memory that processes share: SLUICE_SHARED_LOCK_BYTES at 8-byte alignment. Prepare it once, before any
// process takes it; 0 for success.
#define SLUICE_SHARED_LOCK_BYTES 64
int sluice_shared_lock_prepare(void *lock);
// Waits until `deadline` (nanoseconds of CLOCK_MONOTONIC). 0: taken; 1: taken from a process that died with it, so what
// it guards may be half written; -1: not taken.
int sluice_shared_lock_take(void *lock, uint64_t deadline);
void sluice_shared_lock_release(void *lock);
// Waits until a shared word is no longer `seen`, a while has passed, or a signal came.
void sluice_shared_wait(const uint32_t *word, uint32_t seen, uint64_t nanoseconds);
// Changes a shared word and wakes all who wait for that.
void sluice_shared_wake(uint32_t *word);

// An unlinked temporary file in `directory`, open for reading and writing; -1 and errno on failure.
int sluice_open_spool_file(const char *directory);

// Opens `path` for reading below the folder `root`; -1 and errno on failure, EXDEV when the path would lead out of the
// folder, whether by its own segments or through a symbolic link.
int sluice_open_beneath(int root, const char *path);

// A descriptor that is readable while one of the signals `numbers`, which must be blocked, waits; -1 and errno on failure.
int sluice_signal_descriptor(const int *numbers, int count);
// Takes the next signal that waits there; 0 for none.
int sluice_next_signal(int descriptor);

// Makes faults (traps, bad addresses, aborts) set the word that the faulting thread named, before they end the process.
void sluice_tell_faults(void);
// Names the calling thread's word, 8 aligned bytes in memory that outlives the process; NULL for none.
void sluice_fault_word(void *word);

// Starts `program` in a process group of its own, which the kernel ends (SIGKILL, also while it is stopped) when the calling
// thread ends. The `descriptors` are open there from `first` on; they must be above all of those, and close on exec.
// Signals stay blocked and ignored as they are. Its process id; -1 and errno when it cannot be started.
int sluice_start_worker(const char *program, char *const words[], char *const variables[], const int *descriptors,
                        int count, int first);

// Starts a program (words[0], looked for in PATH; words end with NULL) in a process group of its own, without input,
// without this process's descriptors, its errors unheard. Its process id, and in *output where to read what it prints;
// -1 when it cannot be started.
int sluice_start_program(char *const words[], int *output);

#endif
