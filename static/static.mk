# The released program: make RELEASE=static. Read by the Makefile.
#
# One file without a library, linked with musl: a libc that starts without loader, relocations by name
# and questions to the processor, which in a virtual machine trap. It is static and position
# independent. Its libraries are built from the distribution's source packages: static/libraries.
# STATIC_LIBRARIES=DIRECTORY takes them from elsewhere: lib/lib{seccomp,yajl,mnl}.a and include/.
#
# musl-gcc links no static programs that are position independent, so the parts of the link are
# named here. It has no _FORTIFY_SOURCE, which is glibc's.
#
# Unit tests are linked with glibc and other objects. The live tests look at this one with
# RUNTIME=build/static/berth, make bench with BERTH=build/static/berth.

STATIC_LIBRARIES ?= build/static/libraries

comma := ,

CC := musl-gcc
linker := gcc
musl ?= /usr/lib/$(shell uname -m)-linux-musl

# The kernel's headers stand where glibc's do, so they are looked for last.
library_cflags := -I$(STATIC_LIBRARIES)/include -include static/musl.h -idirafter /usr/include \
                  -idirafter /usr/include/$(shell gcc -print-multiarch)
library_files  := $(addprefix $(STATIC_LIBRARIES)/lib/,libseccomp.a libyajl.a libmnl.a)

flags_release := -O2 -fstack-protector-strong $(flow_$(shell uname -m)) -ffunction-sections -fdata-sections \
                 -fno-asynchronous-unwind-tables
# The layout is our own, and so are the first instructions, where there are some for this machine: they
# know packed relocations, which libc may not.
link_start    := $(patsubst static/%.c,build/static/%.o,$(wildcard static/start_$(shell uname -m).c))
layout        := static/layout.ld static/common.order static/network.order
link_release  := -static-pie -nostdlib -Wl,-z,relro,-z,now,--gc-sections,--hash-style=gnu -Wl,-T,static/layout.ld \
                 $(if $(link_start),-Wl$(comma)--entry=berth_start -Wl$(comma)-z$(comma)pack-relative-relocs)
link_first    := $(addprefix $(musl)/,rcrt1.o crti.o) $(shell gcc -print-file-name=crtbeginS.o)
link_last     := -Wl,--start-group $(musl)/libc.a -lgcc -lgcc_eh -Wl,--end-group \
                 $(shell gcc -print-file-name=crtendS.o) $(musl)/crtn.o

link_finish   := $(if $(link_start),build/static/set_apart)

$(program) build/bench/filter: $(link_start) $(link_finish) $(layout)
build/static/set_apart: static/set_apart.c static/image.h
	@mkdir -p $(@D)
	$(call quiet,CC)gcc $(warnings) $(WERROR) -O2 -o $@ $<
build/static/start_%.o: static/start_%.c
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(library_cflags) $(warnings) $(WERROR) -O2 -fPIE -fno-stack-protector -c -o $@ $<

build/static/start_x86_64.o: static/image.h

# All three at once, before what includes their headers.
$(objects) $(out)/main.o: | $(library_files)
$(library_files) &:
	$(call quiet,FETCH)static/libraries $(STATIC_LIBRARIES)
