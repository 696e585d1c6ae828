// The gateway: builds every room's objects from a configuration, reloads, stops, audits.
#pragma once

#include "base/loop.h"
#include "base/result.h"
#include "gateway/call/table.h"
#include "gateway/config/config.h"
#include "gateway/legs/completions.h"
#include "gateway/legs/isdn_line.h"
#include "gateway/legs/mailboxes.h"
#include "gateway/legs/peer_servers.h"
#include "gateway/legs/registrations.h"
#include "gateway/legs/sip_side.h"
#include "gateway/legs/trunks.h"
#include "gateway/listeners.h"
#include "gateway/maintenance/tests.h"
#include "gateway/media/media.h"
#include "gateway/observe/capture.h"
#include "gateway/observe/hep_export.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/trace.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gateway {

/// Thread: the signalling loop. Owner: main.
class Daemon final : private media::Listener {
  public:
    /// Opens sockets and spans. Errors: std::runtime_error (start-up only).
    Daemon(base::Loop& loop, config::Config config, std::string config_file);
    ~Daemon() override;

    /// Reads the conf file again and applies it whole, or says why not and changes nothing.
    base::Result<std::string, std::string> reload();
    /// Releases all calls, or waits for their end, then stops the loop.
    void stop(bool when_idle);
    enum class State : std::uint8_t { running, stopping_when_idle, stopping };
    State state() const { return state_; }

    const config::Config& config() const { return config_; }
    const std::string& config_file() const { return config_file_; }
    base::Loop& loop() { return loop_; }
    observe::Metrics& metrics() { return metrics_; }
    observe::TraceStore& traces() { return traces_; }
    observe::Captures& captures() { return captures_; }
    /// Starts or stops the capture of a span's D-channel, or says why not.
    base::Result<std::string, std::string> capture(std::string_view span, bool on);
    media::Engine& media() { return *media_; }
    call::Table& calls() { return *calls_; }
    legs::SipSide& sip() { return *sip_; }
    legs::Trunks& trunks() { return *trunks_; }
    const legs::Mailboxes& mailboxes() const { return *mailboxes_; }
    const legs::Completions& completions() const { return *completions_; }
    const legs::PeerServers& servers() const { return *servers_; }
    const legs::PeerMonitor& monitor() const { return *monitor_; }
    const legs::Registrations& registrations() const { return *registrations_; }
    const std::map<std::string, std::unique_ptr<legs::IsdnLine>>& lines() const { return lines_; }
    route::Admission& admission() { return admission_; }
    maintenance::Tests& tests() { return *tests_; }
    base::TimePoint started() const { return started_; }
    const Listeners& listeners() const { return listeners_; }
    /// The last statistics of a port that workers have sent; asks for new ones.
    const media::Stats* stats(media::PortId port);

  private:
    // The trunks are made after the calls that use them.
    struct TrunksLater final : call::Trunks {
        legs::Trunks* trunks = nullptr;
        base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
        place(const Placement& placement) override {
            return trunks->place(placement);
        }
        void count_incoming(const std::string& group) override { trunks->count_incoming(group); }
        bool takes_overlap(const std::string& group) const override {
            return trunks->takes_overlap(group);
        }
        bool takes_unchecked(const std::string& group) const override {
            return trunks->takes_unchecked(group);
        }
        call::Ringback ringback(const std::string& group) const override {
            return trunks->ringback(group);
        }
        std::vector<std::string> contacts(const std::string& group,
                                          const isup::Message& iam) const override {
            return trunks->contacts(group, iam);
        }
        call::Redirection redirection(const std::string& group) const override {
            return trunks->redirection(group);
        }
    };

    void open_spans(const config::Config& config);
    void apply(const config::Config& config);
    base::Result<void, std::string> read_keys(const config::Config& config);
    base::Result<void, std::string> read_certificates(const config::Shaken& shaken);
    void apply_hep(const config::Hep& hep);
    void apply_captures(const config::Config& config, const config::Config* before);
    void audit();
    void measure();
    void on_trunk_state();
    void register_metrics();
    void register_card_metrics(const observe::Labels& labels, media::SpanId span);
    void finish_if_idle();
    std::string needs_restart(const config::Config& wanted) const;

    void on_media_timeout(media::PortId port) override;
    void on_stats(const media::Stats& stats) override;
    void on_closed(const media::Stats& stats) override;
    void on_test(media::PortId port, const media::TestResult& result) override;
    void on_loop(media::SpanId span, bool done) override;

    base::Loop& loop_;
    config::Config config_;
    std::string config_file_;
    base::TimePoint started_;
    State state_ = State::running;
    observe::Metrics metrics_;
    observe::TraceStore traces_;
    observe::Captures captures_;
    observe::HepExport hep_;
    std::map<std::string, observe::CaptureId, std::less<>> capturing_; ///< by span
    route::Admission admission_{loop_.clock()};
    TrunksLater trunks_later_;
    Listeners listeners_{loop_};
    std::unique_ptr<media::Engine> media_;
    std::unique_ptr<call::Table> calls_;
    std::unique_ptr<sipi::DnsClient> dns_;
    std::unique_ptr<sipi::Locator> locator_;
    std::unique_ptr<legs::SipSide> sip_;
    std::unique_ptr<legs::PeerServers> servers_;
    std::map<std::string, std::shared_ptr<isdn::NfasGroup>> nfas_groups_; ///< by name
    std::map<std::string, std::unique_ptr<legs::IsdnLine>> lines_;
    std::unique_ptr<legs::PeerMonitor> monitor_;
    std::unique_ptr<legs::Registrations> registrations_;
    std::unique_ptr<legs::Trunks> trunks_;
    std::unique_ptr<legs::Mailboxes> mailboxes_;
    std::unique_ptr<legs::Completions> completions_;
    std::unique_ptr<maintenance::Tests> tests_;
    std::unique_ptr<base::Loop::Watch> media_watch_;
    std::map<std::uint64_t, media::Stats>
        stats_; ///< by PortId::value, of live calls that somebody looked at
    base::Timer audit_timer_;
    base::Timer load_timer_;
    base::Duration cpu_time_{}; ///< of this thread, at the last measure()
    base::Timer stop_timer_;
};

} // namespace gateway
