# Fuzzing: libFuzzer under ASan and UBSan, by clang, in build/fuzz/. Read by tests.mk.
#
#   make fuzz T=config          one target, until it finds something or for FUZZ_SECONDS
#   make fuzz-quick             a minute of each
#
# What a target finds interesting is kept in build/fuzz/corpus/; what breaks it, in
# build/fuzz/found/. Seeds are tests/fuzz/seeds/TARGET/ and the configurations of other tests.

fuzz_targets := $(filter-out dictionary,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
fuzz_programs := $(fuzz_targets:%=build/fuzz/fuzz/%)
FUZZ_SECONDS ?= 1800

fuzz:
	@$(MAKE) -s BUILD=fuzz fuzz_programs
	tests/fuzz/run $(FUZZ_SECONDS) $(or $(T),$(fuzz_targets))

fuzz-quick:
	@$(MAKE) -s BUILD=fuzz fuzz_programs
	tests/fuzz/run 60 $(fuzz_targets)

fuzz_programs: $(fuzz_programs) build/fuzz/berth.dict

$(fuzz_programs) build/fuzz/fuzz/dictionary: build/fuzz/fuzz/%: tests/fuzz/%.c $(archive)
	@mkdir -p $(@D)
	$(call quiet,FUZZ)$(CC) $(berth_cflags) $(CFLAGS) -Isrc/container -Isrc/cgroups -Isrc/rootfs -Isrc/netns \
		-MMD -MP -MF $@.d -o $@ $< $(archive) $(berth_ldflags) \
		$(if $(filter dictionary,$*),,-fsanitize=fuzzer) $(LDFLAGS) $(berth_libs)

build/fuzz/berth.dict: build/fuzz/fuzz/dictionary
	$< | LC_ALL=C sort -u > $@

-include $(wildcard build/fuzz/fuzz/*.d)

.PHONY: fuzz fuzz-quick fuzz_programs
