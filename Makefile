# berth: what do I type, what is built, how, what is checked.
#
#   make                  the program, ./berth
#   make check            everything that is tested; needs root (scripts/check installs what is missing)
#   make unit             the unit tests alone: no root, no privileges
#   make live             real containers: needs root
#   make faults           berth fails, or is killed, at each row of each score: needs root
#   make attacks          what has broken other runtimes; RUNTIME=/path: somebody else's
#   make check-guest      what runs in throw-away guests: every controller, two kernels, systemd,
#                         and Podman, containerd and Docker over berth and over crun
#   make guest-shell      a shell in a throw-away guest that has cgroup v2 and this tree
#   make lint             format, clang-tidy, cppcheck, shellcheck, man pages, layers, sizes
#   make format           rewrites the sources in the one style
#   make install          honours DESTDIR and prefix
#   make bench            berth beside crun, runc and the least that a container takes: needs root
#   make fuzz-quick       a minute of each fuzz target; make fuzz T=TARGET plays one for longer
#   make RELEASE=static   the program as it is released, in build/static/: see static/static.mk
#   BUILD=release|asan|cover   one variant each, in build/VARIANT/; V=1 shows the commands

-include build/config.mk

BUILD   ?= release
prefix  ?= /usr/local
CC      ?= cc
ifeq ($(BUILD),fuzz)
CC      := clang
endif
PKG_CONFIG ?= pkg-config
VERSION := $(shell cat VERSION)
COMMIT  := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)

# ---- what is built ---------------------------------------------------------------------------

out      := build/$(or $(RELEASE),$(BUILD))
sources  := $(sort $(wildcard src/*/*.c))
objects  := $(sources:src/%.c=$(out)/%.o)
archive  := $(out)/libberth.a
program  := $(out)/berth
libs     := libseccomp yajl libmnl
library_cflags = $(shell $(PKG_CONFIG) --cflags $(libs))
library_files  = $(shell $(PKG_CONFIG) --libs $(libs))

# ---- how -------------------------------------------------------------------------------------

# Calls and returns go where they may alone, on processors that can see to it.
flow_x86_64  := -fcf-protection=full
flow_aarch64 := -mbranch-protection=standard
flags_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong $(flow_$(shell uname -m))
# gcc 12 takes what the sanitizers add for null formats.
flags_asan    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -Wno-format-truncation
flags_cover   := -O0 -g --coverage
flags_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
                 -fno-sanitize-recover=undefined -fno-omit-frame-pointer
link_release  := -pie -Wl,-z,relro,-z,now,--as-needed,--hash-style=gnu

ifeq ($(RELEASE),static)
include static/static.mk
endif

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
            -Wpointer-arith -Wwrite-strings -Wundef -Wmissing-field-initializers

CFLAGS   ?= -g
# gnu17 makes "linux" a macro, and the spec a member of that name.
berth_cflags := -std=gnu17 -Ulinux -D_GNU_SOURCE -fPIE -fno-strict-aliasing -Iinclude $(warnings) $(WERROR) \
            $(flags_$(BUILD)) $(library_cflags)
berth_ldflags := $(flags_$(BUILD)) $(link_$(BUILD))
berth_libs := $(library_files)

quiet = $(if $(V),,@printf '  %-7s %s\n' $(1) $@;)

.DEFAULT_GOAL := all
all: berth

# It may be a newer copy of another variant's.
ifneq ($(shell cmp -s $(program) berth && echo same),same)
.PHONY: berth
endif
berth: $(program)
	$(call quiet,COPY)cp -f $< $@

$(program): $(out)/main.o $(archive)
	$(call quiet,LINK)$(or $(linker),$(CC)) $(berth_ldflags) $(LDFLAGS) -o $@ $(link_first) \
		$(filter %.o %.a,$^) $(berth_libs) $(link_last)
	@$(if $(link_finish),$(link_finish) $@)

$(archive): $(objects)
	$(call quiet,AR)rm -f $@ && ar rcs $@ $^

$(out)/%.o: src/%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(berth_cflags) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# The one file that says which build this is.
$(out)/base/version.o: CPPFLAGS += -DBERTH_VERSION='"$(VERSION)"' -DBERTH_COMMIT='"$(COMMIT)"'
$(out)/base/version.o: VERSION

-include $(objects:.o=.d) $(out)/main.d

# ---- what is checked -------------------------------------------------------------------------

include tests/tests.mk

# ---- what is installed -----------------------------------------------------------------------

install: berth
	install -D -m 0755 berth $(DESTDIR)$(prefix)/bin/berth
	for page in man/*.[1-9]; do \
		install -D -m 0644 $$page $(DESTDIR)$(prefix)/share/man/man$${page##*.}/$${page##*/}; \
	done
	mkdir -p $(DESTDIR)$(prefix)/share/bash-completion/completions \
		$(DESTDIR)$(prefix)/share/zsh/site-functions \
		$(DESTDIR)$(prefix)/share/fish/vendor_completions.d
	./berth completion bash > $(DESTDIR)$(prefix)/share/bash-completion/completions/berth
	./berth completion zsh > $(DESTDIR)$(prefix)/share/zsh/site-functions/_berth
	./berth completion fish > $(DESTDIR)$(prefix)/share/fish/vendor_completions.d/berth.fish

demo: berth
	scripts/demo

clean:
	rm -rf build berth

.PHONY: all install demo clean
