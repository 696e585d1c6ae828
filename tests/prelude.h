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
