// The daemon's views as documents: which keys JSON has and which titles people read.
#include "gateway/console/view_documents.h"

#include "gateway/observe/ladder.h"

#include <chrono>
#include <string>

namespace console {

namespace {

template <class T>
Value known(const std::optional<T>& value) {
    if (!value)
        return std::monostate{};
    return *value;
}

Value known_seconds(const std::optional<double>& value) {
    if (!value)
        return std::monostate{};
    return Seconds{*value};
}

Value known_id(CallId id) {
    if (id == 0)
        return std::monostate{};
    return integer(id);
}

Document table(std::string key, std::vector<Column> columns, std::string if_empty) {
    return {{std::move(key), "", Table{std::move(columns), {}, std::move(if_empty)}}};
}

std::vector<std::vector<Value>>& rows(Document& document) {
    return std::get<Table>(document.back().content).rows;
}

std::string labels_text(const observe::Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels)
        out += (out.empty() ? "" : ",") + name + "=" + value;
    return out;
}

std::string without_line_end(std::string text) {
    if (text.ends_with('\n'))
        text.pop_back();
    return text;
}

Record leg_record(const LegView& leg) {
    return {{{"protocol", "Protocol", text(leg.protocol)},
             {"trunk_group", "Trunk group", text(leg.trunk_group)},
             {"where", "Where", text(leg.where)},
             {"state", "State", text(leg.state)},
             {"reference", "Reference", text(leg.reference)},
             {"identity", "Caller", text(leg.identity)},
             {"session_timer", "Session timer", text(leg.session_timer)},
             {"session_id", "Session-ID", text(leg.session_id)}}};
}

} // namespace

Document status_document(const StatusView& view) {
    Record record{{{"version", "Version", text(view.version)},
                   {"state", "State", text(view.state)},
                   {"pid", "Process", integer(static_cast<std::uint64_t>(view.pid))},
                   {"started", "Started", Timestamp{view.started}},
                   {"uptime_seconds", "Up for", Seconds{view.uptime}},
                   {"config_file", "Conf file", text(view.config_file)},
                   {"calls", "Calls now", integer(view.calls)},
                   {"calls_total", "Calls in all", integer(view.calls_total)},
                   {"calls_answered", "  answered", integer(view.calls_answered)},
                   {"calls_failed", "  failed", integer(view.calls_failed)},
                   {"spans", "Spans", integer(view.spans)},
                   {"spans_up", "  up", integer(view.spans_up)},
                   {"channels", "B-channels", integer(view.channels)},
                   {"channels_busy", "  busy", integer(view.channels_busy)},
                   {"media_workers", "Media workers", integer(view.media_workers)},
                   {"cpu_seconds", "CPU time", Seconds{view.cpu_seconds}},
                   {"resident_octets", "Resident octets", integer(view.resident_octets)}}};
    return {{"", "", std::move(record)}};
}

Document spans_document(const std::vector<SpanView>& views) {
    Document out = table("spans",
                         {{"name", "Span"},
                          {"driver", "Driver"},
                          {"type", "Type"},
                          {"side", "Side"},
                          {"switch_type", "Switch type"},
                          {"law", "Law"},
                          {"d_channel", "D-channel"},
                          {"alarms", "Alarms"},
                          {"blocked", "Blocked"},
                          {"channels", "B-ch"},
                          {"idle", "Idle"},
                          {"busy", "Busy"},
                          {"channels_blocked", "Out"},
                          {"drift_ppm", "ppm"},
                          {"packets_received", "Pkts in"},
                          {"packets_sent", "Pkts out"},
                          {"packets_lost", "Lost"},
                          {"packets_late", "Late"},
                          {"slips", "Slips"},
                          {"d_frames_received", "D in"},
                          {"d_frames_sent", "D out"},
                          {"d_frames_bad", "D bad"},
                          {"d_channel_losses", "D down"}},
                         "no spans are configured");
    for (const SpanView& view : views)
        rows(out).push_back({view.name,
                             text(view.driver),
                             text(view.type),
                             text(view.side),
                             text(view.switch_type),
                             text(view.law),
                             text(view.d_channel),
                             view.alarms,
                             view.blocked,
                             integer(view.channels),
                             integer(view.idle),
                             integer(view.busy),
                             integer(view.channels_blocked),
                             known(view.drift_ppm),
                             integer(view.packets_received),
                             integer(view.packets_sent),
                             integer(view.packets_lost),
                             integer(view.packets_late),
                             integer(view.slips),
                             integer(view.d_frames_received),
                             integer(view.d_frames_sent),
                             integer(view.d_frames_bad),
                             integer(view.d_channel_losses)});
    return out;
}

