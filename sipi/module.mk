# SIP: messages, headers and SDP first, then transport, transactions, dialogs and the user agent.
sipi_SOURCES := sipi/error.cpp sipi/header.cpp sipi/header_name.cpp sipi/message.cpp sipi/message_parser.cpp \
                sipi/method.cpp sipi/name_addr.cpp sipi/offer_answer.cpp sipi/params.cpp sipi/sdp.cpp \
                sipi/sdp_parser.cpp sipi/status.cpp sipi/uri.cpp sipi/via.cpp
sipi_NEEDS := base
sipi_LIBS :=
sipi_TESTS :=
