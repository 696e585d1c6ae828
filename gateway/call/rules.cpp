// What each ISUP message does in each state of a call (Q.764 §2, Q.1912.5 §5.4).
#include "gateway/call/rules.h"

#include <array>

namespace call {
namespace {

using isup::MessageType;

constexpr std::uint8_t bit(State state) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(state));
}
constexpr std::uint8_t kCollecting = bit(State::collecting);
constexpr std::uint8_t kSetup = bit(State::awaiting_acm);
constexpr std::uint8_t kRinging = bit(State::awaiting_anm);
constexpr std::uint8_t kAnswered = bit(State::answered);
constexpr std::uint8_t kAnnouncing = bit(State::announcing);
constexpr std::uint8_t kReleasing = bit(State::releasing);
constexpr std::uint8_t kEarly = kSetup | kRinging;
constexpr std::uint8_t kThrough = kEarly | kAnswered; // there are two legs
constexpr std::uint8_t kAfterAcm = kRinging | kAnswered | kAnnouncing;
constexpr std::uint8_t kAlive = kCollecting | kThrough | kAnnouncing;
constexpr std::uint8_t kAlways = kAlive | kReleasing;

using enum Treatment;
constexpr std::string_view kCircuit = "Q.764 §2.8, §2.9 (circuits); Q.1912.5 §5.4";
constexpr std::string_view kEndToEnd = "Q.1912.5 §5.4.2";

