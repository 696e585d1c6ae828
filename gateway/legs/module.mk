gateway/legs_SOURCES := gateway/legs/alarm_log.cpp gateway/legs/channel_log.cpp gateway/legs/growing_number.cpp gateway/legs/isdn_leg.cpp gateway/legs/isdn_leg_services.cpp gateway/legs/isdn_leg_identification.cpp gateway/legs/isdn_leg_rerouting.cpp gateway/legs/isdn_leg_transfer.cpp gateway/legs/isdn_leg_hand_over.cpp gateway/legs/line_transfer.cpp gateway/legs/isdn_line.cpp gateway/legs/line_audit.cpp gateway/legs/mailboxes.cpp gateway/legs/peer_monitor.cpp gateway/legs/peer_servers.cpp \
                        gateway/legs/profile.cpp gateway/legs/sip_isup.cpp gateway/legs/sip_leg.cpp \
                        gateway/legs/sip_leg_digits.cpp gateway/legs/sip_leg_early.cpp gateway/legs/sip_leg_hold.cpp gateway/legs/sip_leg_identity.cpp gateway/legs/sip_leg_peer.cpp gateway/legs/sip_leg_resources.cpp \
                        gateway/legs/referral.cpp gateway/legs/sip_leg_refer.cpp gateway/legs/sip_side_replaces.cpp gateway/legs/sip_side_guard.cpp \
                        gateway/legs/sip_media.cpp \
                        gateway/legs/sip_side.cpp gateway/legs/trunks.cpp
gateway/legs_NEEDS := base isup sipi sipi/digest sipi/registrar sipi/identity dsp drivers drivers/isdn gateway/config gateway/route gateway/mapping \
                      gateway/media gateway/observe gateway/call
gateway/legs_TESTS := tests/gateway/legs/line_transfer_test.cpp tests/gateway/legs/alarm_log_test.cpp tests/gateway/legs/growing_number_test.cpp tests/gateway/legs/line_audit_test.cpp tests/gateway/legs/peer_servers_test.cpp tests/gateway/legs/sip_media_test.cpp tests/gateway/legs/sip_isup_test.cpp tests/gateway/legs/referral_test.cpp

# who calls, signed and verified
gateway/legs_SOURCES += gateway/legs/identity_signer.cpp \
                        gateway/legs/identity_verifier.cpp \
                        gateway/legs/sip_side_identity.cpp
gateway/legs_TESTS += tests/gateway/legs/identity_signer_test.cpp \
                      tests/gateway/legs/identity_verifier_test.cpp

# callers that are told where else to call
gateway/legs_SOURCES += gateway/legs/sip_leg_redirect.cpp

# who registers here
gateway/legs_SOURCES += gateway/legs/fork_leg.cpp \
                        gateway/legs/sip_side_users.cpp \
                        gateway/legs/users.cpp
gateway/legs_TESTS += tests/gateway/legs/users_test.cpp \
                      tests/gateway/legs/fork_leg_test.cpp

# transfers that SIP peers are asked to finish
gateway/legs_SOURCES += gateway/legs/sip_leg_hand_over.cpp

# where we register
gateway/legs_SOURCES += gateway/legs/registrations.cpp
gateway/legs_TESTS += tests/gateway/legs/registrations_test.cpp

# how well lines have carried, and whether their calls are still there
gateway/legs_SOURCES += gateway/legs/line_enquiry.cpp \
                        gateway/legs/line_performance.cpp
gateway/legs_TESTS += tests/gateway/legs/line_performance_test.cpp

# completion of calls
gateway/legs_SOURCES += gateway/legs/completions.cpp \
                        gateway/legs/isdn_leg_completion.cpp
