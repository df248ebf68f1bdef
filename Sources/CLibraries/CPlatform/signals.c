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

static void tell_fault(int number) {
    uint64_t *word = fault_word;
    if (word != NULL) __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    // The default action is in force again (SA_RESETHAND); blocked until this returns, the signal ends the process then.
    raise(number);
}

void sluice_tell_faults(void) {
    static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = tell_fault;
    action.sa_flags = SA_RESETHAND;
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigaction(faults[index], &action, NULL);
}
