// The doctor: a table of checks over a machine and a conf file; what each found, why it matters and
// what helps.
#pragma once

#include "gateway/config/config.h"
#include "gateway/doctor/system.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// `skipped`: it does not apply here, or cannot be told; `what` says why.
enum class Severity : std::uint8_t { ok, skipped, note, warning, error };
std::string_view name(Severity severity);

struct Finding {
    Severity severity{};
    std::string what;         ///< what is so
    std::string why{};        ///< why it matters; empty when all is well
    std::string remedy{};     ///< what helps
    std::string_view check{}; ///< name of the check; set by examine()
};

/// A span as the running daemon sees it.
struct RunningSpan {
    std::string name;
    bool d_channel_up = false;
    std::string d_channel; ///< as `show spans` says it
    std::vector<std::string> alarms;
    std::uint64_t slips = 0, packets_lost = 0, packets_late = 0, packets_received = 0;
    std::optional<double> drift_ppm;
};

/// All that the checks look at.
/// What a running daemon says of a registration of ours.
struct RunningRegistration {
    std::string name, peer, last_answer;
    bool registered = false;
    unsigned failures = 0; ///< in a row
};

struct Patient {
    const System& system;
    std::string conf_path;
    std::optional<config::Config> config; ///< when the conf file is valid
    std::vector<std::string> problems;    ///< else these
    std::string socket;                   ///< of the console
    // of a running daemon
    bool running = false;
    std::string not_running; ///< why there is no answer from it
    std::string version;
    int pid = 0;
    double uptime = 0; ///< seconds
    std::vector<RunningSpan> spans;
    std::vector<RunningRegistration> registrations;

    bool uses_cards() const;
    const RunningSpan* span(std::string_view wanted) const;
};

struct Check {
    std::string_view name;
    std::string_view looks_at; ///< for people, in the manual
    void (*run)(const Patient& patient, std::vector<Finding>& findings);
};
/// In the order of the report.
std::vector<Check> all_checks();

struct Report {
    std::vector<Finding> findings;
    Severity worst() const;
    /// For monitoring: 0 well, 1 warnings, 2 errors.
    int exit_status() const;
};

/// Reads the conf and asks the daemon.
Patient admit(const System& system, const std::string& conf_path, const std::string& socket,
              const config::Loaded& loaded);
Report examine(const Patient& patient);
/// For a terminal: one line for each finding, why and remedy below those that need them.
std::string to_text(const Report& report);
/// {"status": "ok" | "warnings" | "errors", "findings": [{check, severity, what, why, remedy}]}
std::string to_json(const Report& report);

/// The machine that this program runs on. `ask`: how to reach the daemon.
class HostSystem final : public System {
  public:
    using Ask = std::function<base::Result<std::string, std::string>(const std::string& command)>;
    explicit HostSystem(Ask ask) : ask_(std::move(ask)) {}

    std::optional<std::string> read(const std::string& path) const override;
    std::optional<FileAccess> access(const std::string& path) const override;
    std::string kernel_release() const override;
    std::string module_file(const std::string& release, const std::string& name) const override;
    std::vector<std::string> kernels_with(const std::string& name) const override;
    bool module_signed(const std::string& file) const override;
    drivers::dahdi::Inventory cards() const override { return drivers::dahdi::scan("/sys"); }
    Port udp_port(const std::string& address, std::uint16_t port) const override;
    Port tcp_port(const std::string& address, std::uint16_t port) const override;
    std::string port_owner(std::uint16_t port) const override;
    std::optional<std::uint64_t> open_files_limit(int pid) const override;
    unsigned realtime_limit(int pid) const override;
    unsigned realtime_threads(int pid) const override;
    void pause(std::chrono::milliseconds time) const override;
    base::Result<std::string, std::string> ask(const std::string& command) const override {
        return ask_(command);
    }

  private:
    Ask ask_;
};

} // namespace doctor
