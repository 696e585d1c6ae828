// Reads and writes ISUP messages (Q.763 §1.1-1.7): fixed part, pointers, variable part, optional
// part.
#include "isup/message.h"

#include <algorithm>

namespace isup {
namespace {

constexpr auto kEnd = Param::end_of_optional_parameters;

/// Cuts a parameter out of `octets`: its length octet stands at `position`.
bool variable_at(base::Octets octets, std::size_t position, base::Octets& contents) {
    if (position >= octets.size() || octets[position] > octets.size() - position - 1)
        return false;
    contents = octets.subspan(position + 1, octets[position]);
    return true;
}

} // namespace

// --- the store
// -------------------------------------------------------------------------------------

const Message::Entry* Message::find_nth(Param code, std::size_t n) const {
    for (std::size_t i = 0; i < count_; ++i)
        if (index_[i].code == code && n-- == 0)
            return &index_[i];
    return nullptr;
}

std::size_t Message::count(Param code) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < count_; ++i)
        count += index_[i].code == code;
    return count;
}

base::Octets Message::raw(Param code, std::size_t n) const {
    const Entry* entry = find_nth(code, n);
    return entry ? contents(*entry) : base::Octets();
}

std::span<std::uint8_t> Message::tail() {
    if (kMaxOctets - used_ < 255)
        compact();
    return std::span(store_).subspan(used_);
}

void Message::commit(Param code, const base::OctetWriter& writer) {
    if (writer.failed() || count_ == kMaxParameters || (writer.size() > 255 && code != kEnd)) {
        overflowed_ = true;
        return;
    }
    index_[count_++] = {code, used_, static_cast<std::uint16_t>(writer.size())};
    used_ = static_cast<std::uint16_t>(used_ + writer.size());
}

void Message::add_raw(Param code, base::Octets contents) {
    base::OctetWriter writer(tail());
    writer.octets(contents);
    commit(code, writer);
}

void Message::set_raw(Param code, base::Octets contents) {
    Entry* entry = const_cast<Entry*>(find(code));
    if (!entry)
        return add_raw(code, contents);
    if (contents.size() <= entry->length) {
        std::copy(contents.begin(), contents.end(), store_.begin() + entry->offset);
        entry->length = static_cast<std::uint16_t>(contents.size());
        return;
    }
    // Longer than before: behind the others, in the same place of the order.
    entry->length = 0;
    base::OctetWriter writer(tail());
    writer.octets(contents);
    if (writer.failed() || contents.size() > 255) {
        overflowed_ = true;
        return;
    }
    entry->offset = used_;
    entry->length = static_cast<std::uint16_t>(contents.size());
    used_ = static_cast<std::uint16_t>(used_ + contents.size());
}

void Message::remove(Param code) {
    const auto last = std::remove_if(index_.begin(), index_.begin() + count_,
                                     [code](const Entry& entry) { return entry.code == code; });
    count_ = static_cast<std::uint8_t>(last - index_.begin());
}

/// Closes the gaps that set_raw and remove have left.
void Message::compact() {
    std::array<std::uint8_t, kMaxOctets> packed;
    std::size_t used = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        Entry& entry = index_[i];
        std::copy_n(store_.begin() + entry.offset, entry.length,
                    packed.begin() + static_cast<std::ptrdiff_t>(used));
        entry.offset = static_cast<std::uint16_t>(used);
        used += entry.length;
    }
    std::copy_n(packed.begin(), used, store_.begin());
    used_ = static_cast<std::uint16_t>(used);
}

bool Message::operator==(const Message& other) const {
    if (type_ != other.type_ || count_ != other.count_)
        return false;
    for (std::size_t i = 0; i < count_; ++i)
        if (index_[i].code != other.index_[i].code ||
            !std::ranges::equal(contents(index_[i]), other.contents(other.index_[i])))
            return false;
    return true;
}

// --- decode
// ----------------------------------------------------------------------------------------

/// Reads code, length, contents until the end code; the end of the octets counts as one (Q.763
/// §1.7).
bool Message::read_optional(base::OctetReader in, Error& error) {
    while (!in.at_end()) {
        const auto code = static_cast<Param>(in.u8());
        if (code == kEnd)
            return true;
        const base::Octets contents = in.octets(in.u8());
        if (in.failed())
            error = {Reason::parameter_outside, code};
        else
            add_raw(code, contents);
        if (overflowed_)
            error = {Reason::oversize, code};
        if (error.reason != Reason::none)
            return false;
    }
    return true;
}

