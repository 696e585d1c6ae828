// Q.931 call-control messages as values: what libpri tells and is told, and what the Q.699 mapping
// translates.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace isdn {

/// Q.931 Table 4-2, call establishment, clearing and miscellaneous messages that reach the call.
enum class MessageType : std::uint8_t {
    alerting = 0x01,
    call_proceeding = 0x02,
    progress = 0x03,
    setup = 0x05,
    connect = 0x07,
    setup_acknowledge = 0x0d,
    connect_acknowledge = 0x0f,
    user_information = 0x20,
    suspend_reject = 0x21,
    resume_reject = 0x22,
    hold = 0x24,
    suspend = 0x25,
    resume = 0x26,
    hold_acknowledge = 0x28,
    suspend_acknowledge = 0x2d,
    resume_acknowledge = 0x2e,
    hold_reject = 0x30,
    retrieve = 0x31,
    retrieve_acknowledge = 0x33,
    retrieve_reject = 0x37,
    disconnect = 0x45,
    release = 0x4d,
    release_complete = 0x5a,
    facility = 0x62,
    notify = 0x6e,
    status_enquiry = 0x75,
    information = 0x7b,
    status = 0x7d,
};

/// "SETUP", "CALL PROCEEDING", ... as Q.931 spells them.
const char* name(MessageType type);

/// Called, calling, connected and redirecting party number (Q.931 §4.5.8, §4.5.10).
struct Number {
    std::uint8_t type_of_number =
        0;                 ///< Table 4-9: 0 unknown, 1 international, 2 national, 4 subscriber, ...
    std::uint8_t plan = 1; ///< Table 4-9: 0 unknown, 1 E.164, 8 national, 9 private
    std::uint8_t presentation = 0; ///< Table 4-10: 0 allowed, 1 restricted, 2 not available
    std::uint8_t screening =
        0; ///< Table 4-10: 0 not screened, 1 passed, 2 failed, 3 network provided
    std::uint8_t reason =
        0; ///< redirecting number only (Q.952): 0 unknown, 1 busy, 2 no reply, 15 unconditional
    std::string digits; ///< IA5: 0-9 * #
    bool operator==(const Number&) const = default;
};

/// Cause (Q.931 §4.5.12, Q.850).
struct Cause {
    std::uint8_t value = 16;
    std::uint8_t location =
        0; ///< Q.850 Table 1: 0 user, 1 LPN, 2 LN, 3 TN, 4 RLN, 5 RPN, 7 international, 10 BI
    std::vector<std::uint8_t> diagnostic; ///< as on the wire, may be empty
    bool operator==(const Cause&) const = default;
};

/// Progress indicator (Q.931 §4.5.23).
struct Progress {
    std::uint8_t description =
        0; ///< 1 not end-to-end ISDN, 2 destination non-ISDN, 3 origination non-ISDN, 8 in-band
    std::uint8_t location = 0;
    bool operator==(const Progress&) const = default;
};

/// Bearer capability (Q.931 §4.5.5).
struct BearerCapability {
    std::uint8_t transfer = 0x10; ///< octet 3: 0 speech, 8 unrestricted, 9 restricted, 0x10 3.1
                                  ///< kHz, 0x11 7 kHz, 0x18 video
    std::uint8_t rate = 0x10;     ///< octet 4, mode and rate: 0x10 circuit 64 kbit/s
    std::uint8_t layer1 = 3;      ///< octet 5: 2 mu-law, 3 A-law, 0 absent
    bool operator==(const BearerCapability&) const = default;
};

/// Channel identification (Q.931 §4.5.13), reduced to the one B-channel that a call uses.
struct Channel {
    std::uint8_t timeslot = 0; ///< 0 = any
    bool exclusive = false;    ///< false = preferred
    /// Octet 3.1, the interface of an NFAS group; absent: the one that the D-channel is on.
    std::optional<std::uint8_t> interface {};
    bool operator==(const Channel&) const = default;
};

/// One message of a call. Absent elements are absent on the wire, or not known to libpri.
///
/// Octets (HLC, LLC, subaddresses, user-user ...) are contents from octet 3 on.
struct Message {
    MessageType type = MessageType::setup;
    std::optional<BearerCapability> bearer; ///< the first one
    /// All bearer capabilities, of ascending priority, when there are two or the one says more than
    /// `bearer` holds (§4.5.5, §5.11); they are written instead of it then.
    std::vector<std::vector<std::uint8_t>> bearers;
    std::optional<Channel> channel;
    std::optional<Cause> cause;
    std::vector<Progress> progress;
    std::optional<Number> called, calling, connected, redirecting;
    std::optional<Number> second_calling; ///< two calling numbers delivered (ETS 300 092-1)
    std::optional<Number> redirection;    ///< to whom a call is diverted (Q.952)
    std::string display;                  ///< IA5
    std::string keypad;                   ///< IA5
    bool sending_complete = false;
    std::vector<std::uint8_t> high_layer, second_high_layer, low_layer, user_user;
    std::vector<std::uint8_t> called_subaddress, calling_subaddress, connected_subaddress;
    std::vector<std::uint8_t> transit_network, network_facilities, call_identity;
    std::vector<std::vector<std::uint8_t>> facilities; ///< Q.932 §8.2.3, one each
    /// Elements of other codesets than 0 (§4.5.2), each behind a non-locking shift of its own; none
    /// is read, between QSIG lines they are carried.
    std::vector<std::uint8_t> other_codesets;
    std::optional<std::uint8_t> notification; ///< NOTIFY (Q.931 §4.5.22): 0 suspended, 1 resumed,
                                              ///< 0x79 hold, 0x7a retrieval, ...
    std::optional<std::uint8_t> call_state;   ///< STATUS (§4.5.7): 0 null, 10 active, ...
    bool operator==(const Message&) const = default;

    bool has_progress(std::uint8_t description) const {
        for (const Progress& p : progress)
            if (p.description == description)
                return true;
        return false;
    }
};

} // namespace isdn
