# Digest authentication: RFC 3261 §22, RFC 7616, RFC 8760. OpenSSL stays in hash.cpp.
sipi/digest_SOURCES := sipi/digest/client.cpp \
                       sipi/digest/digest.cpp \
                       sipi/digest/hash.cpp \
                       sipi/digest/nonce.cpp \
                       sipi/digest/server.cpp
sipi/digest_NEEDS := base sipi
sipi/digest_LIBS := $(OPENSSL_LIBS)
sipi/digest_TESTS := tests/sipi/digest/client_test.cpp \
                     tests/sipi/digest/digest_test.cpp \
                     tests/sipi/digest/nonce_test.cpp \
                     tests/sipi/digest/registration_test.cpp \
                     tests/sipi/digest/server_test.cpp
digest_ROOMS := sipi/digest sipi
digest_server_ROOMS := sipi/digest sipi
