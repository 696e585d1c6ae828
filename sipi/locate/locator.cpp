// RFC 3263 §4.1 and §4.2, one step after the other: literal address; port or transport given;
// NAPTR; SRV; A and AAAA.
#include "sipi/locate/locator.h"

#include "sipi/locate/srv_order.h"
#include "sipi/params.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sipi {
namespace {

constexpr std::array kServices{
    ServiceRow{"SIP+D2U", "_sip._udp.", TransportKind::udp, false},   // RFC 3263 §4.1
    ServiceRow{"SIP+D2T", "_sip._tcp.", TransportKind::tcp, false},   //
    ServiceRow{"SIP+D2S", "_sip._sctp.", TransportKind::sctp, false}, // RFC 4168 §11
    ServiceRow{"SIPS+D2T", "_sips._tcp.", TransportKind::tls, true},
};

const ServiceRow& row_of(TransportKind transport) {
    return *std::ranges::find(kServices, transport, &ServiceRow::transport);
}

} // namespace

std::span<const ServiceRow> service_rows() {
    return kServices;
}

/// One name on its way to addresses. Kept alive by the locator and by the question that is under
/// way.
class Locator::Search : public std::enable_shared_from_this<Search> {
  public:
    Search(Locator& owner, const Wanted& wanted, std::function<void(Located)> done)
        : owner_(owner), wanted_(wanted), done_(std::move(done)) {}

    void begin() {
        if (literal())
            return;
        if (wanted_.port != 0) { // RFC 3263 §4.2: no SRV either
            has_hosts_ = true;
            return ask_addresses({{0, 0, wanted_.port, wanted_.host}}, transport_or_default());
        }
        if (wanted_.transport) {
            services_.push_back(service(*wanted_.transport));
            return next_service();
        }
        owner_.dns_.naptr(wanted_.host, [self = shared_from_this()](DnsAnswer<NaptrRecord> answer) {
            if (self->done_)
                self->on_naptr(std::move(answer));
        });
    }

    void abandon() { done_ = nullptr; }

  private:
    struct Service {
        std::string name;
        TransportKind transport;
    };

    Service service(TransportKind transport) const {
        return {std::string(row_of(transport).srv) + wanted_.host, transport};
    }
    TransportKind transport_or_default() const {
        return wanted_.transport.value_or(wanted_.secure ? TransportKind::tls : TransportKind::udp);
    }
    bool usable(const ServiceRow& row) const {
        return (row.secure || !wanted_.secure) &&
               std::ranges::find(owner_.settings_.transports, row.transport) !=
                   owner_.settings_.transports.end();
    }

    bool literal() {
        const TransportKind transport = transport_or_default();
        const std::uint16_t port = wanted_.port ? wanted_.port : default_port(transport);
        const auto endpoint = Endpoint::from_host(wanted_.host, port, transport);
        if (!endpoint)
            return false;
        found_.targets.push_back(*endpoint);
        found_.steps = "literal address";
        lives(kLiteralTtl);
        finish();
        return true;
    }

    void on_naptr(DnsAnswer<NaptrRecord> answer) {
        std::ranges::stable_sort(answer.records, [](const NaptrRecord& a, const NaptrRecord& b) {
            return std::pair(a.order, a.preference) < std::pair(b.order, b.preference);
        });
        for (const NaptrRecord& record : answer.records)
            for (const ServiceRow& row : kServices)
                if (usable(row) && equal_without_case(record.service, row.naptr) &&
                    equal_without_case(record.flags, "s")) {
                    services_.push_back({record.replacement, row.transport});
                    step("NAPTR " + std::string(row.naptr));
                }
        if (!services_.empty())
            lives(answer.ttl);
        else // no NAPTR that we can use: SRV of each transport of ours (RFC 3263 §4.1)
            for (const TransportKind transport : owner_.settings_.transports)
                if (usable(row_of(transport)))
                    services_.push_back(service(transport));
        next_service();
    }

