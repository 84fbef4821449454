# Attacks: what has broken other runtimes, tried on this one. Read by tests.mk.
#
#   make attacks                    berth, with the witness of each attack
#   make attacks RUNTIME=/path      somebody else's program; ROUNDS=10000 for races
#
# A double is berth without one defence: its functions are linked in place of berth's own.

attack_tests   := $(sort $(filter-out %/attack.sh,$(wildcard tests/attacks/*.sh)))
attack_doubles := $(patsubst tests/attacks/doubles/%.c,$(out)/attacks/without-%,$(wildcard tests/attacks/doubles/*.c))
attack_helpers := $(patsubst tests/attacks/helpers/%.c,$(out)/live/%,$(wildcard tests/attacks/helpers/*.c))

$(attack_doubles): $(out)/attacks/without-%: tests/attacks/doubles/%.c $(out)/main.o $(archive)
	@mkdir -p $(@D)
	$(call quiet,DOUBLE)$(CC) $(berth_cflags) $(CFLAGS) -Isrc/container -Isrc/cgroups \
		-Isrc/json -Isrc/namespaces -Isrc/netns -o $@ $^ -Wl,--allow-multiple-definition $(berth_ldflags) $(LDFLAGS) \
		$(berth_libs)

$(attack_helpers): $(out)/live/%: tests/attacks/helpers/%.c
	@mkdir -p $(@D)
	$(call quiet,HELPER)$(CC) -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -o $@ $<

attack_doubles: $(attack_doubles)

attacks: berth $(live_helpers) $(attack_doubles) $(attack_helpers)
	tests/attacks/run $(attack_tests)

.PHONY: attacks attack_doubles
