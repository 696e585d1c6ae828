// Credentials for what we send, as the user agent asks for them: RFC 3261 §22.2 and §22.3.
#pragma once

#include "sipi/endpoint.h"
#include "sipi/message.h"

namespace sipi {

/// Thread: the signalling loop. Owner: the application; it outlives the agent.
class Authenticator {
  public:
    virtual ~Authenticator() = default;

    /// Adds credentials for what `peer` is known to ask for (RFC 7616 §3.6); often none.
    virtual void prepare(Message& request, const Endpoint& peer) = 0;
    /// Answers the challenges of a 401 or 407 in `request`, which is sent once more with its next
    /// CSeq. `again`: it had been answered before. False: there is nothing (more) to try.
    virtual bool answer(const Message& response, Message& request, const Endpoint& peer,
                        bool again) = 0;
};

} // namespace sipi
