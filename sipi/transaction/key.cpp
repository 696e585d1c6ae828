// What identifies a server transaction: RFC 3261 §17.2.3, and §8.2.2.2 for merged requests.
#include "sipi/transaction/key.h"

#include "sipi/header.h"

namespace sipi::transaction {
namespace {

void add(std::string& key, std::string_view part) {
    key += part;
    key += '\n'; // in no header value
}

} // namespace

void server_key(const Message& request, const Via& via, std::string& key) {
    key.clear();
    if (via.has_rfc3261_branch()) {
        add(key, via.branch);
        key += via.host;
        key += ':';
        append_number(key, via.port);
        return;
    }
    // The To tag is left out: the ACK carries ours, the INVITE none, and the rest tells them apart.
    merge_key(request, key);
    add(key, request.request_uri());
    add(key, via.host);
    append_number(key, via.port);
    add(key, via.branch);
}

void merge_key(const Message& request, std::string& key) {
    key.clear();
    const auto cseq = request.cseq();
    add(key, request.call_id());
    add(key, request.from_tag());
    append_number(key, cseq ? cseq->number : 0);
    key += '\n';
}

} // namespace sipi::transaction
