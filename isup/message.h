// One ISUP message as a value, without CIC: the language between the legs of a call (Q.763).
#pragma once

#include "isup/cause.h"
#include "isup/contents.h"
#include "isup/error.h"
#include "isup/indicators.h"
#include "isup/numbers.h"
#include "isup/service_indicators.h"
#include "isup/tables.h"

#include <cstring>

namespace isup {

/// What one message holds at most. The SIF of MTP has 272 octets (Q.704 §14.2), of which a message
/// gets 266; two of them when a segment was joined to it (Q.764 §2.1.12).
inline constexpr std::size_t kMaxOctets = 576;
inline constexpr std::size_t kMaxParameters = 64;

/// A message type and its parameters, kept as octets in the order they came or were added.
///
/// A typed value is decoded when it is asked for: `message.get<CalledPartyNumber>()`. Parameters
/// that nobody asks for, unknown ones included, pass through unchanged. Of a message type that the
/// tables do not know, the parameters are read if the message has only an optional part; else its
/// octets are kept as body().
///
/// Shape: about 970 octets in place, no heap; a copy costs what is used.
/// Errors: a parameter that does not fit any more is dropped and overflowed() stays set; encode
/// refuses then.
class Message {
  public:
    /// One parameter. Owner: the octets are the message's and die with its next change.
    struct Parameter {
        Param code;
        base::Octets contents;
    };

    explicit Message(MessageType type = MessageType::iam) : type_(type) {}
    Message(const Message& other) { copy(other); }
    Message& operator=(const Message& other) {
        if (this != &other)
            copy(other);
        return *this;
    }

    /// Reads a message that starts at its type code (RFC 3204 §3.1). Octets that no pointer reaches
    /// are ignored. Errors: empty, truncated, pointer_outside, missing_pointer, parameter_outside,
    /// too_short, oversize.
    static Result<Message> decode(base::Octets octets, Variant variant = Variant::itu);
    /// Writes the message from its type code on and returns the number of octets.
    /// Errors: missing_mandatory, wrong_length, no_optional_part, oversize, no_room.
    Result<std::size_t> encode(std::span<std::uint8_t> memory,
                               Variant variant = Variant::itu) const;

    MessageType type() const { return type_; }
    /// Whose tables its national codes follow: those that it was decoded by, else Q.763.
    Variant variant() const { return variant_; }
    void set_variant(Variant variant) { variant_ = variant; }
    void set_type(MessageType type) { type_ = type; }

    bool has(Param code) const { return find(code) != nullptr; }
    std::size_t count(Param code) const;
    /// Contents of the n-th parameter of that code; empty when there is none.
    base::Octets raw(Param code, std::size_t n = 0) const;
    /// Replaces the first parameter of that code, or adds one.
    void set_raw(Param code, base::Octets contents);
    /// Adds a parameter behind the others, also when there is one of that code.
    void add_raw(Param code, base::Octets contents);
    /// Removes all parameters of that code.
    void remove(Param code);

    /// The n-th parameter of T's code as a typed value; nothing when it is absent or malformed.
    template <class T>
    std::optional<T> get(std::size_t n = 0) const {
        const Entry* entry = n == 0 ? find(T::kCode) : find_nth(T::kCode, n);
        if (!entry)
            return std::nullopt;
        return T::decode(contents(*entry));
    }
    /// As get, but tells absent from malformed.
    template <class T>
    Result<T> read(std::size_t n = 0) const {
        const Entry* entry = find_nth(T::kCode, n);
        if (!entry)
            return base::fail(Error{Reason::absent, T::kCode});
        std::optional<T> value = T::decode(contents(*entry));
        if (!value)
            return base::fail(Error{Reason::malformed, T::kCode});
        return *std::move(value);
    }
    template <class T>
    void set(const T& value) {
        if (!has(T::kCode))
            return add(value);
        std::array<std::uint8_t, 255> memory;
        base::OctetWriter writer(memory);
        value.encode(writer);
        if (writer.failed())
            overflowed_ = true;
        else
            set_raw(T::kCode, writer.written());
    }
    template <class T>
    void add(const T& value) {
        base::OctetWriter writer(tail());
        value.encode(writer);
        commit(T::kCode, writer);
    }

    /// Parameters in order.
    std::size_t size() const { return count_; }
    Parameter parameter(std::size_t i) const { return {index_[i].code, contents(index_[i])}; }

    /// Octets behind the type code, of an opaque or unknown message; else empty.
    base::Octets body() const { return raw(Param::end_of_optional_parameters); }
    /// The type is not in the tables of `variant`.
    bool unknown(Variant variant = Variant::itu) const { return !find_message(type_, variant); }
    /// Something did not fit.
    bool overflowed() const { return overflowed_; }

    /// Same type and the same parameters in the same order.
    bool operator==(const Message& other) const;

  private:
    struct Entry {
        Param code;
        std::uint16_t offset;
        std::uint16_t length;
    };

    base::Octets contents(const Entry& entry) const {
        return base::Octets(store_).subspan(entry.offset, entry.length);
    }
    const Entry* find(Param code) const {
        for (std::size_t i = 0; i < count_; ++i)
            if (index_[i].code == code)
                return &index_[i];
        return nullptr;
    }
    const Entry* find_nth(Param code, std::size_t n) const;
    /// Where the next parameter's contents go.
    std::span<std::uint8_t> tail() {
        if (kMaxOctets - used_ < 255)
            compact();
        return std::span(store_).subspan(used_);
    }
    void commit(Param code, const base::OctetWriter& writer) {
        if (writer.failed() || count_ == kMaxParameters ||
            (writer.size() > 255 && code != Param::end_of_optional_parameters)) {
            overflowed_ = true;
            return;
        }
        index_[count_++] = {code, used_, static_cast<std::uint16_t>(writer.size())};
        used_ = static_cast<std::uint16_t>(used_ + writer.size());
    }
    void compact();
    void refer(Param code, std::size_t offset, std::size_t length);
    Reason refer_variable(Param code, std::size_t position);
    Error refer_optional(std::size_t position);
    Error refer_known(const MessageRow& row, Variant variant);
    bool refer_unknown();
    void copy(const Message& other) {
        type_ = other.type_;
        variant_ = other.variant_;
        overflowed_ = other.overflowed_;
        count_ = other.count_;
        used_ = other.used_;
        std::memcpy(index_.data(), other.index_.data(), count_ * sizeof(Entry));
        std::memcpy(store_.data(), other.store_.data(), used_);
    }

    MessageType type_;
    Variant variant_ = Variant::itu;
    bool overflowed_ = false;
    std::uint8_t count_ = 0;
    std::uint16_t used_ = 0;
    std::array<Entry, kMaxParameters> index_;
    std::array<std::uint8_t, kMaxOctets> store_;
};

} // namespace isup
