# The registrar for PBXs and telephones: RFC 3261 §10.3, with RFC 3327, RFC 5626, RFC 6140.
sipi/registrar_SOURCES := sipi/registrar/binding.cpp \
                          sipi/registrar/registrar.cpp
sipi/registrar_NEEDS := base sipi
sipi/registrar_LIBS :=
sipi/registrar_TESTS := tests/sipi/registrar/binding_test.cpp \
                        tests/sipi/registrar/registrar_test.cpp
registrar_ROOMS := sipi/registrar sipi
