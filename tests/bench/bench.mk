# Measuring: berth beside the floor, crun, runc and bubblewrap. Read by tests.mk.
#
#   make bench            everything, some ten minutes, as root; leaves build/bench/table.txt,
#                         results.json and picture.svg
#   make bench-quick      a minute of it
#   make bench-network    containers plugged into networks, beside CNI's plugins, netavark and ip(8)
#   make bench-publish    puts the last table and picture into docs/
#   make RELEASE=static order
#                         looks which functions common verbs use, and writes static/*.order
#
# What is measured is ./berth, which RELEASE=static makes the released one; or BERTH=PATH. The floor
# and the measuring program are static, and built with musl where musl-gcc is installed: a libc that
# starts slowly is no part of the floor.

bench_sources  := tests/bench/floor.c tests/bench/floor_guard.c tests/bench/floor_inside.c \
                  tests/bench/floor_mounts.c
bench_programs := $(addprefix build/bench/,floor measure crowd work nothing filter arrivals)
bench_cc       := $(or $(shell command -v musl-gcc),$(CC))
# musl-gcc does not look where the kernel's headers are.
bench_headers  := $(if $(findstring musl,$(bench_cc)),-idirafter /usr/include \
                  -idirafter /usr/include/$(shell $(CC) -print-multiarch))
bench_flags    := -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra $(WERROR) -static

build/bench/floor: $(bench_sources) tests/bench/floor.h
	@mkdir -p $(@D)
	$(call quiet,BENCH)$(bench_cc) $(bench_flags) $(bench_headers) -o $@ $(bench_sources)
	@echo "floor: $(notdir $(bench_cc)), static" >$@.built

$(addprefix build/bench/,measure crowd work arrivals): build/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(call quiet,BENCH)$(bench_cc) $(bench_flags) $(bench_headers) -o $@ $<

build/bench/nothing: tests/bench/nothing.c
	@mkdir -p $(@D)
	$(call quiet,BENCH)$(CC) $(bench_flags) -Os -nostdlib -fno-stack-protector -fno-pie -no-pie -o $@ $<

$(out)/bench/filter.o: tests/bench/filter.c
	@mkdir -p $(@D)
	@$(CC) $(berth_cflags) $(CFLAGS) -MMD -MP -c -o $@ $<
-include $(out)/bench/filter.d

build/bench/filter: $(out)/bench/filter.o $(archive)
	$(call quiet,BENCH)$(or $(linker),$(CC)) $(berth_ldflags) $(LDFLAGS) -o $@ $(link_first) \
		$(filter %.o %.a,$^) $(berth_libs) $(link_last)
	@$(if $(link_finish),$(link_finish) $@)

bench: berth $(bench_programs)
	tests/bench/run

bench-quick: berth $(bench_programs)
	tests/bench/run quick

bench-network: berth $(bench_programs)
	tests/bench/network

bench-publish:
	tests/bench/publish

order: berth $(bench_programs)
	tests/bench/run order

.PHONY: order bench bench-quick bench-network bench-publish
