// The commands "test ..." and "show tests": line maintenance.
#pragma once

#include "gateway/console/registry.h"
#include "gateway/console/views.h"

namespace console {

void add_tests(Registry& registry, DaemonView& daemon);
/// One test: verdict, reasons and what was measured. "show tests" and the end of each test.
Document test_document(const TestView& view);
Document tests_document(const std::vector<TestView>& views);

} // namespace console