Document channels_document(const std::vector<ChannelView>& views) {
    Document out = table("channels",
                         {{"span", "Span"},
                          {"timeslot", "Timeslot"},
                          {"state", "State"},
                          {"call", "Call"},
                          {"reason", "Reason"}},
                         "no such channels");
    for (const ChannelView& view : views)
        rows(out).push_back({view.span, integer(view.timeslot), text(view.state),
                             known_id(view.call), text(view.reason)});
    return out;
}

Document alarms_document(const std::vector<AlarmView>& views) {
    Document out = table("alarms",
                         {{"span", "Span"},
                          {"alarm", "Alarm"},
                          {"raised", "Raised"},
                          {"cleared", "Cleared"},
                          {"lasting", "Lasting"}},
                         "no alarm since the daemon's start");
    for (const AlarmView& view : views)
        rows(out).push_back({view.span, text(view.alarm), Timestamp{view.raised},
                             view.cleared ? Value(Timestamp{*view.cleared}) : Value{},
                             !view.cleared.has_value()});
    return out;
}

Document channel_why_document(const ChannelWhyView& view) {
    Record record{
        {{"channel", "Channel", view.channel.span + "/" + std::to_string(view.channel.timeslot)},
         {"state", "State", text(view.channel.state)},
         {"verdict", "Because", text(view.verdict)},
         {"call_id", "Call", known_id(view.channel.call)},
         {"call", "", text(view.call)},
         {"leg_state", "Q.931 state", text(view.leg_state)},
         {"trunk_group", "Trunk group", text(view.trunk_group)},
         {"d_channel", "D-channel", text(view.d_channel)},
         {"alarms", "Alarms", view.alarms},
         {"busied_out", "Busied out", view.busied_out}}};
    Document out{{"", "", std::move(record)}};
    Table events{{{"at", "At"}, {"event", "Event"}}, {}, "nothing has happened here yet"};
    for (const ChannelWhyView::Event& event : view.events)
        events.rows.push_back({Timestamp{event.at}, event.text});
    out.push_back({"events", "Last events", std::move(events)});
    return out;
}

Document peers_document(const std::vector<PeerView>& views) {
    Document out = table("peers",
                         {{"name", "Peer"},
                          {"trunk_group", "Trunk group"},
                          {"address", "Address"},
                          {"state", "State"},
                          {"since", "Since"},
                          {"last_status", "OPTIONS"},
                          {"failures", "Failures"}},
                         "no SIP peers are configured");
    for (const PeerView& view : views)
        rows(out).push_back(
            {view.name, text(view.trunk_group), text(view.address), text(view.state),
             view.since ? Value(Timestamp{*view.since}) : Value{},
             view.last_status ? integer(static_cast<std::uint64_t>(view.last_status)) : Value{},
             integer(view.failures)});
    return out;
}

Document dns_document(const std::vector<DnsView>& views) {
    Document out = table("dns",
                         {{"peer", "Peer"},
                          {"domain", "Domain"},
                          {"state", "State"},
                          {"server", "Server"},
                          {"avoided_seconds", "Avoided for"},
                          {"expires_seconds", "Asked again in"},
                          {"steps", "Found by"}},
                         "no SIP peer has a domain");
    const auto row = [&](const DnsView& view, Value server, Value avoided) {
        rows(out).push_back({view.peer, view.domain, view.state, std::move(server),
                             std::move(avoided), view.expires_seconds, text(view.steps)});
    };
    for (const DnsView& view : views) {
        if (view.servers.empty())
            row(view, {}, {});
        for (const DnsView::Server& server : view.servers)
            row(view, server.address, server.avoided_seconds);
    }
    return out;
}

