// Fuzz target: advice of charge in XML. What has been read is written, read again and the same; as
// a facility element as well.
#include "gateway/mapping/charge.h"
#include "sipi/body/xml.h"

#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view document(reinterpret_cast<const char*>(data), size);
    static_cast<void>(sipi::parse_xml(document));
    const auto advice = mapping::read_aoc(document);
    require(advice.empty() || !mapping::aoc_document(advice).empty());
    for (const isdn::ChargeAdvice& one : advice) {
        const auto octets = isdn::facility(one);
        const auto components = isdn::components_of(octets);
        require(components.size() == 1 && isdn::charge_advice(components[0]).has_value());
        require(isdn::facility(*isdn::charge_advice(components[0])) == octets);
        const std::string again = mapping::aoc_document({one});
        const auto second = mapping::read_aoc(again);
        require(second.size() == 1 && mapping::aoc_document(second) == again);
    }
    // the same octets as a facility element of a line
    for (const isdn::Component& component : isdn::components_of({data, size}))
        if (const auto one = isdn::charge_advice(component)) {
            const auto octets = isdn::facility(*one);
            const auto again = isdn::components_of(octets);
            require(again.size() == 1 && isdn::charge_advice(again[0]).has_value());
            static_cast<void>(mapping::read_aoc(mapping::aoc_document({*one})));
        }
    return 0;
}
