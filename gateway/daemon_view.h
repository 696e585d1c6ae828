// The daemon as the console sees it.
#pragma once

#include "gateway/console/views.h"
#include "gateway/daemon.h"
#include "gateway/map_test.h"

namespace gateway {

/// Thread: the signalling loop. Owner: main; the daemon outlives it.
class View final : public console::DaemonView {
  public:
    explicit View(Daemon& daemon) : daemon_(daemon) {}

    console::StatusView status() const override;
    std::vector<console::SpanView> spans() const override;
    std::vector<console::ChannelView> channels(std::string_view span) const override;
    std::vector<console::AlarmView> alarms(std::string_view span) const override;
    std::optional<console::ChannelWhyView> channel_why(std::string_view span,
                                                       unsigned timeslot) const override;
    std::vector<console::PerformanceView> performance(std::string_view span) const override;
    std::vector<console::PeerView> peers() const override;
    std::vector<console::DnsView> dns() const override;
    std::vector<console::TrunkGroupView> trunk_groups() const override;
    std::vector<console::RouteView> routes() const override;
    std::vector<console::CallView> calls() const override;
    std::optional<console::CallDetailView> call(console::CallId id) const override;
    std::vector<console::RegistrationView> registrations() const override;
    std::vector<console::ConfigEntryView> config() const override;
    const observe::Metrics& metrics() const override { return daemon_.metrics(); }
    observe::TraceStore& traces() override { return daemon_.traces(); }
    observe::SpanTrace* span_trace(std::string_view span) override;
    std::vector<observe::CaptureView> captures() const override {
        return daemon_.captures().view();
    }
    console::Outcome capture(std::string_view span, bool on) override {
        return daemon_.capture(span, on);
    }
    base::Result<console::RouteTestView, std::string>
    route_test(std::string_view called, std::string_view group) const override;
    base::Result<console::MapTestView, std::string>
    map_test(const console::MapTestRequest& request) const override {
        return gateway::map_test(daemon_, request);
    }
    base::Result<console::CauseTestView, std::string>
    cause_test(unsigned value, std::string_view location, std::string_view trunk) const override {
        return gateway::cause_test(daemon_, value, location, trunk);
    }
    console::LineTests& tests() override { return daemon_.tests(); }
    console::Outcome release_call(console::CallId id) override;
    console::Outcome block(std::string_view span, unsigned timeslot, bool blocked,
                           bool force) override;
    console::Outcome restart(std::string_view span, unsigned timeslot) override;
    console::ShakenView shaken() const override;
    std::vector<console::MailboxView> mailboxes() const override;
    std::vector<console::CompletionView> completions() const override;
    std::vector<console::ListenerView> listeners() const override;
    std::vector<console::ConnectionView> connections() const override;
    std::vector<console::BanView> bans() const override;
    std::vector<console::DialogView> dialogs() const override;
    std::vector<console::TransactionView> transactions() const override;
    console::Outcome ban(std::string_view address, unsigned seconds) override;
    std::vector<console::UserView> users() const override;
    console::Outcome unregister(std::string_view user) override;
    console::Outcome unban(std::string_view address) override;
    console::Outcome reload() override { return daemon_.reload(); }
    console::Outcome stop(bool when_idle) override;

  private:
    console::CallView view(call::Call& call) const;

    Daemon& daemon_;
};

} // namespace gateway