Result<Message> Message::decode(base::Octets octets, Variant variant) {
    base::OctetReader in(octets);
    Result<Message> result(Message(static_cast<MessageType>(in.u8())));
    Message& message = *result;
    Error error;
    if (in.failed())
        return base::fail(Error{Reason::empty});

    const MessageRow* row = find_message(message.type_, variant);
    if (!row) {
        // Q.764 §2.9.5.2: such a message can be read only if all its parameters are optional.
        base::OctetReader optional(in.rest());
        const std::uint8_t pointer = optional.peek();
        optional.skip(pointer);
        if (optional.failed() || (pointer && !message.read_optional(optional, error)) ||
            (!pointer && in.left() > 1)) {
            message = Message(message.type_);
            message.add_raw(kEnd, in.rest());
        }
        if (message.overflowed_)
            return base::fail(Error{Reason::oversize});
        return result;
    }
    if (row->shape == Shape::opaque) {
        message.add_raw(kEnd, in.rest());
        if (message.overflowed_)
            return base::fail(Error{Reason::oversize});
        return result;
    }

    for (const Param code : row->fixed) {
        const base::Octets contents = in.octets(find_parameter(code, variant)->min_octets);
        if (in.failed())
            return base::fail(Error{Reason::truncated, code});
        message.add_raw(code, contents);
    }
    for (const Param code : row->variable) {
        const std::size_t position = in.position();
        const std::uint8_t pointer = in.u8();
        if (in.failed())
            return base::fail(Error{Reason::truncated, code});
        if (pointer == 0)
            return base::fail(Error{Reason::missing_pointer, code});
        base::Octets contents;
        if (position + pointer >= octets.size())
            return base::fail(Error{Reason::pointer_outside, code});
        if (!variable_at(octets, position + pointer, contents))
            return base::fail(Error{Reason::parameter_outside, code});
        if (contents.size() < find_parameter(code, variant)->min_octets)
            return base::fail(Error{Reason::too_short, code});
        message.add_raw(code, contents);
        if (message.overflowed_)
            return base::fail(Error{Reason::oversize, code});
    }
    if (row->shape == Shape::with_optional) {
        const std::size_t position = in.position();
        const std::uint8_t pointer = in.u8();
        if (in.failed())
            return base::fail(Error{Reason::truncated});
        if (pointer == 0)
            return result;
        if (position + pointer >= octets.size())
            return base::fail(Error{Reason::pointer_outside});
        if (!message.read_optional(base::OctetReader(octets.subspan(position + pointer)), error))
            return base::fail(error);
    }
    return result;
}

// --- encode
// ----------------------------------------------------------------------------------------

Result<std::size_t> Message::encode(std::span<std::uint8_t> memory, Variant variant) const {
    if (overflowed_)
        return base::fail(Error{Reason::oversize});
    base::OctetWriter out(memory);
    out.u8(static_cast<std::uint8_t>(type_));
    if (find(kEnd)) {
        out.octets(body());
        return out.failed() ? Result<std::size_t>(base::fail(Error{Reason::no_room})) : out.size();
    }

    // A type that the tables do not know had only an optional part when it was read.
    static constexpr MessageRow kUnknown{{}, {}, {}, {}, {}, Shape::with_optional, {}, {}};
    const MessageRow* known = find_message(type_, variant);
    const MessageRow& row = known ? *known : kUnknown;

    std::uint64_t written = 0; // bit i: index_[i] stands in a mandatory part
    static_assert(kMaxParameters <= 64);
    const auto mandatory = [&](Param code) -> const Entry* {
        const Entry* entry = find(code);
        if (entry)
            written |= std::uint64_t{1} << (entry - index_.data());
        return entry;
    };

    for (const Param code : row.fixed) {
        const Entry* entry = mandatory(code);
        if (!entry)
            return base::fail(Error{Reason::missing_mandatory, code});
        if (entry->length != find_parameter(code, variant)->min_octets)
            return base::fail(Error{Reason::wrong_length, code});
        out.octets(contents(*entry));
    }

    const std::size_t pointers = out.size();
    for (std::size_t i = 0; i < row.variable.size() + (row.shape == Shape::with_optional); ++i)
        out.u8(0);
    std::size_t pointer = pointers;
    for (const Param code : row.variable) {
        const Entry* entry = mandatory(code);
        if (!entry)
            return base::fail(Error{Reason::missing_mandatory, code});
        if (entry->length < find_parameter(code, variant)->min_octets)
            return base::fail(Error{Reason::too_short, code});
        if (out.size() - pointer > 255)
            return base::fail(Error{Reason::oversize, code});
        out.patch(pointer, static_cast<std::uint8_t>(out.size() - pointer));
        ++pointer;
        out.u8(static_cast<std::uint8_t>(entry->length));
        out.octets(contents(*entry));
    }

    const std::size_t optional = out.size();
    for (std::size_t i = 0; i < count_; ++i) {
        if (written >> i & 1)
            continue;
        const Entry& entry = index_[i];
        if (row.shape != Shape::with_optional)
            return base::fail(Error{Reason::no_optional_part, entry.code});
        out.u8(static_cast<std::uint8_t>(entry.code));
        out.u8(static_cast<std::uint8_t>(entry.length));
        out.octets(contents(entry));
    }
    if (out.size() > optional) {
        if (optional - pointer > 255)
            return base::fail(Error{Reason::oversize});
        out.patch(pointer, static_cast<std::uint8_t>(optional - pointer));
        out.u8(static_cast<std::uint8_t>(kEnd));
    }
    if (out.failed())
        return base::fail(Error{Reason::no_room});
    return out.size();
}

} // namespace isup
