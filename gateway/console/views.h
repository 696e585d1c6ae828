// What the console shows of the daemon, as plain values, and the few things it may ask the daemon
// to do.
#pragma once

#include "base/result.h"
#include "gateway/console/line_tests.h"
#include "gateway/observe/capture.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/span_trace.h"
#include "gateway/observe/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace console {

using observe::CallId;

struct StatusView {
    std::string version;
    int pid = 0;
    double started = 0; ///< seconds since the epoch
    double uptime = 0;  ///< seconds
    std::string config_file;
    std::string state = "running"; ///< running, stopping when idle, stopping
    unsigned calls = 0;            ///< now
    std::uint64_t calls_total = 0, calls_answered = 0, calls_failed = 0;
    unsigned spans = 0, spans_up = 0; ///< up: no alarm and D-channel established
    unsigned channels = 0, channels_busy = 0;
    unsigned media_workers = 0;
    double cpu_seconds = 0;
    std::uint64_t resident_octets = 0;
};

struct SpanView {
    std::string name, driver, type, side, switch_type, law; ///< as in the conf file
    bool d_channel_up = false;
    std::string d_channel = "down";  ///< up, down; in an NFAS group with its part in it
    std::vector<std::string> alarms; ///< "red", "not present" ...; empty: none
    bool blocked = false;            ///< all its channels are blocked by an operator
    unsigned channels = 0, idle = 0, busy = 0, channels_blocked = 0;
    std::optional<double> drift_ppm; ///< the line's clock against ours
    std::uint64_t packets_received = 0, packets_sent = 0, packets_lost = 0, packets_late = 0;
    std::uint64_t slips = 0, d_frames_received = 0, d_frames_sent = 0, d_frames_bad = 0;
    std::uint64_t d_channel_losses = 0;
};

struct ChannelView {
    std::string span;
    unsigned timeslot = 0;
    std::string state;  ///< idle, in call, blocked, restarting, out of service
    CallId call = 0;    ///< 0: none
    std::string reason; ///< why it is in this state
};

/// One alarm of a line, over or not.
struct AlarmView {
    std::string span, alarm;       ///< "red", "yellow", "D-channel" ...
    double raised = 0;             ///< seconds since the epoch
    std::optional<double> cleared; ///< the same; absent: it lasts
};

/// A quarter of an hour of a line (G.826), or what has passed of it.
struct PerformanceView {
    std::string span;
    double begin = 0; ///< seconds since the epoch
    std::uint64_t seconds = 0, errored = 0, severely_errored = 0, unavailable = 0;
    std::uint64_t bipolar_violations = 0, crc_errors = 0, e_bits = 0, framing_errors = 0;
    std::uint64_t slips = 0, packets_lost = 0;
};

/// Why a B-channel is in its state.
struct ChannelWhyView {
    struct Event {
        double at = 0; ///< seconds since the epoch
        std::string text;
    };
    ChannelView channel;
    std::string trunk_group;
    bool d_channel_up = false, busied_out = false;
    std::string d_channel = "down"; ///< as in SpanView
    std::vector<std::string> alarms;
    std::string call;          ///< "answered, 30123 to 2000"; empty: none
    std::string leg_state;     ///< in the words of Q.931; empty: no call
    std::string verdict;       ///< one sentence
    std::vector<Event> events; ///< of the channel and its line, oldest first
};

struct PeerView {
    std::string name, trunk_group, address;
    std::string state;           ///< up, down, not watched, not registered
    unsigned failures = 0;       ///< OPTIONS in a row without an answer, or with 503
    int last_status = 0;         ///< 0: none yet
    std::optional<double> since; ///< seconds since the epoch; of its state
};

/// The servers of a SIP peer that is named by a domain.
struct DnsView {
    struct Server {
        std::string address;
        double avoided_seconds = 0; ///< 0: not avoided
    };
    std::string peer, domain;
    std::string state;          ///< located, "asked", "no server", "no answer"
    std::string steps;          ///< "NAPTR SIP+D2U, SRV _sip._udp.example.com, 2 addresses"
    double expires_seconds = 0; ///< until it is asked again
    std::vector<Server> servers;
};

