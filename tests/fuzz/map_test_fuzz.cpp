// Fuzz target: what somebody types for "map test", through each kind of trunk and profile: always
// an outcome or an error, and no part without a title.
#include "gateway/mapping/dry_run.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mapping;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto typed = read_typed(text, std::nullopt);
    if (!typed)
        return 0;
    for (const Interworking interworking :
         {Interworking::rfc3398, Interworking::q1912_5_b, Interworking::sip_i})
        for (const bool line : {true, false}) {
            DryTrunk from{"from", typed->language == Language::q931, {}};
            from.profile.interworking = interworking;
            DryTrunk via = from;
            via.line = line;
            for (const bool acm_seen : {true, false}) {
                const auto run = dry_run(*typed, from, via, {.acm_seen = acm_seen});
                if (run ? run->outcome.empty() || run->parts.empty() : run.error().empty())
                    std::abort();
            }
        }
    return 0;
}
