drivers_SOURCES := drivers/hdlc.cpp drivers/tdmoip/packet.cpp drivers/tdmoip/sequence.cpp drivers/tdmoip/line.cpp \
                   drivers/tdmoip/socket.cpp drivers/tdmoip/tdmoip.cpp drivers/tdmoe/packet.cpp drivers/tdmoe/tdmoe.cpp \
                   $(addprefix drivers/dahdi/,kernel.cpp scan.cpp unserved.cpp conf_text.cpp setup.cpp gain.cpp dahdi.cpp)
drivers_NEEDS := base
drivers_LIBS := -ltonezone
drivers_TESTS := tests/drivers/hdlc_test.cpp tests/drivers/tdmoip/packet_test.cpp tests/drivers/tdmoip/sequence_test.cpp \
                 tests/drivers/tdmoip/line_test.cpp tests/drivers/tdmoip/tdmoip_test.cpp tests/drivers/tdmoe/tdmoe_test.cpp \
                 tests/drivers/dahdi/scan_test.cpp tests/drivers/dahdi/dahdi_test.cpp
lines_ROOMS := drivers drivers/isdn # of the benchmark
tdmoe_ROOMS := drivers