    void next_service() {
        if (at_ == services_.size())
            return without_srv();
        const Service& service = services_[at_++];
        owner_.dns_.srv(service.name, [self = shared_from_this(), service](auto answer) {
            if (self->done_)
                self->on_srv(service, std::move(answer));
        });
    }

    void on_srv(const Service& service, DnsAnswer<SrvRecord> answer) {
        failed_ |= answer.error == DnsError::failed;
        std::erase_if(answer.records, [](const SrvRecord& record) {
            return record.target.empty() || record.target == ".";
        });
        if (answer.records.empty())
            return next_service();
        step("SRV " + service.name);
        lives(answer.ttl);
        has_hosts_ = true;
        order_srv(answer.records, owner_.settings_.random);
        ask_addresses(std::move(answer.records), service.transport);
    }

    // All services are asked for. Was there nothing under any: the name itself (RFC 3263 §4.2, last
    // paragraph).
    void without_srv() {
        if (std::exchange(has_hosts_, true))
            return finish();
        const TransportKind transport = transport_or_default();
        ask_addresses({{0, 0, default_port(transport), wanted_.host}}, transport);
    }

    void ask_addresses(std::vector<SrvRecord> hosts, TransportKind transport) {
        if (found_.targets.size() >= kMostTargets)
            return finish();
        if (hosts.empty())
            return next_service();
        const SrvRecord host = hosts.front();
        hosts.erase(hosts.begin());
        owner_.dns_.addresses(host.target, [self = shared_from_this(), host, transport,
                                            rest = std::move(hosts)](auto answer) mutable {
            if (!self->done_)
                return;
            self->on_addresses(host, transport, answer);
            self->ask_addresses(std::move(rest), transport);
        });
    }

    void on_addresses(const SrvRecord& host, TransportKind transport,
                      const DnsAnswer<AddressRecord>& answer) {
        failed_ |= answer.error == DnsError::failed;
        bool any = false;
        for (const AddressRecord& record : answer.records) {
            if (!(record.v6 ? owner_.settings_.v6 : owner_.settings_.v4) ||
                found_.targets.size() >= kMostTargets)
                continue;
            Endpoint target;
            target.kind = transport;
            target.v6 = record.v6;
            target.port = host.port;
            target.address = record.address;
            if (std::ranges::find(found_.targets, target) == found_.targets.end())
                found_.targets.push_back(target);
            any = true;
        }
        if (any)
            lives(answer.ttl);
    }

    void lives(base::Duration ttl) {
        found_.ttl = lives_ ? std::min(found_.ttl, ttl) : ttl;
        lives_ = true;
    }
    void step(const std::string& text) {
        found_.steps.append(found_.steps.empty() ? "" : ", ").append(text);
    }

    void finish() {
        if (found_.targets.empty()) {
            found_.error = failed_ ? DnsError::failed : DnsError::no_data;
            found_.ttl = kNegativeTtl;
        } else if (found_.steps != "literal address") {
            step(std::to_string(found_.targets.size()) +
                 (found_.targets.size() == 1 ? " address" : " addresses"));
        }
        const auto done = std::exchange(done_, nullptr);
        const auto self = shared_from_this(); // forget() lets go of it
        owner_.forget(this);
        done(std::move(found_));
    }

    Locator& owner_;
    const Wanted wanted_;
    std::function<void(Located)> done_; ///< null: over, or nobody waits any more
    std::vector<Service> services_;
    std::size_t at_ = 0; ///< the service to be asked for next
    bool has_hosts_ = false, failed_ = false, lives_ = false;
    Located found_;
};

Locator::Locator(DnsClient& dns, LocatorSettings settings)
    : dns_(dns), settings_(std::move(settings)) {}

Locator::~Locator() {
    for (const auto& search : searches_)
        search->abandon();
}

void Locator::locate(const Wanted& wanted, std::function<void(Located)> done) {
    const auto search = std::make_shared<Search>(*this, wanted, std::move(done));
    searches_.push_back(search);
    search->begin();
}

void Locator::forget(const Search* search) {
    std::erase_if(searches_, [search](const auto& each) { return each.get() == search; });
}

} // namespace sipi
