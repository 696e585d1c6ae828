// A registration of ours at a registrar: RFC 3261 §10.2, with RFC 3608, 5626 §4.5, 5627, 6140.
#pragma once

#include "sipi/agent.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sipi {

/// Who wants a registration. Calls come from the loop, or from inside start(), refresh() and
/// stop().
class RegistrationOwner {
  public:
    virtual ~RegistrationOwner() = default;
    /// Where the next REGISTER goes; nullopt: nobody knows (yet).
    virtual std::optional<Endpoint> registrar_at() = 0;
    /// It did not answer (408), is out of reach, or said 503.
    virtual void on_registrar_failed(const Endpoint& registrar, int status) = 0;
    /// It was refused or found nobody, and is tried again after `wait`.
    virtual void on_refused(int status, const std::string& reason, base::Duration wait) = 0;
    /// It became registered, or is no more.
    virtual void on_registered(bool registered) = 0;
};

/// One address of record, registered for as long as this lives.
///
///     idle --REGISTER--> asking --2xx--> registered --before it expires--> REGISTER again
///     asking --423--> asking, for longer
///     asking --error--> waiting --the time is over--> asking
///     any --stop()--> leaving: REGISTER with expires 0 --answer--> idle
///
/// Thread: the signalling loop. The RegistrationOwner, the agent and timers outlive it.
class Registration {
  public:
    /// RFC 5626 §4.5 and §11: with no flow left the wait begins at base-time (all fail).
    static constexpr std::chrono::seconds kBaseTime{30}, kMaxTime{1800};
    enum class State : std::uint8_t { idle, asking, registered, waiting, leaving };
    struct Wanted {
        std::string registrar; ///< Request-URI: "sip:carrier.example"
        std::string aor;       ///< "sip:+4930123@carrier.example"
        std::string user;      ///< of our Contact; not with `bulk`
        std::chrono::seconds expires{3600};
        bool bulk = false;      ///< a PBX's whole number range: RFC 6140
        std::string instance{}; ///< "urn:uuid:..." of +sip.instance (RFC 5626 §4.1); empty: none
        unsigned reg_id = 0;    ///< RFC 5626 §4.2; 0: no outbound. With an instance only
        /// Longest wait before the second try, and at all.
        std::chrono::seconds base_time = kBaseTime, max_time = kMaxTime;
        bool operator==(const Wanted&) const = default;
    };
    struct View {
        State state = State::idle;
        int last_status = 0;            ///< 0: none yet
        std::string reason;             ///< of the last refusal
        std::chrono::seconds granted{}; ///< by the last 2xx
        base::Duration next{};          ///< until the next REGISTER
        std::string contact;            ///< that calls use: the public GRUU, else our Contact
        std::vector<std::string> service_route;
        bool outbound =
            false; ///< the registrar uses the flow, and answers keep-alives (RFC 5626 §6)
        std::chrono::seconds flow_timer{}; ///< the flow is given up without a keep-alive in that
                                           ///< time (§5.4); 0: it does not say
        unsigned failures = 0;             ///< in a row
    };

    Registration(Agent& agent, base::Timers& timers, Wanted wanted, RegistrationOwner& owner);
    ~Registration();
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    void start();
    /// Asks again now: the address of ours or of the peer may be another.
    void refresh();
    /// Unregisters, once (RFC 3261 §10.2.2).
    void stop();
    /// The binding lives, whatever a refresh is up to.
    bool registered() const { return registered_; }
    const Wanted& wanted() const { return wanted_; }
    /// Where the last REGISTER went; nullopt: none has gone.
    const std::optional<Endpoint>& registrar() const { return registrar_; }
    View view() const;

    /// Longest wait before the `failures`th try in a row; half of it at least is waited.
    static std::chrono::seconds longest_wait(unsigned failures,
                                             std::chrono::seconds base_time = kBaseTime,
                                             std::chrono::seconds max_time = kMaxTime);
    /// Servers that are asked one after the other before a wait (RFC 3263 §4.3).
    static constexpr unsigned kMostServers = 8;
    /// When a binding of that lifetime is refreshed.
    static std::chrono::seconds refresh_after(std::chrono::seconds granted);

  private:
    void ask(std::chrono::seconds expires);
    void on_timer();
    void answered(int status, const Message* response);
    void granted(const Message& response);
    void refused(int status, const Message* response);
    void set_registered(bool registered);
    std::string contact(const Endpoint& registrar) const;
    bool try_next_server(int status);
    bool is_ours(std::string_view contact) const;

    Agent& agent_;
    const Wanted wanted_;
    RegistrationOwner& owner_;
    std::optional<Endpoint> registrar_;
    unsigned servers_tried_ = 0; ///< since the last answer
    base::Timers& timers_;
    base::Timer timer_;
    base::Timer expiry_;
    State state_ = State::idle;
    bool registered_ = false;
    bool pending_ = false;         ///< a REGISTER has no final response yet (§10.2: one at a time)
    bool again_ = false;           ///< refresh() or stop() meanwhile
    std::chrono::seconds expires_; ///< asked for; grows by 423
    base::TimePoint due_{};
    std::string call_id_, tag_, sent_contact_;
    std::uint32_t cseq_ = 0;
    View view_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};
std::string_view name(Registration::State state);

} // namespace sipi
