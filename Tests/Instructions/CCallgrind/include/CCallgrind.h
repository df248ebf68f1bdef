#ifndef SLUICE_CALLGRIND_H
#define SLUICE_CALLGRIND_H

/// Counts from now on, from zero; nothing happens outside callgrind.
void sluice_callgrind_start(void);

/// Writes what was counted since then, marked with `name`, and stops counting.
void sluice_callgrind_dump(const char *name);

#endif
