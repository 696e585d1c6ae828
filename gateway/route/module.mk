gateway/route_SOURCES := gateway/route/admission.cpp gateway/route/hunting.cpp gateway/route/number.cpp \
    gateway/route/number_rule.cpp gateway/route/pattern_set.cpp gateway/route/plan.cpp gateway/route/step.cpp
gateway/route_NEEDS := base
gateway/route_LIBS := $(RE2_LIBS)
gateway/route_TESTS := tests/gateway/route/admission_test.cpp tests/gateway/route/hunting_test.cpp \
    tests/gateway/route/number_test.cpp tests/gateway/route/number_rule_test.cpp \
    tests/gateway/route/pattern_set_test.cpp tests/gateway/route/plan_test.cpp tests/gateway/route/step_test.cpp
