// Reading and writing of Q.931 information elements (Q.931 §4.5, Q.951 for calling and connected,
// Q.952 for redirecting).
#include "drivers/isdn/q931.h"

#include <algorithm>

namespace isdn {
namespace {

constexpr std::uint8_t kExtension = 0x80; // ext = 1: the last octet of its group
constexpr std::uint8_t kQ931 = 0x08;      // protocol discriminator, §4.2
constexpr std::uint8_t kShift = 0x90, kShiftMask = 0xf0, kNonLocking = 0x08;
constexpr std::size_t kMaxNumberDigits = 32;
constexpr std::size_t kMaxBearers = 2;    // Table 3-15
constexpr std::size_t kMaxFacilities = 4; // one message holds no more that make sense
constexpr std::uint8_t kMultirate = 0x18; // of the rate in octet 4 of the bearer capability

std::vector<std::uint8_t> copy(base::Octets octets) {
    return {octets.begin(), octets.end()};
}

std::string ia5(base::Octets octets) {
    std::string text;
    for (const std::uint8_t octet : octets)
        if ((octet & 0x7f) >= 0x20 && (octet & 0x7f) < 0x7f)
            text += static_cast<char>(octet & 0x7f);
    return text;
}

// --- readers: one per element; contents from octet 3 on
// ------------------------------------------------

void read_bearer(base::Octets contents, Message& message) { // §4.5.5
    base::OctetReader reader(contents);
    BearerCapability bearer;
    bearer.transfer = reader.u8() & 0x1f;
    bearer.rate = reader.u8() & 0x7f;
    bearer.layer1 = 0;
    if (reader.failed() || message.bearers.size() == kMaxBearers)
        return;
    message.bearers.push_back(copy(contents));
    if (message.bearer)
        return;
    if ((bearer.rate & 0x1f) == kMultirate)
        reader.skip(1); // octet 4.1, the multiplier
    if (!reader.at_end() && (reader.peek() & 0x60) == 0x20)
        bearer.layer1 = reader.u8() & 0x1f;
    message.bearer = bearer;
}

void read_cause(base::Octets contents, Message& message) { // §4.5.12
    base::OctetReader reader(contents);
    Cause cause;
    const std::uint8_t third = reader.u8();
    cause.location = third & 0x0f;
    if (!(third & kExtension))
        reader.skip(1); // octet 3a, the recommendation
    cause.value = reader.u8() & 0x7f;
    if (reader.failed() || message.cause)
        return;
    cause.diagnostic = copy(reader.rest());
    message.cause = cause;
}

void read_channel(base::Octets contents, Message& message) { // §4.5.13
    base::OctetReader reader(contents);
    const std::uint8_t third = reader.u8();
    Channel channel;
    channel.exclusive = third & 0x08;
    const unsigned selection = third & 0x03;
    if (reader.failed() || message.channel || third & 0x04) // the D-channel itself
        return;
    if (!(third & 0x20)) { // basic rate: B1, B2, or any
        channel.timeslot = static_cast<std::uint8_t>(selection < 3 ? selection : 0);
        message.channel = channel;
        return;
    }
    if (third & 0x40) { // octets 3.1: the interface, named explicitly
        std::uint8_t octet = reader.u8();
        channel.interface = octet & 0x7f;
        while (!reader.failed() && !(octet & kExtension))
            octet = reader.u8();
    }
    if (selection == 1) { // as in the following octets
        const std::uint8_t kind = reader.u8();
        if (reader.failed())
            return;
        if (kind &
            0x10) { // a map of timeslots, its last octet holding 1-8: the lowest one is taken
            const base::Octets map = reader.rest();
            for (std::size_t octet = 0; octet < map.size() && octet < 4 && channel.timeslot == 0;
                 ++octet)
                for (unsigned bit = 0; bit < 8; ++bit)
                    if (map[map.size() - 1 - octet] >> bit & 1) {
                        channel.timeslot = static_cast<std::uint8_t>(octet * 8 + bit + 1);
                        break;
                    }
        } else {
            channel.timeslot = reader.u8() & 0x7f;
        }
        if (reader.failed() || channel.timeslot > 31)
            return;
    }
    message.channel = channel;
}

void read_progress(base::Octets contents, Message& message) { // §4.5.23
    base::OctetReader reader(contents);
    Progress progress;
    progress.location = reader.u8() & 0x0f;
    progress.description = reader.u8() & 0x7f;
    if (!reader.failed())
        message.progress.push_back(progress);
}

void read_notification(base::Octets contents, Message& message) { // §4.5.22
    if (!contents.empty() && !message.notification)
        message.notification = contents[0] & 0x7f;
}

void read_call_state(base::Octets contents, Message& message) { // §4.5.7
    if (!contents.empty() && !message.call_state)
        message.call_state = contents[0] & 0x3f;
}

void read_display(base::Octets contents,
                  Message& message) { // §4.5.16; ETSI puts a character set before the text
    if (!contents.empty() && contents[0] & kExtension)
        contents = contents.subspan(1);
    message.display += ia5(contents);
}

void read_keypad(base::Octets contents, Message& message) { // §4.5.18
    message.keypad += ia5(contents);
}

// Octets 3, 3a and 3b and the digits, as in §4.5.8, §4.5.10 and Q.952.
void read_number(base::Octets contents, std::optional<Number>& number) {
    base::OctetReader reader(contents);
    Number read;
    const std::uint8_t third = reader.u8();
    read.type_of_number = third >> 4 & 0x07;
    read.plan = third & 0x0f;
    if (!(third & kExtension)) {
        const std::uint8_t third_a = reader.u8();
        read.presentation = third_a >> 5 & 0x03;
        read.screening = third_a & 0x03;
        if (!(third_a & kExtension))
            read.reason = reader.u8() & 0x0f;
    }
    if (reader.failed() || number)
        return;
    read.digits = ia5(reader.rest());
    number = read;
}

template <std::vector<std::uint8_t> Message::*Octets>
void read_octets(base::Octets contents, Message& message) {
    if ((message.*Octets).empty())
        message.*Octets = copy(contents);
}

void read_calling(base::Octets contents, Message& message) { // two at the most
    read_number(contents, message.calling ? message.second_calling : message.calling);
}

void read_high_layer(base::Octets contents, Message& message) { // two, of ascending priority
    std::vector<std::uint8_t>& octets =
        message.high_layer.empty() ? message.high_layer : message.second_high_layer;
    if (octets.empty())
        octets = copy(contents);
}

void read_facility(base::Octets contents, Message& message) { // Q.932 §8.2.3
    if (!contents.empty() && message.facilities.size() < kMaxFacilities)
        message.facilities.push_back(copy(contents));
}

struct ReaderRow {
    Element element;
    void (*read)(base::Octets, Message&);
};
constexpr ReaderRow kReaders[] = {
    {Element::bearer_capability, read_bearer},
    {Element::cause, read_cause},
    {Element::call_state, read_call_state},
    {Element::channel_identification, read_channel},
    {Element::progress_indicator, read_progress},
    {Element::notification_indicator, read_notification},
    {Element::display, read_display},
    {Element::keypad_facility, read_keypad},
    {Element::connected_number, [](base::Octets c, Message& m) { read_number(c, m.connected); }},
    {Element::connected_subaddress, read_octets<&Message::connected_subaddress>},
    {Element::calling_number, read_calling},
    {Element::calling_subaddress, read_octets<&Message::calling_subaddress>},
    {Element::called_number, [](base::Octets c, Message& m) { read_number(c, m.called); }},
    {Element::called_subaddress, read_octets<&Message::called_subaddress>},
    {Element::redirecting_number,
     [](base::Octets c, Message& m) { read_number(c, m.redirecting); }},
    {Element::redirection_number,
     [](base::Octets c, Message& m) { read_number(c, m.redirection); }},
    {Element::transit_network, read_octets<&Message::transit_network>},
    {Element::network_facilities, read_octets<&Message::network_facilities>},
    {Element::call_identity, read_octets<&Message::call_identity>},
    {Element::facility, read_facility},
    {Element::low_layer_compatibility, read_octets<&Message::low_layer>},
    {Element::high_layer_compatibility, read_high_layer},
    {Element::user_user, read_octets<&Message::user_user>},
};

// --- writers: contents from octet 3 on
// ------------------------------------------------------------------

using Contents = std::vector<std::uint8_t>;

std::uint8_t last(unsigned value) {
    return static_cast<std::uint8_t>(kExtension | value);
}

Contents write_cause(const Cause& cause) {
    Contents contents{last(cause.location & 0x0fU), last(cause.value & 0x7fU)};
    contents.insert(contents.end(), cause.diagnostic.begin(), cause.diagnostic.end());
    contents.resize(
        std::min<std::size_t>(contents.size(), 30)); // Table 4-3: the element is 32 octets at most
    return contents;
}

Contents write_progress(const Progress& progress) {
    return {last(progress.location & 0x0fU), last(progress.description & 0x7fU)};
}

// As IA5, behind what is there; `limit`: characters at the most.
void append_text(Contents& contents, const std::string& text, std::size_t limit) {
    const std::size_t size = std::min(text.size(), limit);
    contents.reserve(contents.size() + size);
    for (std::size_t i = 0; i < size; ++i)
        contents.push_back(static_cast<std::uint8_t>(text[i]) & 0x7f);
}

// A number: its leading octets and the digits, in one piece of memory.
Contents write_digits(std::initializer_list<std::uint8_t> head, const std::string& digits) {
    Contents contents;
    contents.reserve(head.size() + std::min(digits.size(), kMaxNumberDigits));
    contents.assign(head);
    append_text(contents, digits, kMaxNumberDigits);
    return contents;
}

std::uint8_t type_and_plan(const Number& number) {
    return static_cast<std::uint8_t>((number.type_of_number & 7U) << 4 | (number.plan & 0x0fU));
}

Contents write_called(const Number& number) {
    return write_digits({last(type_and_plan(number))}, number.digits);
}

Contents write_calling(const Number& number) {
    return write_digits(
        {type_and_plan(number), last((number.presentation & 3U) << 5 | (number.screening & 3U))},
        number.digits);
}

Contents write_redirecting(const Number& number) {
    return write_digits(
        {type_and_plan(number),
         static_cast<std::uint8_t>((number.presentation & 3U) << 5 | (number.screening & 3U)),
         last(number.reason & 0x0fU)},
        number.digits);
}

Contents write_text(const std::string& text, std::size_t limit) {
    Contents contents;
    append_text(contents, text, limit);
    return contents;
}

// Elements that are written as they are kept.
struct OctetsRow {
    Element element;
    Contents Message::*octets;
};
constexpr OctetsRow kOctetsRows[] = {
    {Element::call_identity, &Message::call_identity},
    {Element::network_facilities, &Message::network_facilities},
    {Element::connected_subaddress, &Message::connected_subaddress},
    {Element::calling_subaddress, &Message::calling_subaddress},
    {Element::called_subaddress, &Message::called_subaddress},
    {Element::transit_network, &Message::transit_network},
    {Element::low_layer_compatibility, &Message::low_layer},
    {Element::user_user, &Message::user_user},
};

// Calls `visit(identifier, octets of the whole element, contents)` for each element of codeset 0;
// returns where the first locking shift or something unreadable begins.
template <class Visit>
std::size_t for_each_element(base::Octets elements, Visit visit) {
    base::OctetReader reader(elements);
    while (!reader.at_end()) {
        const std::size_t begin = reader.position();
        const std::uint8_t identifier = reader.u8();
        if (identifier & 0x80) {
            if ((identifier & kShiftMask) == kShift) {
                if (!(identifier & kNonLocking))
                    return begin;
                const std::uint8_t shifted =
                    reader.u8(); // one element of another codeset: passed over
                if (!(shifted & 0x80))
                    reader.octets(reader.u8());
                if (reader.failed())
                    return begin;
                visit(std::uint16_t{0x100}, elements.subspan(begin, reader.position() - begin),
                      base::Octets{});
                continue;
            }
            visit(std::uint16_t{identifier}, elements.subspan(begin, 1), base::Octets{});
            continue;
        }
        const base::Octets contents = reader.octets(reader.u8());
        if (reader.failed())
            return begin;
        visit(std::uint16_t{identifier}, elements.subspan(begin, reader.position() - begin),
              contents);
    }
    return elements.size();
}

} // namespace

std::vector<std::uint8_t> other_codesets(base::Octets elements) {
    constexpr unsigned kLeast = 4; // 1 to 3 are reserved (§4.5.2)
    std::vector<std::uint8_t> others;
    base::OctetReader reader(elements);
    for (unsigned locked = 0, codeset = 0; !reader.at_end();) {
        const std::size_t begin = reader.position();
        const std::uint8_t identifier = reader.u8();
        if ((identifier & kShiftMask) == kShift) {
            codeset = identifier & 7U;
            locked = identifier & kNonLocking ? locked : codeset;
            continue;
        }
        if (!(identifier & 0x80))
            reader.octets(reader.u8());
        if (reader.failed())
            break;
        if (codeset >= kLeast) {
            const base::Octets whole = elements.subspan(begin, reader.position() - begin);
            others.push_back(static_cast<std::uint8_t>(kShift | kNonLocking | codeset));
            others.insert(others.end(), whole.begin(), whole.end());
        }
        codeset = locked;
    }
    return others;
}

std::vector<std::uint8_t> bearer_contents(const BearerCapability& bearer) {
    Contents contents;
    contents.reserve(4);
    contents.push_back(last(bearer.transfer & 0x1fU));
    contents.push_back(last(bearer.rate & 0x7fU));
    if ((bearer.rate & 0x1f) == kMultirate)
        contents.push_back(last(2)); // octet 4.1, which Message does not keep: the least there is
    if (bearer.layer1)
        contents.push_back(last(0x20U | (bearer.layer1 & 0x1fU)));
    return contents;
}

std::vector<std::uint8_t> channel_contents(const Channel& channel, bool basic_rate) {
    constexpr unsigned kPrimaryRate = 0x20, kExclusive = 0x08, kAsFollows = 1, kExplicit = 0x40;
    constexpr std::uint8_t kBChannels = 0x83; // octet 3.2: ITU-T, by number
    const unsigned exclusive = channel.exclusive ? kExclusive : 0;
    if (basic_rate)
        return {last(exclusive | (channel.timeslot & 3U))};
    const unsigned selection = channel.timeslot ? kAsFollows : 0U;
    std::vector<std::uint8_t> contents{
        last(kPrimaryRate | exclusive | selection | (channel.interface ? kExplicit : 0U))};
    if (channel.interface)
        contents.push_back(last(*channel.interface & 0x7fU));
    if (selection) {
        contents.push_back(kBChannels);
        contents.push_back(last(channel.timeslot & 0x7fU));
    }
    return contents;
}

base::Octets information_of(base::Octets frame) {
    if (frame.size() <= 4 || frame[0] >> 2 != 0) // not of SAPI 0
        return {};
    if (is_numbered(frame))
        return frame.subspan(4);
    constexpr std::uint8_t kUi = 0x03, kPollFinal = 0x10;
    return (frame[2] & ~kPollFinal) == kUi ? frame.subspan(3) : base::Octets{};
}
bool is_numbered(base::Octets frame) {
    return frame.size() > 3 && (frame[2] & 1) == 0;
}
std::uint8_t tei_of(base::Octets frame) {
    return frame[1] >> 1;
}

std::uint8_t send_sequence_of(base::Octets i_frame) {
    return i_frame[2] >> 1;
}

base::Result<Envelope, Q931Error> read_envelope(base::Octets message) {
    base::OctetReader reader(message);
    const std::uint8_t discriminator = reader.u8();
    const unsigned length = reader.u8() & 0x0f;
    Envelope envelope;
    for (unsigned i = 0; i < length; ++i) {
        const std::uint8_t octet = reader.u8();
        if (i == 0)
            envelope.to_originator = octet & 0x80;
        envelope.call_reference = static_cast<std::uint16_t>(envelope.call_reference << 8 |
                                                             (i == 0 ? octet & 0x7f : octet));
    }
    envelope.type = reader.u8();
    if (reader.failed())
        return base::fail(Q931Error::truncated);
    if (discriminator != kQ931 || length > 2)
        return base::fail(Q931Error::not_q931);
    envelope.elements = reader.rest();
    return envelope;
}

Message read_elements(MessageType type, base::Octets elements) {
    Message message;
    message.type = type;
    for_each_element(elements,
                     [&message](std::uint16_t identifier, base::Octets, base::Octets contents) {
                         if (identifier == static_cast<std::uint16_t>(Element::sending_complete)) {
                             message.sending_complete = true;
                             return;
                         }
                         for (const ReaderRow& row : kReaders)
                             if (static_cast<std::uint16_t>(row.element) == identifier)
                                 row.read(contents, message);
                     });
    if (message.bearers.size() == 1 && message.bearers[0] == bearer_contents(*message.bearer))
        message.bearers.clear(); // `bearer` says it all
    message.other_codesets = other_codesets(elements);
    return message;
}

bool is_call_independent(base::Octets elements) {
    constexpr std::uint8_t kDChannel = 0x04;
    bool found = false;
    for_each_element(elements, [&](std::uint16_t identifier, base::Octets, base::Octets contents) {
        if (identifier == static_cast<std::uint16_t>(Element::channel_identification) &&
            !contents.empty())
            found = (contents[0] & kDChannel) != 0;
    });
    return found;
}

std::vector<std::uint8_t> message_head(std::optional<std::uint16_t> reference, bool to_originator,
                                       std::uint8_t type, bool basic_rate) {
    if (!reference)
        return {kQ931, 0, type};
    const std::uint8_t flag = to_originator ? 0x80 : 0;
    const auto high = static_cast<std::uint8_t>(*reference >> 8 & 0x7f);
    const auto low = static_cast<std::uint8_t>(*reference & 0xff);
    if (basic_rate)
        return {kQ931, 1, static_cast<std::uint8_t>(flag | (low & 0x7f)), type};
    return {kQ931, 2, static_cast<std::uint8_t>(flag | high), low, type};
}

const ElementPatch::Item* ElementPatch::find(std::uint8_t identifier) const {
    for (const Item& item : items)
        if (static_cast<std::uint8_t>(item.element) == identifier)
            return &item;
    return nullptr;
}

ElementPatch elements_of(const Message& message) {
    constexpr std::size_t kTypicalItems = 8; // a SETUP of ours has seven
    ElementPatch patch;
    patch.items.reserve(kTypicalItems);
    const auto one = [&patch](Element element, Contents contents) {
        patch.items.push_back({element, {}});
        patch.items.back().contents.push_back(std::move(contents));
    };
    const auto none = [&patch](Element element) { patch.items.push_back({element, {}}); };
    const bool setup = message.type == MessageType::setup;
    if (message.sending_complete)
        one(Element::sending_complete, {});
    else if (setup || message.type == MessageType::information)
        none(Element::sending_complete);
    if (message.bearers.size() > 1)
        one(Element::repeat_indicator, {});
    if (!message.bearers.empty())
        patch.items.push_back({Element::bearer_capability, message.bearers});
    else if (message.bearer)
        one(Element::bearer_capability, bearer_contents(*message.bearer));
    if (message.cause)
        one(Element::cause, write_cause(*message.cause));
    if (!message.progress.empty()) {
        patch.items.push_back({Element::progress_indicator, {}});
        for (const Progress& progress : message.progress)
            patch.items.back().contents.push_back(write_progress(progress));
    } else if (setup) {
        none(Element::progress_indicator);
    }
    if (message.notification)
        one(Element::notification_indicator, {last(*message.notification & 0x7fU)});
    if (!message.display.empty())
        one(Element::display, write_text(message.display, 80));
    if (!message.keypad.empty())
        one(Element::keypad_facility, write_text(message.keypad, 32));
    if (message.connected)
        one(Element::connected_number, write_calling(*message.connected));
    if (message.calling) {
        one(Element::calling_number, write_calling(*message.calling));
        if (message.second_calling)
            patch.items.back().contents.push_back(write_calling(*message.second_calling));
    } else if (setup)
        none(Element::calling_number);
    if (message.called)
        one(Element::called_number, write_called(*message.called));
    else if (setup || message.type == MessageType::information)
        none(Element::called_number);
    if (message.redirecting)
        one(Element::redirecting_number, write_redirecting(*message.redirecting));
    if (message.redirection)
        one(Element::redirection_number, write_calling(*message.redirection));
    for (const OctetsRow& row : kOctetsRows)
        if (!(message.*row.octets).empty())
            one(row.element, message.*row.octets);
    if (!message.high_layer.empty()) {
        one(Element::high_layer_compatibility, message.high_layer);
        if (!message.second_high_layer.empty())
            patch.items.back().contents.push_back(message.second_high_layer);
    }
    if (!message.facilities.empty())
        patch.items.push_back({Element::facility, message.facilities});
    patch.tail = message.other_codesets;
    return patch;
}

std::vector<std::uint8_t> apply(base::Octets message, const ElementPatch& patch,
                                std::size_t limit) {
    if (!patch.whole.empty())
        return patch.whole.size() <= limit ? patch.whole : std::vector<std::uint8_t>();
    const auto envelope = read_envelope(message);
    if (!envelope)
        return {};
    const base::Octets elements = envelope->elements;
    struct Piece {
        std::uint16_t order; // single octets first; then in the order of coming
        base::Octets octets;
        bool headless = false; // of a patch: identifier and length are still to be put before it
        std::uint8_t identifier = 0;
    };
    std::vector<Piece> pieces;
    pieces.reserve(16);
    bool unreadable = false;
    const auto order = [](std::uint16_t identifier) {
        return static_cast<std::uint8_t>(identifier & 0x80 ? 0 : identifier);
    };
    const auto place = [&pieces](std::uint8_t key) {
        return static_cast<std::uint16_t>(std::size_t{key} << 8 | (pieces.size() & 0xff));
    };
    std::uint8_t previous = 0;
    const std::size_t end =
        for_each_element(elements, [&](std::uint16_t identifier, base::Octets whole, base::Octets) {
            if (patch.becomes ||
                (identifier < 0x100 && patch.find(static_cast<std::uint8_t>(identifier))))
                return;
            // an element of another codeset stays behind the one that it follows
            previous = identifier == 0x100 ? previous : order(identifier);
            pieces.push_back({place(previous), whole});
        });
    for (const ElementPatch::Item& item : patch.items)
        for (const Contents& contents : item.contents) {
            const auto identifier = static_cast<std::uint8_t>(item.element);
            pieces.push_back({place(order(identifier)), contents, true, identifier});
            unreadable = unreadable || contents.size() > 255;
        }
    std::ranges::sort(pieces, {}, &Piece::order);
    std::vector<std::uint8_t> result;
    result.reserve(limit);
    const base::Octets head = message.first(message.size() - elements.size());
    result.assign(head.begin(), head.end());
    result.back() = patch.becomes.value_or(result.back());
    for (const Piece& piece : pieces) {
        if (piece.headless)
            result.push_back(piece.identifier);
        if (piece.headless && (piece.identifier & 0x80))
            continue; // a single octet
        if (piece.headless)
            result.push_back(static_cast<std::uint8_t>(piece.octets.size()));
        result.insert(result.end(), piece.octets.begin(), piece.octets.end());
    }
    result.insert(result.end(), patch.tail.begin(), patch.tail.end());
    const base::Octets rest = elements.subspan(end);
    if (!patch.becomes)
        result.insert(result.end(), rest.begin(), rest.end());
    if (unreadable || result.size() > limit)
        return {};
    return result;
}

} // namespace isdn
