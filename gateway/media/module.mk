gateway/media_SOURCES := $(addprefix gateway/media/,address.cpp engine.cpp epoll.cpp port_table.cpp rtp_receive.cpp \
    rtp_session.cpp sockets.cpp source_latch.cpp span_host.cpp tdm_port.cpp worker.cpp worker_orders.cpp)
gateway/media_NEEDS := base dsp drivers
gateway/media_TESTS := $(addprefix tests/gateway/media/,bridge_test.cpp)
