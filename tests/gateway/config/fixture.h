// A small conf file that is right, for tests to spoil, and the problems that come of it.
#pragma once

#include "gateway/config/config.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace config_test {

inline const std::string kGood = R"([sip]
listen = ["udp:127.0.0.1:5060"]
[[span]]
name = "line1"
local = "127.0.0.1:2142"
remote = "127.0.0.1:2143"
[[sip_peer]]
name = "pbx"
address = "127.0.0.1:5070"
[[trunk_group]]
name = "exchange"
spans = ["line1"]
[[trunk_group]]
name = "office"
peers = ["pbx"]
[[route]]
name = "out"
from = ["office"]
to = ["exchange"]
)";

inline std::string text_of(const std::vector<config::Problem>& problems) {
    std::string out;
    for (const config::Problem& problem : problems)
        out += config::text(problem) + "\n";
    return out;
}
inline config::Config good(const std::string& text) {
    auto loaded = config::parse(text, "t.conf");
    CPPUNIT_ASSERT_MESSAGE(loaded.ok() ? "" : text_of(loaded.error()), loaded.ok());
    return std::move(loaded).value();
}
/// All problems of `text`, one a line.
inline std::string problems(const std::string& text) {
    const auto loaded = config::parse(text, "t.conf");
    return loaded.ok() ? "" : text_of(loaded.error());
}
/// kGood with `from`, which it must contain, replaced.
inline std::string spoilt(const std::string& from, const std::string& to) {
    std::string text = kGood;
    const std::size_t at = text.find(from);
    CPPUNIT_ASSERT_MESSAGE(from, at != std::string::npos);
    return text.replace(at, from.size(), to);
}
inline void assert_says(const std::string& problems, const std::string& wanted) {
    CPPUNIT_ASSERT_MESSAGE("wanted: " + wanted + "\ngot: " + problems,
                           problems.find(wanted) != std::string::npos);
}

} // namespace config_test
