// The gateway end to end, without network: SIP-I INVITEs, valid ones with octets changed and any
// octets at all, into the user agent, the legs and the call; another SIP peer or a line is the far
// side, and the line calls as well. Whatever comes, each INVITE that can be read has one final
// answer, and when all have fallen silent no call, session, transaction or port is left.
//
//   octet 1   profiles of both trunks
//   then      steps: what (modulo their number), length of its octets, octets
#include "gateway/call/table.h"
#include "gateway/config/config.h"
#include "gateway/legs/peer_monitor.h"
#include "gateway/legs/profile.h"
#include "gateway/legs/trunks.h"
#include "gateway/observe/metrics.h"
#include "gateway/observe/trace.h"
#include "gateway/route/admission.h"
#include "isup/values.h"
#include "sipi/body/multipart.h"
#include "tests/fuzz/scripted_line.h"
#include "tests/gateway/fake_engine.h"
#include "tests/sipi/network.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

namespace {

using sipi::test::at;
using sipi::test::octets_of;
using std::chrono::seconds;

constexpr std::string_view kGateway = "192.0.2.20:5060", kCaller = "192.0.2.10:5060",
                           kCalled = "192.0.2.30:5060";

void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

/// Numbers with 99 lead to the line, whose own calls go to the called peer.
constexpr const char* kLine =
    "[[span]]\nname = \"line1\"\nlocal = \"127.0.0.1:2142\"\nremote = \"127.0.0.1:2143\"\n"
    "switch_type = \"qsig\"\noverlap_receiving = true\n"
    "[[trunk_group]]\nname = \"line\"\nspans = [\"line1\"]\nqsig = true\n"
    "[[route]]\nname = \"in\"\nfrom = [\"caller\"]\ncalled = \".*99.*\"\nto = [\"line\"]\n"
    "[[route]]\nname = \"line\"\nfrom = [\"line\"]\nto = [\"called\"]\n";

config::Config config_of(std::uint8_t choice) {
    constexpr std::array<const char*, 5> kProfiles{"sip-i", "sip-t", "rfc3398", "q1912.5-a",
                                                   "q1912.5-b"};
    const auto peer = [&](const char* name, std::string_view address, unsigned profile) {
        return std::string("[[sip_peer]]\nname = \"") + name + "\"\naddress = \"" +
               std::string(address) + "\"\nqsig = true\nprofile = \"" +
               kProfiles[profile % kProfiles.size()] + "\"\n[[trunk_group]]\nname = \"" + name +
               "\"\npeers = [\"" + name + "\"]\n";
    };
    const auto parsed = config::parse(
        "[sip]\nlisten = [\"udp:" + std::string(kGateway) + "\"]\n" +
        peer("caller", kCaller, choice) + peer("called", kCalled, choice / 8) + kLine +
        "[[route]]\nname = \"out\"\nfrom = [\"caller\"]\nto = [\"called\"]\n"
        "[[route]]\nname = \"back\"\nfrom = [\"called\"]\nto = [\"caller\"]\n");
    require(parsed.ok(), "the conf is valid");
    return *parsed;
}

/// One peer's side of the network: what has come, and what goes out as it is.
class Peer final : public sipi::TransportListener {
  public:
    Peer(sipi::test::Network& network, std::string_view address)
        : network_(network), transport_(network, address) {
        transport_.listen(this);
    }
    void on_octets(base::Octets octets, const sipi::Endpoint&, const sipi::Endpoint&,
                   sipi::Transport&) override {
        auto message = sipi::Message::parse(octets);
        const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
        // what was not whole is refused with what was there of it
        require(message.ok() || text.starts_with("SIP/2.0 4") || text.starts_with("SIP/2.0 5"),
                "what the gateway sends can be read");
        if (!message.ok())
            return;
        if (message->is_request())
            request = message->to_string();
        else
            note_response(*message);
    }
    void on_unreachable(const sipi::Endpoint&, sipi::Transport&) override {}
    void send(std::string_view text) {
        if (const auto message = sipi::Message::parse(octets_of(text)))
            note_sent(*message);
        (void)transport_.send(octets_of(text), at(kGateway));
        network_.deliver();
    }

    std::string request;              ///< the latest of the gateway's
    std::string to;                   ///< To of its latest response to an INVITE
    std::set<std::string> unanswered; ///< INVITEs: Call-ID and CSeq

