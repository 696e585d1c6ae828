// The INVITE server transaction: RFC 3261 §17.2.1 as changed by RFC 6026 §7.1 (Figure 7).
#pragma once

#include "sipi/transaction/transaction.h"

namespace sipi::transaction {

class InviteServer final : public Transaction {
  public:
    InviteServer(Layer& layer, Transport& transport, const Endpoint& peer, std::string key,
                 SessionId session);

    std::string_view machine() const override { return "INVITE server"; }
    bool is_client() const override { return false; }
    void handle(Event event, const Message* message) override {
        run(*this, kRules, event, message);
    }

    /// The 2xx is acknowledged: it need not be kept any more.
    void drop_response() { octets_ = {}; }

  private:
    State ring();
    State answer();
    State answer_again();
    State reject();
    State repeat_provisional();
    State repeat_final();
    State repeat_by_timer();
    State absorb_accepted();
    State absorb_confirmed();
    State pass_ack();
    State confirm();
    State stay_proceeding();
    State stay_accepted();
    State stay_completed();
    State end();

    static const std::array<Rule<InviteServer>, 19> kRules;
};

} // namespace sipi::transaction
