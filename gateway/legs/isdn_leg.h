// A leg that speaks Q.931 outward: one call on a B-channel of a line, and the mapping of Q.699.
#pragma once

#include "drivers/isdn/remote_operation.h"
#include "gateway/call/leg.h"
#include "gateway/legs/isdn_line.h"
#include "gateway/legs/line_transfer.h"
#include "gateway/mapping/notes.h"
#include "gateway/observe/trace.h"

#include <memory>
#include <optional>
#include <vector>

namespace legs {

/// Thread: the signalling loop. Owner: its Call. A call that the line still has is released when
/// the leg is destroyed.
class IsdnLeg final : public call::Leg {
  public:
    IsdnLeg(IsdnLine& line, std::shared_ptr<const GroupSettings> group, call::LegListener& call,
            observe::CallTrace& trace, observe::TraceLeg which);
    ~IsdnLeg() override;

    /// Takes a call that came in and maps its SETUP.
    void begin(isdn::CallId id, const isdn::Message& setup, isup::Message& iam);
    /// Sends SETUP on the channel. Errors: the cause.
    base::Result<void, isup::CauseIndicators> place(unsigned timeslot, const isup::Message& iam);

    void send(const isup::Message& message) override;
    /// Only a QSIG line takes and gives QSIG messages.
    bool attach(std::string_view qsig) override;
    std::string_view attached() const override { return qsig_received_; }
    bool disconnect_in_band(const isup::CauseIndicators& cause) override;
    void proceeding() override;
    media::PortId port() const override { return port_; }
    std::optional<media::WorkerId> worker() const override;
    bool open_media(media::WorkerId worker) override;
    void set_through(call::Through through) override;
    call::ToneNeeds tones() const override;
    call::Traits traits() const override;
    bool takes_redirection() const override;
    bool ended() const override { return ended_; }
    call::LegDescription describe() const override;
    void join(call::LegListener& call, observe::CallTrace& trace, observe::TraceLeg which) override;
    bool hand_over(call::Leg& other) override;
    bool departs_by_itself() const override { return handing_over_ == HandingOver::done; }

    /// It is the call that a request for completion was for (CCBSCall).
    void complete(int reference) { completing_ = reference; }
    /// The name of the caller comes in a FACILITY behind its SETUP: CALL PROCEEDING goes at once.
    void await_name();
    /// From the line: a message of this call, or its end.
    void receive(const isdn::Message& message);
    void released(const isdn::Message& message);

    /// Glare: the far end's call has taken our B-channel; ours gets another one, or its end (Q.931
    /// §5.7).
    void yield_channel();
    /// The call has this B-channel now; its media follow.
    void move_to(unsigned timeslot);

    isdn::CallId id() const { return id_; }
    /// CONNECT has gone one way or the other, and nobody has cleared.
    bool answered() const { return answered_ && !released_ && !ended_; }
    unsigned timeslot() const { return timeslot_; }
    observe::CallTrace& trace() const { return *trace_; }
    observe::TraceLeg which() const { return which_; }

  private:
    /// Overlap sending (Q.931 §5.1.3, §6.3): digits may follow once SETUP ACKNOWLEDGE has come,
    /// until the far end says that the number is complete.
    enum class Sending : std::uint8_t { all, unacknowledged, digits };

    bool is_qsig() const;
    void take_qsig(const isdn::Message& received);
    base::Octets qsig_to_send() const;
    void send_digits(const isdn::Message& information);
    void end_of_digits(const isdn::Message& received);
    void transmit(const isdn::Message& message);
    void disconnected(const isdn::Message& message);
    bool worth_hearing(const isdn::Message& disconnect) const;
    void on_t306();
    void release_line(const isup::Message& rel);
    void release_inward(const isup::Message& rel);

    // --- isdn_leg_rerouting.cpp, deflection and rerouting (EN 300 207-1, ECMA-174)
    bool take_rerouting(const isdn::Message& facility);
    void ask_rerouting(const isup::Message& rel);
    bool take_answer(const isdn::Message& facility);
    void on_rerouting_timer();
    isdn::Dialect dialect() const;

    // --- isdn_leg_services.cpp, what has no ISUP image
    bool take_name(const isdn::Message& facility);
    bool take_keypad(const isdn::Message& information);
    void note_late_charge(const isdn::Message& message);

    // --- isdn_leg_completion.cpp, completion of calls (EN 300 359-1, EN 301 065-1)
    std::vector<std::uint8_t> completion_told(const isdn::Message& message);
    void end_completion(std::uint8_t cause);

