#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "CPlatform.h"

extern char **environ;

static int spawn(char *const words[], int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t process = -1;
    if (posix_spawn_file_actions_init(&actions) != 0) return -1;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return -1;
    }
    sigemptyset(&none);
    sigfillset(&all);
    int failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        || posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        || posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        || posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        || posix_spawnattr_setsigmask(&attributes, &none)
        // What a server ignores, such as a closed pipe, is the program's own to decide.
        || posix_spawnattr_setsigdefault(&attributes, &all)
        || posix_spawnattr_setpgroup(&attributes, 0)
        || posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP)
        || posix_spawnp(&process, words[0], &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : process;
}

int sluice_start_program(char *const words[], int *output) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    int process = spawn(words, ends[1]);
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        return -1;
    }
    *output = ends[0];
    return process;
}

int sluice_start_worker(const char *program, char *const words[], char *const variables[], const int *descriptors,
                        int count, int first) {
    pid_t parent = getpid();
    // Shared with the child until it runs the program or ends; posix_spawn has no place for what it does before.
    volatile int failure = 0;
    pid_t child = vfork();
    if (child == 0) {
        // It outlives the exec, so that no moment is left in which a stopped child would stay.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
        setpgid(0, 0);
        for (int index = 0; index < count && failure == 0; index++) {
            if (dup2(descriptors[index], first + index) < 0) failure = errno;
        }
        if (failure == 0) {
            execve(program, words, variables);
            failure = errno;
        }
        _exit(127);
    }
    if (child < 0) return -1;
    if (failure == 0) return child;
    errno = failure;
    return -1;
}
