# The simulated exchange at the far end of flows, demo and benchmarks.
exchange_SOURCES := $(addprefix tests/exchange/,main.cpp conf.cpp plan.cpp wav.cpp media.cpp call.cpp line.cpp exchange.cpp \
    answering.cpp arguments.cpp commands.cpp control.cpp)
LOOSE_SOURCES += $(exchange_SOURCES)
$(eval $(call define_program,landline-exchange,$(exchange_SOURCES),base dsp drivers drivers/isdn))
PROGRAMS += $(O)/bin/landline-exchange
