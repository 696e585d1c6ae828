// The non-INVITE client transaction: RFC 3261 §17.1.2 (Figure 6).
#pragma once

#include "sipi/transaction/transaction.h"

namespace sipi::transaction {

class NonInviteClient final : public Transaction {
  public:
    /// Sends the request. `key` is its branch.
    NonInviteClient(Layer& layer, Transport& transport, const Endpoint& peer, Method method,
                    std::string branch, std::string request, SessionId session);

    std::string_view machine() const override { return "non-INVITE client"; }
    bool is_client() const override { return true; }
    void begin() override;
    void handle(Event event, const Message* message) override {
        run(*this, kRules, event, message);
    }
    bool is_repeated(const Message& response) const override {
        return state() == State::completed && is_final(response.status());
    }

  private:
    State resend();
    State resend_slowly();
    State give_up();
    State proceed();
    State complete();
    State absorb();
    State end();

    static const std::array<Rule<NonInviteClient>, 16> kRules;
};

} // namespace sipi::transaction
