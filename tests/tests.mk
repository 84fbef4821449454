# Tests: how they are built and which target runs which. Read by the Makefile.
#
# Each tests/unit/AREA/FILE.c is a program of its own. It is linked with the archive, so a
# function it defines itself (sys_mount(), say) takes the place of the archive's: that is all
# there is to a fake.

unit_sources := $(sort $(wildcard tests/unit/*/*.c))
unit_tests   := $(unit_sources:tests/unit/%.c=$(out)/tests/%)
live_tests   := $(sort $(filter-out %/harness.sh,$(wildcard tests/live/*.sh)))
live_helpers := $(patsubst tests/live/helpers/%.c,$(out)/live/%,$(wildcard tests/live/helpers/*.c))
lint_checks  := $(sort $(filter-out %.sh %.h,$(wildcard tests/lint/*)))
# Asked only when it is wanted: the list builds the image of the guests.
guest_tests   = $(shell tests/guest/check --list)
every_test    = $(lint_checks) $(unit_tests) tests/fuzz/quick $(live_tests) $(attack_tests) $(fault_tests) $(guest_tests)
# Asked only when a test is built: criterion is no need of the program.
unit_flags    = $(shell $(PKG_CONFIG) --cflags criterion)
unit_libs     = $(shell $(PKG_CONFIG) --libs criterion)

$(unit_tests:=.o): $(out)/tests/%.o: tests/unit/%.c
	@mkdir -p $(@D)
	@$(CC) $(berth_cflags) $(CFLAGS) $(unit_flags) -Isrc/$(*D) -MMD -MP -MF $(@:.o=.d) -c -o $@ $<

$(unit_tests): %: %.o $(archive)
	$(call quiet,TEST)$(CC) -o $@ $^ $(berth_ldflags) $(LDFLAGS) $(berth_libs) $(unit_libs)

-include $(unit_tests:=.d)

# Static, so that containers can have them; names are looked up as musl does it, where it is there.
$(out)/live/lookup: helper_cc := $(or $(shell command -v musl-gcc),$(CC))
$(live_helpers): helper_cc ?= $(CC)
$(live_helpers): $(out)/live/%: tests/live/helpers/%.c
	@mkdir -p $(@D)
	$(call quiet,HELPER)$(helper_cc) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -o $@ $<

include tests/fuzz/fuzz.mk
include tests/attacks/attacks.mk
include tests/faults/faults.mk
include tests/bench/bench.mk

unit: $(unit_tests)
	tests/run $(unit_tests)

live: berth $(live_helpers)
	tests/run $(live_tests)

check-guest: berth $(live_helpers) $(faulty)
	tests/guest/check

guest-shell: berth $(live_helpers)
	tests/guest/run -i

lint: $(archive)
	tests/run $(lint_checks)

check: tests
	tests/run $(every_test)

tests: berth $(unit_tests) $(live_helpers) $(attack_helpers) $(attack_doubles) $(faulty) \
       $(fault_helpers)

format:
	scripts/style

# clang-tidy is slow: a file is looked at again when it, a header or the rules have changed.
tidy_marks := $(patsubst src/%.c,$(out)/tidy/%.ok,$(wildcard src/*.c) $(sources))

$(tidy_marks): $(out)/tidy/%.ok: src/%.c .clang-tidy $(wildcard include/*.h src/*/*.h)
	@mkdir -p $(@D)
	@clang-tidy --quiet --warnings-as-errors='*' $< -- $(berth_cflags) \
		$(if $(filter base/error,$*),,-include tests/lint/analyzer.h) \
		-DBERTH_VERSION='""' -DBERTH_COMMIT='""' 2>$@.err || { cat $@.err; exit 1; }
	@touch $@

tidy: $(tidy_marks)

# For the checks that compile or look into objects: they ask, so that flags stand in one place.
print-%:
	@echo '$($*)'

.PHONY: unit live check-guest guest-shell lint check tests format tidy
