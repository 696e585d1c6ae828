gateway/call_SOURCES := gateway/call/call.cpp gateway/call/numbers.cpp gateway/call/table.cpp
gateway/call_NEEDS := gateway/mapping drivers/isdn drivers sipi base isup dsp drivers gateway/route gateway/media gateway/observe
gateway/call_TESTS := tests/gateway/call/call_test.cpp tests/gateway/call/numbers_test.cpp
