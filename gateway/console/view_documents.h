// The daemon's views as documents: which keys JSON has and which titles people read.
#pragma once

#include "gateway/console/document.h"
#include "gateway/console/views.h"

#include <string_view>
#include <vector>

namespace console {

Document status_document(const StatusView& view);
Document spans_document(const std::vector<SpanView>& views);
Document channels_document(const std::vector<ChannelView>& views);
Document alarms_document(const std::vector<AlarmView>& views);
Document channel_why_document(const ChannelWhyView& view);
Document listeners_document(const std::vector<ListenerView>& views);
Document connections_document(const std::vector<ConnectionView>& views);
Document bans_document(const std::vector<BanView>& views);
Document peers_document(const std::vector<PeerView>& views);
Document dialogs_document(const std::vector<DialogView>& views);
Document transactions_document(const std::vector<TransactionView>& views);
Document dns_document(const std::vector<DnsView>& views);
Document shaken_document(const ShakenView& view);
Document completions_document(const std::vector<CompletionView>& views);
Document mailboxes_document(const std::vector<MailboxView>& views);
Document trunks_document(const std::vector<TrunkGroupView>& views);
Document routes_document(const std::vector<RouteView>& views);
Document calls_document(const std::vector<CallView>& views);
Document call_document(const CallDetailView& view);
Document performance_document(const std::vector<PerformanceView>& views);
Document registrations_document(const std::vector<RegistrationView>& views);
/// Only entries whose key contains `filter`.
Document config_document(const std::vector<ConfigEntryView>& views, std::string_view filter);
Document counters_document(const std::vector<observe::MetricView>& views);
Document route_test_document(const RouteTestView& view);
/// Ended calls whose traces are kept.
Document traces_document(const std::vector<observe::TraceView>& views);

} // namespace console
