# Micro-benchmarks: NAME_bench.cpp is a Google Benchmark program, linked with the rooms in NAME_ROOMS and all that
# these need. tests/bench/run runs them and then the benchmarks of the whole daemon (daemon.py).
BENCH_TARGETS := $(patsubst tests/bench/%_bench.cpp,%,$(wildcard tests/bench/*_bench.cpp))

sip_message_ROOMS ?= sipi
isup_ROOMS ?= isup
mapping_ROOMS ?= gateway/mapping
timers_ROOMS ?= base
bench_rooms = $(call with_needs,$(or $($(1)_ROOMS),base isup sipi dsp drivers))

define define_bench
BENCH_PROGRAMS += $(O)/tests/bench/$(1)_bench
$(O)/tests/bench/$(1)_bench: $(call objects,tests/bench/$(1)_bench.cpp) $(call archives,$(bench_rooms))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $$< -Wl,--start-group $(call archives,$(bench_rooms)) -Wl,--end-group \
	    $$(BENCHMARK_LIBS) -lbenchmark_main $(sort $(call libraries,$(bench_rooms)))
LOOSE_SOURCES += tests/bench/$(1)_bench.cpp
endef
$(foreach target,$(BENCH_TARGETS),$(eval $(call define_bench,$(target))))

# programs that daemon.py and sip_side.py start: the far ends of calls, and a flood of garbage
define define_bench_helper
BENCH_HELPERS += $(O)/tests/bench/$(1)
$(O)/tests/bench/$(1): $(call objects,tests/bench/$(1).cpp)
	@echo "  LINK  $$@"
	@$$(LINK) -o $$@ $$<
endef
$(foreach program,rtp_crowd packet_flood,$(eval $(call define_bench_helper,$(program))))
LOOSE_SOURCES += tests/bench/rtp_crowd.cpp
LOOSE_SOURCES += tests/bench/packet_flood.cpp
