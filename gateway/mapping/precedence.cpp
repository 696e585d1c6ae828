// Who wins when SIP headers and the encapsulated ISUP differ, and what belongs to a circuit and
// does not pass: Q.1912.5 §5.4.3, RFC 3398 §7.2.1.1.
#include "gateway/mapping/precedence.h"

#include "gateway/mapping/identity.h"
#include "gateway/mapping/numbers.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Param;
using isup::Presentation;

/// The two name the same subscriber, whatever their natures of address say.
template <class Number>
bool same_number(const Number& a, const Number& b, const Profile& profile) {
    return uri_number({a.nature, a.digits.without_st()}, profile) ==
           uri_number({b.nature, b.digits.without_st()}, profile);
}

bool is_restricted(Presentation presentation) {
    return presentation == Presentation::restricted ||
           presentation == Presentation::restricted_by_network;
}

// --- rows that need more than a choice

// The Request-URI names who is called now; a number that says the same keeps its octets (ST, INN).
void settle_called(const Sources& sources, isup::Message& out, Notes& notes) {
    static constexpr Row kDiffers{"Request-URI over called number in the body",
                                  "Q.1912.5 §5.4.3, RFC 3398 §7.2.1.1"};
    const auto ours = sources.of_sip.get<isup::CalledPartyNumber>();
    const auto theirs = sources.body.get<isup::CalledPartyNumber>();
    if (!ours || (theirs && same_number(*ours, *theirs, sources.profile)))
        return;
    notes.add(kDiffers, "{} -> {}", theirs ? text_from_digits(theirs->digits) : std::string("none"),
              text_from_digits(ours->digits));
    out.set(*ours);
}

// SIP-I: P-Asserted-Identity of a trusted peer when it is another number. SIP-T: what the headers
// give. In both the wish for privacy is kept, wherever it stands.
void settle_calling(const Sources& sources, isup::Message& out, Notes& notes) {
    static constexpr Row kDiffers{"headers over calling number in the body",
                                  "Q.1912.5 §5.4.3, RFC 3398 §7.2.1.1"};
    static constexpr Row kPrivate{"presentation restricted", "Q.1912.5 §5.4.3, RFC 3323 §4"};
    const auto ours = sources.of_sip.get<isup::CallingPartyNumber>();
    auto theirs = sources.body.get<isup::CallingPartyNumber>();
    if (!ours)
        return;
    const bool sip_i = sources.profile.interworking == Interworking::sip_i;
    const bool speaks = !ours->digits.empty() &&
                        (!sip_i || asserted_address(sources.sip, sources.profile).has_value());
    if (speaks && !(theirs && same_number(*ours, *theirs, sources.profile))) {
        notes.add(kDiffers, "{} -> {}",
                  theirs ? text_from_digits(theirs->digits) : std::string("none"),
                  text_from_digits(ours->digits));
        isup::CallingPartyNumber number = *ours;
        if (theirs && is_restricted(theirs->presentation) &&
            !sources.sip.has(sipi::HeaderName::privacy))
            number.presentation = theirs->presentation;
        out.set(number);
        return;
    }
    if (theirs && is_restricted(ours->presentation) &&
        theirs->presentation == Presentation::allowed) {
        theirs->presentation = Presentation::restricted;
        out.set(*theirs);
        notes.add(kPrivate);
    }
}

// One hop less than in the body, and no more than Max-Forwards leaves (Q.764 §2.15.8).
void settle_hops(const Sources& sources, isup::Message& out, Notes& notes) {
    static constexpr Row kHops{"hop counter of the body less one",
                               "Q.764 §2.15.8, TS 29.163 §7.2.3"};
    const auto ours = sources.of_sip.get<isup::HopCounter>();
    const auto theirs = sources.body.get<isup::HopCounter>();
    if (!theirs) {
        if (ours)
            out.set(*ours);
        return;
    }
    int left = theirs->remaining > 0 ? theirs->remaining - 1 : 0;
    if (ours)
        left = std::min<int>(left, ours->remaining);
    notes.add(kHops, "{} -> {}", theirs->remaining, left);
    out.set(isup::HopCounter{static_cast<std::uint8_t>(left)});
}

// The interworking bits are the body's in both profiles (RFC 3398 §7.2.1.1: MUST); what depends on
// the called number follows that, and npdi says that the number was looked up.
void settle_forward(const Sources& sources, isup::Message& out, Notes&) {
    const auto ours = sources.of_sip.get<isup::ForwardCallIndicators>();
    auto theirs = sources.body.get<isup::ForwardCallIndicators>();
    if (!ours || !theirs)
        return;
    const auto called = sources.of_sip.get<isup::CalledPartyNumber>();
    const auto before = sources.body.get<isup::CalledPartyNumber>();
    if (called && before && !same_number(*called, *before, sources.profile))
        theirs->international = ours->international;
    theirs->number_translated = theirs->number_translated || ours->number_translated;
    out.set(*theirs);
}

