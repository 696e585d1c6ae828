// Names of callers and of those who answer, on lines, in ISUP and in SIP.
#include "gateway/mapping/names.h"

#include "isup/ansi.h"
#include "isup/contents.h"
#include "sipi/name_addr.h"
#include "sipi/text.h"

#include <optional>

namespace mapping {
namespace {

using isdn::MessageType;
using sipi::HeaderName;

constexpr Row kFromDisplay{"name from display", "Q.931 §4.5.16, Q.763 §3.3"};
constexpr Row kFromFacility{"name from facility", "ISO/IEC 13868, GR-1367"};
constexpr Row kToDisplay{"display from name", "Q.931 §4.5.16"};
constexpr Row kToFacility{"facility from name", "ISO/IEC 13868, GR-1367"};
constexpr Row kNotSent{"name not sent", "Q.931 §4.5.16 (network to user)"};
constexpr Row kNamesWithheld{"name withheld", "Q.951-3, ISO/IEC 13868 §6.2.3"};
constexpr Row kNamesFromSip{"name from display name", "RFC 3325 §9.1, RFC 3261 §20.20"};
constexpr Row kNamesToSip{"display name from name", "Q.763 §3.3, RFC 3261 §25.1"};
constexpr Row kGeneric{"display name from generic name", "RFC 3398 §8.2.1.1"};

constexpr Row kFollowed{"name that followed the SETUP", "GR-1367"};

constexpr std::size_t kMostCharacters = 50;
constexpr std::uint8_t kCallingName = 0, kCalledName = 1, kConnectedName = 2;

// U+00C0 to U+00FF without their accents.
constexpr std::string_view kNamesPlain = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
                                         "aaaaaaaceeeeiiiidnooooo/ouuuuyty";

char plain(std::uint32_t character) {
    if (character < 0x7f)
        return static_cast<char>(character);
    return character >= 0xc0 && character <= 0xff ? kNamesPlain[character - 0xc0] : '?';
}

std::string trimmed(std::string text) {
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
}

// --- facility elements: tags and lengths of X.690

struct Part {
    std::uint8_t tag = 0;
    base::Octets contents;
};

/// The next part; nothing at the end or when it is broken.
std::optional<Part> next_part(base::OctetReader& reader) {
    if (reader.left() < 2)
        return std::nullopt;
    Part part;
    part.tag = reader.u8();
    std::size_t length = reader.u8();
    if (length == 0x81)
        length = reader.u8();
    else if (length >= 0x80)
        return std::nullopt;
    part.contents = reader.octets(length);
    return reader.failed() ? std::nullopt : std::optional(part);
}

// informationFollowing, {1 2 840 10005 0 4} (GR-1367, T1.641)
constexpr std::uint8_t kInformationFollowing[] = {0x2a, 0x86, 0x48, 0xce, 0x15, 0x00, 0x04};

constexpr std::uint8_t kInteger = 0x02, kObject = 0x06, kOctetString = 0x04, kSequence = 0x30;
constexpr std::uint8_t kAllowed = 0x80, kAllowedExtended = 0xa1; // Name ::= CHOICE [0], [1]
constexpr std::uint8_t kInvoke = 0xa1;
constexpr std::uint8_t kQsigObject[] = {0x2b, 0x0c, 0x09}; // ECMA's form: one more octet, as above

bool is_operation(const Part& part, std::uint8_t operation) {
    if (part.tag == kInteger)
        return part.contents.size() == 1 && part.contents[0] == operation;
    return part.tag == kObject && part.contents.size() == 4 &&
           std::equal(std::begin(kQsigObject), std::end(kQsigObject), part.contents.begin()) &&
           part.contents[3] == operation;
}

/// ISO 8859-1 as IA5.
std::string text_of(base::Octets octets) {
    std::string text;
    for (const std::uint8_t octet : octets)
        if (octet >= 0x20 && octet != 0x7f && text.size() < kMostCharacters)
            text += plain(octet);
    return trimmed(std::move(text));
}

std::string name_of(const Part& name) {
    base::OctetReader inside(name.contents);
    if (name.tag == kAllowed)
        return text_of(name.contents);
    if (name.tag != kSequence && name.tag != kAllowedExtended)
        return {};
    const auto first = next_part(inside);
    if (!first)
        return {};
    if (name.tag == kAllowedExtended)
        return first->tag == kOctetString ? text_of(first->contents) : std::string();
    return first->tag == kSequence ? std::string() : name_of(*first);
}

std::vector<std::uint8_t> facility_of(std::string_view name, std::uint8_t operation,
                                      LineNames names) {
    std::vector<std::uint8_t> contents{0x9f}; // networking extensions
    if (names == LineNames::qsig)             // from end PINX to end PINX (ISO/IEC 11582 §11.1)
        contents.insert(contents.end(), {0xaa, 0x06, 0x80, 0x01, 0x00, 0x82, 0x01, 0x00});
    const auto size = static_cast<std::uint8_t>(name.size());
    // discard when not understood; invoke 1 of the operation
    contents.insert(contents.end(), {0x8b, 0x01, 0x00, kInvoke, static_cast<std::uint8_t>(8 + size),
                                     kInteger, 1, 1, kInteger, 1, operation, kAllowed, size});
    contents.insert(contents.end(), name.begin(), name.end());
    return contents;
}

// --- names on a line

std::optional<std::uint8_t> operation_of(MessageType type) {
    if (type == MessageType::setup)
        return kCallingName;
    if (type == MessageType::alerting)
        return kCalledName;
    return type == MessageType::connect ? std::optional(kConnectedName) : std::nullopt;
}

bool is_withheld(const isdn::Message& message) {
    const auto& number = message.type == MessageType::setup ? message.calling : message.connected;
    return number && number->presentation == 1;
}

/// Adds the name unless there is one; false when it does not fit.
bool set_name(std::string_view name, isup::Message& to) {
    auto access = to.get<isup::AccessTransport>().value_or(isup::AccessTransport{});
    const base::Octets octets(reinterpret_cast<const std::uint8_t*>(name.data()), name.size());
    if (name.empty() || access.find(isup::Element::display) ||
        !access.add(isup::Element::display, octets))
        return false;
    to.set(access);
    return true;
}

} // namespace

std::string ia5_name(std::string_view utf8) {
    std::string text;
    for (std::size_t at = 0; at < utf8.size() && text.size() < kMostCharacters;) {
        const auto first = static_cast<std::uint8_t>(utf8[at++]);
        std::uint32_t character = first;
        const unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        if (first >= 0x80)
            character = more ? first & (0x3fU >> more) : 0xffff;
        unsigned taken = 0;
        for (; taken < more && at < utf8.size() && (utf8[at] & 0xc0) == 0x80; ++taken)
            character = character << 6 | (static_cast<std::uint8_t>(utf8[at++]) & 0x3fU);
        if (taken < more)
            character = 0xffff; // cut
        if (character >= 0x20 && character != 0x7f)
            text += plain(character);
    }
    return trimmed(std::move(text));
}

std::string name_in_facility(base::Octets contents, std::uint8_t operation) {
    base::OctetReader reader(contents);
    reader.skip(1); // protocol profile
    while (const auto part = next_part(reader)) {
        if (part->tag != kInvoke)
            continue;
        base::OctetReader invoke(part->contents);
        const auto number = next_part(invoke);
        auto what = next_part(invoke);
        if (what && what->tag == kAllowed) // identity of a linked invoke
            what = next_part(invoke);
        const auto argument = next_part(invoke);
        if (number && what && argument && is_operation(*what, operation))
            return name_of(*argument);
    }
    return {};
}

void name_from_line(const isdn::Message& from, LineNames names, isup::Message& to, Notes& notes) {
    const auto operation = operation_of(from.type);
    if (!operation)
        return;
    if (is_withheld(from)) {
        if (!from.display.empty() || !from.facilities.empty())
            notes.add(kNamesWithheld);
        return;
    }
    for (const auto& contents : from.facilities)
        if (const std::string name = name_in_facility(contents, *operation); set_name(name, to))
            return notes.add(kFromFacility, "{}", name);
    // what a network displays with ALERTING is as often no name
    if (names != LineNames::to_user && from.type != MessageType::alerting)
        if (const std::string name = ia5_name(from.display); set_name(name, to))
            notes.add(kFromDisplay, "{}", name);
}

bool name_follows(const isdn::Message& setup, LineNames names) {
    if (names != LineNames::national)
        return false;
    for (const auto& contents : setup.facilities) {
        base::OctetReader reader(contents);
        reader.skip(1); // protocol profile
        while (const auto part = next_part(reader)) {
            if (part->tag != kInvoke)
                continue;
            base::OctetReader invoke(part->contents);
            const auto number = next_part(invoke);
            const auto what = next_part(invoke);
            if (number && what && what->tag == kObject &&
                std::ranges::equal(what->contents, kInformationFollowing))
                return true;
        }
    }
    return false;
}

std::optional<isup::Message> name_that_followed(const isdn::Message& facility, Notes& notes) {
    for (const auto& contents : facility.facilities)
        if (const std::string name = name_in_facility(contents, kCallingName); !name.empty()) {
            isup::Message inf(isup::MessageType::inf);
            inf.set(isup::InformationIndicators{});
            set_name(name, inf);
            notes.add(kFollowed, "{}", name);
            return inf;
        }
    return std::nullopt;
}

void name_to_line(isdn::Message& to, LineNames names, Notes& notes) {
    const auto operation = operation_of(to.type);
    if (to.display.empty())
        return;
    if (names == LineNames::from_network || (operation && is_withheld(to))) {
        to.display.clear();
        return notes.add(names == LineNames::from_network ? kNotSent : kNamesWithheld);
    }
    if (!operation)
        return;
    const bool facility = names == LineNames::qsig || names == LineNames::national;
    const std::string name = ia5_name(to.display);
    if (!facility || name.empty())
        return notes.add(kToDisplay, "{}", to.display);
    to.display.clear();
    for (const auto& contents : to.facilities) // the other line's own one has come along
        if (!name_in_facility(contents, *operation).empty())
            return;
    if (names == LineNames::national && *operation != kCallingName)
        return; // GR-1367 has no other
    to.facilities.push_back(facility_of(name, *operation, names));
    notes.add(kToFacility, "{}", name);
}

void name_from_sip(const sipi::Message& from, bool trusted, isup::Message& to, Notes& notes) {
    std::string name;
    if (trusted)
        for (const std::string_view value : from.values(HeaderName::p_asserted_identity))
            if (const auto identity = sipi::NameAddr::parse(value); identity && name.empty())
                name = ia5_name(identity->display_name());
    if (name.empty() && !from.is_response())
        if (const auto caller = from.from())
            name = ia5_name(caller->display_name());
    if (set_name(name, to))
        notes.add(kNamesFromSip, "{}", name);
}

std::string name_to_sip(const isup::Message& from, bool ansi, Notes& notes) {
    std::string name;
    const auto generic = from.get<isup::ansi::GenericName>();
    const auto access = from.get<isup::AccessTransport>();
    const auto display = access ? access->find(isup::Element::display) : std::nullopt;
    const bool by_generic = ansi && generic && generic->type == isup::ansi::NameOf::calling &&
                            !generic->not_available && generic->presentation == 0;
    if (by_generic)
        name = generic->text();
    if (name.empty() && display)
        name = ia5_name({reinterpret_cast<const char*>(display->data()), display->size()});
    if (name.empty())
        return {};
    notes.add(by_generic ? kGeneric : kNamesToSip, "{}", name);
    std::string quoted;
    sipi::append_quoted(quoted, name);
    return quoted + " ";
}

} // namespace mapping
