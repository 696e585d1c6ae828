# The simulated exchange at the far end of flows, demo and benchmarks, and the tests of its own parts.
exchange_SOURCES := $(addprefix tests/exchange/,main.cpp conf.cpp elements.cpp plan.cpp wav.cpp media.cpp call.cpp line.cpp exchange.cpp \
    answering.cpp arguments.cpp commands.cpp services.cpp transfer.cpp control.cpp)
$(eval $(call define_program,landline-exchange,exchange_SOURCES,base dsp drivers drivers/isdn))
PROGRAMS += $(O)/bin/landline-exchange

exchange_TESTS := $(addprefix tests/exchange/,plan_test.cpp conf_test.cpp arguments_test.cpp media_test.cpp)
exchange_TESTED := $(addprefix tests/exchange/,plan.cpp conf.cpp elements.cpp arguments.cpp media.cpp wav.cpp)
LOOSE_SOURCES += $(exchange_TESTS) $(exchange_TESTED)
exchange_TEST_OBJECTS := $(call objects,$(exchange_TESTS) $(exchange_TESTED) tests/runner.cpp)
TEST_PROGRAMS += $(O)/tests/exchange_test
$(O)/tests/exchange_test: $(exchange_TEST_OBJECTS) $(call archives,base dsp drivers drivers/isdn)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(LINK) -o $@ $(exchange_TEST_OBJECTS) -Wl,--start-group $(call archives,base dsp drivers drivers/isdn) -Wl,--end-group \
	    $(CPPUNIT_LIBS) $(sort $(call libraries,base dsp drivers drivers/isdn))
