// landline-docs: writes what is generated from the key table, the sample conf file and
// landline.conf(5).
//
//     landline-docs conf    the sample file on standard output
//     landline-docs man     the manual page
#include "gateway/config/docs.h"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv) {
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (what != "conf" && what != "man") {
        std::fputs("usage: landline-docs conf|man\n", stderr);
        return 2;
    }
    const std::string text = what == "conf" ? config::sample_file() : config::manual_page();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                   std::fflush(stdout) == 0
               ? 0
               : 1;
}
