// Registrations of ours with the registrars of SIP peers.
#include "gateway/legs/registrations.h"

#include "base/log.h"
#include "gateway/legs/sip_side.h"
#include "sipi/digest/hash.h"
#include "sipi/random.h"

#include <algorithm>
#include <array>
#include <utility>

#include <unistd.h>

namespace legs {
namespace {

constexpr base::Duration kSweep = std::chrono::seconds(1);
// RFC 5626 §4.4.1 and §4.4.2.
constexpr base::Duration kStreamKeepAlive = std::chrono::seconds(120),
                         kDatagramKeepAlive = std::chrono::seconds(29);
constexpr int kSilentRegistrar = 408;

// RFC 4122 §4.3, of the address of record and this host: the same after each restart (RFC 5626
// §4.1).
std::string instance_of(const std::string& address) {
    std::array<char, 256> host{};
    (void)gethostname(host.data(), host.size() - 1);
    std::string name = "landline:";
    name.append(host.data()).append(":").append(address);
    std::string hex =
        sipi::digest::hex_of(sipi::digest::Hash::sha256, name).value_or(std::string(32, '0'));
    hex.resize(32);
    hex[12] = '8'; // version: our own (RFC 9562 §5.8)
    hex[16] = 'a'; // variant
    for (const std::size_t at : std::array<std::size_t, 4>{20, 16, 12, 8})
        hex.insert(at, 1, '-');
    return "urn:uuid:" + hex;
}

sipi::Registration::Wanted wanted_of(const config::Registration& conf) {
    sipi::Registration::Wanted wanted;
    const std::string address = conf.address.substr(conf.address.find(':') + 1);
    const std::size_t host = address.find('@');
    wanted.aor = conf.address;
    wanted.registrar = conf.registrar;
    if (wanted.registrar.empty())
        wanted.registrar.append("sip:").append(host == address.npos ? address
                                                                    : address.substr(host + 1));
    wanted.user = !conf.user.empty()     ? conf.user
                  : host == address.npos ? std::string()
                                         : address.substr(0, host);
    wanted.expires = std::chrono::duration_cast<std::chrono::seconds>(conf.expires);
    wanted.bulk = conf.bulk;
    if (conf.outbound || !conf.instance.empty())
        wanted.instance = conf.instance.empty() ? instance_of(conf.address) : conf.instance;
    wanted.reg_id = conf.outbound ? 1 : 0;
    wanted.base_time = std::chrono::duration_cast<std::chrono::seconds>(conf.retry);
    wanted.max_time = std::chrono::duration_cast<std::chrono::seconds>(conf.max_retry);
    return wanted;
}

} // namespace

class Registrations::Entry final : public sipi::RegistrationOwner {
  public:
    Entry(Registrations& all, config::Registration made_of)
        : conf(std::move(made_of)),
          registration(all.sip_.agent(), all.timers_, wanted_of(conf), *this),
          since(all.timers_.clock().wall()), all_(all),
          keep_alive_timer_(all.timers_, [this] { keep_alive(); }),
          recovery_timer_(all.timers_, [this] { registration.refresh(); }) {}

    std::optional<sipi::Endpoint> registrar_at() override {
        const auto peer = all_.sip_.peer(conf.peer);
        const auto servers = peer ? all_.sip_.servers(*peer) : std::vector<sipi::Endpoint>();
        return servers.empty() ? std::nullopt : std::optional(servers.front());
    }
    void on_registrar_failed(const sipi::Endpoint& registrar, int status) override {
        if (const auto peer = all_.sip_.peer(conf.peer))
            all_.sip_.failed(*peer, registrar, status);
    }
    void on_refused(int status, const std::string& reason, base::Duration wait) override {
        const bool silent = status == kSilentRegistrar && reason.empty();
        ++(silent ? all_.counters_.unanswered : all_.counters_.refused);
        base::log::warning("sip", "registration {}: {} with {}: {} {}; again in {} s", conf.name,
                           conf.address, conf.peer, status, reason.empty() ? "no answer" : reason,
                           std::chrono::duration_cast<std::chrono::seconds>(wait).count());
    }
    void on_registered(bool registered) override {
        since = all_.timers_.clock().wall();
        tell();
        if (registered) {
            ++all_.counters_.granted;
            await_keep_alive();
        }
        if (all_.on_change)
            all_.on_change();
    }
    void on_unreachable(const sipi::Endpoint& registrar) {
        if (registration.registered() && registration.registrar() == registrar &&
            !recovery_timer_.armed())
            recovery_timer_.arm(kRecovery);
    }
    bool idle() const { return registration.view().state == sipi::Registration::State::idle; }

