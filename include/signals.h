/*
 * signals.h - signal names and numbers
 */
#ifndef BERTH_SIGNALS_H
#define BERTH_SIGNALS_H

/* "KILL", "SIGKILL", "sigkill", "9", "RTMIN+3"; -1 when it is none. 0 is accepted. */
int signal_number(const char *text);

/* "SIGKILL", or "signal 77" in a static buffer. */
const char *signal_name(int number);

#endif
