# Landline: one non-recursive Makefile. Each room lists its files in a module.mk; `make help` lists the targets.
ifeq ($(wildcard config.mk),)
ifneq ($(filter-out clean help format lint dist,$(or $(MAKECMDGOALS),all)),)
$(error run ./bootstrap (or autoreconf -fi && ./configure) first)
endif
endif
-include config.mk

comma := ,
BUILD ?= build$(if $(SANITIZER),/$(subst $(comma),-,$(SANITIZER)))
O := $(BUILD)
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
# One compiler per core unless the caller said otherwise (make JOBS=1, or make -j4).
JOBS ?= $(shell nproc)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(JOBS)
endif

sanitizer_flags := $(if $(SANITIZER),-fsanitize=$(SANITIZER) -fno-omit-frame-pointer $(if $(findstring undefined,$(SANITIZER)),-fno-sanitize-recover=undefined)$(if $(findstring thread,$(SANITIZER)), -Wno-tsan))
# FUZZER is set by `make fuzz` alone: clang's coverage in every object, libFuzzer's main in the programs
fuzzer_flags := $(if $(FUZZER),-fsanitize=fuzzer-no-link)
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR)
COMPILE = $(CXX) -std=c++20 -pthread -I. -MMD -MP $(CPPFLAGS) $(CXXFLAGS) $(WARNINGS) $(sanitizer_flags) $(fuzzer_flags) $($(1)_CFLAGS)
LINK = $(CXX) -pthread $(CXXFLAGS) $(LDFLAGS) $(sanitizer_flags)

# --- rooms -----------------------------------------------------------------------------------------
# A room's module.mk sets ROOM_SOURCES, ROOM_NEEDS (all rooms it may include, transitively),
# ROOM_LIBS (linker flags), ROOM_CFLAGS and ROOM_TESTS (CppUnit sources), with ROOM its directory.
ROOMS := base isup sipi sipi/digest sipi/registrar sipi/identity sipi/tls dsp drivers drivers/isdn gateway/config gateway/route gateway/mapping \
         gateway/media gateway/observe gateway/call gateway/legs gateway/console gateway/maintenance gateway/doctor
include $(wildcard $(addsuffix /module.mk,$(ROOMS)))

# objects(sources)
objects = $(patsubst %.cpp,$(O)/%.o,$(1))
# archives(rooms): what a program that uses these rooms links
archives = $(foreach room,$(1),$(if $($(room)_SOURCES),$(O)/$(room)/room.a))
# libraries(rooms)
libraries = $(foreach room,$(1),$($(room)_LIBS))
# with_needs(rooms): these rooms and all that they may include
with_needs = $(sort $(1) $(foreach room,$(1),$($(room)_NEEDS)))
# room names have slashes; file names of test programs do not
flat = $(subst /,_,$(1))

# Tests are compiled without optimisation and with the headers that nearly all of them include precompiled: half
# the time. ccache cannot see through a precompiled header, so with it there is none.
TEST_CXXFLAGS := -O0
prelude := $(if $(findstring ccache,$(CXX)),tests/prelude.h,$(O)/tests/prelude.h)
prelude_built := $(filter-out tests/prelude.h,$(prelude))

# Nine tenths of a compilation are its headers, so the sources of a room are compiled BATCH at a time, one after the
# other in one translation unit named after the first; so are its tests. `make BATCH=1` compiles each alone, and a room
# whose headers do not go together says ROOM_BATCH := 1. What is in an anonymous namespace needs names that are unlike
# those of its neighbours.
BATCH ?= 6
# Here LIST is the name of a variable, ROOM_SOURCES or ROOM_TESTS, and FIRST the number of its source that begins a batch.
batch_size = $(or $($(patsubst %_TESTS,%,$(1:_SOURCES=))_BATCH),$(BATCH))
# firsts(LIST), batch_sources(LIST, FIRST), batch(LIST, FIRST), batches(LIST)
firsts = $(if $($(1)),$(shell seq 1 $(batch_size) $(words $($(1)))))
batch_sources = $(wordlist $(2),$(shell expr $(2) + $(batch_size) - 1),$($(1)))
batch = $(O)/$(basename $(word $(2),$($(1)))).batch
batches = $(foreach first,$(call firsts,$(1)),$(call batch,$(1),$(first)).o)

