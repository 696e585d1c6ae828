drivers/isdn_SOURCES := drivers/isdn/q931.cpp drivers/isdn/names.cpp drivers/isdn/text.cpp drivers/isdn/q921.cpp \
                        drivers/isdn/element_names.cpp drivers/isdn/element_text.cpp drivers/isdn/component_text.cpp drivers/isdn/ber.cpp drivers/isdn/remote_operation.cpp drivers/isdn/diversion.cpp drivers/isdn/transfer.cpp drivers/isdn/charging.cpp drivers/isdn/patches.cpp drivers/isdn/channels.cpp \
                        drivers/isdn/switch_type.cpp drivers/isdn/timers.cpp \
                        drivers/isdn/libpri_interface.cpp drivers/isdn/libpri_events.cpp drivers/isdn/libpri_calls.cpp drivers/isdn/libpri_send.cpp \
                        drivers/isdn/libpri_restart.cpp drivers/isdn/libpri_audit.cpp drivers/isdn/libpri_tapped.cpp drivers/isdn/libpri_bus.cpp drivers/isdn/libpri_supervise.cpp drivers/isdn/libpri_service.cpp drivers/isdn/libpri_independent.cpp drivers/isdn/malicious_call.cpp drivers/isdn/message_waiting.cpp \
                        drivers/isdn/libpri_nfas.cpp drivers/isdn/nfas.cpp
drivers/isdn_SOURCES += drivers/isdn/completion.cpp
drivers/isdn_BATCH := 1
drivers/isdn_NEEDS := base drivers
drivers/isdn_LIBS := $(PRI_LIBS)
drivers/isdn_TESTS := tests/drivers/isdn/q921_test.cpp tests/drivers/isdn/q931_test.cpp tests/drivers/isdn/text_test.cpp tests/drivers/isdn/patches_test.cpp tests/drivers/isdn/interface_test.cpp tests/drivers/isdn/bus_test.cpp tests/drivers/isdn/diversion_test.cpp tests/drivers/isdn/transfer_test.cpp tests/drivers/isdn/nfas_test.cpp tests/drivers/isdn/message_waiting_test.cpp
drivers/isdn_TESTS += tests/drivers/isdn/completion_test.cpp
q931_ROOMS := gateway/mapping # of the fuzz target
aoc_ROOMS := gateway/mapping
d_channel_ROOMS := drivers/isdn
