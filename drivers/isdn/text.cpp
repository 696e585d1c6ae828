// Q.931 messages for people (§4.5): every element with the names of its values.
#include "drivers/isdn/text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>

namespace isdn {
namespace {

struct ValueName {
    unsigned value;
    std::string_view name;
};

constexpr std::array kTransfers{
    // Table 4-6
    ValueName{0x00, "speech"},
    ValueName{0x08, "unrestricted digital"},
    ValueName{0x09, "restricted"},
    ValueName{0x10, "3.1 kHz audio"},
    ValueName{0x11, "7 kHz / UDI with tones"},
    ValueName{0x18, "video"},
};
constexpr std::array kLayers{ValueName{0, "none"}, ValueName{2, "mu-law"}, ValueName{3, "A-law"}};
constexpr std::array kTypes{
    // Table 4-9
    ValueName{0, "unknown"},          ValueName{1, "international"}, ValueName{2, "national"},
    ValueName{3, "network specific"}, ValueName{4, "subscriber"},    ValueName{6, "abbreviated"},
};
constexpr std::array kPlans{
    ValueName{0, "unknown"}, ValueName{1, "E.164"},    ValueName{3, "data"},
    ValueName{4, "telex"},   ValueName{8, "national"}, ValueName{9, "private"},
};
constexpr std::array kPresentations{
    // Table 4-11
    ValueName{0, "allowed"},
    ValueName{1, "restricted"},
    ValueName{2, "not available"},
};
constexpr std::array kScreenings{
    ValueName{0, "not screened"},
    ValueName{1, "verified and passed"},
    ValueName{2, "verified and failed"},
    ValueName{3, "network provided"},
};
constexpr std::array kLocations{
    // Q.850 Table 1
    ValueName{0, "user"},
    ValueName{1, "private network serving the local user"},
    ValueName{2, "public network serving the local user"},
    ValueName{3, "transit network"},
    ValueName{4, "public network serving the remote user"},
    ValueName{5, "private network serving the remote user"},
    ValueName{7, "international network"},
    ValueName{10, "network beyond interworking point"},
};
constexpr std::array kDescriptions{
    // Table 4-20
    ValueName{1, "call is not end-to-end ISDN"},   ValueName{2, "destination is non-ISDN"},
    ValueName{3, "origination is non-ISDN"},       ValueName{4, "call has returned to the ISDN"},
    ValueName{8, "in-band information available"},
};
constexpr std::array kNotifications{
    ValueName{0x00, "user suspended"},    ValueName{0x01, "user resumed"},
    ValueName{0x79, "remote hold"},       ValueName{0x7a, "remote retrieval"},
    ValueName{0x7b, "call is diverting"},
};

/// "3 (A-law)", or the number alone.
std::string named(unsigned value, std::span<const ValueName> names) {
    std::string out = std::to_string(value);
    const auto row = std::ranges::find(names, value, &ValueName::value);
    return row == names.end() ? out : out + " (" + std::string(row->name) + ')';
}

std::string hex(const std::vector<std::uint8_t>& octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t octet : octets) {
        out += out.empty() ? "" : " ";
        out += kDigits[octet >> 4];
        out += kDigits[octet & 15];
    }
    return out;
}

class Writer {
  public:
    explicit Writer(std::string& out) : out_(out) {}
    void line(std::string_view name, std::string_view value) {
        out_.append("  ").append(name).append(": ").append(value).append("\n");
    }
    void octets(std::string_view name, const std::vector<std::uint8_t>& value) {
        if (!value.empty())
            line(name, hex(value));
    }
    void number(std::string_view name, const std::optional<Number>& number, bool party,
                bool redirecting = false) {
        if (!number)
            return;
        std::string value = (number->digits.empty() ? "no digits" : number->digits) + ", type " +
                            named(number->type_of_number, kTypes) + ", plan " +
                            named(number->plan, kPlans);
        if (party)
            value += ", presentation " + named(number->presentation, kPresentations) +
                     ", screening " + named(number->screening, kScreenings);
        if (redirecting)
            value += ", reason " + std::to_string(number->reason);
        line(name, value);
    }

  private:
    std::string& out_;
};

} // namespace

std::string to_text(const Message& message) {
    std::string out = std::string(name(message.type)) + '\n';
    Writer write(out);
    if (message.sending_complete)
        write.line("sending complete", "yes");
    if (message.bearer)
        write.line("bearer capability", "transfer " + named(message.bearer->transfer, kTransfers) +
                                            ", mode and rate " +
                                            std::to_string(message.bearer->rate) + ", layer 1 " +
                                            named(message.bearer->layer1, kLayers));
    if (message.cause)
        write.line("cause", std::to_string(message.cause->value) + ", location " +
                                named(message.cause->location, kLocations) +
                                (message.cause->diagnostic.empty()
                                     ? ""
                                     : ", diagnostic " + hex(message.cause->diagnostic)));
    if (message.channel)
        write.line("channel", std::to_string(message.channel->timeslot) +
                                  (message.channel->exclusive ? ", exclusive" : ", preferred"));
    for (const Progress& progress : message.progress)
        write.line("progress indicator", named(progress.description, kDescriptions) +
                                             ", location " + named(progress.location, kLocations));
    if (message.notification)
        write.line("notification indicator", named(*message.notification, kNotifications));
    if (!message.display.empty())
        write.line("display", message.display);
    if (!message.keypad.empty())
        write.line("keypad facility", message.keypad);
    write.number("connected number", message.connected, true);
    write.number("calling party number", message.calling, true);
    write.number("called party number", message.called, false);
    write.number("redirecting number", message.redirecting, true, true);
    write.octets("low layer compatibility", message.low_layer);
    write.octets("high layer compatibility", message.high_layer);
    write.octets("user-user", message.user_user);
    return out;
}

} // namespace isdn