Document dialogs_document(const std::vector<DialogView>& views) {
    Document out = table("dialogs",
                         {{"session", "Session"},
                          {"state", "State"},
                          {"peer", "Peer"},
                          {"local_uri", "Ours"},
                          {"remote_uri", "Theirs"},
                          {"call_id", "Call-ID"},
                          {"local_tag", "Our tag"},
                          {"remote_tag", "Their tag"},
                          {"target", "Target"},
                          {"routes", "Route"},
                          {"cseq", "CSeq"},
                          {"session_timer", "Session timer"},
                          {"session_id", "Session-ID"}},
                         "no SIP dialogs");
    for (const DialogView& view : views)
        rows(out).push_back({integer(view.session), text(view.state), text(view.peer),
                             text(view.local_uri), text(view.remote_uri), text(view.call_id),
                             text(view.local_tag), text(view.remote_tag), text(view.target),
                             view.routes, integer(view.cseq), text(view.timer),
                             text(view.session_id)});
    return out;
}

Document transactions_document(const std::vector<TransactionView>& views) {
    Document out = table("transactions",
                         {{"machine", "Machine"},
                          {"state", "State"},
                          {"method", "Method"},
                          {"peer", "Peer"},
                          {"session", "Session"},
                          {"age_seconds", "Age"},
                          {"branch", "Branch"}},
                         "no SIP transactions");
    for (const TransactionView& view : views)
        rows(out).push_back({text(view.machine), text(view.state), text(view.method),
                             text(view.peer), known_id(view.session), Seconds{view.age},
                             text(view.branch)});
    return out;
}

Document listeners_document(const std::vector<ListenerView>& views) {
    Document out = table("listeners",
                         {{"transport", "Transport"},
                          {"address", "Address"},
                          {"messages_in", "In"},
                          {"messages_out", "Out"},
                          {"send_failures", "Failed"},
                          {"keep_alives", "Keep-alives"},
                          {"connections", "Connections"},
                          {"accepted", "Accepted"},
                          {"connected", "Made"},
                          {"refused", "Refused"},
                          {"broken", "Broken"}},
                         "no listeners");
    for (const ListenerView& view : views)
        rows(out).push_back({text(view.transport), view.address, integer(view.messages_in),
                             integer(view.messages_out), integer(view.send_failures),
                             integer(view.keep_alives), integer(view.connections),
                             integer(view.accepted), integer(view.connected), integer(view.refused),
                             integer(view.failed)});
    return out;
}

Document connections_document(const std::vector<ConnectionView>& views) {
    Document out = table("connections",
                         {{"transport", "Transport"},
                          {"peer", "Peer"},
                          {"opened_by", "Opened by"},
                          {"state", "State"},
                          {"age_seconds", "Age"},
                          {"idle_seconds", "Idle"},
                          {"messages_in", "In"},
                          {"messages_out", "Out"},
                          {"security", "Security"}},
                         "no TCP or TLS connections");
    for (const ConnectionView& view : views)
        rows(out).push_back({text(view.transport), view.peer, text(view.opened_by),
                             text(view.state), Seconds{view.age}, Seconds{view.idle},
                             integer(view.messages_in), integer(view.messages_out),
                             text(view.security)});
    return out;
}

Document bans_document(const std::vector<BanView>& views) {
    Document out = table("bans",
                         {{"address", "Address"},
                          {"reason", "Reason"},
                          {"left_seconds", "Left"},
                          {"dropped", "Dropped"}},
                         "nobody is banned");
    for (const BanView& view : views)
        rows(out).push_back(
            {view.address, text(view.reason), Seconds{view.left}, integer(view.dropped)});
    return out;
}

