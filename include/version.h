/*
 * version.h - which berth this is
 */
#ifndef BERTH_VERSION_H
#define BERTH_VERSION_H

extern const char berth_version[];
extern const char berth_commit[];

#define OCI_VERSION "1.3.0"

#endif
