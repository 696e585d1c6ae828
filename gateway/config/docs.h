// What is written from the key table for people: the sample conf file and the manual page.
#pragma once

#include <string>

namespace config {

/// conf/landline.conf: the default set-up in active lines, every other key as a comment with its
/// default.
std::string sample_file();
/// man/landline.conf.5 in mdoc(7).
std::string manual_page();

} // namespace config
