// What nearly every test includes, compiled once (Makefile, "prelude"): never included by name, so
// each test still names what it needs.
#include <cppunit/extensions/HelperMacros.h>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

// Several tests are compiled in one translation unit: CppUnit's own unique names are by line.
#undef CPPUNIT_MAKE_UNIQUE_NAME
#define CPPUNIT_MAKE_UNIQUE_NAME(prefix) CPPUNIT_JOIN(prefix, __COUNTER__)