Document shaken_document(const ShakenView& view) {
    Document out = table("certificates",
                         {{"use", "Use"},
                          {"where", "Where"},
                          {"subject", "Subject"},
                          {"state", "State"},
                          {"ends", "Ends"},
                          {"refresh_seconds", "Fetched again in"},
                          {"used", "Used"}},
                         "no keys and certificates are configured");
    for (const ShakenView::Certificate& one : view.certificates)
        rows(out).push_back({one.use, text(one.where), text(one.subject), text(one.state),
                             one.ends ? Value(Timestamp{*one.ends}) : Value{},
                             known_seconds(one.refresh), integer(one.used)});
    out.push_back({"counts", "Calls", Table{{{"what", "What"}, {"calls", "Calls"}}, {}, "none"}});
    for (const ShakenView::Count& count : view.counts)
        rows(out).push_back({count.what, integer(count.calls)});
    return out;
}

Document completions_document(const std::vector<CompletionView>& views) {
    Document out = table("completions",
                         {{"line", "Line"},
                          {"reference", "Reference"},
                          {"kind", "When"},
                          {"called", "Called"},
                          {"state", "State"},
                          {"left_seconds", "Left"}},
                         "no call is to be completed");
    for (const CompletionView& view : views)
        rows(out).push_back({text(view.line), view.reference, view.kind, text(view.called),
                             view.state, Seconds{view.left}});
    return out;
}

Document mailboxes_document(const std::vector<MailboxView>& views) {
    Document out = table("mailboxes",
                         {{"kind", "Kind"},
                          {"where", "Where"},
                          {"number", "Mailbox"},
                          {"waiting", "Waiting"},
                          {"messages", "New/old"},
                          {"watchers", "Watchers"},
                          {"state", "Subscription"}},
                         "no mailbox is known");
    for (const MailboxView& view : views)
        rows(out).push_back({view.kind, text(view.where), text(view.number), view.waiting,
                             text(view.messages), integer(view.watchers), text(view.state)});
    return out;
}

Document trunks_document(const std::vector<TrunkGroupView>& views) {
    Document out = table("trunk_groups",
                         {{"name", "Trunk group"},
                          {"kind", "Kind"},
                          {"members", "Members"},
                          {"hunting", "Hunting"},
                          {"in_service", "In service"},
                          {"busied_out", "Busied out"},
                          {"channels", "Channels"},
                          {"idle", "Idle"},
                          {"busy", "Busy"},
                          {"blocked", "Blocked"},
                          {"calls_in", "Calls in"},
                          {"calls_out", "Calls out"},
                          {"calls_refused", "Refused"}},
                         "no trunk groups are configured");
    for (const TrunkGroupView& view : views) {
        const bool limited = view.channels > 0;
        const auto of_limited = [&](unsigned value) { return limited ? integer(value) : Value{}; };
        rows(out).push_back({view.name, text(view.kind), view.members, text(view.hunting),
                             view.in_service, view.busied_out, of_limited(view.channels),
                             of_limited(view.idle), integer(view.busy), of_limited(view.blocked),
                             integer(view.calls_in), integer(view.calls_out),
                             integer(view.calls_refused)});
    }
    return out;
}

Document routes_document(const std::vector<RouteView>& views) {
    Document out = table("routes",
                         {{"name", "Route"},
                          {"from", "From"},
                          {"called", "Called"},
                          {"calling", "Calling"},
                          {"bearer", "Bearer"},
                          {"to", "To"},
                          {"number_rules", "Number rules"},
                          {"calls", "Calls"}},
                         "no routes are configured");
    for (const RouteView& view : views)
        rows(out).push_back({view.name, view.from, text(view.called), text(view.calling),
                             text(view.bearer), view.to, view.number_rules, integer(view.calls)});
    return out;
}