# define_batch(LIST, FIRST, ROOM, more flags)
define define_batch
$(call batch,$(1),$(2)).cpp: $(3)/module.mk
	@mkdir -p $$(@D)
	@printf '#include "%s"\n' $(call batch_sources,$(1),$(2)) > $$@.new
	@cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@
$(call batch,$(1),$(2)).o: $(call batch,$(1),$(2)).cpp $(call batch_sources,$(1),$(2))
	@echo "  CXX   $(call batch_sources,$(1),$(2))"
	@$$(call COMPILE,$(3)) $(4) -c $$< -o $$@
-include $(call batch,$(1),$(2)).d

endef
# define_batches(LIST, ROOM, more flags)
define_batches = $(foreach first,$(call firsts,$(1)),$(call define_batch,$(1),$(first),$(2),$(3)))

define define_room
$(O)/$(1)/room.a: $(call batches,$(1)_SOURCES) $(1)/module.mk
$(call define_batches,$(1)_SOURCES,$(1))
ifneq ($($(1)_TESTS),)
$(call define_batches,$(1)_TESTS,$(1),$(TEST_CXXFLAGS) -include $(prelude))
$(call batches,$(1)_TESTS): $(prelude_built:%=%.gch)
TEST_PROGRAMS += $(O)/tests/$(call flat,$(1))_test
$(O)/tests/$(call flat,$(1))_test: $(call batches,$(1)_TESTS) $(call objects,tests/runner.cpp) $(call archives,$(1) $($(1)_NEEDS))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $(call batches,$(1)_TESTS) $(call objects,tests/runner.cpp) \
	    -Wl,--start-group $(call archives,$(1) $($(1)_NEEDS)) -Wl,--end-group \
	    $$(CPPUNIT_LIBS) $(sort $(call libraries,$(1) $($(1)_NEEDS)))
endif
endef
$(foreach room,$(ROOMS),$(eval $(call define_room,$(room))))

$(O)/tests/prelude.h.gch: tests/prelude.h
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	@echo '#include "tests/prelude.h"' > $(@:.gch=)
	@$(call COMPILE,prelude) $(TEST_CXXFLAGS) -x c++-header $< -o $@

%/room.a:
	@echo "  AR    $@"
	@rm -f $@
	@$(AR) rcs $@ $(filter %.o,$^)

# --- programs --------------------------------------------------------------------------------------
# define_program(name, LIST of sources, rooms, extra libraries): a binary $(O)/bin/NAME
define define_program
$(call define_batches,$(2),$(patsubst %/,%,$(dir $(firstword $($(2))))),$(loose_CFLAGS))
$(O)/bin/$(1): $(call batches,$(2)) $(call archives,$(3))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $(call batches,$(2)) -Wl,--start-group $(call archives,$(3)) -Wl,--end-group \
	    $(4) $(sort $(call libraries,$(3)))
endef
include $(wildcard gateway/module.mk tests/exchange/module.mk tests/flow/module.mk tests/isup/tshark/module.mk tests/fuzz/module.mk tests/bench/module.mk man/module.mk)

# sources outside rooms: programs, tools, the test runner
LOOSE_SOURCES += tests/runner.cpp
$(call objects,$(LOOSE_SOURCES)): $(O)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX   $<"
	@$(call COMPILE,loose) -c $< -o $@
SOURCES += $(LOOSE_SOURCES)

all: $(PROGRAMS) ## build everything
-include $(patsubst %.cpp,$(O)/%.d,$(sort $(SOURCES)))

# --- tests -----------------------------------------------------------------------------------------
# what each suite runs; tests/run-suites sums up their last lines, `N passed, N failed`
unit_suite = tests/run-units $(TEST_PROGRAMS)
fuzz_suite = tests/fuzz/run --seeds $(FUZZ_PROGRAMS)
tshark_suite = tests/isup/tshark/run $(TSHARK_CORPUS)
flow_suite = tests/flow/run --build $(O) $(FLOWS)
conformance_suite = tests/flow/conformance/run --build $(O) $(TABLES)
specifications_suite = tests/specifications
# FLOWS=name,... narrows check-flow down
FLOWS ?=

