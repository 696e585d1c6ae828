// Parameters that carry other protocols' octets, and compatibility information (Q.763 clause 3).
#pragma once

#include "isup/codes.h"
#include "isup/digits.h"
#include "isup/octet_string.h"

#include <optional>

namespace isup {

/// Contents that ISUP only carries: octets in, the same octets out.
template <Param Code, std::size_t Max>
struct Carried {
    static constexpr Param kCode = Code;
    OctetString<Max> contents{};

    static std::optional<Carried> decode(base::Octets octets) {
        Carried value;
        if (octets.empty() || !value.contents.assign(octets))
            return std::nullopt;
        return value;
    }
    void encode(base::OctetWriter& out) const { write_short(out, contents.octets()); }
    bool operator==(const Carried&) const = default;
};
/// Q.931 bearer capability from octet 3 on (Q.763 §3.57, §3.58).
using UserServiceInformation = Carried<Param::user_service_information, 13>;
using UserServiceInformationPrime = Carried<Param::user_service_information_prime, 13>;
/// Q.931 high layer compatibility from octet 3 on (Q.763 §3.59).
using UserTeleserviceInformation = Carried<Param::user_teleservice_information, 5>;

/// Identifiers of the Q.931 information elements that an access transport parameter may carry.
enum class Element : std::uint8_t {
    progress_indicator = 0x1e,
    notification = 0x27,
    display = 0x28,
    connected_subaddress = 0x4d,
    calling_subaddress = 0x6d,
    called_subaddress = 0x71,
    low_layer = 0x7c,
    high_layer = 0x7d,
};

/// Whole Q.931 information elements, identifier and length included (Q.763 §3.3).
struct AccessTransport {
    static constexpr Param kCode = Param::access_transport;
    OctetString<255> elements{};

    /// Contents of the n-th such element of codeset 0; nothing when there is none.
    std::optional<base::Octets> find(Element element, std::size_t n = 0) const;
    /// False, and nothing added, when it does not fit.
    bool add(Element element, base::Octets contents);

    static std::optional<AccessTransport> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const AccessTransport&) const = default;
};

/// Q.763 §3.61: at most 128 octets of data.
struct UserToUserInformation {
    static constexpr Param kCode = Param::user_to_user_information;
    std::uint8_t protocol = 0; ///< Q.931 Table 4-26: 0 user specific, 4 IA5
    OctetString<128> data{};

    static std::optional<UserToUserInformation> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const UserToUserInformation&) const = default;
};

/// Q.763 §3.53 (ITU form; T1.113 appends a circuit code, which stays in the last octet's high
/// half).
struct TransitNetworkSelection {
    static constexpr Param kCode = Param::transit_network_selection;
    std::uint8_t type_of_network = 2; ///< 0 ITU-T, 2 national
    std::uint8_t plan = 0;            ///< 0 unknown, 3 X.121, 6 E.212
    Digits digits{};

    static std::optional<TransitNetworkSelection> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const TransitNetworkSelection&) const = default;
};

/// What to do with an unknown parameter or message (Q.763 §3.33, §3.41, first instruction octet).
struct Instructions {
    bool end_node = false;          ///< A: end node interpretation at an intermediate exchange too
    bool release_call = false;      ///< B
    bool send_notification = false; ///< C: CFN
    bool discard_message = false;   ///< D
    bool discard_parameter =
        false; ///< E (message form: pass on not possible, 1 = discard information)
    std::uint8_t pass_on_not_possible =
        0; ///< GF: 0 release, 1 discard message, 2 discard parameter
    bool operator==(const Instructions&) const = default;
};

/// Q.763 §3.41: instructions for parameters that the receiver may not know.
struct ParameterCompatibility {
    static constexpr Param kCode = Param::parameter_compatibility_information;
    static constexpr std::size_t kMax = 24;
    struct Row {
        Param parameter{};
        Instructions instructions;
        std::optional<std::uint8_t> more; ///< broadband octet, when there is one
        bool operator==(const Row&) const = default;
    };
    std::array<Row, kMax> rows{};
    std::uint8_t count = 0;

    const Row* find(Param parameter) const;
    static std::optional<ParameterCompatibility> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const ParameterCompatibility&) const = default;
};

/// Q.763 §3.33.
struct MessageCompatibility {
    static constexpr Param kCode = Param::message_compatibility_information;
    Instructions instructions{};

    static std::optional<MessageCompatibility> decode(base::Octets contents);
    void encode(base::OctetWriter& out) const;
    bool operator==(const MessageCompatibility&) const = default;
};

} // namespace isup
