// What to do with ISUP information that is not understood (Q.764 §2.9.5).
#pragma once

#include "isup/message.h"

namespace isup {

/// How an exchange stands to the call (Q.764 §2.9.5.2): type A originates, terminates, interworks
/// or is international; type B is transit in between. A gateway to SIP is of type A.
enum class ExchangeType : std::uint8_t { a, b };

enum class Verdict : std::uint8_t {
    process,         ///< all is known, or the rest is passed on
    pass_on,         ///< unknown message: as it is to the other side
    discard,         ///< the parameters named; go on with the rest of the message
    discard_message, ///< as if it had not come
    release,         ///< the call, with `cause`
};

/// Why a message was judged so; the weightiest parameter decides.
struct Decision {
    static constexpr std::size_t kMax = 16;
    Verdict verdict = Verdict::process;
    std::uint8_t cause = 0; ///< of the REL or CFN (or RLC): 97, 99, 103, 110; 0: neither is sent
    bool confusion = false; ///< send CFN, or in answer to a REL the cause in the RLC
    std::array<Param, kMax> discarded{}; ///< parameters to take out
    std::uint8_t discarded_count = 0;
    OctetString<kMax> diagnostics{}; ///< message type, or codes of the parameters

    bool operator==(const Decision&) const = default;
};

struct CompatibilityOptions {
    ExchangeType exchange = ExchangeType::a;
    /// The other side takes what we do not know: ISUP or SIP-I. Else "pass on not possible" rules.
    bool can_pass_on = true;
    /// Treat a known parameter in a message whose table does not list it as an unknown one (Q.764
    /// §2.9.5.1); never in ANSI, whose lists are not complete here.
    bool strict_messages = false;
};

/// Judges a message that could be read.
Decision judge(const Message& message, Variant variant, const CompatibilityOptions& options = {});

/// Judges octets that could not be read, by why: a format error discards the message and nothing is
/// sent (Q.764 §2.9.5); in answer to an IAM there is no call yet either.
Decision judge_error(const Error& error);

/// Takes what the decision discards out of the message.
void discard(Message& message, const Decision& decision);

/// The CFN or REL that the decision asks for; location as given. Precondition: cause is not 0.
Message confusion_of(const Decision& decision, Location location);
Message release_of(const Decision& decision, Location location);

std::string_view name(Verdict verdict);

} // namespace isup
