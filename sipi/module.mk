# SIP: messages, headers and SDP first, then transport, transactions, dialogs and the user agent.
sipi_SOURCES := sipi/error.cpp sipi/header.cpp sipi/header_name.cpp sipi/message.cpp sipi/message_parser.cpp \
                sipi/method.cpp sipi/name_addr.cpp sipi/offer_answer.cpp sipi/option_tags.cpp sipi/params.cpp sipi/preconditions.cpp sipi/sdp.cpp \
                sipi/sdp_parser.cpp sipi/status.cpp sipi/uri.cpp sipi/via.cpp
sipi_NEEDS := base
sipi_LIBS :=
sipi_TESTS := tests/sipi/header_name_test.cpp tests/sipi/header_test.cpp tests/sipi/message_parser_test.cpp \
              tests/sipi/message_test.cpp tests/sipi/method_test.cpp tests/sipi/name_addr_test.cpp \
              tests/sipi/offer_answer_test.cpp tests/sipi/params_test.cpp tests/sipi/sdp_parser_test.cpp \
              tests/sipi/sdp_test.cpp tests/sipi/status_test.cpp tests/sipi/torture_test.cpp \
              tests/sipi/uri_test.cpp tests/sipi/via_test.cpp

# transport, transactions, dialogs, user agent
sipi_SOURCES += sipi/endpoint.cpp sipi/guard.cpp sipi/overload.cpp sipi/random.cpp sipi/udp.cpp sipi/dialog.cpp \
                sipi/transaction/key.cpp sipi/transaction/layer.cpp sipi/transaction/machine.cpp \
                sipi/transaction/transaction.cpp sipi/transaction/invite_client.cpp \
                sipi/transaction/invite_server.cpp sipi/transaction/non_invite_client.cpp \
                sipi/transaction/non_invite_server.cpp \
                sipi/agent/agent.cpp sipi/agent/checks.cpp sipi/agent/core.cpp sipi/agent/failover.cpp sipi/agent/in_dialog.cpp \
                sipi/agent/incoming_invite.cpp sipi/agent/invite_session.cpp sipi/agent/outgoing_invite.cpp \
                sipi/agent/provisional_responses.cpp sipi/agent/redirection.cpp sipi/agent/reliable.cpp
sipi_TESTS += tests/sipi/transaction/invite_client_test.cpp tests/sipi/transaction/invite_server_test.cpp \
              tests/sipi/transaction/layer_test.cpp tests/sipi/transaction/machine_test.cpp \
              tests/sipi/transaction/non_invite_client_test.cpp \
              tests/sipi/transaction/non_invite_server_test.cpp
sipi_TESTS += tests/sipi/agent/core_test.cpp tests/sipi/agent/in_dialog_test.cpp tests/sipi/agent/incoming_invite_test.cpp \
              tests/sipi/agent/outgoing_invite_test.cpp tests/sipi/agent/reliable_test.cpp \
              tests/sipi/option_tags_test.cpp tests/sipi/preconditions_test.cpp
sipi_TESTS += tests/sipi/dialog_test.cpp tests/sipi/endpoint_test.cpp tests/sipi/guard_test.cpp tests/sipi/overload_test.cpp tests/sipi/random_test.cpp tests/sipi/udp_test.cpp \
              tests/sipi/agent/checks_test.cpp tests/sipi/agent/failover_test.cpp tests/sipi/agent/torture_test.cpp tests/sipi/agent/redirection_test.cpp tests/sipi/transaction/key_test.cpp

# tests/bench/sip_call_bench.cpp
sip_call_ROOMS := sipi

# bodies
sipi_SOURCES += sipi/body/builder.cpp sipi/body/delimiter.cpp sipi/body/isup_type.cpp sipi/body/qsig_type.cpp sipi/body/multipart.cpp \
                sipi/body/parser.cpp sipi/body/part_header.cpp sipi/body/support.cpp sipi/body/transfer_encoding.cpp sipi/body/xml.cpp
sipi_TESTS += tests/sipi/body/builder_test.cpp tests/sipi/body/delimiter_test.cpp tests/sipi/body/isup_type_test.cpp tests/sipi/body/qsig_type_test.cpp \
              tests/sipi/body/multipart_test.cpp tests/sipi/body/part_header_test.cpp \
              tests/sipi/body/support_test.cpp tests/sipi/body/xml_test.cpp tests/sipi/body/transfer_encoding_test.cpp
multipart_ROOMS := sipi

# where a call has been, and what it carries for others
sipi_SOURCES += sipi/retargeting.cpp sipi/service_header.cpp
sipi_TESTS += tests/sipi/retargeting_test.cpp tests/sipi/service_header_test.cpp

# transfer
sipi_SOURCES += sipi/refer.cpp
sipi_TESTS += tests/sipi/refer_test.cpp

# subscriptions
sipi_SOURCES += sipi/event.cpp sipi/message_summary.cpp sipi/agent/notifier.cpp sipi/agent/subscriber.cpp
sipi_TESTS += tests/sipi/event_test.cpp tests/sipi/message_summary_test.cpp tests/sipi/agent/subscription_test.cpp
message_summary_ROOMS := sipi

# session timers and Session-ID
sipi_SOURCES += sipi/agent/refreshing.cpp \
                sipi/agent/session_timer.cpp \
                sipi/session_id.cpp \
                sipi/session_timer.cpp
sipi_TESTS += tests/sipi/agent/session_timer_test.cpp \
              tests/sipi/session_id_test.cpp \
              tests/sipi/session_timer_test.cpp

# locating servers (RFC 3263); the DNS by c-ares
sipi_SOURCES += sipi/locate/cares_client.cpp sipi/locate/locator.cpp sipi/locate/srv_order.cpp
sipi_TESTS += tests/sipi/locate/cares_client_test.cpp tests/sipi/locate/locator_test.cpp
sipi_LIBS += $(CARES_LIBS)
session_headers_ROOMS := sipi

# connections: TCP, and what TLS stands on
sipi_SOURCES += sipi/local_address.cpp \
                sipi/stream/framer.cpp \
                sipi/stream/plain_channel.cpp \
                sipi/stream/stream_transport.cpp
sipi_TESTS += tests/sipi/stream/framer_test.cpp \
              tests/sipi/stream/stream_transport_test.cpp

# credentials for what we send
sipi_SOURCES += sipi/agent/challenges.cpp \
                sipi/agent/registration.cpp