/// A mailbox as it is known here (RFC 3842).
struct MailboxView {
    std::string kind;  ///< "told" to a peer, "watched" at one, on a "line"
    std::string where; ///< peer or trunk group
    std::string number;
    bool waiting = false;
    std::string messages; ///< "Voice 2/8, Fax 1/0"; empty: how many is not known
    std::uint64_t watchers = 0;
    std::string state; ///< of a subscription of ours; empty: none
};

/// A call that a telephone may ask to have completed, or has (EN 300 359-1).
struct CompletionView {
    std::string line;
    std::int64_t reference = 0; ///< linkage id, later CCBS reference
    std::string kind;           ///< "busy", "no reply"
    std::string called;
    std::string state; ///< "retained", "waiting", "offered", "calling"
    double left = 0;   ///< seconds
};

/// Keys and certificates of STIR/SHAKEN.
struct ShakenView {
    struct Certificate {
        std::string use;   ///< "signs", "believed", "stored", "fetched"
        std::string where; ///< URL or file
        std::string subject;
        std::string state;             ///< "valid", "expired", "no key" ...
        std::optional<double> ends;    ///< seconds since the epoch; its own end
        std::optional<double> refresh; ///< seconds until it is fetched again
        std::uint64_t used = 0;        ///< signatures made or verified with it
    };
    struct Count {
        std::string what;
        std::uint64_t calls = 0;
    };
    std::vector<Certificate> certificates;
    std::vector<Count> counts;
};

/// One SIP dialog (RFC 3261 §12).
struct DialogView {
    std::uint64_t session = 0;
    std::string call_id, state; ///< early, confirmed; "other" is added for one of a fork not in use
    std::string peer, local_uri, remote_uri, local_tag, remote_tag, target;
    std::vector<std::string> routes;
    std::uint32_t cseq = 0; ///< of our last request
    std::string timer;      ///< RFC 4028; empty: none
    std::string session_id; ///< RFC 7989
};

/// One SIP transaction (RFC 3261 §17).
struct TransactionView {
    std::string machine, state, method, branch, peer;
    std::uint64_t session = 0; ///< 0: none
    double age = 0;            ///< seconds
};

/// An address whose SIP is not read.
/// Where SIP is received.
struct ListenerView {
    std::string transport, address;
    std::uint64_t messages_in = 0, messages_out = 0, send_failures = 0, keep_alives = 0;
    // of connections; 0 with UDP
    std::uint64_t connections = 0, accepted = 0, connected = 0, refused = 0, failed = 0;
};

/// One TCP or TLS connection.
struct ConnectionView {
    std::string transport, peer;
    std::string opened_by; ///< "peer", "us"
    std::string state;     ///< "connecting", "handshake", "open"
    std::string security;  ///< "TLSv1.3 TLS_AES_256_GCM_SHA384, carrier.example"; empty: in clear
    double age = 0, idle = 0; ///< seconds
    std::uint64_t messages_in = 0, messages_out = 0;
};

struct BanView {
    std::string address, reason; ///< flood, malformed, stranger, scanner, operator
    double left = 0;             ///< seconds
    std::uint64_t dropped = 0;   ///< messages since the ban
};

/// One contact of a user of the registrar.
struct BindingView {
    std::string contact, source;        ///< source: "UDP 192.0.2.1:5060"
    double expires = 0, registered = 0; ///< seconds left, and since the first REGISTER
    double q = 1;
    bool nat = false; ///< its contact is not where it sends from
    std::vector<std::string> path;
    std::string user_agent;
};
struct UserView {
    std::string name, group;
    std::vector<std::string> numbers; ///< prefixes with "..." behind
    std::vector<BindingView> bindings;
};

struct TrunkGroupView {
    std::string name;
    std::string kind;                 ///< "isdn" or "sip"
    std::vector<std::string> members; ///< spans or SIP peers
    std::string hunting;
    bool in_service = false, busied_out = false;
    unsigned channels = 0, idle = 0, busy = 0, blocked = 0; ///< 0 channels: not limited
    std::uint64_t calls_in = 0, calls_out = 0, calls_refused = 0;
};

struct RouteView {
    std::string name;
    std::vector<std::string> from;
    std::string called, calling, bearer; ///< patterns; empty: any
    std::vector<std::string> to, number_rules;
    std::uint64_t calls = 0;
};

