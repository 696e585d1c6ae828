gateway/config_SOURCES := gateway/config/address.cpp gateway/config/build.cpp gateway/config/check.cpp \
    gateway/config/config.cpp gateway/config/describe.cpp gateway/config/docs.cpp gateway/config/keys.cpp gateway/config/line_keys.cpp gateway/config/card_keys.cpp gateway/config/guard_keys.cpp gateway/config/check_driver.cpp \
    gateway/config/load.cpp gateway/config/nearest.cpp gateway/config/problem.cpp gateway/config/toml.cpp \
    gateway/config/value.cpp \
    gateway/config/shaken_keys.cpp
gateway/config_NEEDS := base isup dsp drivers drivers/isdn gateway/mapping gateway/route
gateway/config_LIBS := $(RE2_LIBS)
gateway/config_TESTS := tests/gateway/config/address_test.cpp tests/gateway/config/build_test.cpp \
    tests/gateway/config/check_test.cpp tests/gateway/config/config_test.cpp tests/gateway/config/describe_test.cpp \
    tests/gateway/config/docs_test.cpp tests/gateway/config/keys_test.cpp tests/gateway/config/load_test.cpp \
    tests/gateway/config/nearest_test.cpp tests/gateway/config/problem_test.cpp tests/gateway/config/toml_test.cpp \
    tests/gateway/config/value_test.cpp

# who registers here
gateway/config_SOURCES += gateway/config/check_users.cpp \
                          gateway/config/user_keys.cpp
gateway/config_TESTS += tests/gateway/config/users_test.cpp

# where we register
gateway/config_SOURCES += gateway/config/check_registrations.cpp \
                          gateway/config/registration_keys.cpp
gateway/config_TESTS += tests/gateway/config/registrations_test.cpp