ifeq ($(SANITIZER),thread)
# nothing in the fuzz targets and in the tshark corpus has a second thread
check: all $(TEST_PROGRAMS)
	@tests/run-suites "$(unit_suite)" "$(flow_suite)" "$(conformance_suite)"
else
check: all $(TEST_PROGRAMS) $(FUZZ_PROGRAMS) $(TSHARK_CORPUS) ## every test: units, fuzz corpora, tshark, flows, conformance tables
	@tests/run-suites "$(unit_suite)" "$(fuzz_suite)" "$(tshark_suite)" "$(specifications_suite)" "$(flow_suite)" "$(conformance_suite)"
endif
check-unit: $(TEST_PROGRAMS) ## unit tests only
	@$(unit_suite)
check-unit-%: $(O)/tests/%_test ## unit tests of one room, as in check-unit-sipi
	@tests/run-units $<
check-tshark: $(TSHARK_CORPUS) ## ISUP against tshark, field by field
	@$(tshark_suite)
check-flow: all ## flows only; FLOWS="NAME ..." for some of them
	@$(flow_suite)
check-conformance: all ## conformance tables only; TABLES="'SIP 6'" for some of them
	@$(conformance_suite)
check-dahdi: all ## real DAHDI spans in a virtual machine; DAHDI_CHECKS="NAME ..." for some of them
	@tests/lab/check $(O) $(DAHDI_CHECKS)
check-asan: ## units, fuzz corpora and flows with AddressSanitizer, (build/address)
	@+$(call sanitized,address)
check-ubsan: ## the same with UndefinedBehaviorSanitizer
	@+$(call sanitized,undefined)
check-tsan: ## the same with ThreadSanitizer
	@+$(call sanitized,thread)
check-asan-ubsan: ## the same with both of the first two at once, as .ci/run does
	@+$(call sanitized,address$(comma)undefined)

# sanitized(list): all checks in a build of their own. Reports end a program with status 99, so that no
# test can take it for an ordinary failure; what is compiled fastest is chosen, so that .ci/run stays short: clang
# without optimisation, which also lets a second compiler judge everything.
sanitizer_options := ASAN_OPTIONS=exitcode=99:detect_stack_use_after_return=1:strict_init_order=1 \
    LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1:halt_on_error=1 \
    TSAN_OPTIONS=exitcode=99:second_deadlock_stack=1
sanitized = $(sanitizer_options) $(MAKE) SANITIZER=$(1) $(if $(or $(findstring thread,$(1)),$(filter no,$(CLANGXX))),,CXX="$(CLANGXX)") BUILD=$(BUILD)/$(subst $(comma),-,$(1)) CXXFLAGS="$(if $(findstring $(comma),$(1)),-O0,-O1) -g1" check

soak: all ## ten minutes of random calls while lines fail (tests/flow/soak --help)
	@tests/flow/soak --build $(O)
demo: all ## one call each way with recorded speech, checked; stops by itself
	@tests/demo/demo --build $(O)
demo-sipi: all ## two gateways joined by SIP-I between two exchanges, checked; stops by itself
	@tests/demo/demo-sipi --build $(O)
run: all ## gateway and exchange for a softphone on 127.0.0.1:5060, until Ctrl-C
	@tests/demo/demo --build $(O) --stay
fuzz: ## fuzz each parser of outside octets for FUZZ_SECONDS (60), or for FUZZ_RUNS executions
	@[ "$(CLANGXX)" != no ] || { echo "make fuzz needs clang++: run ./bootstrap" >&2; exit 1; }
	@$(MAKE) FUZZER=1 SANITIZER=address,undefined BUILD=$(BUILD)/fuzz CXX="$(CLANGXX)" CXXFLAGS="-O1 -g1" WARNINGS= fuzz-programs
	@tests/fuzz/run $(if $(FUZZ_RUNS),--runs $(FUZZ_RUNS),--seconds $(FUZZ_SECONDS)) --work $(O)/fuzz/corpus $(patsubst $(O)/%,$(O)/fuzz/%,$(FUZZ_PROGRAMS))
fuzz-smoke: $(FUZZ_PROGRAMS) ## each fuzz target over its seed corpus once
	@$(fuzz_suite)
