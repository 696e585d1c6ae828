isup_SOURCES := isup/tables.cpp isup/variants.cpp isup/error.cpp isup/digits.cpp isup/numbers.cpp \
                isup/indicators.cpp isup/cause.cpp isup/contents.cpp isup/circuits.cpp isup/supplementary.cpp \
                isup/ansi.cpp isup/message.cpp isup/compatibility.cpp isup/translation.cpp isup/segmentation.cpp isup/fields.cpp \
                isup/national.cpp \
                isup/text.cpp isup/text_services.cpp isup/text_information.cpp isup/text_national.cpp
isup_NEEDS := base
isup_LIBS := $(FMT_LIBS)
isup_TESTS := tests/isup/tables_test.cpp tests/isup/variants_test.cpp tests/isup/catalogue_test.cpp \
              tests/isup/values_test.cpp tests/isup/digits_test.cpp tests/isup/numbers_test.cpp \
              tests/isup/indicators_test.cpp tests/isup/cause_test.cpp tests/isup/contents_test.cpp \
              tests/isup/message_test.cpp tests/isup/vectors_test.cpp tests/isup/text_test.cpp \
              tests/isup/compatibility_test.cpp tests/isup/segmentation_test.cpp tests/isup/translation_test.cpp
isup_ROOMS := base isup
