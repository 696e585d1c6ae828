// SIP headers that go from one SIP trunk to another as they came: priority, place, charging.
#include "gateway/mapping/carried_headers.h"

#include "sipi/params.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using sipi::HeaderName;

constexpr std::array kCarriedHeaderRows{
    CarriedHeaderRow{HeaderName::priority, false, {"Priority carried", "RFC 3261 §20.26"}},
    CarriedHeaderRow{
        HeaderName::resource_priority, true, {"Resource-Priority carried", "RFC 4412 §3.1"}},
    CarriedHeaderRow{HeaderName::geolocation, true, {"Geolocation carried", "RFC 6442 §4.1"}},
    CarriedHeaderRow{
        HeaderName::p_charging_vector, true, {"P-Charging-Vector carried", "RFC 7315 §5.6"}},
};
// A location by value stays in the body that it came in, and so does the reference to it.
constexpr Row kPlaceStays{"location in a body: shown in the trace, not carried", "RFC 6442 §4.1"};

bool refers_to_body(std::string_view value) {
    const std::size_t from = value.find_first_not_of(" <");
    return from != std::string_view::npos &&
           sipi::equal_without_case(value.substr(from, 4), "cid:");
}

} // namespace

std::span<const CarriedHeaderRow> carried_header_rows() {
    return kCarriedHeaderRows;
}

std::vector<sipi::ExtraHeader> carried_from(const sipi::Message& invite, const Profile& profile,
                                            Notes& notes) {
    std::vector<sipi::ExtraHeader> carried;
    for (const CarriedHeaderRow& row : kCarriedHeaderRows) {
        if (row.trusted && !profile.trust)
            continue;
        for (const std::string_view value : invite.values(row.header)) {
            if (row.header == HeaderName::geolocation && refers_to_body(value)) {
                notes.add(kPlaceStays, "{}", value);
                continue;
            }
            carried.push_back({std::string(sipi::text(row.header)), std::string(value)});
        }
    }
    return carried;
}

void add_carried(std::span<const sipi::ExtraHeader> carried, const Profile& profile,
                 std::vector<sipi::ExtraHeader>& headers, Notes& notes) {
    const std::vector<sipi::ExtraHeader> before = headers; // what the mapping has made goes first
    for (const sipi::ExtraHeader& header : carried) {
        const HeaderName id = sipi::header_name_of(header.name);
        const auto row = std::ranges::find(kCarriedHeaderRows, id, &CarriedHeaderRow::header);
        if (row == kCarriedHeaderRows.end() || (row->trusted && !profile.trust) ||
            std::ranges::any_of(before, [&](const sipi::ExtraHeader& made) {
                return sipi::header_name_of(made.name) == id;
            }))
            continue;
        headers.push_back(header);
        notes.add(row->row, "{}", header.value);
    }
}

sipi::ExtraHeader make_charging_vector(std::string_view uuid, std::string_view host) {
    std::string value = "icid-value=\"";
    value.append(uuid).append("\"");
    if (!host.empty())
        value.append(";icid-generated-at=").append(host.substr(0, host.find(':')));
    return {"P-Charging-Vector", std::move(value)};
}

} // namespace mapping