fuzz-programs: $(FUZZ_PROGRAMS)
bench-dahdi: all $(BENCH_HELPERS) ## media on DAHDI spans beside tdmoip, both in the virtual machine
	@tests/lab/run --timeout 900 -- /usr/bin/python3 tests/lab/bench.py --build $(O)
bench: all $(BENCH_PROGRAMS) $(BENCH_HELPERS) ## all benchmarks: JSON in build/bench, one table
	@tests/bench/run --build $(O) $(BENCH_PROGRAMS)

# --- files -----------------------------------------------------------------------------------------
# `format` and `lint` ask git for the files; in an unpacked `make dist` they look for themselves
format: ## format all sources in place
	@{ git ls-files '*.cpp' '*.h' 2>/dev/null || find . -name '*.cpp' -o -name '*.h'; } | xargs $(CLANG_FORMAT) -i
lint: ## check formatting, include directions and file habits; changes nothing
	@tests/lint $(or $(CLANG_FORMAT),clang-format)

INSTALL ?= install
unitdir ?= $(prefix)/lib/systemd/system
confdir = $(sysconfdir)/landline
manpages = $(wildcard man/*.[1-8]) $(MAN_PAGES)
documents := README.md CHANGELOG.md COPYING
# a conf file that is there already is the administrator's: it stays, the new one goes beside it
install: all ## install into prefix (configure), below DESTDIR
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(sbindir) $(DESTDIR)$(confdir)/conf.d $(DESTDIR)$(docdir) $(DESTDIR)$(unitdir)
	$(INSTALL) -m 755 $(O)/bin/landline $(DESTDIR)$(bindir)/landline
	$(INSTALL) -m 755 $(O)/bin/landlined $(DESTDIR)$(sbindir)/landlined
	@target=$(DESTDIR)$(confdir)/landline.conf; if [ -e $$target ]; then target=$$target.new; fi; \
	    $(INSTALL) -m 644 conf/landline.conf $$target && echo "conf file: $$target"
	$(INSTALL) -m 644 $(documents) $(DESTDIR)$(docdir)
	$(INSTALL) -d $(DESTDIR)$(docdir)/trunks && $(INSTALL) -m 644 conf/trunks/*.conf $(DESTDIR)$(docdir)/trunks
	for page in $(manpages); do $(INSTALL) -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$$(basename $$page) || exit 1; done
	sed -e 's|@sbindir@|$(sbindir)|' -e 's|@bindir@|$(bindir)|' -e 's|@confdir@|$(confdir)|' conf/landline.service > $(O)/landline.service
	$(INSTALL) -m 644 $(O)/landline.service $(DESTDIR)$(unitdir)/landline.service
uninstall: ## remove what install put there, except conf files
	rm -f $(DESTDIR)$(bindir)/landline $(DESTDIR)$(sbindir)/landlined $(DESTDIR)$(unitdir)/landline.service
	rm -f $(addprefix $(DESTDIR)$(docdir)/,$(documents) $(patsubst conf/%,%,$(wildcard conf/trunks/*.conf)))
	-rmdir $(DESTDIR)$(docdir)/trunks 2>/dev/null
	for page in $(manpages); do rm -f $(DESTDIR)$(mandir)/man$${page##*.}/$$(basename $$page); done
	-rmdir $(DESTDIR)$(docdir) 2>/dev/null
dist: ## build/landline-VERSION.tar.gz of the last commit
	@mkdir -p build
	@version=$$(sed -n 's/^AC_INIT(\[landline\], \[\([^]]*\)\].*/\1/p' configure.ac); \
	    git archive --prefix=landline-$$version/ HEAD | gzip -9n > build/landline-$$version.tar.gz && \
	    echo build/landline-$$version.tar.gz
clean: ## remove what make built
	rm -rf build
help: ## this list
	@sed -n 's/^\([a-z%-]*\):.*## \(.*\)/  \1\t\2/p' Makefile man/module.mk | sort | expand -t 22
.PHONY: all check-dahdi bench-dahdi soak check check-unit check-tshark check-flow check-conformance check-asan check-ubsan check-tsan check-asan-ubsan demo demo-sipi run fuzz fuzz-smoke \
        fuzz-programs bench format lint install uninstall dist clean help
