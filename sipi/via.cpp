// The Via header: parsing, building and the source stamp; RFC 3261 §20.42 and §18.2.1, RFC 3581.
#include "sipi/via.h"

#include "sipi/header.h"
#include "sipi/message.h"
#include "sipi/param_reader.h"
#include "sipi/text.h"

#include <array>

namespace sipi {
namespace {

// In the order of TransportName.
constexpr std::array<std::string_view, 8> kTransports{"",     "UDP",      "TCP", "TLS",
                                                      "SCTP", "TLS-SCTP", "WS",  "WSS"};

std::string_view without_brackets(std::string_view host) {
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        return host.substr(1, host.size() - 2);
    return host;
}

/// Takes over one parameter that has a member of its own; false when its value is malformed.
bool note(const Param& param, Via& via) {
    std::uint64_t number = 0;
    if (scan::same(param.name, "branch")) {
        via.branch = param.value;
        return scan::is_token(param.value);
    }
    if (scan::same(param.name, "rport")) {
        via.has_rport = true;
        if (!param.value.empty() && !scan::read_digits(param.value, 65535, number))
            return false;
        via.rport = static_cast<std::uint16_t>(number);
    } else if (scan::same(param.name, "received")) {
        // RFC 5118 §4.5: an IPv6 address comes with and without brackets.
        via.received = without_brackets(param.value);
        return !via.received.empty();
    } else if (scan::same(param.name, "maddr")) {
        via.maddr = without_brackets(param.value);
        return !via.maddr.empty();
    } else if (scan::same(param.name, "ttl")) {
        if (!scan::read_digits(param.value, 255, number))
            return false;
        via.ttl = static_cast<std::uint8_t>(number);
    }
    return true;
}

bool take_params(std::string_view rest, Via& via) {
    scan::skip_space(rest);
    via.params = Params(rest);
    Param param;
    for (;;) {
        switch (scan::read_param(rest, param)) {
        case scan::ParamRead::end:
            return true;
        case scan::ParamRead::malformed:
            return false;
        case scan::ParamRead::one:
            if (!note(param, via))
                return false;
            break;
        }
    }
}

} // namespace

std::string_view text(TransportName transport) {
    return kTransports[static_cast<std::size_t>(transport)];
}

TransportName transport_of(std::string_view text) {
    for (std::size_t at = 1; at < kTransports.size(); ++at)
        if (scan::same(kTransports[at], text))
            return static_cast<TransportName>(at);
    return TransportName::other;
}

Result<Via> Via::parse(std::string_view value) {
    Result<Via> result{Via()};
    if (!scan::read_via(value, *result))
        return fail(Error::bad_via);
    return result;
}

bool scan::read_via(std::string_view value, Via& via) {
    std::string_view rest = value;
    scan::skip_space(rest);
    via.protocol = scan::take(rest, scan::kToken);
    if (!scan::take_separator(rest, '/'))
        return false;
    via.version = scan::take(rest, scan::kToken);
    if (!scan::take_separator(rest, '/'))
        return false;
    via.transport_text = scan::take(rest, scan::kToken);
    via.transport = transport_of(via.transport_text);
    const std::size_t before_space = rest.size();
    scan::skip_space(rest);
    scan::HostPort host;
    if (via.protocol.empty() || via.version.empty() || via.transport_text.empty() ||
        rest.size() == before_space || !scan::take_host_port(rest, host, true))
        return false;
    via.host = host.host;
    via.port = host.port;
    via.ipv6 = host.ipv6;
    return take_params(rest, via);
}

void append(std::string& out, const Via& via) {
    out.append(via.protocol).append("/").append(via.version).append("/");
    out += via.transport == TransportName::other ? via.transport_text : text(via.transport);
    out += ' ';
    append_host_port(out, via.host, via.ipv6, via.port);
    if (!via.params.empty()) {
        out += via.params.text();
        return;
    }
    if (!via.branch.empty())
        out.append(";branch=").append(via.branch);
    if (!via.received.empty())
        out.append(";received=").append(via.received);
    if (via.has_rport)
        out += ";rport";
    if (via.rport) {
        out += '=';
        append_number(out, via.rport);
    }
    if (!via.maddr.empty())
        out.append(";maddr=").append(via.maddr);
    if (via.ttl) {
        out += ";ttl=";
        append_number(out, *via.ttl);
    }
}

void stamp_source(Message& request, const Via& via, std::string_view address, std::uint16_t port) {
    if (!via.has_rport && scan::same(via.host, address))
        return;
    std::string text;
    text.reserve(256);
    // All up to the parameters stays as it is written.
    text.append(via.protocol.data(), via.params.text().data());
    text.erase(text.find_last_not_of(" \t") + 1);
    // What the client wrote into these two is not to be believed.
    for (const Param& param : via.params) {
        if (scan::same(param.name, "received") || scan::same(param.name, "rport"))
            continue;
        text.append(";").append(param.name);
        if (param.has_value)
            text.append("=").append(param.value);
    }
    text.append(";received=").append(address);
    if (via.has_rport) {
        text += ";rport=";
        append_number(text, port);
    }
    request.replace_first(HeaderName::via, text);
}

} // namespace sipi
