#!/bin/bash
#
# Each row of the score that restores a container, as rows.sh does it with the others: where CRIU is.
# Being killed before a row is being killed after the one before it, or beside it.

VERBS=restore KINDS='error kill-after' exec "${0%/*}/rows.sh"
