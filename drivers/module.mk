drivers_SOURCES := drivers/hdlc.cpp drivers/tdmoip/packet.cpp drivers/tdmoip/sequence.cpp drivers/tdmoip/line.cpp \
                   drivers/tdmoip/socket.cpp drivers/tdmoip/tdmoip.cpp
drivers_NEEDS := base
drivers_TESTS := tests/drivers/hdlc_test.cpp tests/drivers/tdmoip/packet_test.cpp tests/drivers/tdmoip/sequence_test.cpp \
                 tests/drivers/tdmoip/line_test.cpp tests/drivers/tdmoip/tdmoip_test.cpp
lines_ROOMS := drivers drivers/isdn # of the benchmark