/// One leg of a call.
struct LegView {
    std::string protocol; ///< SIP, SIP-I, ISDN
    std::string trunk_group;
    std::string where;           ///< "line1/7" (span/timeslot) or "pbx 192.0.2.1:5060"
    std::string state;           ///< the leg's own words: "ringing", "N4 call delivered"
    std::string reference;       ///< Call-ID, or the Q.931 call reference
    std::string identity{};      ///< what verifying the caller came to; empty: not done
    std::string session_timer{}; ///< empty: none runs
    std::string session_id{};    ///< RFC 7989: ours, theirs
};

/// What the media of a call does; times in seconds, counters since it began.
struct MediaView {
    std::string codec, local, remote; ///< "PCMA", "127.0.0.1:16384"
    double packet_time = 0;
    std::uint64_t packets_received = 0, packets_sent = 0, packets_lost = 0, packets_late = 0;
    double jitter = 0,
           delay = 0; ///< interarrival jitter (RFC 3550 §6.4.1); the jitter buffer's delay
    std::optional<double> round_trip; ///< by RTCP
    std::optional<double> drift_ppm;
};

struct CallView {
    CallId id = 0;
    std::string state; ///< routing, setup, ringing, answered, releasing
    std::string calling, called;
    std::string route;
    double began = 0;                   ///< seconds since the epoch
    double duration = 0;                ///< seconds since it began
    std::optional<double> answered_for; ///< seconds since the answer
    LegView incoming, outgoing;         ///< outgoing.protocol is empty before the call is routed
};

struct CallDetailView {
    CallView call;
    std::string called_received; ///< the called number before number rules
    std::string bearer;          ///< "speech", "3.1 kHz audio", "unrestricted 64 kbit/s"
    std::string cause;           ///< so far: "17 user busy, location private network"
    std::vector<MediaView> media;
};

struct RegistrationView {
    std::string name, peer, address_of_record;
    std::string registrar;         ///< "tls 192.0.2.1:5061", the last one asked; "" none yet
    std::string state;             ///< idle, asking, registered, waiting
    bool registered = false;       ///< a binding lives, whatever a refresh is up to
    std::string contact;           ///< that calls use
    std::string last_answer;       ///< "200 OK"; "" none yet
    unsigned failures = 0;         ///< in a row
    std::optional<double> granted; ///< seconds, by the last 2xx
    std::optional<double> next;    ///< seconds until the next REGISTER
    double since = 0;              ///< seconds since the epoch; of being registered or not
};

struct ConfigEntryView {
    std::string key;    ///< "media.timeout", "span.line1.type"
    std::string value;  ///< as it would stand in the conf file
    std::string origin; ///< "landline.conf:12" or "default"
    std::string help;
};

/// A dry run through the routing tables.
struct RouteTestView {
    struct Step {
        std::string what; ///< "route", "number rule", "trunk group", "channel"
        std::string name; ///< of the rule or row
        bool applied = false;
        std::string reason; ///< "called 600 matches ^6.*$", "called 600 does not match ..."
        std::string called, calling; ///< after this step
    };
    std::vector<Step> steps;
    bool routed = false;
    std::string trunk_group; ///< first choice
    std::string called, calling;
    std::string cause; ///< when not routed: "1 unallocated (unassigned) number"
};

/// A message that is to go through the mapping without a call.
struct MapTestRequest {
    std::string message;  ///< octets in hex, or SIP text
    std::string via;      ///< trunk on which it leaves: SIP peer or trunk group
    std::string from;     ///< that it comes from; empty: `via`, or as [calls]
    std::string language; ///< "sip", "isup", "q931", "number"; empty: as the message looks
    std::string variant;  ///< of ISUP octets; empty: that of the trunk
    bool acm_seen = false;
};

struct MapTestView {
    struct Part {
        std::string key;   ///< "received", "enclosed", "between", "leaving", "leaving_body",
                           ///< "routing"
        std::string title; ///< "received from pbx: SIP INVITE"
        std::string text;  ///< several lines
        std::string hex;   ///< octets; empty for SIP
    };
    struct Row {
        std::string trunk, name, clause, value;
    };
    std::vector<Part> parts;
    std::vector<Row> rows; ///< in the order of their use
    std::string outcome;   ///< "SETUP leaves on exchange"
};

