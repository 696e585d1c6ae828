// Which ISUP message travels in which SIP message, both ways: RFC 3204, RFC 3372, Q.1912.5 profile
// C.
#include "gateway/mapping/carriage.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using Isup = isup::MessageType;

template <class... C>
constexpr std::uint8_t in(C... carriers) {
    return static_cast<std::uint8_t>(((1u << static_cast<unsigned>(carriers)) | ... | 0u));
}
constexpr std::uint8_t kNever = 0;
// No SIP message of its own: INFO, or the 183 when it is the first one backward.
constexpr std::uint8_t kInfo = in(Carrier::info, Carrier::provisional);

// In code order of Q.763 Table 4.
constexpr std::array kCarriageRows{
    CarriageRow{Isup::iam, in(Carrier::invite), "RFC 3398 §7.2.1.1, Q.1912.5 §6.1, §7.1"},
    CarriageRow{Isup::sam, in(Carrier::invite, Carrier::info), "RFC 3578 §3.2"},
    CarriageRow{Isup::inr, kInfo, "RFC 3398 §13.1, RFC 3204 §4"},
    CarriageRow{Isup::inf, kInfo, "RFC 3398 §13.1, RFC 3204 §4"},
    CarriageRow{Isup::cot, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::acm, in(Carrier::provisional), "RFC 3398 §7.2.5, Q.1912.5 §6.5"},
    CarriageRow{Isup::con, in(Carrier::answer), "RFC 3398 §7.2.8, Q.1912.5 §6.7"},
    CarriageRow{Isup::fot, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::anm, in(Carrier::answer), "RFC 3398 §7.2.7, Q.1912.5 §6.7"},
    CarriageRow{Isup::rel, in(Carrier::failure, Carrier::bye),
                "RFC 3398 §7.2.4, §8.2.7, Q.1912.5 §6.11, §7.7"},
    CarriageRow{Isup::sus, kInfo, "RFC 3398 §10, Q.1912.5 §6.9"},
    CarriageRow{Isup::res, kInfo, "RFC 3398 §10, Q.1912.5 §6.9"},
    CarriageRow{Isup::rlc, in(Carrier::bye_answer), "ETSI TS 186 002-3"},
    CarriageRow{Isup::ccr, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::rsc, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::blo, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::ubl, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::bla, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::uba, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::grs, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cgb, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cgu, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cgba, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cgua, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::far, kInfo, "RFC 3204 §4"},
    CarriageRow{Isup::faa, kInfo, "RFC 3204 §4"},
    CarriageRow{Isup::frj, kInfo, "RFC 3204 §4"},
    CarriageRow{Isup::lpa, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::pam, kNever, "Q.1912.5 §5.4.3 (pass-along ends here)"},
    CarriageRow{Isup::gra, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cqm, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cqr, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cpg, in(Carrier::provisional, Carrier::info, Carrier::reinvite),
                "RFC 3398 §7.2.9, Q.1912.5 §6.6, Annex B (HOLD)"},
    CarriageRow{Isup::usr, kInfo, "RFC 3204 §4"},
    CarriageRow{Isup::ucic, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::cfn, kInfo, "Q.764 §2.9.5"},
    CarriageRow{Isup::olm, kNever, "Q.1912.5 §5.4.3 (circuit)"},
    CarriageRow{Isup::crg, kInfo, "RFC 3398 §13.1"},
    CarriageRow{Isup::nrm, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::fac, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::upt, kNever, "Q.1912.5 §5.4.3 (signalling point)"},
    CarriageRow{Isup::upa, kNever, "Q.1912.5 §5.4.3 (signalling point)"},
    CarriageRow{Isup::idr, kInfo, "Q.1912.5 Annex B (MCID)"},
    CarriageRow{Isup::irs, kInfo, "Q.1912.5 Annex B (MCID)"},
    CarriageRow{Isup::sgm,
                in(Carrier::invite, Carrier::provisional, Carrier::answer, Carrier::info),
                "Q.764 §2.1.12"},
    CarriageRow{Isup::lop, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::apm, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::pri, kInfo, "Q.1912.5 §5.4.3"},
    CarriageRow{Isup::sdn, in(Carrier::invite, Carrier::info), "RFC 3578 §3.2"},
    CarriageRow{Isup::cra, kNever, "T1.113 (circuit)"},
    CarriageRow{Isup::crm, kNever, "T1.113 (circuit)"},
    CarriageRow{Isup::cvr, kNever, "T1.113 (circuit)"},
    CarriageRow{Isup::cvt, kNever, "T1.113 (circuit)"},
    CarriageRow{Isup::exm, kInfo, "RFC 3398 §13.1"},
};
static_assert(std::ranges::is_sorted(kCarriageRows, {}, &CarriageRow::message));

std::uint8_t carriers_of(Isup message) {
    const auto* row = std::ranges::find(kCarriageRows, message, &CarriageRow::message);
    return row == kCarriageRows.end() ? kInfo : row->carriers;
}

bool is_alerting(const isup::Message& acm) {
    const auto backward = acm.get<isup::BackwardCallIndicators>();
    return backward && backward->called_status == isup::CalledStatus::subscriber_free;
}

isup::Message progress_from(const isup::Message& acm) {
    const auto optional = acm.get<isup::OptionalBackwardCallIndicators>();
    isup::Message cpg = acm;
    cpg.set_type(Isup::cpg);
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
    acm.set_type(Isup::acm);
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
    return kCarriageRows;
}

bool may_travel(Isup message, Carrier carrier) {
    return (carriers_of(message) & in(carrier)) != 0;
}

bool is_of_circuit(Isup message) {
    return carriers_of(message) == kNever;
}

std::optional<Carrier> carrier_without_image(Isup message, Stage stage, bool backward) {
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
    case Isup::acm:
        return acm_seen ? progress_from(message) : message;
    case Isup::cpg:
        return acm_seen ? message : complete_from(message, defaults);
    case Isup::anm:
        if (!acm_seen) {
            out.set_type(Isup::con);
            out.set(message.get<isup::BackwardCallIndicators>().value_or(defaults));
        }
        return out;
    case Isup::con:
        if (acm_seen)
            out.set_type(Isup::anm);
        return out;
    default:
        return out;
    }
}

} // namespace mapping
