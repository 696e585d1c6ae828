// A dialog: what two user agents agree on to send requests to each other, RFC 3261 §12.
#pragma once

#include "sipi/endpoint.h"
#include "sipi/message.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipi {

/// From an implementation of RFC 2543: no branch of RFC 3261 in the top Via. Its INVITE may come
/// without Contact; From then says where its requests go (RFC 4475 §3.4.1).
bool is_of_rfc2543(const Message& request);

/// One dialog, early or confirmed. A value; the session that it belongs to decides what is sent in
/// it.
class Dialog {
  public:
    /// Of a request that arrived (UAS, §12.1.1). `local_tag` is the To tag of our responses.
    /// Errors: From or To does not parse (Message::parse() has made sure), Contact is no URI.
    static Result<Dialog> from_request(const Message& request, std::string_view local_tag);
    /// Of a response to our request (UAC, §12.1.2): everything stands in it. `request_uri` stands
    /// in for a Contact that a provisional response or a broken peer leaves out. Errors: no To tag
    /// in a provisional response.
    static Result<Dialog> from_response(const Message& response, std::string_view request_uri);

    const std::string& call_id() const { return call_id_; }
    const std::string& local_tag() const { return local_tag_; }
    const std::string& remote_tag() const { return remote_tag_; }
    /// From or To value of our side and of theirs, with the tag.
    const std::string& local_address() const { return local_; }
    const std::string& remote_address() const { return remote_; }
    const std::string& remote_target() const { return remote_target_; }
    const std::vector<std::string>& route_set() const { return route_set_; }
    bool confirmed() const { return confirmed_; }
    void confirm() { confirmed_ = true; }
    /// An early dialog that the peer has ended (199, RFC 6228 §4): nothing belongs to it any more.
    bool over() const { return over_; }
    void end() { over_ = true; }
    std::uint32_t local_cseq() const { return local_cseq_; }
    void set_local_cseq(std::uint32_t number) { local_cseq_ = number; }

    /// A request inside the dialog (§12.2.1.1): Request-URI, Route, Max-Forwards, From, To,
    /// Call-ID, CSeq with the next number. Strict routers (no lr) get their Request-URI.
    Message request(std::string_view method);
    /// ACK of a 2xx: the CSeq number of its INVITE (§13.2.2.4).
    Message ack(std::uint32_t invite_cseq) const;

    /// False: the CSeq is below the last one of the peer, answer 500 (§12.2.2). Else it is noted.
    bool take_cseq(std::uint32_t number);
    /// From the Contact of a target refresh request or its 2xx (§12.2.1.2, §12.2.2). False: there
    /// is none. The From of a request is the To of ours from now on (RFC 4916 §4.4.3).
    bool refresh_target(const Message& message);
    /// Who our side is from now on, a name-addr: From of our requests (RFC 4916 §4.4). The tag
    /// stays.
    void set_local_address(std::string_view name_addr);
    /// The route set of the 2xx replaces that of the provisional responses (§13.2.2.4).
    void recompute_routes(const Message& response);

    /// The URI whose host the next request goes to: the first route, else the remote target
    /// (§12.2.1.1).
    std::string_view next_hop() const;

  private:
    Message addressed(std::string_view method, std::uint32_t cseq) const;

    std::string call_id_;
    std::string local_tag_;
    std::string remote_tag_;
    std::string local_;  // name-addr with our tag
    std::string remote_; // name-addr with theirs
    std::string remote_target_;
    std::vector<std::string> route_set_; // name-addr each, in the order of our Route
    std::uint32_t local_cseq_ = 0;
    std::optional<std::uint32_t> remote_cseq_;
    bool confirmed_ = false;
    bool over_ = false;
};

/// The transport address of a SIP URI with a literal host; nullopt: the host is a name, or no SIP
/// URI.
std::optional<Endpoint> literal_endpoint(std::string_view uri);

} // namespace sipi
