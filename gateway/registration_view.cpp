// Registrations of ours as the console sees them, and as metrics.
#include "gateway/registration_view.h"

#include "gateway/daemon_view.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace gateway {

void register_registration_metrics(observe::Metrics& metrics,
                                   const legs::Registrations& registrations) {
    const auto count = [&registrations](bool registered) {
        const auto views = registrations.view();
        return static_cast<double>(
            std::ranges::count(views, registered, &legs::Registrations::View::registered));
    };
    metrics.gauge("landline_registrations", "Registrations of ours with SIP peers",
                  {{"state", "registered"}}, [count] { return count(true); });
    metrics.gauge("landline_registrations", "Registrations of ours with SIP peers",
                  {{"state", "not_registered"}}, [count] { return count(false); });
    const legs::Registrations::Counters& counters = registrations.counters();
    for (const auto& [result, value] : {std::pair{"granted", &counters.granted},
                                        {"refused", &counters.refused},
                                        {"no_answer", &counters.unanswered}})
        metrics.counter("landline_registration_attempts_total",
                        "Registrations that became alive, and REGISTERs that were refused or found "
                        "nobody",
                        {{"result", result}}, [value = value] { return *value; });
}

std::vector<console::RegistrationView> View::registrations() const {
    const auto seconds = [](auto time) { return std::chrono::duration<double>(time).count(); };
    std::vector<console::RegistrationView> views;
    for (const legs::Registrations::View& of : daemon_.registrations().view()) {
        console::RegistrationView view;
        view.name = of.conf.name;
        view.peer = of.conf.peer;
        view.address_of_record = of.conf.address;
        view.registrar = of.registrar;
        view.state = sipi::name(of.state.state);
        view.registered = of.registered;
        view.contact = of.state.contact;
        if (of.state.last_status != 0)
            view.last_answer.append(std::to_string(of.state.last_status))
                .append(of.state.reason.empty() ? "" : " ")
                .append(of.state.reason);
        view.failures = of.state.failures;
        if (of.registered)
            view.granted = seconds(of.state.granted);
        if (of.state.next > base::Duration::zero())
            view.next = seconds(of.state.next);
        view.since = seconds(of.since.time_since_epoch());
        views.push_back(std::move(view));
    }
    return views;
}

} // namespace gateway