  private:
    static std::string key_of(const sipi::Message& message) {
        return std::string(message.call_id()) + ' ' + std::to_string(message.cseq()->number);
    }
    void note_sent(const sipi::Message& message) {
        if (!message.is_request() || message.method() != sipi::Method::invite ||
            !message.top_via() || !message.cseq() || message.call_id().empty())
            return;
        if (!answered_.contains(key_of(message)))
            unanswered.insert(key_of(message));
    }
    void note_response(const sipi::Message& message) {
        if (!message.cseq() || message.cseq()->method_text != "INVITE")
            return;
        to = message.header(sipi::HeaderName::to);
        if (message.status() < 200)
            return;
        unanswered.erase(key_of(message));
        answered_.insert(key_of(message));
    }

    sipi::test::Network& network_;
    sipi::test::MemoryTransport transport_;
    std::set<std::string> answered_;
};

/// The gateway between them.
class World {
  public:
    explicit World(std::uint8_t choice)
        : config_(config_of(choice)), traces_(network_.clock, {}, {}), calls_(services()),
          sip_(agent_settings(), network_.timers, media_, calls_, "192.0.2.20"),
          monitor_(sip_, network_.timers), trunks_(sip_, monitor_), gateway_(network_, kGateway),
          caller(network_, kCaller), called(network_, kCalled) {
        trunks_later_.trunks = &trunks_;
        sip_.agent().add_transport(gateway_);
        sip_.set_peers(legs::peers_of(config_));
        sip_.protect(config_.guard, config_.overload);
        lines_.emplace("line1", std::make_unique<legs::IsdnLine>(config_.spans.at(0),
                                                                 network_.timers, media_, calls_,
                                                                 &testing::ScriptedLine::create));
        line_ = testing::ScriptedLine::latest();
        trunks_.configure(config_, lines_);
        auto plan = route::Plan::build(config_.routing());
        require(plan.ok(), "the routes are valid");
        calls_.set_plan(std::move(*plan));
    }
    ~World() { calls_.clear(); }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void wait(base::Duration time) {
        for (; time > base::Duration::zero(); time -= seconds(1)) {
            network_.advance(seconds(1));
            line_->settle();
            calls_.reap();
        }
    }
    /// The far end of the line says it.
    void line_says(std::uint8_t type, base::Octets elements) {
        line_->settle();
        if (const auto frame = line_->frame(type, elements); !frame.empty())
            lines_.at("line1")->on_d_frame(frame);
        network_.deliver();
        line_->settle();
    }
    /// Both sides have fallen silent; the operator releases what is in talk.
    void end() {
        calls_.reap();
        wait(seconds(240));
        isup::CauseIndicators cause;
        cause.value = 31;
        calls_.release_all(cause, "the end");
        wait(seconds(120));
        require(caller.unanswered.empty() && called.unanswered.empty(),
                "each INVITE has a final answer");
        require(calls_.size() == 0, "no call is left");
        require(line_->calls() == 0 && lines_.at("line1")->legs() == 0, "the line has no call");
        require(media_.ports.empty(), "no port is open");
        std::vector<sipi::SessionView> sessions;
        sip_.agent().list(sessions);
        require(sessions.empty(), "no session is left");
        std::vector<sipi::TransactionView> transactions;
        sip_.agent().list(transactions);
        require(transactions.empty(), "no transaction is left");
    }

  private:
    struct TrunksLater final : call::Trunks {
        legs::Trunks* trunks = nullptr;
        base::Result<std::unique_ptr<call::Leg>, isup::CauseIndicators>
        place(const Placement& placement) override {
            return trunks->place(placement);
        }
        void count_incoming(const std::string& group) override { trunks->count_incoming(group); }
        bool takes_overlap(const std::string& group) const override {
            return trunks->takes_overlap(group);
        }
        bool takes_unchecked(const std::string& group) const override {
            return trunks->takes_unchecked(group);
        }
        call::Ringback ringback(const std::string& group) const override {
            return trunks->ringback(group);
        }
        std::vector<std::string> contacts(const std::string& group,
                                          const isup::Message& iam) const override {
            return trunks->contacts(group, iam);
        }
        call::Redirection redirection(const std::string& group) const override {
            return trunks->redirection(group);
        }
    };
    call::Services services() {
        return {network_.timers, media_, admission_, trunks_later_, traces_, setup_delay_};
    }
    static sipi::AgentSettings agent_settings() {
        sipi::AgentSettings settings;
        settings.accept_types = {"application/sdp", "application/isup", "application/qsig",
                                 "multipart/mixed"};
        settings.more_methods = {"INFO", "PRACK", "UPDATE", "REFER"};
        settings.understood = {"100rel", "precondition", "timer"};
        return settings;
    }