/// A cause or SIP status through the tables of a trunk.
struct CauseTestView {
    struct Step {
        std::string what, result; ///< "SIP response", "503 Service Unavailable"
        std::string name, clause, value;
    };
    std::vector<Step> steps;
};

/// An action's outcome: what was done, or why not, each in one sentence.
using Outcome = base::Result<std::string, std::string>;

/// The daemon as the console sees it. All calls on the signalling loop; values are snapshots of
/// this moment.
class DaemonView {
  public:
    virtual ~DaemonView() = default;
    virtual StatusView status() const = 0;
    virtual std::vector<SpanView> spans() const = 0;
    /// In order of timeslots; of all spans when `span` is empty. An unknown span gives none.
    virtual std::vector<ChannelView> channels(std::string_view span) const = 0;
    /// The last alarms of a line, of all when `span` is empty; in the order in which they came.
    virtual std::vector<AlarmView> alarms(std::string_view span) const = 0;
    /// Of one span or of all, the latest quarter of an hour first.
    virtual std::vector<PerformanceView> performance(std::string_view span) const = 0;
    /// Nothing when there is no such channel.
    virtual std::optional<ChannelWhyView> channel_why(std::string_view span,
                                                      unsigned timeslot) const = 0;
    virtual std::vector<PeerView> peers() const = 0;
    virtual std::vector<DnsView> dns() const = 0;
    virtual ShakenView shaken() const = 0;
    virtual std::vector<MailboxView> mailboxes() const { return {}; }
    virtual std::vector<CompletionView> completions() const { return {}; }
    virtual std::vector<BanView> bans() const = 0;
    virtual std::vector<UserView> users() const { return {}; }
    virtual std::vector<ListenerView> listeners() const { return {}; }
    virtual std::vector<ConnectionView> connections() const { return {}; }
    virtual std::vector<DialogView> dialogs() const { return {}; }
    virtual std::vector<TransactionView> transactions() const { return {}; }
    virtual std::vector<TrunkGroupView> trunk_groups() const = 0;
    virtual std::vector<RouteView> routes() const = 0;
    virtual std::vector<CallView> calls() const = 0;
    virtual std::optional<CallDetailView> call(CallId id) const = 0;
    virtual std::vector<RegistrationView> registrations() const = 0;
    virtual std::vector<ConfigEntryView> config() const = 0;
    virtual const observe::Metrics& metrics() const = 0;
    virtual observe::TraceStore& traces() = 0;
    /// Null for an unknown span.
    virtual observe::SpanTrace* span_trace(std::string_view span) = 0;
    virtual std::vector<observe::CaptureView> captures() const = 0;

    virtual base::Result<RouteTestView, std::string> route_test(std::string_view called,
                                                                std::string_view group) const = 0;
    virtual base::Result<MapTestView, std::string>
    map_test(const MapTestRequest& request) const = 0;
    /// `location` as in RFC 8606; empty: LN.
    virtual base::Result<CauseTestView, std::string>
    cause_test(unsigned value, std::string_view location, std::string_view trunk) const = 0;
    virtual LineTests& tests() = 0;
    virtual Outcome release_call(CallId id) = 0;
    /// `timeslot` 0: all channels of the span. `force`: calls there are released.
    virtual Outcome block(std::string_view span, unsigned timeslot, bool blocked, bool force) = 0;
    /// RESTART; calls there are released.
    virtual Outcome restart(std::string_view span, unsigned timeslot) = 0;
    /// Starts or stops the capture of a span's D-channel.
    virtual Outcome capture(std::string_view span, bool on) = 0;
    /// `seconds` 0: as the conf file says.
    virtual Outcome ban(std::string_view address, unsigned seconds) = 0;
    virtual Outcome unban(std::string_view address) = 0;
    virtual Outcome unregister(std::string_view /*user*/) {
        return base::fail(std::string("there is no registrar"));
    }
    virtual Outcome reload() = 0;
    virtual Outcome stop(bool when_idle) = 0;
};

} // namespace console
