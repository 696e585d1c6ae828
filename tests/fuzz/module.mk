# Fuzz targets: NAME_fuzz.cpp is linked with the rooms in NAME_ROOMS (and all that these need); its seeds are
# in tests/data/fuzz/NAME/. A normal build links each with replay.cpp, which feeds it the seeds (`make fuzz-smoke`,
# part of `make check`); `make fuzz` builds them once more with clang's libFuzzer.
FUZZ_TARGETS := $(patsubst tests/fuzz/%_fuzz.cpp,%,$(wildcard tests/fuzz/*_fuzz.cpp))

# Most are set here; a room may say it in its own module.mk. Without either: every room below gateway/, and config.
hdlc_ROOMS ?= drivers
tdmoip_ROOMS ?= drivers
rtp_ROOMS ?= dsp
rtcp_ROOMS ?= dsp
sip_message_ROOMS ?= sipi
sip_uri_ROOMS ?= sipi
stream_ROOMS ?= sipi
transaction_ROOMS ?= sipi
offer_answer_ROOMS ?= sipi
dns_answer_ROOMS ?= sipi
sdp_ROOMS ?= sipi
isup_ROOMS ?= isup
mapping_ROOMS ?= gateway/mapping
gateway_ROOMS ?= gateway/legs gateway/config
conf_ROOMS ?= gateway/config
q931_ROOMS ?= gateway/mapping
console_request_ROOMS ?= gateway/console
fuzz_rooms = $(call with_needs,$(or $($(1)_ROOMS),base isup sipi dsp drivers gateway/config))

define define_fuzz
FUZZ_PROGRAMS += $(O)/tests/fuzz/$(1)_fuzz
$(O)/tests/fuzz/$(1)_fuzz: $(call objects,tests/fuzz/$(1)_fuzz.cpp $(if $(FUZZER),,tests/fuzz/replay.cpp)) $(call archives,$(fuzz_rooms))
	@mkdir -p $$(@D)
	@echo "  LINK  $$@"
	@$$(LINK) $(if $(FUZZER),-fsanitize=fuzzer) -o $$@ $(call objects,tests/fuzz/$(1)_fuzz.cpp $(if $(FUZZER),,tests/fuzz/replay.cpp)) \
	    -Wl,--start-group $(call archives,$(fuzz_rooms)) -Wl,--end-group $(sort $(call libraries,$(fuzz_rooms)))
LOOSE_SOURCES += tests/fuzz/$(1)_fuzz.cpp
endef
$(foreach target,$(FUZZ_TARGETS),$(eval $(call define_fuzz,$(target))))
LOOSE_SOURCES += tests/fuzz/replay.cpp
FUZZ_SECONDS ?= 60