    // --- isdn_leg_identification.cpp, malicious call identification (EN 300 130-1, Q.731.7)
    bool take_identification(const isdn::Message& facility);
    bool take_identified(const isdn::Message& facility);
    bool identification_to_line(const isup::Message& message);
    bool may_identify() const;
    void answer_identification(bool registered);

    // --- isdn_leg_hand_over.cpp, transfers that the line's exchange is asked for
    /// This call's part in it: the exchange was asked for a name of the call, to join it with the
    /// other one; or the other leg's call was asked first; or it is done.
    enum class HandingOver : std::uint8_t { no, naming, waiting, executing, done };
    bool may_hand_over() const;
    bool same_access(const IsdnLeg& other) const;
    void execute_hand_over(int name);
    void end_hand_over(bool done);
    bool take_hand_over(const isdn::Message& message);
    void ask_transfer_ability(isdn::Message& setup) const;
    void note_transfer_id(const isdn::Message& message);
    IsdnLeg* beside() const;

    // --- isdn_leg_transfer.cpp, transfers that the line asks for (EN 300 369-1, ECMA-178 ...)
    bool take_transfer(const isdn::Message& facility);
    TransferOutcome may_transfer() const;
    TransferOutcome join_with(const isdn::TransferInvoke& asked);
    IsdnLeg* transfer_partner_of(const isdn::TransferInvoke& asked) const;
    LineCall as_line_call(const IsdnLeg& for_whom) const;
    int free_transfer_name() const;
    std::vector<IsdnLeg*> legs_of_group() const;
    void note_transfer_ability(const isdn::Message& setup);
    void tell_transfer_ability(isdn::Message& message);
    void send_facility(const std::vector<std::uint8_t>& contents);

    void tell_fallback(isup::Message& backward, mapping::Notes& notes);
    void flush(const mapping::Notes& notes);

    IsdnLine& line_;
    std::shared_ptr<const GroupSettings> group_;
    call::LegListener* call_;
    observe::CallTrace* trace_;
    observe::TraceLeg which_;
    isdn::CallId id_ = 0;
    unsigned timeslot_ = 0;
    media::PortId port_;
    call::Through through_ = call::Through::both;
    bool media_wanted_ = false; ///< open_media() was called
    bool fell_back_ = false;    ///< 7 kHz audio was asked for, the line got 3.1 kHz audio
    bool acm_seen_ = false;     ///< an ACM has gone inward; always on incoming legs
    Sending sending_ = Sending::all;
    isdn::Message waiting_digits_; ///< INFORMATION that waits for SETUP ACKNOWLEDGE
    bool proceeding_ = false;      ///< incoming: CALL PROCEEDING sent
    bool answered_ = false;
    bool announcing_ = false; ///< DISCONNECT with in-band information sent: our tone is heard
    bool released_ = false;   ///< REL has gone one way or the other
    bool ended_ = false;
    const char* state_ = "call initiated";
    std::string qsig_received_;               ///< the whole message that the line's last one was
    std::string qsig_to_send_;                ///< the other end's, for the next message sent
    std::vector<isdn::Message> behind_setup_; ///< what its SETUP had no room for
    std::optional<isup::Message> rel_; ///< of a DISCONNECT whose in-band information is heard
    base::Timer t306_;
    isdn::Message setup_;                      ///< incoming: numbers and bearer of its SETUP
    std::unique_ptr<isup::Message> rerouting_; ///< REL while the network is asked to reroute
    bool rerouting_taken_ = false;             ///< the network has said that it will
    base::Timer rerouting_timer_;
    std::optional<int> identifying_; ///< invoke of the line that awaits its answer
    bool awaits_name_ = false;
    bool asked_identity_ = false; ///< the line's network was asked; its answer is awaited
    base::Timer identifying_timer_;
    std::optional<int> completing_; ///< CCBS reference of the request that this call is for
    bool retained_ = false;         ///< its caller may ask for completion
    bool held_ = false;             ///< by the line's user: HOLD acknowledged
    int transfer_name_ = 0;         ///< that the line has for the call, for a transfer; 0: none
    HandingOver handing_over_ = HandingOver::no;
    int transfer_id_ = 0; ///< the exchange's name for the call (RLT); 0: none
    base::Timer hand_over_timer_;
    isdn::Number rerouting_number_;               ///< by which a PINX would reach the other party
    std::vector<std::uint8_t> clearing_facility_; ///< for the DISCONNECT: result of a transfer
    std::vector<std::uint8_t> ability_;           ///< for ALERTING or CONNECT: RLT
};

} // namespace legs
