# Faults: berth fails, or is killed, at each row of each score and at each system call. Read by
# tests.mk.
#
#   make faults             all of it; ROUNDS=all, LOAD_SECONDS=600 for by hand

fault_tests   := $(sort $(filter-out %/faults.sh,$(wildcard tests/faults/*.sh)))
faulty        := $(out)/faults/faulty
fault_helpers := $(patsubst tests/faults/helpers/%.c,$(out)/live/%,$(wildcard tests/faults/helpers/*.c))

$(faulty): tests/faults/faulty.c $(out)/main.o $(archive)
	@mkdir -p $(@D)
	$(call quiet,FAULTS)$(CC) $(berth_cflags) $(CFLAGS) -o $@ $^ -Wl,--wrap=score_play \
		$(berth_ldflags) $(LDFLAGS) $(berth_libs)

$(fault_helpers): $(out)/live/%: tests/faults/helpers/%.c
	@mkdir -p $(@D)
	$(call quiet,HELPER)$(CC) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -o $@ $<

faults: berth $(live_helpers) $(faulty) $(fault_helpers)
	tests/run $(fault_tests)

.PHONY: faults
