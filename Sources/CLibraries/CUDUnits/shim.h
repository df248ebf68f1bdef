#include <udunits2.h>

/* ut_ignore takes a va_list: C code must set it as the handler of messages, which else go to standard error. */
static inline void sluice_udunits_be_silent(void) { ut_set_error_message_handler(ut_ignore); }
