base_SOURCES := base/epoll.cpp base/log.cpp base/loop.cpp base/timers.cpp base/wakeup.cpp
base_CFLAGS := $(SPDLOG_CFLAGS)
base_LIBS := $(SPDLOG_LIBS) $(FMT_LIBS)
base_TESTS := tests/base/octets_test.cpp tests/base/timers_test.cpp tests/base/ring_test.cpp tests/base/loop_test.cpp
