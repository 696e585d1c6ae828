// Which ISUP message travels in which SIP message, both ways: RFC 3204, RFC 3372, Q.1912.5 profile
// C.
#include "gateway/mapping/carriage.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::MessageType;

template <class... C>
constexpr std::uint8_t in(C... carriers) {
    return static_cast<std::uint8_t>(((1u << static_cast<unsigned>(carriers)) | ... | 0u));
}
constexpr std::uint8_t kNever = 0;
// No SIP message of its own: INFO, or the 183 when it is the first one backward.
constexpr std::uint8_t kInfo = in(Carrier::info, Carrier::provisional);

// In code order of Q.763 Table 4.
constexpr std::array kRows{
    CarriageRow{MessageType::iam, in(Carrier::invite), "RFC 3398 §7.2.1.1, Q.1912.5 §6.1, §7.1"},
    CarriageRow{MessageType::sam, in(Carrier::invite, Carrier::info), "RFC 3578 §3.2"},
    CarriageRow{MessageType::inr, kInfo, "RFC 3398 §13.1, RFC 3204 §4"},
    CarriageRow{MessageType::inf, kInfo, "RFC 3398 §13.1, RFC 3204 §4"},
    CarriageRow{MessageType::cot, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::acm, in(Carrier::provisional), "RFC 3398 §7.2.5, Q.1912.5 §6.5"},
    CarriageRow{MessageType::con, in(Carrier::answer), "RFC 3398 §7.2.8, Q.1912.5 §6.7"},
    CarriageRow{MessageType::fot, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::anm, in(Carrier::answer), "RFC 3398 §7.2.7, Q.1912.5 §6.7"},
    CarriageRow{MessageType::rel, in(Carrier::failure, Carrier::bye),
                "RFC 3398 §7.2.4, §8.2.7, Q.1912.5 §6.11, §7.7"},
    CarriageRow{MessageType::sus, kInfo, "RFC 3398 §10, Q.1912.5 §6.9"},
    CarriageRow{MessageType::res, kInfo, "RFC 3398 §10, Q.1912.5 §6.9"},
    CarriageRow{MessageType::rlc, in(Carrier::bye_answer), "ETSI TS 186 002-3"},
    CarriageRow{MessageType::ccr, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::rsc, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::blo, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::ubl, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::bla, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::uba, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::grs, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cgb, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cgu, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cgba, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cgua, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::far, kInfo, "RFC 3204 §4"},
    CarriageRow{MessageType::faa, kInfo, "RFC 3204 §4"},
    CarriageRow{MessageType::frj, kInfo, "RFC 3204 §4"},
    CarriageRow{MessageType::lpa, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::pam, kNever, "Q.1912.5 §5.4.3 (pass-along ends here)"},
    CarriageRow{MessageType::gra, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cqm, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cqr, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cpg, in(Carrier::provisional, Carrier::info, Carrier::reinvite),
                "RFC 3398 §7.2.9, Q.1912.5 §6.6, Annex B (HOLD)"},
    CarriageRow{MessageType::usr, kInfo, "RFC 3204 §4"},
    CarriageRow{MessageType::ucic, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::cfn, kInfo, "Q.764 §2.9.5"},
    CarriageRow{MessageType::olm, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{MessageType::crg, kInfo, "RFC 3398 §13.1"},
    CarriageRow{MessageType::nrm, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::fac, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::upt, kNever, "Q.1912.5 §5.4.3 (signalling point)"},
    CarriageRow{MessageType::upa, kNever, "Q.1912.5 §5.4.3 (signalling point)"},
    CarriageRow{MessageType::idr, kInfo, "Q.1912.5 Annex B (MCID)"},
    CarriageRow{MessageType::irs, kInfo, "Q.1912.5 Annex B (MCID)"},
    CarriageRow{MessageType::sgm,
                in(Carrier::invite, Carrier::provisional, Carrier::answer, Carrier::info),
                "Q.764 §2.1.12"},
    CarriageRow{MessageType::lop, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::apm, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::pri, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{MessageType::sdn, in(Carrier::invite, Carrier::info), "RFC 3578 §3.2"},
    CarriageRow{MessageType::cra, kNever, "T1.113 (circuit)"},
    CarriageRow{MessageType::crm, kNever, "T1.113 (circuit)"},
    CarriageRow{MessageType::cvr, kNever, "T1.113 (circuit)"},
    CarriageRow{MessageType::cvt, kNever, "T1.113 (circuit)"},
    CarriageRow{MessageType::exm, kInfo, "RFC 3398 §13.1"},
};
static_assert(std::ranges::is_sorted(kRows, {}, &CarriageRow::message));

std::uint8_t carriers_of(MessageType message) {
    const auto* row = std::ranges::find(kRows, message, &CarriageRow::message);
    return row == kRows.end() ? kInfo : row->carriers;
}

bool is_alerting(const isup::Message& acm) {
    const auto backward = acm.get<isup::BackwardCallIndicators>();
    return backward && backward->called_status == isup::CalledStatus::subscriber_free;
}

isup::Message progress_from(const isup::Message& acm) {
    const auto optional = acm.get<isup::OptionalBackwardCallIndicators>();
    isup::Message cpg = acm;
    cpg.set_type(MessageType::cpg);
    cpg.set(isup::EventInformation{is_alerting(acm)                ? isup::Event::alerting
                                   : optional && optional->in_band ? isup::Event::in_band
                                                                   : isup::Event::progress});
    return cpg;
}

isup::Message complete_from(const isup::Message& cpg,
                            const isup::BackwardCallIndicators& defaults) {
    const auto event = cpg.get<isup::EventInformation>();
    auto backward = cpg.get<isup::BackwardCallIndicators>().value_or(defaults);
    if (event && event->event == isup::Event::alerting)
        backward.called_status = isup::CalledStatus::subscriber_free;
    isup::Message acm = cpg;
    acm.set_type(MessageType::acm);
    acm.remove(isup::Param::event_information);
    acm.set(backward);
    if (event && event->event == isup::Event::in_band) {
        auto optional = acm.get<isup::OptionalBackwardCallIndicators>().value_or(
            isup::OptionalBackwardCallIndicators{});
        optional.in_band = true;
        acm.set(optional);
    }
    return acm;
}

} // namespace

std::string_view name(Carrier carrier) {
    static constexpr std::array<std::string_view, kCarriers> kNames{
        "INVITE", "18x", "200 (INVITE)", "final response", "re-INVITE",
        "INFO",   "BYE", "200 (BYE)",    "UPDATE or PRACK"};
    return kNames[static_cast<std::size_t>(carrier)];
}

std::span<const CarriageRow> carriage_rows() {
    return kRows;
}

bool may_travel(MessageType message, Carrier carrier) {
    return (carriers_of(message) & in(carrier)) != 0;
}

bool is_of_circuit(MessageType message) {
    return carriers_of(message) == kNever;
}

std::optional<Carrier> carrier_without_image(MessageType message, Stage stage, bool backward) {
    if (!may_travel(message, Carrier::info))
        return std::nullopt;
    if (stage != Stage::no_dialog)
        return Carrier::info;
    if (backward && may_travel(message, Carrier::provisional))
        return Carrier::provisional;
    return std::nullopt;
}

isup::Message in_sequence(const isup::Message& message, bool acm_seen,
                          const isup::BackwardCallIndicators& defaults) {
    isup::Message out = message;
    switch (message.type()) {
    case MessageType::acm:
        return acm_seen ? progress_from(message) : message;
    case MessageType::cpg:
        return acm_seen ? message : complete_from(message, defaults);
    case MessageType::anm:
        if (!acm_seen) {
            out.set_type(MessageType::con);
            out.set(message.get<isup::BackwardCallIndicators>().value_or(defaults));
        }
        return out;
    case MessageType::con:
        if (acm_seen)
            out.set_type(MessageType::anm);
        return out;
    default:
        return out;
    }
}

} // namespace mapping
