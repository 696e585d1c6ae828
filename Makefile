# Landline: one non-recursive Makefile. Each room lists its files in a module.mk; `make help` lists the targets.
ifeq ($(wildcard config.mk),)
ifeq ($(filter clean help,$(MAKECMDGOALS)),)
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

sanitizer_flags := $(if $(SANITIZER),-fsanitize=$(SANITIZER) -fno-omit-frame-pointer $(if $(findstring undefined,$(SANITIZER)),-fno-sanitize-recover=undefined))
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR)
COMPILE = $(CXX) -std=c++20 -pthread -I. -MMD -MP $(CPPFLAGS) $(CXXFLAGS) $(WARNINGS) $(sanitizer_flags) $($(1)_CFLAGS)
LINK = $(CXX) -pthread $(CXXFLAGS) $(LDFLAGS) $(sanitizer_flags)

# --- rooms -----------------------------------------------------------------------------------------
# A room's module.mk sets ROOM_SOURCES, ROOM_NEEDS (all rooms it may include, transitively),
# ROOM_LIBS (linker flags), ROOM_CFLAGS and ROOM_TESTS (CppUnit sources), with ROOM its directory.
ROOMS := base isup sipi dsp drivers drivers/isdn gateway/config gateway/route gateway/mapping \
         gateway/media gateway/observe gateway/call gateway/legs gateway/console
include $(wildcard $(addsuffix /module.mk,$(ROOMS)))

# objects(sources)
objects = $(patsubst %.cpp,$(O)/%.o,$(1))
# archives(rooms): what a program that uses these rooms links
archives = $(foreach room,$(1),$(if $($(room)_SOURCES),$(O)/$(room)/room.a))
# libraries(rooms)
libraries = $(foreach room,$(1),$($(room)_LIBS))
# room names have slashes; file names of test programs do not
flat = $(subst /,_,$(1))

define define_room
$(O)/$(1)/room.a: $(call objects,$($(1)_SOURCES))
$(call objects,$($(1)_SOURCES) $($(1)_TESTS)): $(O)/%.o: %.cpp
	@mkdir -p $$(@D)
	@echo "  CXX   $$<"
	@$$(call COMPILE,$(1)) -c $$< -o $$@
ifneq ($($(1)_TESTS),)
TEST_PROGRAMS += $(O)/tests/$(call flat,$(1))_test
$(O)/tests/$(call flat,$(1))_test: $(call objects,$($(1)_TESTS) tests/runner.cpp) $(call archives,$(1) $($(1)_NEEDS))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $(call objects,$($(1)_TESTS) tests/runner.cpp) \
	    -Wl,--start-group $(call archives,$(1) $($(1)_NEEDS)) -Wl,--end-group \
	    $$(CPPUNIT_LIBS) $(sort $(call libraries,$(1) $($(1)_NEEDS)))
endif
SOURCES += $($(1)_SOURCES) $($(1)_TESTS)
endef
$(foreach room,$(ROOMS),$(eval $(call define_room,$(room))))

%/room.a:
	@echo "  AR    $@"
	@rm -f $@
	@$(AR) rcs $@ $^

# --- programs --------------------------------------------------------------------------------------
# program(path, sources, rooms, extra libraries): a binary $(O)/bin/<name>
define define_program
$(O)/bin/$(1): $(call objects,$(2)) $(call archives,$(3))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $(call objects,$(2)) -Wl,--start-group $(call archives,$(3)) -Wl,--end-group \
	    $(4) $(sort $(call libraries,$(3)))
SOURCES += $(2)
endef
include $(wildcard gateway/module.mk tests/exchange/module.mk tests/flow/module.mk tests/fuzz/module.mk tests/bench/module.mk man/module.mk)

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
check-unit: $(TEST_PROGRAMS) ## unit tests only
	@tests/run-units $(TEST_PROGRAMS)
check-unit-%: $(O)/tests/%_test ## unit tests of one room, as in check-unit-sipi
	@tests/run-units $<
format: ## format all sources in place
	@git ls-files '*.cpp' '*.h' | xargs $(CLANG_FORMAT) -i
lint: ## check formatting, include directions and file habits; changes nothing
	@tests/lint $(CLANG_FORMAT)
clean: ## remove what make built
	rm -rf build
help: ## this list
	@sed -n 's/^\([a-z%-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | sort | expand -t 22
.PHONY: all check-unit format lint clean help
