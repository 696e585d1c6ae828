# SIP over TLS: RFC 3261 §26.3, RFC 5922. OpenSSL's headers stay in the .cpp files.
sipi/tls_SOURCES := sipi/tls/certificate_facts.cpp \
                    sipi/tls/certificate_names.cpp \
                    sipi/tls/tls_channels.cpp
sipi/tls_NEEDS := base sipi
sipi/tls_LIBS := $(OPENSSL_LIBS)
sipi/tls_TESTS := tests/sipi/tls/tls_channels_test.cpp
