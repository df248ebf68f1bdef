#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own entry: runs `one` until its arguments say that it is enough (LLVM, "libFuzzer as a library").
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *data, size_t size));
