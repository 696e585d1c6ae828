gateway/media_SOURCES := $(addprefix gateway/media/,address.cpp engine.cpp line_test.cpp port_table.cpp rtp_receive.cpp \
    rtp_session.cpp sockets.cpp source_latch.cpp span_host.cpp tdm_port.cpp test_span.cpp worker.cpp worker_orders.cpp)
gateway/media_NEEDS := base dsp drivers
gateway/media_TESTS := $(addprefix tests/gateway/media/,address_test.cpp bridge_test.cpp elastic_test.cpp engine_test.cpp \
    line_test_test.cpp     rtp_session_test.cpp sockets_test.cpp source_latch_test.cpp)
# what the benchmark of this room links
media_ROOMS := gateway/media