    const config::Registration conf;
    sipi::Registration registration;
    base::WallTime since;

  private:
    void tell() const {
        const sipi::Registration::View view = registration.view();
        if (registration.registered())
            base::log::info("sip", "registration {}: {} is registered with {} for {} s", conf.name,
                            conf.address, conf.peer, view.granted.count());
        else if (view.state == sipi::Registration::State::idle)
            base::log::info("sip", "registration {}: {} is unregistered", conf.name, conf.address);
        else
            base::log::warning("sip", "registration {}: {} is no longer registered: {} {}",
                               conf.name, conf.address, view.last_status, view.reason);
    }
    void keep_alive() {
        if (!registration.registered())
            return;
        if (registration.registrar())
            (void)all_.sip_.agent().keep_alive(*registration.registrar(),
                                               registration.view().outbound);
        await_keep_alive();
    }
    // RFC 5626 §4.4: between 80 and 100 percent of the time, which the registrar may set.
    void await_keep_alive() {
        const sipi::Registration::View view = registration.view();
        const auto& registrar = registration.registrar();
        base::Duration longest = conf.keep_alive;
        if (longest == base::Duration::zero() && view.outbound && registrar)
            longest =
                registrar->kind == sipi::TransportKind::udp ? kDatagramKeepAlive : kStreamKeepAlive;
        if (longest == base::Duration::zero())
            return;
        if (view.flow_timer > std::chrono::seconds(0))
            longest = std::min<base::Duration>(longest, view.flow_timer);
        constexpr int kShare = 20;
        keep_alive_timer_.arm(longest * (100 - static_cast<int>(random_.below(kShare + 1))) / 100);
    }

    Registrations& all_;
    base::Timer keep_alive_timer_, recovery_timer_;
    sipi::Random random_;
};

Registrations::Registrations(SipSide& sip, base::Timers& timers)
    : sip_(sip), timers_(timers), sweep_timer_(timers, [this] { sweep(); }) {}

Registrations::~Registrations() = default;

void Registrations::configure(const std::vector<config::Registration>& wanted) {
    std::vector<std::unique_ptr<Entry>> before = std::exchange(entries_, {});
    for (const config::Registration& conf : wanted) {
        const auto same = std::ranges::find_if(
            before, [&](const auto& entry) { return entry && entry->conf == conf; });
        if (same != before.end()) {
            entries_.push_back(std::move(*same));
            continue;
        }
        // its REGISTER replaces the binding: to take that away behind it would undo it
        const auto changed = std::ranges::find_if(before, [&](const auto& entry) {
            return entry && entry->conf.address == conf.address && entry->conf.peer == conf.peer;
        });
        if (changed != before.end())
            changed->reset();
        entries_.push_back(std::make_unique<Entry>(*this, conf));
    }
    for (auto& entry : before)
        if (entry) {
            entry->registration.stop();
            leaving_.push_back(std::move(entry));
        }
    sweep();
    for (const auto& entry : entries_)
        entry->registration.start();
}

void Registrations::stop() {
    configure({});
}

bool Registrations::missing(std::string_view peer) const {
    bool any = false, registered = false;
    for (const auto& entry : entries_)
        if (entry->conf.peer == peer) {
            any = any || entry->conf.needed;
            registered = registered || entry->registration.registered();
        }
    return any && !registered;
}

const sipi::Registration* Registrations::of(std::string_view peer) const {
    for (const auto& entry : entries_)
        if (entry->conf.peer == peer && entry->registration.registered())
            return &entry->registration;
    return nullptr;
}

void Registrations::on_unreachable(const sipi::Endpoint& registrar) {
    for (const auto& entry : entries_)
        entry->on_unreachable(registrar);
}

std::vector<Registrations::View> Registrations::view() const {
    std::vector<View> views;
    for (const auto& entry : entries_) {
        View view{entry->conf,
                  entry->registration.view(),
                  entry->registration.registered(),
                  {},
                  entry->since};
        if (const auto& at = entry->registration.registrar())
            view.registrar.append(sipi::via_name(at->kind)).append(" ").append(at->text());
        views.push_back(std::move(view));
    }
    return views;
}

void Registrations::sweep() {
    const bool any = !leaving_.empty();
    std::erase_if(leaving_, [](const auto& entry) { return entry->idle(); });
    if (!leaving_.empty())
        sweep_timer_.arm(kSweep);
    else if (any && on_change)
        on_change();
}

} // namespace legs
