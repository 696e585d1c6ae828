// Any REGISTER at a registrar that lives on: no account has more contacts than it may, all of them
// live, and every target can be reached.
#include "sipi/registrar/registrar.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sipi;
    using namespace sipi::registrar;
    static base::ManualClock clock;
    static base::Timers timers(clock);
    static Registrar registrar(timers);
    static const Account account{"user", 4};
    registrar.configure({.replace = size % 2 == 0});
    const Endpoint source = *Endpoint::from_text("192.0.2.1:5060");
    const auto message = Message::parse({data, size});
    if (!message || !message->is_request())
        return 0;
    const RequestAnswer answer = registrar.answer(*message, source, account);
    if (answer.status < 200 || registrar.of(account.name).size() > account.max_contacts)
        std::abort();
    for (const Binding& binding : registrar.of(account.name))
        if (binding.expires <= clock.now() || target_of(binding, "123").destinations.empty() ||
            !Uri::parse(target_of(binding, "123").request_uri))
            std::abort();
    clock.advance(std::chrono::seconds(1));
    timers.run();
    return 0;
}
