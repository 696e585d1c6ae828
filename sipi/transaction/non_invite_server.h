// The non-INVITE server transaction: RFC 3261 §17.2.2 (Figure 8) with RFC 4320 §4.
#pragma once

#include "sipi/transaction/transaction.h"

namespace sipi::transaction {

class NonInviteServer final : public Transaction {
  public:
    NonInviteServer(Layer& layer, Transport& transport, const Endpoint& peer, Method method,
                    std::string key, SessionId session);

    std::string_view machine() const override { return "non-INVITE server"; }
    bool is_client() const override { return false; }
    void handle(Event event, const Message* message) override {
        run(*this, kRules, event, message);
    }

    /// The 100 to send when it is due; the layer leaves it here when the user has not answered at
    /// once.
    void keep_trying(std::string trying) { trying_ = std::move(trying); }

  private:
    State absorb();
    State say_trying();
    State complete();
    State repeat_provisional();
    State repeat_final();
    State discard();
    State end();

    static const std::array<Rule<NonInviteServer>, 15> kRules;
    std::string trying_;
};

} // namespace sipi::transaction
