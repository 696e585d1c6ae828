// The key table's part on ISDN: side, switch type, data link, RESTART and timers of a span (Q.921,
// Q.931).
#include "gateway/config/kinds.h"

#include "drivers/isdn/switch_type.h"

namespace config {
namespace {

using namespace std::chrono_literals;
using isdn::LineTimers;

template <auto Member>
Key timer(std::string_view name, Milliseconds min, Milliseconds max, Standard standard,
          std::string_view doc) {
    return key<Span, &Span::timers, Member>(name, duration(min, max), standard, doc);
}
template <auto Member>
Key counter(std::string_view name, std::int64_t min, std::int64_t max, std::string_view unit,
            Standard standard, std::string_view doc) {
    return key<Span, &Span::timers, Member>(name, integer(min, max, unit), standard, doc);
}

std::vector<Key> timer_keys() {
    return {
        timer<&LineTimers::t200>("t200", 100ms, 10s, "\"1s\"",
                                 "A frame without acknowledgement is repeated (Q.921 T200)."),
        timer<&LineTimers::t201>("t201", 100ms, 10s, "\"1s\"",
                                 "Between TEI identity checks, network side (Q.921 T201)."),
        timer<&LineTimers::t202>("t202", 100ms, 60s, "\"2s\"",
                                 "Between requests for a TEI, terminal (Q.921 T202)."),
        timer<&LineTimers::t203>("t203", 1s, 10min, "\"10s\"",
                                 "An idle data link is polled (Q.921 T203)."),
        counter<&LineTimers::n200>("n200", 1, 20, "times", "3",
                                   "Repetitions before the data link is given up (Q.921 N200)."),
        counter<&LineTimers::n201>(
            "n201", 64, 260, "octets", "260",
            "Longest message in a frame (Q.921 N201); one that would be longer "
            "goes out with its main elements alone."),
        counter<&LineTimers::n202>("n202", 1, 20, "times", "3",
                                   "Requests for a TEI before waiting longer (Q.921 N202)."),
        counter<&LineTimers::k>("k", 1, 127, "frames", otherwise("7, on bri 1"),
                                "Frames sent without acknowledgement (Q.921 k)."),
        timer<&LineTimers::t301>(
            "t301", 1s, 30min, "\"4m\"",
            "ALERTING, and nobody answers (Q.931 T301, which gives at least 3m): cleared, cause 19 "
            "to the caller. T9 of calls usually ends them before."),
        timer<&LineTimers::t302>(
            "t302", 1s, 60s, "\"15s\"",
            "Overlap receiving: how long the next digit may take (Q.931 T302), unless the trunk "
            "group's digit_timeout ends the number before."),
        timer<&LineTimers::t303>("t303", 1s, 60s, "\"4s\"",
                                 "SETUP without answer is repeated once (Q.931 T303)."),
        timer<&LineTimers::t304>("t304", 1s, 5min, "\"30s\"",
                                 "Overlap sending: no answer after the last digit (Q.931 T304)."),
        timer<&LineTimers::t305>("t305", 1s, 5min, "\"30s\"",
                                 "DISCONNECT without answer becomes RELEASE (Q.931 T305)."),
        timer<&LineTimers::t308>("t308", 1s, 60s, "\"4s\"",
                                 "RELEASE without answer is repeated once (Q.931 T308)."),
        timer<&LineTimers::t309>(
            "t309", 0s, 5min, "\"90s\"",
            "How long calls in conversation outlive their D-channel (Q.931 T309)."),
        timer<&LineTimers::t310>(
            "t310", 1s, 5min, "\"40s\"",
            "CALL PROCEEDING, and nothing after it (Q.931 T310): cleared with cause 102."),
        timer<&LineTimers::t312>(
            "t312", 1s, 60s, "\"6s\"",
            "How long terminals may still answer a call offered to all (Q.931 T312)."),
        timer<&LineTimers::t313>("t313", 1s, 60s, "\"4s\"",
                                 "CONNECT without acknowledgement, user side (Q.931 T313)."),
        timer<&LineTimers::t316>(
            "t316", 1s, 5min, "\"10s\"",
            "RESTART without acknowledgement is repeated (Q.931 T316, which gives 2m)."),
        timer<&LineTimers::t322>(
            "t322", 1s, 60s, "\"4s\"",
            "STATUS ENQUIRY without an answer is repeated, once (Q.931 T322); see status_enquiry."),
        counter<&LineTimers::n316>("n316", 1, 20, "times", "2",
                                   "RESTART is sent so often (Q.931 section 5.5.1.1)."),
    };
}

} // namespace

std::vector<Key> line_keys() {
    std::vector<Key> keys{
        key<Span, &Span::side>("side", choice("user|network"), "\"user\"",
                               "Which side of Q.921 and Q.931 this end is."),
        key<Span, &Span::switch_type>("switch_type", choice(isdn::kSwitchTypes),
                                      otherwise("ni2 on t1 and j1, else euroisdn"),
                                      "The variant of Q.931 that the line speaks: euroisdn and "
                                      "qsig on all types; ni1 on t1, j1 and bri; ni2, 4ess, "
                                      "5ess and dms100 on t1 and j1. libpri has no INS-Net "
                                      "1500."),
        key<Span, &Span::bri_mode>(
            "bri_mode", choice("ptp|ptmp"), "\"ptp\"",
            "Basic access: ptp has one PBX with TEI 0 at its end, ptmp a bus of several terminals "
            "with TEIs of their own."),
        key<Span, &Span::msn>(
            "msn", list_of(kind(Type::digits)), "[]",
            "As one of several terminals on a bus: the ends of the called numbers that are "
            "answered "
            "here; other calls are left to the other terminals. Empty answers all."),
        key<Span, &Span::layer2>(
            "layer2", choice("standard|keep-up|leave-down"), "\"standard\"",
            "When the far end takes the data link down: keep-up brings it up at once, leave-down "
            "waits for the next call; standard keeps up all but ptmp."),
        key<Span, &Span::channel_mapping>(
            "channel_mapping", choice("physical|logical"), "\"physical\"",
            "How e1 numbers its channels in messages: physical by timeslot (1-15, 17-31), logical "
            "without a gap (1-30)."),
        key<Span, &Span::nfas_group>(
            "nfas_group", kind(Type::string), "\"\"",
            "Spans (t1) of the same name here are an NFAS group: one D-channel, with a backup or "
            "without, serves them all. Empty is none."),
        key<Span, &Span::interface_id>(
            "interface_id", integer(0, 126), "0",
            "The span's interface identifier in its NFAS group (octet 3.1 of channel "
            "identifications), as the far end has it."),
        key<Span, &Span::d_channel>(
            "d_channel", choice("own|primary|backup|none"), "\"own\"",
            "In an NFAS group: primary is the span whose D-channel is used first, backup the one "
            "that takes over, none has 24 B-channels. Outside of a group each span has its own."),
        key<Span, &Span::overlap_receiving>(
            "overlap_receiving", boolean(), "false",
            "Calls may come in with an incomplete number, digits following."),
        key<Span, &Span::restart>("restart", boolean(), "true",
                                  "RESTART all channels when the D-channel first comes up."),
        key<Span, &Span::restart_interval>("restart_interval", duration(0s, 24h * 30), "\"0s\"",
                                           "Each idle channel gets a RESTART so often; 0s never."),
        key<Span, &Span::status_enquiry>(
            "status_enquiry", duration(0s, 24h), "\"0s\"",
            "How often the far end is asked whether it still has an answered call (STATUS ENQUIRY, "
            "Q.931 section 5.8.10); one that it has lost, or does not answer for twice T322, is "
            "released. 0s: only calls that have outlived a loss of the D-channel."),
        key<Span, &Span::service_messages>(
            "service_messages", boolean(), "false",
            "SERVICE messages take channels out of service and back, ours when the far end says so "
            "and the far end's when one is blocked here (ni2, 4ess, 5ess, dms100)."),
    };
    const std::vector<Key> timers = timer_keys();
    keys.insert(keys.end(), timers.begin(), timers.end());
    return keys;
}

} // namespace config
