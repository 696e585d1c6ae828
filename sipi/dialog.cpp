// A dialog: what two user agents agree on to send requests to each other, RFC 3261 §12.
#include "sipi/dialog.h"

#include <algorithm>

namespace sipi {
namespace {

// The first number of our side; below 2^31 with room to grow (§8.1.1.5).
constexpr std::uint32_t kFirstCSeq = 1;

std::string contact_uri(const Message& message) {
    const auto contact = message.contact();
    return contact && !contact->star ? std::string(contact->uri_text) : std::string();
}

std::string from_uri(const Message& message) {
    const auto from = message.from();
    return from ? std::string(from->uri_text) : std::string();
}

std::vector<std::string> record_routes(const Message& message) {
    std::vector<std::string> routes;
    for (const std::string_view route : message.values(HeaderName::record_route))
        routes.emplace_back(route);
    return routes;
}

bool is_loose(std::string_view route) {
    const auto address = NameAddr::parse(route);
    return address && address->uri.params.has("lr");
}

// §12.2.1.1: a strict router's URI becomes the Request-URI, without what a Request-URI may not have
// (§19.1.1).
std::string strict_request_uri(std::string_view route) {
    const auto address = NameAddr::parse(route);
    if (!address)
        return std::string(route);
    Uri uri = address->uri;
    uri.headers = {};
    std::string params;
    for (const Param& param : uri.params)
        if (param.name != "method") {
            params += ';';
            params += param.name;
            if (param.has_value)
                (params += '=') += param.value;
        }
    uri.params = Params(params);
    return to_string(uri);
}

} // namespace

bool is_of_rfc2543(const Message& request) {
    const auto via = request.top_via();
    return via && !via->has_rfc3261_branch();
}

Result<Dialog> Dialog::from_request(const Message& request, std::string_view local_tag) {
    const auto cseq = request.cseq();
    if (!cseq || !request.has(HeaderName::from))
        return fail(Error::missing_header);
    Dialog dialog;
    dialog.call_id_ = request.call_id();
    dialog.local_tag_ = local_tag;
    dialog.remote_tag_ = request.from_tag();
    dialog.remote_ = request.header(HeaderName::from);
    dialog.local_ = request.header(HeaderName::to);
    if (request.to_tag().empty())
        (dialog.local_ += ";tag=") += local_tag;
    dialog.remote_target_ = contact_uri(request);
    if (dialog.remote_target_.empty() && is_of_rfc2543(request))
        dialog.remote_target_ = from_uri(request);
    if (dialog.remote_target_.empty())
        return fail(Error::missing_header);
    dialog.route_set_ = record_routes(request);
    dialog.remote_cseq_ = cseq->number;
    dialog.local_cseq_ = kFirstCSeq - 1;
    return dialog;
}

Result<Dialog> Dialog::from_response(const Message& response, std::string_view request_uri) {
    const std::string_view to_tag = response.to_tag();
    const auto cseq = response.cseq();
    if (!cseq || !response.has(HeaderName::from) || !response.has(HeaderName::to) ||
        (to_tag.empty() && !is_success(response.status())))
        return fail(Error::missing_header);
    Dialog dialog;
    dialog.call_id_ = response.call_id();
    dialog.local_tag_ = response.from_tag();
    dialog.remote_tag_ = to_tag;
    dialog.local_ = response.header(HeaderName::from);
    dialog.remote_ = response.header(HeaderName::to);
    dialog.remote_target_ = contact_uri(response);
    if (dialog.remote_target_.empty())
        dialog.remote_target_ = request_uri;
    dialog.recompute_routes(response);
    dialog.local_cseq_ = cseq->number;
    dialog.confirmed_ = is_success(response.status());
    return dialog;
}

void Dialog::recompute_routes(const Message& response) {
    route_set_ = record_routes(response);
    std::ranges::reverse(route_set_);
}

Message Dialog::addressed(std::string_view method, std::uint32_t cseq) const {
    const bool strict = !route_set_.empty() && !is_loose(route_set_.front());
    Message request =
        Message::request(method, strict ? strict_request_uri(route_set_.front()) : remote_target_);
    for (std::size_t i = strict ? 1 : 0; i < route_set_.size(); ++i)
        request.append(HeaderName::route, route_set_[i]);
    if (strict)
        request.append(HeaderName::route, '<' + remote_target_ + '>');
    request.append(HeaderName::max_forwards, "70");
    request.append(HeaderName::from, local_);
    request.append(HeaderName::to, remote_);
    request.append(HeaderName::call_id, call_id_);
    std::string value;
    append_number(value, cseq);
    (value += ' ') += method;
    request.append(HeaderName::cseq, value);
    return request;
}

Message Dialog::request(std::string_view method) {
    return addressed(method, ++local_cseq_);
}
Message Dialog::ack(std::uint32_t invite_cseq) const {
    return addressed("ACK", invite_cseq);
}

bool Dialog::take_cseq(std::uint32_t number) {
    if (remote_cseq_ && number < *remote_cseq_)
        return false;
    remote_cseq_ = number;
    return true;
}

void Dialog::set_local_address(std::string_view name_addr) {
    local_ = name_addr;
    (local_ += ";tag=") += local_tag_;
}

bool Dialog::refresh_target(const Message& message) {
    if (!message.is_response() && message.has(HeaderName::from))
        remote_ = message.header(HeaderName::from);
    std::string target = contact_uri(message);
    if (target.empty())
        return false;
    remote_target_ = std::move(target);
    return true;
}

std::string_view Dialog::next_hop() const {
    if (route_set_.empty())
        return remote_target_;
    const auto address = NameAddr::parse(route_set_.front());
    return address ? address->uri_text : std::string_view(remote_target_);
}

std::optional<Endpoint> literal_endpoint(std::string_view uri_text) {
    const auto uri = Uri::parse(uri_text);
    if (!uri || !uri->is_sip())
        return std::nullopt;
    TransportKind kind = uri->scheme == Uri::Scheme::sips ? TransportKind::tls : TransportKind::udp;
    if (const std::string_view named = uri->params.value("transport"); !named.empty()) {
        const auto known = transport_kind_from_text(named);
        if (!known)
            return std::nullopt;
        // sips is TLS, whatever it says of what carries that (RFC 3261 §26.2.2)
        kind = kind == TransportKind::tls ? kind : *known;
    }
    const std::string_view maddr = uri->params.value("maddr"); // §19.1.1: instead of the host
    return Endpoint::from_host(maddr.empty() ? uri->host : maddr,
                               uri->port != 0 ? uri->port : default_port(kind), kind);
}

} // namespace sipi
