gateway/maintenance_SOURCES := $(addprefix gateway/maintenance/,call_test.cpp channel_test.cpp held_channel.cpp pair_test.cpp \
    test_leg.cpp tests.cpp verdict.cpp)
gateway/maintenance_NEEDS := base isup sipi sipi/digest sipi/registrar sipi/identity dsp drivers drivers/isdn gateway/config gateway/route gateway/mapping gateway/media \
    gateway/observe gateway/call gateway/legs gateway/console
gateway/maintenance_TESTS := tests/gateway/maintenance/test_leg_test.cpp tests/gateway/maintenance/verdict_test.cpp
