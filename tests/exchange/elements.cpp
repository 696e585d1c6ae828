// Elements that the exchange sends and reports as octets, by name.
#include "tests/exchange/elements.h"

#include <charconv>

namespace exchange {
namespace {

using isdn::Message;

constexpr OctetField kFields[] = {
    {"hlc", &Message::high_layer},
    {"hlc2", &Message::second_high_layer},
    {"llc", &Message::low_layer},
    {"called_subaddress", &Message::called_subaddress},
    {"calling_subaddress", &Message::calling_subaddress},
    {"connected_subaddress", &Message::connected_subaddress},
    {"transit_network", &Message::transit_network},
    {"network_facilities", &Message::network_facilities},
    {"call_identity", &Message::call_identity},
    {"user_user_octets", &Message::user_user},
    {"other_codesets", &Message::other_codesets},
};

} // namespace

std::span<const OctetField> octet_fields() {
    return kFields;
}

std::optional<std::vector<std::uint8_t>> from_hexadecimal(std::string_view text) {
    std::vector<std::uint8_t> octets;
    if (text.size() % 2)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        std::uint8_t octet = 0;
        const char* end = text.data() + i + 2;
        if (const auto read = std::from_chars(text.data() + i, end, octet, 16);
            read.ec != std::errc() || read.ptr != end)
            return std::nullopt;
        octets.push_back(octet);
    }
    return octets;
}

std::string to_hexadecimal(const std::vector<std::uint8_t>& octets) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t octet : octets) {
        text += kDigits[octet >> 4];
        text += kDigits[octet & 15];
    }
    return text;
}

bool set_field(Message& message, std::string_view assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos)
        return false;
    const auto octets = from_hexadecimal(assignment.substr(equals + 1));
    if (octets && assignment.substr(0, equals) == "facility") {
        message.facilities.push_back(*octets);
        return true;
    }
    for (const OctetField& field : kFields)
        if (octets && assignment.substr(0, equals) == field.name) {
            message.*field.octets = *octets;
            return true;
        }
    return false;
}

} // namespace exchange
