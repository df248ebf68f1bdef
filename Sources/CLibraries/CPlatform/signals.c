#define _GNU_SOURCE
#include "CPlatform.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

int sluice_signal_descriptor(const int *numbers, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, numbers[index]);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int sluice_next_signal(int descriptor) {
    struct signalfd_siginfo found;
    ssize_t length = read(descriptor, &found, sizeof found);
    return length == (ssize_t)sizeof found ? (int)found.ssi_signo : 0;
}

static _Thread_local uint64_t *fault_word;

void sluice_fault_word(void *word) { fault_word = word; }

static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
enum { fault_count = sizeof faults / sizeof *faults };
// What was in force before: the default, or the handler with which the Swift runtime prints where a program trapped.
static struct sigaction before[fault_count];

static void tell_fault(int number) {
    uint64_t *word = fault_word;
    if (word != NULL) __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    for (int index = 0; index < fault_count; index++) {
        if (faults[index] == number) sigaction(number, &before[index], NULL);
    }
    // Blocked until this returns: then it does what it did before.
    raise(number);
}

void sluice_tell_faults(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = tell_fault;
    action.sa_flags = SA_ONSTACK;
    for (int index = 0; index < fault_count; index++) sigaction(faults[index], &action, &before[index]);
}