// A Reason of Q.850 beats the REL in SIP-T; in SIP-I the REL is the base.
void settle_cause(const Sources& sources, isup::Message& out, Notes& notes) {
    static constexpr Row kReason{"Reason over the REL in the body", "RFC 3398 §8.2.7"};
    const auto ours = sources.of_sip.get<isup::CauseIndicators>();
    if (!ours || sources.profile.interworking == Interworking::sip_i)
        return;
    bool said = false;
    for (const std::string_view value : sources.sip.values(sipi::HeaderName::reason)) {
        const auto reason = sipi::Reason::parse(value);
        said = said || (reason && reason->protocol == "Q.850");
    }
    const auto theirs = sources.body.get<isup::CauseIndicators>();
    if (!said || (theirs && theirs->value == ours->value))
        return;
    notes.add(kReason, "{} -> {}", theirs ? theirs->value : 0, ours->value);
    out.set(*ours);
}

constexpr PrecedenceRow row(Param parameter, Winner sip_i, Winner sip_t, Row row) {
    return {parameter, sip_i, sip_t, nullptr, row};
}
constexpr PrecedenceRow row(Param parameter, void (*settle)(const Sources&, isup::Message&, Notes&),
                            Row row) {
    return {parameter, Winner::settled, Winner::settled, settle, row};
}

using enum Winner;
constexpr std::string_view kBoth = "Q.1912.5 §5.4.3, RFC 3398 §7.2.1.1";

constexpr std::array kPrecedenceRows{
    row(Param::called_party_number, &settle_called, {"called number", kBoth}),
    row(Param::calling_party_number, &settle_calling, {"calling number", kBoth}),
    row(Param::hop_counter, &settle_hops, {"hop counter", "Q.764 §2.15.8, TS 29.163 §7.2.3"}),
    row(Param::forward_call_indicators, &settle_forward,
        {"forward call indicators", "RFC 3398 §7.2.1.1"}),
    row(Param::cause_indicators, &settle_cause, {"cause", "RFC 3398 §8.2.7, Q.1912.5 §5.4.3"}),
    row(Param::original_called_number, body_first, sip, {"original called number", kBoth}),
    row(Param::redirecting_number, body_first, sip, {"redirecting number", kBoth}),
    row(Param::redirection_information, body_first, sip, {"redirection information", kBoth}),
    row(Param::redirection_number, body_first, sip, {"redirection number", kBoth}),
    row(Param::generic_number, body_first, body_first, {"generic number", kBoth}),
    row(Param::connected_number, body_first, sip, {"connected number", kBoth}),
    row(Param::user_to_user_information, body_first, sip, {"user-to-user", "RFC 7434 §6"}),
    row(Param::transit_network_selection, body_first, sip,
        {"transit network", "RFC 4694 §5, RFC 3398 §12"}),
    row(Param::ansi_carrier_identification, body_first, sip, {"carrier", "RFC 4694 §5"}),
    row(Param::ansi_charge_number, body_first, body_first, {"charge number", kBoth}),
    row(Param::ansi_originating_line_information, body_first, body_first,
        {"originating line information", kBoth}),
    row(Param::ansi_jurisdiction_information, body_first, body_first, {"jurisdiction", kBoth}),
    row(Param::generic_digits, body_first, sip, {"generic digits", "RFC 3398 §7.2.1.1 (rn, npdi)"}),
    row(Param::network_routing_number, body_first, sip, {"routing number", "RFC 4694 §5"}),
    row(Param::called_in_number, body_first, body_first, {"called IN number", kBoth}),
    row(Param::original_called_in_number, body_first, body_first,
        {"original called IN number", kBoth}),
    row(Param::location_number, body_first, body_first, {"location number", kBoth}),
    row(Param::access_transport, body_first, body_first, {"access transport", kBoth}),
    row(Param::user_service_information, body, body, {"bearer", kBoth}),
    row(Param::transmission_medium_requirement, body, body, {"medium", kBoth}),
    row(Param::calling_party_category, body, body, {"category", kBoth}),
    row(Param::optional_forward_call_indicators, body_first, body,
        {"optional forward call indicators", kBoth}),
    row(Param::optional_backward_call_indicators, body, body_first,
        {"optional backward call indicators", kBoth}),
    row(Param::backward_call_indicators, body, body, {"backward call indicators", kBoth}),
};

// The first parameter of that code replaces, all of it: numbers with qualifiers stand several
// times.
void take_over(Param code, const isup::Message& from, isup::Message& out) {
    out.remove(code);
    for (std::size_t n = 0; n < from.count(code); ++n)
        out.add_raw(code, from.raw(code, n));
}

