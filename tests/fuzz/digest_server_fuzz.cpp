// Any text as the nonce of credentials that are right otherwise: only those that were given out to
// that address are good, and each with a count once.
#include "sipi/digest/server.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sipi;
    using namespace sipi::digest;
    static base::ManualClock clock;
    static Random random(7);
    static const std::string ha1 = digest::ha1(Hash::md5, "user", "landline", "secret");
    static Server server(clock, random, [](std::string_view user, Hash hash) {
        return user == "user" && hash == Hash::md5 ? &ha1 : nullptr;
    });
    const Endpoint source = *Endpoint::from_text("192.0.2.1:5060");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const std::string given =
        Challenge::parse(server.challenges(source, false, false).back().value)->nonce;

    Challenge challenge;
    challenge.realm = "landline";
    challenge.nonce = text;
    Message request = Message::request(Method::register_, "sip:landline");
    request.append(HeaderName::authorization,
                   to_string(answer(challenge, "user", "secret", {"REGISTER", "sip:landline"}, "c",
                                    static_cast<std::uint32_t>(size))));
    if (server.judge(request, source).verdict == Verdict::right && text != given)
        std::abort();
    Message raw = Message::request(Method::register_, "sip:landline");
    raw.append(HeaderName::authorization, text);
    raw.append(HeaderName::proxy_authorization, text);
    (void)server.judge(raw, source);
    return 0;
}
