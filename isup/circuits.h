// Parameters that name circuits, calls and signalling points (Q.763 §3.8, §3.14, §3.17, §3.40,
// §3.43, §3.50, §3.69).
#pragma once

#include "isup/codes.h"
#include "isup/octet_string.h"

#include <optional>

namespace isup {

/// Which circuits from the message's CIC on, and one bit for each (Q.763 §3.43). GRS, CQM and CQR
/// have no status.
struct RangeAndStatus {
    static constexpr Param kCode = Param::range_and_status;
    std::uint8_t range = 1; ///< number of circuits - 1; 0 is for national use
    OctetString<32> status{};

    std::size_t circuits() const { return range + 1u; }
    /// Bit of the n-th circuit, from 0; false when there is no status.
    bool marked(std::size_t n) const {
        return n / 8 < status.size() && (status[n / 8] >> n % 8 & 1);
    }
    /// All circuits with a status, each unmarked.
    void clear();
    /// Without effect when the circuit is outside the status.
    void mark(std::size_t n);

    static std::optional<RangeAndStatus> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const RangeAndStatus&) const = default;
};

enum class Blocked : std::uint8_t { no = 0, locally = 1, remotely = 2, both = 3 };
enum class CircuitUse : std::uint8_t {
    not_equipped_or_transient = 0,
    incoming_busy = 1,
    outgoing_busy = 2,
    idle = 3
};

/// State of one circuit (Q.763 §3.14).
struct CircuitState {
    Blocked maintenance = Blocked::no; ///< BA; of a circuit without use: 0 transient, 3 unequipped
    CircuitUse use = CircuitUse::idle; ///< DC
    Blocked hardware = Blocked::no;    ///< FE; other than no only when idle

    bool unequipped() const {
        return use == CircuitUse::not_equipped_or_transient && maintenance == Blocked::both;
    }
    bool operator==(const CircuitState&) const = default;
};

/// One state for each circuit of the range (Q.763 §3.14).
struct CircuitStates {
    static constexpr Param kCode = Param::circuit_state_indicator;
    OctetString<32> octets{};

    std::size_t size() const { return octets.size(); }
    CircuitState operator[](std::size_t n) const;
    /// False, and nothing added, when there are 32.
    bool add(const CircuitState& state);

    static std::optional<CircuitStates> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CircuitStates&) const = default;
};

/// Which 64 kbit/s channels a multi-rate call uses (Q.763 §3.69).
struct CircuitAssignmentMap {
    static constexpr Param kCode = Param::circuit_assignment_map;
    bool e1 = true;             ///< map type 2, 2048 kbit/s; else 1, 1544 kbit/s
    std::uint32_t channels = 0; ///< bit n-1: channel n, 1-31 or 1-24

    static std::optional<CircuitAssignmentMap> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CircuitAssignmentMap&) const = default;
};

/// A signalling point code of 14 bits, low octet first.
template <Param Code>
struct PointCode {
    static constexpr Param kCode = Code;
    std::uint16_t code = 0;

    static std::optional<PointCode> decode(base::Octets contents) {
        if (contents.size() < 2)
            return std::nullopt;
        return PointCode{static_cast<std::uint16_t>((contents[0] | contents[1] << 8) & 0x3fff)};
    }
    void encode(base::OctetWriter& out) const {
        out.u8(static_cast<std::uint8_t>(code));
        out.u8(static_cast<std::uint8_t>(code >> 8 & 0x3f));
    }
    bool operator==(const PointCode&) const = default;
};
/// Q.763 §3.50.
using SignallingPointCode = PointCode<Param::signalling_point_code>;
/// Q.763 §3.40.
using OriginationIscPointCode = PointCode<Param::origination_isc_point_code>;

/// Q.763 §3.8; T1.113 has point codes of 24 bits.
struct CallReference {
    static constexpr Param kCode = Param::call_reference;
    std::uint32_t identity = 0;   ///< 24 bits
    std::uint32_t point_code = 0; ///< 14 bits, of ANSI 24
    bool ansi = false;

    static std::optional<CallReference> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const CallReference&) const = default;
};

/// An SCCP connection that the sender wants (Q.763 §3.17).
struct ConnectionRequest {
    static constexpr Param kCode = Param::connection_request;
    std::uint32_t local_reference = 0;            ///< 24 bits
    std::uint16_t point_code = 0;                 ///< 14 bits
    std::optional<std::uint8_t> protocol_class{}; ///< SCCP 2 or 3
    std::optional<std::uint8_t> credit{};         ///< only behind a protocol class

    static std::optional<ConnectionRequest> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ConnectionRequest&) const = default;
};

} // namespace isup
