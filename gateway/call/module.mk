gateway/call_SOURCES := gateway/call/call.cpp gateway/call/call_digits.cpp gateway/call/call_messages.cpp gateway/call/call_redirection.cpp gateway/call/redirection.cpp \
                        gateway/call/call_transfer.cpp gateway/call/transfer_leg.cpp \
                        gateway/call/forms.cpp gateway/call/numbers.cpp gateway/call/rules.cpp \
                        gateway/call/table.cpp
gateway/call_NEEDS := gateway/mapping drivers/isdn drivers sipi base isup dsp drivers gateway/route gateway/media gateway/observe
gateway/call_TESTS := tests/gateway/call/call_test.cpp tests/gateway/call/forms_test.cpp tests/gateway/call/numbers_test.cpp \
                      tests/gateway/call/overlap_test.cpp tests/gateway/call/transfer_test.cpp tests/gateway/call/rules_test.cpp tests/gateway/call/redirection_test.cpp
