# PASSporT and its signature: RFC 8224, 8225, 8588, 8946. OpenSSL and JSON stay in the .cpp files.
sipi/identity_SOURCES := sipi/identity/base64url.cpp sipi/identity/es256.cpp sipi/identity/passport.cpp \
                         sipi/identity/telephone_number.cpp
sipi/identity_NEEDS := base
sipi/identity_LIBS := $(OPENSSL_LIBS)
sipi/identity_TESTS := tests/sipi/identity/passport_test.cpp
passport_ROOMS := sipi/identity