Document calls_document(const std::vector<CallView>& views) {
    Document out = table("calls",
                         {{"id", "Call"},
                          {"state", "State"},
                          {"calling", "Calling"},
                          {"called", "Called"},
                          {"from", "From"},
                          {"incoming", "Incoming leg"},
                          {"to", "To"},
                          {"outgoing", "Outgoing leg"},
                          {"route", "Route"},
                          {"began", "Began"},
                          {"duration_seconds", "Duration"},
                          {"answered_seconds", "Answered for"}},
                         "no calls");
    for (const CallView& view : views)
        rows(out).push_back({integer(view.id), text(view.state), text(view.calling),
                             text(view.called), text(view.incoming.trunk_group),
                             text(view.incoming.where), text(view.outgoing.trunk_group),
                             text(view.outgoing.where), text(view.route), Timestamp{view.began},
                             Seconds{view.duration}, known_seconds(view.answered_for)});
    return out;
}

Document call_document(const CallDetailView& view) {
    const CallView& call = view.call;
    Record head{{{"id", "Call", integer(call.id)},
                 {"state", "State", text(call.state)},
                 {"calling", "Calling number", text(call.calling)},
                 {"called", "Called number", text(call.called)},
                 {"called_received", "  as received", text(view.called_received)},
                 {"bearer", "Bearer", text(view.bearer)},
                 {"route", "Route", text(call.route)},
                 {"began", "Began", Timestamp{call.began}},
                 {"duration_seconds", "Duration", Seconds{call.duration}},
                 {"answered_seconds", "Answered for", known_seconds(call.answered_for)},
                 {"cause", "Cause", text(view.cause)}}};
    Table media{{{"codec", "Codec"},
                 {"local", "Local"},
                 {"remote", "Remote"},
                 {"packet_seconds", "Packet"},
                 {"packets_received", "Pkts in"},
                 {"packets_sent", "Pkts out"},
                 {"packets_lost", "Lost"},
                 {"packets_late", "Late"},
                 {"jitter_seconds", "Jitter"},
                 {"delay_seconds", "Delay"},
                 {"round_trip_seconds", "Round trip"},
                 {"drift_ppm", "ppm"}},
                {},
                "none yet"};
    for (const MediaView& each : view.media)
        media.rows.push_back({text(each.codec), text(each.local), text(each.remote),
                              Seconds{each.packet_time}, integer(each.packets_received),
                              integer(each.packets_sent), integer(each.packets_lost),
                              integer(each.packets_late), Seconds{each.jitter}, Seconds{each.delay},
                              known_seconds(each.round_trip), known(each.drift_ppm)});
    return {{"", "", std::move(head)},
            {"incoming", "Incoming leg", leg_record(call.incoming)},
            {"outgoing", "Outgoing leg", leg_record(call.outgoing)},
            {"media", "Media", std::move(media)}};
}

Document performance_document(const std::vector<PerformanceView>& views) {
    Document out = table("performance",
                         {{"span", "Span"},
                          {"begin", "From"},
                          {"seconds", "Seconds"},
                          {"errored_seconds", "ES"},
                          {"severely_errored_seconds", "SES"},
                          {"unavailable_seconds", "UAS"},
                          {"crc_errors", "CRC"},
                          {"e_bits", "E-bits"},
                          {"framing_errors", "Framing"},
                          {"bipolar_violations", "BPV"},
                          {"slips", "Slips"},
                          {"packets_lost", "Lost packets"}},
                         "nothing measured yet");
    for (const PerformanceView& view : views)
        rows(out).push_back(
            {view.span, Timestamp{view.begin}, integer(view.seconds), integer(view.errored),
             integer(view.severely_errored), integer(view.unavailable), integer(view.crc_errors),
             integer(view.e_bits), integer(view.framing_errors), integer(view.bipolar_violations),
             integer(view.slips), integer(view.packets_lost)});
    return out;
}

