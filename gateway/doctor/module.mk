gateway/doctor_SOURCES := $(addprefix gateway/doctor/,card_checks.cpp checks.cpp doctor.cpp host_system.cpp line_checks.cpp \
    machine_checks.cpp service_checks.cpp tls_checks.cpp)
gateway/doctor_NEEDS := base isup sipi sipi/identity sipi/tls dsp drivers drivers/isdn gateway/route gateway/mapping gateway/config
gateway/doctor_TESTS := tests/gateway/doctor/doctor_test.cpp

gateway/doctor_SOURCES += gateway/doctor/shaken_checks.cpp
