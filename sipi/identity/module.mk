# PASSporT and its signature: RFC 8224, 8225, 8588, 8946. OpenSSL and JSON stay in the .cpp files.
sipi/identity_SOURCES := sipi/identity/base64url.cpp sipi/identity/es256.cpp sipi/identity/passport.cpp \
                         sipi/identity/telephone_number.cpp \
                         sipi/identity/identity_header.cpp \
                         sipi/identity/date.cpp \
                         sipi/identity/uuid.cpp \
                         sipi/identity/tn_auth_list.cpp \
                         sipi/identity/certificate.cpp \
                         sipi/identity/verification.cpp \
                         sipi/identity/fetcher.cpp \
                         sipi/identity/certificate_store.cpp
sipi/identity_NEEDS := base
CURL_LIBS ?= -lcurl
sipi/identity_LIBS := $(OPENSSL_LIBS) $(CURL_LIBS) $(FMT_LIBS)
sipi/identity_TESTS := tests/sipi/identity/passport_test.cpp \
                       tests/sipi/identity/identity_header_test.cpp \
                       tests/sipi/identity/verification_test.cpp \
                       tests/sipi/identity/certificate_store_test.cpp
passport_ROOMS := sipi/identity
identity_header_ROOMS := sipi/identity