// --- what belongs to the circuit

// One satellite hop at most is added by no IP leg; continuity was the business of the circuit
// behind us, and so was echo control (Q.764 §2.1.8, §2.7).
void rewrite_nature(isup::Message& message) {
    auto nature = message.get<isup::NatureOfConnection>();
    if (!nature)
        return;
    nature->continuity = isup::ContinuityCheck::not_required;
    nature->outgoing_echo_control = false;
    message.set(*nature);
}

// Delay of the packet leg is added to what the body says (Q.763 §3.42: ms): a packet of 20 ms and
// as much in the jitter buffer.
void rewrite_delay(isup::Message& message) {
    constexpr unsigned kPacketLeg = 40, kMost = 0xffff;
    const base::Octets octets = message.raw(Param::propagation_delay_counter);
    if (octets.size() != 2)
        return;
    const unsigned delay =
        std::min(static_cast<unsigned>(octets[0] << 8 | octets[1]) + kPacketLeg, kMost);
    const std::uint8_t more[] = {static_cast<std::uint8_t>(delay >> 8),
                                 static_cast<std::uint8_t>(delay & 0xff)};
    message.set_raw(Param::propagation_delay_counter, more);
}

void rewrite_backward(isup::Message& message) {
    auto backward = message.get<isup::BackwardCallIndicators>();
    if (!backward)
        return;
    backward->incoming_echo_control = false;
    message.set(*backward);
}

constexpr std::array kLink{
    LinkRow{Param::nature_of_connection_indicators,
            LinkAction::rewrite,
            &rewrite_nature,
            {"nature of connection", "Q.1912.5 §5.4.3, Q.764 §2.1.8"}},
    LinkRow{Param::propagation_delay_counter,
            LinkAction::rewrite,
            &rewrite_delay,
            {"propagation delay", "Q.764 §2.6"}},
    LinkRow{Param::backward_call_indicators,
            LinkAction::rewrite,
            &rewrite_backward,
            {"echo control of the circuit", "Q.764 §2.7"}},
    LinkRow{Param::call_reference,
            LinkAction::drop,
            nullptr,
            {"call reference", "Q.1912.5 §5.4.3, Q.763 §3.8"}},
    LinkRow{Param::connection_request,
            LinkAction::drop,
            nullptr,
            {"connection request", "Q.1912.5 §5.4.3 (SCCP ends here)"}},
    LinkRow{
        Param::echo_control_information, LinkAction::drop, nullptr, {"echo control", "Q.764 §2.7"}},
    LinkRow{Param::circuit_assignment_map,
            LinkAction::drop,
            nullptr,
            {"circuit assignment map", "Q.763 §3.69"}},
    LinkRow{Param::origination_isc_point_code,
            LinkAction::drop,
            nullptr,
            {"originating point code", "Q.763 §3.43"}},
    LinkRow{Param::signalling_point_code,
            LinkAction::drop,
            nullptr,
            {"signalling point code", "Q.763 §3.50"}},
    LinkRow{Param::automatic_congestion_level,
            LinkAction::drop,
            nullptr,
            {"automatic congestion level", "Q.764 §2.11"}},
};

} // namespace

std::string_view name(Winner winner) {
    static constexpr std::array<std::string_view, 4> kNames{"body", "body, else SIP",
                                                            "SIP, else body", "settled"};
    return kNames[static_cast<std::size_t>(winner)];
}

std::span<const PrecedenceRow> precedence_rows() {
    return kPrecedenceRows;
}

isup::Message merged(const Sources& sources, Notes& notes) {
    isup::Message out = sources.body;
    const bool sip_i = sources.profile.interworking == Interworking::sip_i;
    for (const PrecedenceRow& row : kPrecedenceRows) {
        const Winner winner = sip_i ? row.sip_i : row.sip_t;
        if (winner == Winner::settled) {
            row.settle(sources, out, notes);
            continue;
        }
        const bool wins = sources.of_sip.has(row.parameter) &&
                          (winner == Winner::sip ||
                           (winner == Winner::body_first && !sources.body.has(row.parameter)));
        if (!wins)
            continue;
        take_over(row.parameter, sources.of_sip, out);
        notes.add(row.row, "SIP over body");
    }
    return out;
}

bool hops_left(const isup::Message& iam) {
    const auto hops = iam.get<isup::HopCounter>();
    return !hops || hops->remaining > 0;
}

std::span<const LinkRow> link_rows() {
    return kLink;
}

void leave_link_behind(isup::Message& message, Notes& notes) {
    for (const LinkRow& row : kLink) {
        if (!message.has(row.parameter))
            continue;
        if (row.action == LinkAction::rewrite) {
            row.rewrite(message);
            continue;
        }
        message.remove(row.parameter);
        notes.add(row.row, "dropped");
    }
}

} // namespace mapping
