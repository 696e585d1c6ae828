// `landline span scan`: the telephony cards of this machine. The daemon is not asked: there is none
// yet when its conf file is written.
#pragma once

#include <cstdio>
#include <string>

namespace console::client {

/// Whether a command line's command is that one.
bool is_span_scan(const std::string& command);
/// Prints [[span]] tables for what `sysfs` ("/sys") shows. Returns the exit status: kRefused when
/// there is no span.
int span_scan(const std::string& sysfs, std::FILE* out);

} // namespace console::client
