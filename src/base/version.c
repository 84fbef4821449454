/*
 * version.c - which berth this is; the Makefile says
 */
#include "version.h"

const char berth_version[] = BERTH_VERSION;
const char berth_commit[] = BERTH_COMMIT;
