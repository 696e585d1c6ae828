dsp_SOURCES := $(addprefix dsp/,codec/concealer.cpp codec/g711.cpp measure/echo.cpp measure/level.cpp \
    measure/prbs.cpp measure/spectrum.cpp rtp/delay.cpp rtp/drift.cpp rtp/jitter_buffer.cpp \
    rtp/packet.cpp rtp/playout.cpp rtp/reception.cpp rtp/rtcp.cpp tone/plan.cpp tone/player.cpp)
dsp_NEEDS := base
dsp_BATCH := 1 # the headers of spandsp and <cmath> do not go together in every order
dsp_LIBS := $(SPANDSP_LIBS)
dsp_TESTS := $(addprefix tests/dsp/,codec/concealer_test.cpp codec/g711_test.cpp measure/echo_test.cpp measure/level_test.cpp \
    measure/prbs_test.cpp rtp/delay_test.cpp rtp/drift_test.cpp \
    rtp/jitter_buffer_test.cpp rtp/packet_test.cpp rtp/playout_test.cpp rtp/reception_test.cpp rtp/rtcp_test.cpp \
    tone/player_test.cpp)
# what the fuzz targets of this room link
rtp_ROOMS := base dsp
rtcp_ROOMS := base dsp
