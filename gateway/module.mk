# The daemon and its console client.
gateway_programs_ROOMS := base isup sipi sipi/digest sipi/registrar sipi/tls sipi/identity dsp drivers drivers/isdn gateway/config gateway/route gateway/mapping \
                          gateway/media gateway/observe gateway/call gateway/legs gateway/console gateway/maintenance
landlined_SOURCES := gateway/main.cpp gateway/daemon.cpp gateway/listeners.cpp gateway/daemon_view.cpp gateway/sip_view.cpp gateway/user_view.cpp gateway/registration_view.cpp gateway/map_test.cpp gateway/trace_text.cpp
loose_CFLAGS := -DLANDLINE_CONF='"$(sysconfdir)/landline/landline.conf"'

$(eval $(call define_program,landlined,landlined_SOURCES,$(gateway_programs_ROOMS),$(SYSTEMD_LIBS)))
$(eval $(call define_program,landline,landline_PROGRAM_SOURCES,$(landline_PROGRAM_ROOMS),$(landline_PROGRAM_LIBS)))
PROGRAMS += $(O)/bin/landlined $(O)/bin/landline
# two of its tests run the client in a terminal
$(O)/tests/gateway_console_test: | $(O)/bin/landline
