// Reads and writes ISUP messages (Q.763 §1.1-1.7): fixed part, pointers, variable part, optional
// part.
#include "isup/message.h"

#include <algorithm>

namespace isup {
namespace {

constexpr auto kEnd = Param::end_of_optional_parameters;

constexpr bool has_optional_part(const MessageRow& row) {
    return row.shape == Shape::with_optional || row.shape == Shape::national;
}

} // namespace

// --- the store ---

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

/// Gives each parameter octets of its own, without gaps.
void Message::compact() {
    std::array<std::uint8_t, kMaxOctets> packed;
    std::size_t used = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        Entry& entry = index_[i];
        if (entry.length > kMaxOctets - used) {
            overflowed_ = true;
            entry.length = 0;
        }
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

// --- decode ---

// The octets are copied into the store once; the index then refers to the parameters where they
// stand.

void Message::refer(Param code, std::size_t offset, std::size_t length) {
    if (count_ == kMaxParameters)
        overflowed_ = true;
    else
        index_[count_++] = {code, static_cast<std::uint16_t>(offset),
                            static_cast<std::uint16_t>(length)};
}

/// The length octet of a parameter stands at `position`. Returns why it does not fit.
Reason Message::refer_variable(Param code, std::size_t position) {
    if (position >= used_)
        return Reason::pointer_outside;
    const std::size_t length = store_[position];
    if (length > used_ - position - 1)
        return Reason::parameter_outside;
    refer(code, position + 1, length);
    return overflowed_ ? Reason::oversize : Reason::none;
}

/// Reads code, length, contents until the end code; the end of the octets counts as one (Q.763
/// §1.7).
Error Message::refer_optional(std::size_t position) {
    while (position < used_) {
        const auto code = static_cast<Param>(store_[position]);
        if (code == kEnd)
            break;
        const Reason reason = refer_variable(code, position + 1);
        if (reason != Reason::none)
            return {reason == Reason::oversize ? reason : Reason::parameter_outside, code};
        position += 2u + store_[position + 1];
    }
    return {};
}

Error Message::refer_known(const MessageRow& row, Variant variant) {
    std::size_t position = 1;
    for (const Param code : row.fixed) {
        const std::size_t length = find_parameter(code, variant)->min_octets;
        if (length > used_ - position)
            return {Reason::truncated, code};
        refer(code, position, length);
        position += length;
    }
    std::size_t furthest = position + row.variable.size() + (row.shape == Shape::with_optional);
    bool overlap = false;
    for (const Param code : row.variable) {
        if (position >= used_)
            return {Reason::truncated, code};
        const std::size_t pointer = store_[position];
        if (pointer == 0)
            return {Reason::missing_pointer, code};
        if (const Reason reason = refer_variable(code, position + pointer); reason != Reason::none)
            return {reason, code};
        const Entry& entry = index_[count_ - 1u];
        if (entry.length < find_parameter(code, variant)->min_octets)
            return {Reason::too_short, code};
        overlap |= entry.offset <= furthest;
        furthest = entry.offset + entry.length;
        ++position;
    }
    Error error;
    if (row.shape == Shape::with_optional) {
        if (position >= used_)
            return {Reason::truncated, kEnd};
        const std::size_t pointer = store_[position];
        if (pointer && position + pointer >= used_)
            return {Reason::pointer_outside, kEnd};
        overlap |= pointer && position + pointer < furthest;
        if (pointer)
            error = refer_optional(position + pointer);
    }
    if (overlap && error.reason == Reason::none) {
        compact(); // legal, but a change of one parameter must not touch another
        if (overflowed_)
            return {Reason::oversize, kEnd};
    }
    return error;
}

/// Q.764 §2.9.5.2: a type that we do not know can be read only if all its parameters are optional.
bool Message::refer_unknown() {
    if (used_ < 2)
        return used_ == 1;
    const std::size_t pointer = store_[1];
    if (pointer == 0)
        return used_ == 2;
    return 1 + pointer < used_ && refer_optional(1 + pointer).reason == Reason::none;
}

Result<Message> Message::decode(base::Octets octets, Variant variant) {
    if (octets.empty())
        return base::fail(Error{Reason::empty});
    if (octets.size() > kMaxOctets)
        return base::fail(Error{Reason::oversize});
    Result<Message> result{Message(static_cast<MessageType>(octets[0]))};
    Message& message = *result;
    message.variant_ = variant;
    message.used_ = static_cast<std::uint16_t>(octets.size());
    std::memcpy(message.store_.data(), octets.data(), octets.size());

    const MessageRow* row = find_message(message.type_, variant);
    if (row && row->shape != Shape::opaque && row->shape != Shape::national) {
        const Error error = message.refer_known(*row, variant);
        if (error.reason != Reason::none)
            return base::fail(error);
        return result;
    }
    if ((row && row->shape == Shape::opaque) || !message.refer_unknown()) {
        message.count_ = 0;
        message.overflowed_ = false;
        message.refer(kEnd, 1, octets.size() - 1);
    }
    return result;
}

// --- encode ---

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
        write_short(out, contents(*entry));
    }

    const std::size_t pointers = out.size();
    for (std::size_t i = 0; i < row.variable.size() + has_optional_part(row); ++i)
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
        write_short(out, contents(*entry));
    }

    const std::size_t optional = out.size();
    for (std::size_t i = 0; i < count_; ++i) {
        if (written >> i & 1)
            continue;
        const Entry& entry = index_[i];
        if (!has_optional_part(row))
            return base::fail(Error{Reason::no_optional_part, entry.code});
        out.u8(static_cast<std::uint8_t>(entry.code));
        out.u8(static_cast<std::uint8_t>(entry.length));
        write_short(out, contents(entry));
    }
    if (out.size() > optional) {
        if (optional - pointer > 255)
            return base::fail(Error{Reason::oversize});
        out.patch(pointer, static_cast<std::uint8_t>(optional - pointer));
        out.u8(static_cast<std::uint8_t>(kEnd));
    }
    if (out.failed())
        return base::fail(Error{Reason::no_room});
    if (out.size() > kMaxOctets) // what decode refuses: a long message with parameters added
        return base::fail(Error{Reason::oversize});
    return out.size();
}

} // namespace isup
