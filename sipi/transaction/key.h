// What identifies a server transaction: RFC 3261 §17.2.3, and §8.2.2.2 for merged requests.
#pragma once

#include "sipi/message.h"

#include <string>

namespace sipi::transaction {

/// The part of a request's identity that its method does not tell: branch, sent-by host and port.
/// Of an RFC 2543 client (no magic cookie): Request-URI, From tag, Call-ID, CSeq number and the
/// whole top Via.
void server_key(const Message& request, const Via& via, std::string& key);

/// ACK and CANCEL aside, the method belongs to the key; an ACK has the key of its INVITE.
constexpr Method key_method(Method method) {
    return method == Method::ack ? Method::invite : method;
}

/// From tag, Call-ID and CSeq: equal in the copies of one request that came along different ways.
void merge_key(const Message& request, std::string& key);

} // namespace sipi::transaction
