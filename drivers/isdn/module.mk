drivers/isdn_SOURCES := drivers/isdn/q931.cpp drivers/isdn/names.cpp drivers/isdn/text.cpp drivers/isdn/patches.cpp drivers/isdn/channels.cpp \
                        drivers/isdn/libpri_interface.cpp drivers/isdn/libpri_events.cpp
drivers/isdn_NEEDS := base drivers
drivers/isdn_LIBS := $(PRI_LIBS)
drivers/isdn_TESTS := tests/drivers/isdn/q931_test.cpp tests/drivers/isdn/text_test.cpp tests/drivers/isdn/patches_test.cpp tests/drivers/isdn/interface_test.cpp
q931_ROOMS := drivers/isdn # of the fuzz target