// clang-format off
constexpr std::array kRules{
    //   message           from            in           then              clause
    Rule{MessageType::sam, From::incoming, kCollecting, more_digits,      "Q.764 §2.1.2"},
    Rule{MessageType::inf, From::incoming, kCollecting, more_digits,      "GR-1367: what the IAM has waited for"},
    Rule{MessageType::cot, From::incoming, kCollecting | kThrough, continuity, "Q.764 §2.1.8, Q.1912.5 §6.1.2, §7.1"},
    Rule{MessageType::sam, From::incoming, kSetup,      subsequent,       "Q.764 §2.1.2, RFC 3578 §3.5"},
    Rule{MessageType::sam, From::incoming, kAfterAcm,   late,             "Q.764 §2.1.4: the number was complete"},
    Rule{MessageType::sdn, From::incoming, kSetup,      pass_on,          "Q.763 Table 4"},
    Rule{MessageType::acm, From::outgoing, kSetup,      address_complete, "Q.764 §2.1.4"},
    Rule{MessageType::acm, From::outgoing, kRinging,    progress,         "Q.764 §2.1.5: goes on as CPG"},
    Rule{MessageType::cpg, From::outgoing, kEarly,      progress,         "Q.764 §2.1.5"},
    Rule{MessageType::cpg, From::incoming, kRinging,    pass_on,          "Q.764 §2.1.5, Q.733"},
    Rule{MessageType::cpg, From::either,   kAnswered,   pass_on,          "Q.764 §2.1.5, Q.733"},
    Rule{MessageType::anm, From::outgoing, kEarly,      answer,           "Q.764 §2.1.7"},
    Rule{MessageType::con, From::outgoing, kEarly,      answer,           "Q.764 §2.1.4, §2.1.7"},
    Rule{MessageType::sus, From::either,   kAnswered,   suspend,          "Q.764 §2.4"},
    Rule{MessageType::res, From::either,   kAnswered,   resume,           "Q.764 §2.4"},
    Rule{MessageType::inr, From::either,   kThrough,    information,      "Q.764 §2.1.6"},
    Rule{MessageType::inf, From::either,   kThrough,    pass_on,          "Q.764 §2.1.6"},
    Rule{MessageType::idr, From::either,   kThrough,    identification,   "Q.731.7"},
    Rule{MessageType::idr, From::outgoing, kReleasing,  identification,   "EN 300 130-1 §9.3: while the called user clears"},
    Rule{MessageType::irs, From::either,   kThrough,    pass_on,          "Q.731.7"},
    Rule{MessageType::fac, From::either,   kThrough,    pass_on,          "Q.730 series"},
    Rule{MessageType::far, From::either,   kThrough,    pass_on,          "Q.730 series"},
    Rule{MessageType::faa, From::either,   kThrough,    pass_on,          "Q.730 series"},
    Rule{MessageType::frj, From::either,   kThrough,    pass_on,          "Q.730 series"},
    Rule{MessageType::usr, From::either,   kThrough,    pass_on,          "Q.737.1"},
    Rule{MessageType::crg, From::either,   kThrough,    pass_on,          "Q.764 §2.1.9"},
    Rule{MessageType::fot, From::incoming, kRinging | kAnswered, pass_on, "Q.764 §2.1.10"},
    Rule{MessageType::lop, From::either,   kThrough,    pass_on,          "Q.732.7"},
    Rule{MessageType::apm, From::either,   kThrough,    pass_on,          "Q.765"},
    Rule{MessageType::pri, From::either,   kThrough,    pass_on,          kEndToEnd},
    Rule{MessageType::nrm, From::either,   kThrough,    pass_on,          "Q.764 §2.7, Q.1912.5 §5.4.2"},
    Rule{MessageType::pam, From::either,   kThrough,    pass_on,          "Q.763 Table 4: pass-along"},
    Rule{MessageType::exm, From::outgoing, kSetup,      pass_on,          "T1.113.4 (exit message)"},
    Rule{MessageType::cfn, From::either,   kThrough,    pass_on,          "Q.764 §2.9.5.3"},
    Rule{MessageType::rel, From::either,   kAlive,      release,          "Q.764 §2.3"},
    Rule{MessageType::rel, From::either,   kReleasing,  late,             "Q.764 §2.3: both sides released"},

    // Segments are joined before a leg passes the message on; what is left has no beginning.
    Rule{MessageType::sgm, From::either,   kAlways,     local,            "Q.764 §2.1.12"},
    // Legs end by themselves: on_ended() stands for it.
    Rule{MessageType::rlc, From::either,   kAlways,     local,            "Q.764 §2.3"},
    Rule{MessageType::iam, From::either,   kAlways,     local,            "Q.764 §2.1.1: starts a call"},
    Rule{MessageType::cot, From::outgoing, kAlways,     local,            kCircuit},
    Rule{MessageType::cot, From::incoming, kAnnouncing | kReleasing, local, kCircuit},
    Rule{MessageType::ccr, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::lpa, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::rsc, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::blo, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::bla, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::ubl, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::uba, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::ucic, From::either,  kAlways,     local,            kCircuit},
    Rule{MessageType::cgb, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::cgba, From::either,  kAlways,     local,            kCircuit},
    Rule{MessageType::cgu, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::cgua, From::either,  kAlways,     local,            kCircuit},
    Rule{MessageType::grs, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::gra, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::cqm, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::cqr, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::upt, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::upa, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::olm, From::either,   kAlways,     local,            kCircuit},
    Rule{MessageType::crm, From::either,   kAlways,     local,            "T1.113.4 (circuits)"},
    Rule{MessageType::cra, From::either,   kAlways,     local,            "T1.113.4 (circuits)"},
    Rule{MessageType::cvt, From::either,   kAlways,     local,            "T1.113.4 (circuits)"},
    Rule{MessageType::cvr, From::either,   kAlways,     local,            "T1.113.4 (circuits)"},
};
// clang-format on
constexpr Rule kUnexpected{MessageType{}, From::either, kAlways, unexpected, "Q.764 §2.9.5.1"};

constexpr std::array<std::string_view, 15> kTreatments{
    "more digits", "continuity", "subsequent", "address complete", "progress",
    "answer",      "suspend",    "resume",     "information",      "identify",
    "passed on",   "release",    "late",       "unexpected",       "local"};

} // namespace

const char* name(State state) {
    static constexpr std::array kNames{"collecting", "setup",      "ringing",
                                       "answered",   "announcing", "releasing"};
    return kNames[static_cast<std::size_t>(state)];
}

std::string_view name(Treatment treatment) {
    return kTreatments[static_cast<std::size_t>(treatment)];
}

std::span<const Rule> rules() {
    return kRules;
}

const Rule& rule_for(isup::MessageType message, From from, State state) {
    for (const Rule& rule : kRules)
        if (rule.on == message && (rule.from == from || rule.from == From::either) &&
            (rule.in & bit(state)) != 0)
            return rule;
    return kUnexpected;
}

} // namespace call