Document registrations_document(const std::vector<RegistrationView>& views) {
    Document out = table("registrations",
                         {{"name", "Name"},
                          {"peer", "Peer"},
                          {"address_of_record", "Address of record"},
                          {"registered", "Registered"},
                          {"since", "Since"},
                          {"state", "State"},
                          {"last_answer", "Last answer"},
                          {"failures", "Failures"},
                          {"granted_seconds", "Granted"},
                          {"next_seconds", "Next REGISTER in"},
                          {"registrar", "Registrar"},
                          {"contact", "Contact"}},
                         "no registrations are configured");
    for (const RegistrationView& view : views)
        rows(out).push_back({view.name, view.peer, text(view.address_of_record), view.registered,
                             Timestamp{view.since}, view.state, text(view.last_answer),
                             integer(view.failures), known_seconds(view.granted),
                             known_seconds(view.next), text(view.registrar), text(view.contact)});
    return out;
}

Document config_document(const std::vector<ConfigEntryView>& views, std::string_view filter) {
    Document out = table(
        "config", {{"key", "Key"}, {"value", "Value"}, {"origin", "From"}, {"help", "Meaning"}},
        "no such keys");
    for (const ConfigEntryView& view : views)
        if (view.key.find(filter) != std::string::npos)
            rows(out).push_back({view.key, view.value, text(view.origin), text(view.help)});
    return out;
}

Document counters_document(const std::vector<observe::MetricView>& views) {
    Document out = table("counters",
                         {{"name", "Name"},
                          {"labels", "Labels"},
                          {"kind", "Kind"},
                          {"value", "Value"},
                          {"p50_seconds", "p50"},
                          {"p99_seconds", "p99"},
                          {"maximum_seconds", "Maximum"},
                          {"sum_seconds", "Sum"},
                          {"help", "Meaning"}},
                         "no such counters");
    using Kind = observe::MetricView::Kind;
    for (const observe::MetricView& view : views) {
        const bool histogram = view.kind == Kind::histogram;
        const auto of_histogram = [&](double seconds) {
            return histogram ? Value{Seconds{seconds}} : Value{};
        };
        const std::string kind = histogram                  ? "histogram"
                                 : view.kind == Kind::gauge ? "gauge"
                                                            : "counter";
        const Value value = view.kind == Kind::gauge
                                ? Value{view.value}
                                : integer(static_cast<std::uint64_t>(view.value));
        rows(out).push_back({view.name, text(labels_text(view.labels)), kind, value,
                             of_histogram(view.p50), of_histogram(view.p99),
                             of_histogram(view.maximum), of_histogram(view.sum), text(view.help)});
    }
    return out;
}

Document route_test_document(const RouteTestView& view) {
    Table steps{{{"what", "Step"},
                 {"name", "Name"},
                 {"applied", "Applies"},
                 {"called", "Called"},
                 {"calling", "Calling"},
                 {"reason", "Why"}},
                {},
                "no routes are configured"};
    for (const RouteTestView::Step& step : view.steps)
        steps.rows.push_back({text(step.what), text(step.name), step.applied, text(step.called),
                              text(step.calling), text(step.reason)});
    Record outcome{{{"routed", "Routed", view.routed},
                    {"trunk_group", "To", text(view.trunk_group)},
                    {"called", "Called number", text(view.called)},
                    {"calling", "Calling number", text(view.calling)},
                    {"cause", "Cause", text(view.cause)}}};
    return {{"steps", "", std::move(steps)}, {"", "", std::move(outcome)}};
}

Document traces_document(const std::vector<observe::TraceView>& views) {
    Document out = table("traces",
                         {{"id", "Call"},
                          {"began", "Began"},
                          {"duration_seconds", "Duration"},
                          {"incoming", "From"},
                          {"outgoing", "To"},
                          {"events", "Events"},
                          {"explanation", "How it ended"}},
                         "no traces of ended calls");
    for (const observe::TraceView& view : views)
        rows(out).push_back(
            {integer(view.id),
             Timestamp{std::chrono::duration<double>(view.began.time_since_epoch()).count()},
             Seconds{std::chrono::duration<double>(view.duration).count()},
             text(view.incoming_name), text(view.outgoing_name),
             integer(view.events.size() + view.dropped), without_line_end(observe::explain(view))});
    return out;
}

} // namespace console
