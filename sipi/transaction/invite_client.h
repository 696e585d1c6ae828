// The INVITE client transaction: RFC 3261 §17.1.1 as changed by RFC 6026 §7.2 (Figure 5).
#pragma once

#include "sipi/transaction/transaction.h"

#include <vector>

namespace sipi::transaction {

class InviteClient final : public Transaction {
  public:
    /// Sends the request. `key` is its branch.
    InviteClient(Layer& layer, Transport& transport, const Endpoint& peer, std::string branch,
                 std::string request, SessionId session);

    std::string_view machine() const override { return "INVITE client"; }
    bool is_client() const override { return true; }
    void begin() override;
    void handle(Event event, const Message* message) override;
    /// A 2xx with a To tag seen before, or any final response after one of 300-699.
    bool is_repeated(const Message& response) const override;

    /// Leaves the ACK of the 2xx with that To tag here, to be sent again for each repeated 2xx
    /// (RFC 3261 §13.2.2.4) even when the session is gone.
    void keep_ack(std::string_view to_tag, std::string octets, const Endpoint& destination);

    /// Its user is gone and waits for nothing: it acknowledges a failure that comes within 64*T1,
    /// then ends. Else a peer that has said 1xx, and never more, would keep it for ever.
    void leave();

  private:
    State resend();
    State give_up();
    State ring();
    State answer();
    State reject();
    State ack_again();
    State ack_success_again();
    State answer_again();
    State end();

    static const std::array<Rule<InviteClient>, 16> kRules;

    struct Fork {
        std::string to_tag;
        std::string ack;
        Endpoint destination;
    };
    void note_fork();
    std::string failure_ack() const;

    bool left_ = false;    // by its user
    std::string ack_;      // of a 300-699
    int refused_with_ = 0; // its status
    std::vector<Fork> forks_;
};

} // namespace sipi::transaction
