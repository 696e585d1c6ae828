// The tables of the Q.931 and ISUP mapping (Q.699): what a row says, and where all rows are.
// Private to this room and its tests.
#pragma once

#include "gateway/mapping/q931_isup.h"

#include <span>

namespace mapping {

/// Messages of Q.931 that an element may stand in, as bits.
enum MessageBit : unsigned {
    kInSetup = 1,
    kInProceeding = 2, ///< CALL PROCEEDING
    kInAlerting = 4,
    kInProgress = 8,
    kInConnect = 16,
    kInDisconnect = 32,
    kInRelease = 64, ///< RELEASE and RELEASE COMPLETE
    kInUserInformation = 128,
};
unsigned message_bit(isdn::MessageType type);

/// An element that the access transport parameter carries unread (Q.763 §3.3), and the messages of
/// Q.931 that may hold it (Q.931 §3.1).
struct CarriedRow {
    Row row;
    isup::Element element;
    std::vector<std::uint8_t> isdn::Message::*octets;
    unsigned messages;
};
std::span<const CarriedRow> carried_rows();

/// An element whose contents are a parameter of ISUP as they are.
struct SameOctetsRow {
    Row row;
    std::vector<std::uint8_t> isdn::Message::*octets;
    isup::Param parameter;
    std::size_t least, most; ///< octets; what is shorter or longer is left out
    unsigned messages;       ///< of Q.931
};
std::span<const SameOctetsRow> same_octets_rows();

/// What a progress description says of the way through the networks, in either direction
/// (Q.931 Table 4-20; Q.763 §3.5, §3.23). The first row that holds decides; description 0: none.
struct AccessRow {
    std::uint8_t description;
    bool interworking; ///< bit I, and with it not ISUP all the way
    bool isdn_access;
    Row row;
};
std::span<const AccessRow> forward_access_rows();  ///< SETUP, IAM
std::span<const AccessRow> backward_access_rows(); ///< ALERTING ... CONNECT; ACM ... ANM
const AccessRow& access_row(std::span<const AccessRow> rows, const isdn::Message& message);
const AccessRow& access_row(std::span<const AccessRow> rows, bool interworking, bool isdn_access);

/// A notification of Q.931 (§4.5.22) and the message that tells it to an answered call.
struct NotificationRow {
    std::uint8_t description;
    isup::MessageType message;
    Row row;
};
std::span<const NotificationRow> notification_rows();

/// Transit network selection (Q.931 §4.5.29, Q.763 §3.53).
struct TransitNetworkRow {
    std::uint8_t isdn_type, isdn_plan;
    std::uint8_t isup_type, isup_plan;
    Row row;
};
std::span<const TransitNetworkRow> transit_network_rows();

/// One element of SETUP and one parameter of IAM.
struct SetupRow {
    std::string_view element;   ///< of SETUP; empty: none
    std::string_view parameter; ///< of IAM; empty: none
    Row row;
    void (*to_iam)(const isdn::Message& setup, const Profile&, isup::Message& iam, const Row&,
                   Notes&);
    void (*to_setup)(const isup::Message& iam, const Profile&, isdn::Message& setup, const Row&,
                     Notes&);
};
std::span<const SetupRow> setup_rows();

/// What a message of the user becomes; `early` before an ACM, `later` after one.
struct FromUserRow {
    isdn::MessageType q931;
    std::optional<isup::MessageType> early;
    std::optional<isup::MessageType> later; ///< nothing: it says nothing that ISUP tells
    isup::CalledStatus status;              ///< in the ACM
    isup::Event event;                      ///< in the CPG
    Row row;
    std::optional<isup::Message> (*build)(const isdn::Message&, const FromUserRow&, bool acm_seen,
                                          Notes&);
};
std::span<const FromUserRow> from_user_rows();

/// What a message of ISUP becomes for the user.
struct ToUserRow {
    enum class When : std::uint8_t { always, before_answer, after_answer };
    isup::MessageType isup;
    When when;
    std::optional<isup::CalledStatus> status; ///< only with this called party's status
    std::optional<isup::Event> event;         ///< only with this event
    std::optional<isdn::MessageType> q931;    ///< nothing: it has no image
    Row row;
    std::optional<isdn::Message> (*build)(const isup::Message&, const ToUserRow&, Notes&);
};
std::span<const ToUserRow> to_user_rows();

} // namespace mapping
