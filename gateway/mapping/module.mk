gateway/mapping_SOURCES := gateway/mapping/causes.cpp gateway/mapping/overrides.cpp \
                           gateway/mapping/typed_message.cpp gateway/mapping/dry_run.cpp gateway/mapping/dry_dialog.cpp gateway/mapping/dry_cause.cpp gateway/mapping/numbers.cpp gateway/mapping/bearers.cpp \
                           gateway/mapping/redirection.cpp gateway/mapping/q931_tables.cpp gateway/mapping/q931_elements.cpp \
                           gateway/mapping/q931_setup.cpp gateway/mapping/q931_to_isup.cpp \
                           gateway/mapping/isup_to_q931.cpp gateway/mapping/sip_tables.cpp \
                           gateway/mapping/identity.cpp gateway/mapping/sip_to_isup.cpp \
                           gateway/mapping/isup_to_sip.cpp gateway/mapping/carriage.cpp \
                           gateway/mapping/precedence.cpp gateway/mapping/encapsulation.cpp
gateway/mapping_SOURCES += gateway/mapping/carried_headers.cpp
gateway/mapping_NEEDS := base isup sipi drivers drivers/isdn
gateway/mapping_LIBS := $(FMT_LIBS)
gateway/mapping_TESTS := tests/gateway/mapping/notes_test.cpp tests/gateway/mapping/causes_test.cpp tests/gateway/mapping/overrides_test.cpp \
                         tests/gateway/mapping/typed_message_test.cpp tests/gateway/mapping/dry_run_test.cpp \
                         tests/gateway/mapping/numbers_test.cpp tests/gateway/mapping/bearers_test.cpp \
                         tests/gateway/mapping/redirection_test.cpp tests/gateway/mapping/sip_tables_test.cpp \
                         tests/gateway/mapping/q931_isup_test.cpp tests/gateway/mapping/q931_tables_test.cpp tests/gateway/mapping/sip_to_isup_test.cpp \
                         tests/gateway/mapping/isup_to_sip_test.cpp tests/gateway/mapping/flows_test.cpp \
                         tests/gateway/mapping/rfc3666_test.cpp \
                         tests/gateway/mapping/carriage_test.cpp tests/gateway/mapping/precedence_test.cpp \
                         tests/gateway/mapping/encapsulation_test.cpp
map_test_ROOMS := gateway/mapping # of the fuzz target

# headers of SIP and parameters of ISUP beside the basic call
gateway/mapping_SOURCES += gateway/mapping/call_traits.cpp gateway/mapping/subscriber.cpp gateway/mapping/user_to_user.cpp \
                           gateway/mapping/subaddress.cpp gateway/mapping/carrier.cpp \
                           gateway/mapping/portability.cpp gateway/mapping/category.cpp \
                           gateway/mapping/call_history.cpp gateway/mapping/diversion.cpp \
                           gateway/mapping/history_info.cpp gateway/mapping/trunk_group.cpp \
                           gateway/mapping/without_isup.cpp gateway/mapping/connected_identity.cpp gateway/mapping/location.cpp
gateway/mapping_TESTS += tests/gateway/mapping/subscriber_test.cpp tests/gateway/mapping/user_to_user_test.cpp \
                         tests/gateway/mapping/subaddress_test.cpp tests/gateway/mapping/carrier_test.cpp \
                         tests/gateway/mapping/portability_test.cpp tests/gateway/mapping/category_test.cpp \
                         tests/gateway/mapping/call_history_test.cpp tests/gateway/mapping/trunk_group_test.cpp \
                         tests/gateway/mapping/without_isup_test.cpp \
                         tests/gateway/mapping/connected_identity_test.cpp tests/gateway/mapping/location_test.cpp

# QSIG in bodies
gateway/mapping_SOURCES += gateway/mapping/qsig.cpp
gateway/mapping_TESTS += tests/gateway/mapping/qsig_test.cpp

# another number, and diverting leg information
gateway/mapping_SOURCES += gateway/mapping/rerouting.cpp
gateway/mapping_TESTS += tests/gateway/mapping/rerouting_test.cpp

# closed user groups
gateway/mapping_SOURCES += gateway/mapping/closed_user_group.cpp
gateway/mapping_TESTS += tests/gateway/mapping/closed_user_group_test.cpp

# advice of charge
gateway/mapping_SOURCES += gateway/mapping/charge.cpp
gateway/mapping_TESTS += tests/gateway/mapping/charge_test.cpp

# names
gateway/mapping_SOURCES += gateway/mapping/names.cpp
gateway/mapping_TESTS += tests/gateway/mapping/names_test.cpp

# calls that a transfer places
gateway/mapping_SOURCES += gateway/mapping/transfer.cpp
gateway/mapping_TESTS += tests/gateway/mapping/transfer_test.cpp

# message waiting
gateway/mapping_SOURCES += gateway/mapping/message_waiting.cpp
gateway/mapping_TESTS += tests/gateway/mapping/message_waiting_test.cpp

# numbers that a PASSporT signs
gateway/mapping_SOURCES += gateway/mapping/caller_claims.cpp gateway/mapping/verstat.cpp
gateway/mapping_TESTS += tests/gateway/mapping/caller_claims_test.cpp tests/gateway/mapping/verstat_test.cpp
gateway/mapping_TESTS += tests/gateway/mapping/carried_headers_test.cpp
