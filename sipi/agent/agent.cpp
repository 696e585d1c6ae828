// The face of the user agent: passes everything to its core.
#include "sipi/agent.h"

#include "sipi/agent/core.h"
#include "sipi/session_id.h"

namespace sipi {

Agent::Agent(AgentSettings settings, base::Timers& timers, AgentListener& listener)
    : core_(std::make_unique<AgentCore>(std::move(settings), timers, listener)) {}
Agent::~Agent() = default;

void Agent::add_transport(Transport& transport) {
    core_->layer().add_transport(transport);
}

base::Result<Session*, InviteError> Agent::invite(const Invitation& invitation,
                                                  SessionListener& listener) {
    return core_->invite(invitation, listener);
}

base::Result<void, InviteError> Agent::options(const std::string& uri, const Endpoint& destination,
                                               std::function<void(int status)> done) {
    return core_->options(uri, destination, std::move(done));
}

base::Result<void, InviteError> Agent::request(const OutsideRequest& request, Answered done) {
    return core_->request(request, std::move(done));
}
base::Result<void, InviteError> Agent::request(Dialog& dialog, std::string_view method,
                                               const Endpoint& otherwise, ExtraHeaders headers,
                                               BodyView body, Answered done) {
    return core_->request(dialog, method, otherwise, headers, body, std::move(done));
}
std::string Agent::sent_by(const Endpoint& destination) const {
    return core_->sent_by(destination);
}
bool Agent::keep_alive(const Endpoint& peer, bool answered) {
    return core_->layer().keep_alive(peer, answered);
}
std::string Agent::fresh_tag() {
    return core_->random().token(20);
}

Session* Agent::find(SessionId id) const {
    return core_->find(id);
}
std::vector<SessionId> Agent::find(std::string_view call_id) const {
    return core_->find(call_id);
}
void Agent::accept_new(bool accept) {
    core_->accept_new(accept);
}
void Agent::stop(ExtraHeaders headers) {
    core_->stop(headers);
}
Guard& Agent::guard() {
    return core_->guard();
}
Overload& Agent::overload() {
    return core_->overload();
}
void Agent::authenticate(Authenticator* authenticator) {
    core_->authenticate(authenticator);
}
void Agent::limit(const ParserLimits& limits) {
    core_->layer().limits(limits);
}
void Agent::tap(WireTap tap) {
    core_->layer().tap(std::move(tap));
}
std::size_t Agent::session_count() const {
    return core_->session_count();
}
std::size_t Agent::transaction_count() const {
    return core_->layer().size();
}
void Agent::list(std::vector<SessionView>& rows) const {
    core_->list(rows);
}
void Agent::list(std::vector<TransactionView>& rows) const {
    core_->list(rows);
}
void Agent::list(std::vector<DialogView>& rows) const {
    core_->list(rows);
}
std::string Agent::fresh_session_uuid() {
    return make_uuid(core_->random());
}
const AgentCounters& Agent::counters() const {
    return core_->counters();
}

} // namespace sipi