    sipi::test::Network network_;
    config::Config config_;
    observe::TraceStore traces_;
    testing::FakeEngine media_;
    route::Admission admission_{network_.clock};
    observe::Metrics metrics_;
    observe::Histogram& setup_delay_ = metrics_.histogram("delay", "setup delay");
    TrunksLater trunks_later_;
    call::Table calls_;
    legs::SipSide sip_;
    legs::PeerMonitor monitor_;
    legs::Trunks trunks_;
    std::map<std::string, std::unique_ptr<legs::IsdnLine>> lines_;
    testing::ScriptedLine* line_ = nullptr; ///< of lines_
    sipi::test::MemoryTransport gateway_;

  public:
    Peer caller, called;
};

// --- what the peers say

std::string sdp_text() {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
           "m=audio 4000 RTP/AVP 8 0\r\na=rtpmap:8 PCMA/8000\r\n";
}

/// SDP and ISUP as SIP-I has them; `isup` empty: SDP alone.
std::string with_body(std::string head, std::string_view isup) {
    std::string body = sdp_text(), type = "application/sdp";
    if (!isup.empty()) {
        body = "--b\r\nContent-Type: application/sdp\r\n\r\n" + body +
               "\r\n--b\r\nContent-Type: application/ISUP;version=itu-t92+\r\n"
               "Content-Disposition: signal;handling=optional\r\n\r\n" +
               std::string(isup) + "\r\n--b--\r\n";
        type = "multipart/mixed;boundary=b";
    }
    return head + "MIME-Version: 1.0\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// IAM from 3090182012 to 30123456, speech.
constexpr std::array<std::uint8_t, 29> kIam{
    0x01, 0x00, 0x60, 0x00, 0x0a, 0x00, 0x02, 0x0a, 0x08, 0x03, 0x10, 0x03, 0x21, 0x43, 0x65,
    0x00, 0x0a, 0x07, 0x03, 0x13, 0x03, 0x09, 0x81, 0x02, 0x21, 0x3d, 0x01, 0x1f, 0x00};

std::string invite_text(unsigned call, const char* number = "+4930123456") {
    const std::string id = std::to_string(call);
    return with_body(
        "INVITE sip:" + std::string(number) +
            "@192.0.2.20;user=phone SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKi" +
            id + ";rport\r\nMax-Forwards: 60\r\nFrom: <sip:+493090182012@192.0.2.10>;tag=a" + id +
            "\r\nTo: <sip:+4930123456@192.0.2.20>\r\nCall-ID: fuzz-" + id +
            "\r\nCSeq: 1 INVITE\r\nContact: <sip:192.0.2.10:5060>\r\nSupported: 100rel,timer\r\n"
            "Allow: INVITE,ACK,CANCEL,BYE,INFO,PRACK,UPDATE\r\n",
        {reinterpret_cast<const char*>(kIam.data()), kIam.size()});
}

/// A request of the caller in its latest dialog.
std::string caller_request(const Peer& caller, unsigned call, unsigned sequence,
                           std::string_view method, std::string_view isup) {
    const std::string id = std::to_string(call);
    const bool of_invite = method == "CANCEL" || method == "ACK";
    std::string head =
        std::string(method) + " sip:192.0.2.20:5060 SIP/2.0\r\n" +
        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK" +
        (method == "CANCEL" ? "i" + id : "r" + id + "-" + std::to_string(sequence)) +
        ";rport\r\nMax-Forwards: 60\r\nFrom: <sip:+493090182012@192.0.2.10>;tag=a" + id +
        "\r\nTo: " +
        (method == "CANCEL" || caller.to.empty() ? "<sip:+4930123456@192.0.2.20>" : caller.to) +
        "\r\nCall-ID: fuzz-" + id + "\r\nCSeq: " + std::to_string(of_invite ? 1 : sequence) + " " +
        std::string(method) + "\r\nContact: <sip:192.0.2.10:5060>\r\n";
    if (method == "INVITE" || method == "UPDATE" || !isup.empty())
        return with_body(std::move(head), isup);
    return head + "Content-Length: 0\r\n\r\n";
}

/// An answer of the called peer to what the gateway asked last.
std::string called_response(const Peer& called, int status, std::string_view isup) {
    const auto request = sipi::Message::parse(octets_of(called.request));
    if (!request || (request->method() == sipi::Method::ack))
        return {};
    sipi::Message response =
        sipi::Message::response(*request, status, {}, status == 100 ? "" : "called");
    response.append(sipi::HeaderName::contact, "<sip:192.0.2.30:5060>");
    std::string head = response.to_string();
    if (const auto length = head.find("Content-Length"); length != std::string::npos)
        head.resize(length);
    else
        head.resize(head.size() - 2);
    if (request->method() == sipi::Method::invite && status > 100 && status < 300)
        return with_body(std::move(head), isup);
    return head + "Content-Length: 0\r\n\r\n";
}

/// Octets of `text` changed: position (two octets), value.
void change(std::string& text, base::Octets changes) {
    for (; changes.size() >= 3; changes = changes.subspan(3)) {
        const std::size_t position = std::size_t{changes[0]} << 8 | changes[1];
        if (!text.empty())
            text[position % text.size()] = static_cast<char>(changes[2]);
    }
}

struct Script {
    World& world;
    unsigned calls = 0, sequence = 1;

    void step(unsigned what, base::Octets octets) {
        constexpr std::array<const char*, 8> kMethods{"ACK",   "BYE",    "CANCEL", "INFO",
                                                      "PRACK", "UPDATE", "INVITE", "OPTIONS"};
        constexpr std::array kStatuses{100, 180, 183, 200, 302, 404, 415, 484, 486, 491, 503, 603};
        const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
        const unsigned choice = octets.empty() ? 0 : octets[0];
        const std::string_view rest = text.substr(std::min<std::size_t>(1, text.size()));
        constexpr unsigned kSteps = 10;
        switch (what % kSteps) {
        case 0:
        case 7: {
            std::string invite =
                what % kSteps == 0 ? invite_text(++calls) : invite_text(++calls, "+493099");
            change(invite, octets);
            world.caller.to.clear();
            sequence = 1;
            return world.caller.send(invite);
        }
        case 1:
            return world.caller.send(text);
        case 2:
            return world.called.send(text);
        case 3:
            return world.caller.send(caller_request(world.caller, calls, ++sequence,
                                                    kMethods[choice % kMethods.size()], rest));
        case 4:
            if (const std::string answer =
                    called_response(world.called, kStatuses[choice % kStatuses.size()], rest);
                !answer.empty())
                world.called.send(answer);
            return;
        case 5: {
            std::string answer = called_response(world.called, 183 + 17 * (choice & 1), "");
            change(answer, octets.subspan(std::min<std::size_t>(1, octets.size())));
            return answer.empty() ? void() : world.called.send(answer);
        }
        case 8: // of a call of the line, whatever it is
            return world.line_says(static_cast<std::uint8_t>(choice & 0x7f),
                                   octets.subspan(std::min<std::size_t>(1, octets.size())));
        case 9: { // the line calls 123456, speech, and what else there is
            std::vector<std::uint8_t> elements{0x04, 0x03, 0x80, 0x90, 0xa3, 0x70, 0x07,
                                               0x81, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36};
            elements.insert(elements.end(), octets.begin(), octets.end());
            return world.line_says(static_cast<std::uint8_t>(isdn::MessageType::setup), elements);
        }
        default:
            return world.wait(seconds(choice % 64 + 1));
        }
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3 || size > 4096)
        return 0;
    static const bool quiet = (base::log::set_level(base::log::Level::off), true);
    require(quiet, "the log is off");
    World world(data[0]);
    Script script{world};
    for (base::Octets rest(data + 1, size - 1); rest.size() >= 2;) {
        const base::Octets octets =
            rest.subspan(2, std::min<std::size_t>(rest[1], rest.size() - 2));
        script.step(rest[0], octets);
        rest = rest.subspan(2 + octets.size());
    }
    world.end();
    return 0;
}
