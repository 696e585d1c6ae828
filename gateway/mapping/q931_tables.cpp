// Tables that both directions of the Q.931 and ISUP mapping read (Q.699; Q.931 §4.5, Q.763 §3).
#include "gateway/mapping/q931_tables.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isdn::MessageType;
using isup::Element;
using isup::Param;

constexpr unsigned kQ931Backward = kInAlerting | kInProgress | kInConnect;
constexpr unsigned kWithUserUser =
    kInSetup | kQ931Backward | kInDisconnect | kInRelease | kInUserInformation;

constexpr std::array kQ931Carried{
    CarriedRow{{"called party subaddress in access transport", "Q.699 (Q.931 §4.5.9, Q.763 §3.3)"},
               Element::called_subaddress,
               &isdn::Message::called_subaddress,
               kInSetup},
    CarriedRow{
        {"calling party subaddress in access transport", "Q.699 (Q.931 §4.5.11, Q.763 §3.3)"},
        Element::calling_subaddress,
        &isdn::Message::calling_subaddress,
        kInSetup},
    CarriedRow{{"connected subaddress in access transport", "Q.699 (Q.951.6, Q.763 §3.3)"},
               Element::connected_subaddress,
               &isdn::Message::connected_subaddress,
               kInConnect},
    CarriedRow{{"low layer compatibility in access transport", "Q.699 (Q.931 §4.5.19, Q.763 §3.3)"},
               Element::low_layer,
               &isdn::Message::low_layer,
               kInSetup | kInConnect},
    CarriedRow{
        {"high layer compatibility in access transport", "Q.699 (Q.931 §4.5.17, Q.763 §3.3)"},
        Element::high_layer,
        &isdn::Message::high_layer,
        kInSetup | kQ931Backward},
};

constexpr std::array kSameOctets{
    // 129 octets: protocol discriminator and 128 of data; more a network does not carry (Q.737.1)
    SameOctetsRow{{"user-to-user information", "Q.699 (Q.931 §4.5.30, Q.763 §3.61)"},
                  &isdn::Message::user_user,
                  Param::user_to_user_information,
                  1,
                  129,
                  kWithUserUser},
    SameOctetsRow{{"network-specific facilities", "Q.699 (Q.931 §4.5.21, Q.763 §3.36)"},
                  &isdn::Message::network_facilities,
                  Param::network_specific_facility,
                  2,
                  253,
                  kInSetup},
};

constexpr std::array kForwardAccess{
    AccessRow{1, true, false, {"call is not end-to-end ISDN", "Q.699 (Q.763 §3.23 D, F, I)"}},
    AccessRow{3, false, false, {"origination address is non-ISDN", "Q.699 (Q.763 §3.23 I)"}},
    AccessRow{0, false, true, {"originating access is ISDN", "Q.699 (Q.763 §3.23 I)"}},
};
constexpr std::array kBackwardAccess{
    AccessRow{1, true, false, {"call is not end-to-end ISDN", "Q.699 (Q.763 §3.5 I, K, M)"}},
    AccessRow{2, false, false, {"destination address is non-ISDN", "Q.699 (Q.763 §3.5 M)"}},
    AccessRow{0, false, true, {"terminating access is ISDN", "Q.699 (Q.763 §3.5 M)"}},
};

constexpr NotificationRow by_cpg(std::uint8_t description, std::string_view name) {
    return {description, isup::MessageType::cpg, {name, "Q.931 §4.5.22, Q.763 §3.25"}};
}
constexpr std::array kQ931Notifications{
    NotificationRow{0x00, isup::MessageType::sus, {"user suspended", "Q.931 §4.5.22, Q.763 §3.52"}},
    NotificationRow{0x01, isup::MessageType::res, {"user resumed", "Q.931 §4.5.22, Q.763 §3.52"}},
    by_cpg(0x02, "bearer service change"),
    by_cpg(0x04, "call completion delay"),
    by_cpg(0x42, "conference established"),
    by_cpg(0x43, "conference disconnected"),
    by_cpg(0x44, "other party added"),
    by_cpg(0x45, "isolated"),
    by_cpg(0x46, "reattached"),
    by_cpg(0x47, "other party isolated"),
    by_cpg(0x48, "other party reattached"),
    by_cpg(0x49, "other party split"),
    by_cpg(0x4a, "other party disconnected"),
    by_cpg(0x4b, "conference floating"),
    by_cpg(0x60, "call is a waiting call"),
    by_cpg(0x68, "diversion activated"),
    by_cpg(0x69, "call transfer, alerting"),
    by_cpg(0x6a, "call transfer, active"),
    by_cpg(0x79, "remote hold"),
    by_cpg(0x7a, "remote retrieval"),
    by_cpg(0x7b, "call is diverting"),
};

// The first row of a pair is the one that it turns back into.
constexpr std::array kTransitNetworks{
    TransitNetworkRow{
        2, 1, 2, 1, {"national carrier identification", "Q.931 §4.5.29, Q.763 §3.53"}},
    TransitNetworkRow{2, 0, 2, 0, {"national network", "Q.931 §4.5.29, Q.763 §3.53"}},
    TransitNetworkRow{3, 3, 0, 3, {"data network (X.121)", "Q.931 §4.5.29, Q.763 §3.53"}},
    TransitNetworkRow{3, 0, 0, 0, {"international network", "Q.931 §4.5.29, Q.763 §3.53"}},
    TransitNetworkRow{0, 0, 2, 0, {"network of the user's", "Q.931 §4.5.29, Q.763 §3.53"}},
};

} // namespace

unsigned message_bit(MessageType type) {
    switch (type) {
    case MessageType::setup:
        return kInSetup;
    case MessageType::call_proceeding:
        return kInProceeding;
    case MessageType::alerting:
        return kInAlerting;
    case MessageType::progress:
        return kInProgress;
    case MessageType::connect:
        return kInConnect;
    case MessageType::disconnect:
        return kInDisconnect;
    case MessageType::release:
    case MessageType::release_complete:
        return kInRelease;
    case MessageType::user_information:
        return kInUserInformation;
    default:
        return 0;
    }
}

std::span<const CarriedRow> carried_rows() {
    return kQ931Carried;
}
std::span<const SameOctetsRow> same_octets_rows() {
    return kSameOctets;
}
std::span<const AccessRow> forward_access_rows() {
    return kForwardAccess;
}
std::span<const AccessRow> backward_access_rows() {
    return kBackwardAccess;
}
std::span<const NotificationRow> notification_rows() {
    return kQ931Notifications;
}
std::span<const TransitNetworkRow> transit_network_rows() {
    return kTransitNetworks;
}

const AccessRow& access_row(std::span<const AccessRow> rows, const isdn::Message& message) {
    return *std::ranges::find_if(rows, [&](const AccessRow& row) {
        return row.description == 0 || message.has_progress(row.description);
    });
}

// Interworking says enough; whether the access beyond it is ISDN nobody can know.
const AccessRow& access_row(std::span<const AccessRow> rows, bool interworking, bool isdn_access) {
    return *std::ranges::find_if(rows, [&](const AccessRow& row) {
        return row.interworking == interworking && (interworking || row.isdn_access == isdn_access);
    });
}

} // namespace mapping
