/*
 * copy_up.h - a tmpfs that starts with what it covers
 */
#ifndef BERTH_COPY_UP_H
#define BERTH_COPY_UP_H

/* Copies what is in one directory to the other, owners and modes with it. -1 and errno. */
int copy_up(int from, int to);

#endif
