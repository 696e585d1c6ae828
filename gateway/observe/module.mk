gateway/observe_SOURCES := gateway/observe/canvas.cpp gateway/observe/capture.cpp gateway/observe/capture_file.cpp \
    gateway/observe/pcapng.cpp gateway/observe/span_trace.cpp \
    gateway/observe/explain.cpp gateway/observe/hep.cpp gateway/observe/hep_export.cpp gateway/observe/ladder.cpp \
    gateway/observe/metrics.cpp gateway/observe/sip_text.cpp gateway/observe/trace.cpp \
    gateway/observe/trace_json.cpp gateway/observe/trace_record.cpp gateway/observe/trace_store.cpp
gateway/observe_NEEDS := base
gateway/observe_LIBS := $(FMT_LIBS)
gateway/observe_TESTS := tests/gateway/observe/capture_test.cpp tests/gateway/observe/span_trace_test.cpp \
    tests/gateway/observe/hep_test.cpp tests/gateway/observe/ladder_test.cpp tests/gateway/observe/metrics_test.cpp \
    tests/gateway/observe/sip_text_test.cpp tests/gateway/observe/trace_store_test.cpp tests/gateway/observe/trace_test.cpp
