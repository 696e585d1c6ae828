// SIP dialogs and transactions as the console sees them.
#include "gateway/daemon_view.h"
#include "sipi/agent.h"

#include <chrono>
#include <unordered_map>

namespace gateway {

std::vector<console::DialogView> View::dialogs() const {
    std::vector<sipi::SessionView> sessions;
    std::vector<sipi::DialogView> dialogs;
    daemon_.sip().agent().list(sessions);
    daemon_.sip().agent().list(dialogs);
    std::unordered_map<sipi::SessionId, const sipi::SessionView*> by_id;
    for (const sipi::SessionView& session : sessions)
        by_id[session.id] = &session;
    std::vector<console::DialogView> views;
    for (sipi::DialogView& dialog : dialogs) {
        console::DialogView view;
        view.session = dialog.session;
        view.call_id = std::move(dialog.call_id);
        view.state = dialog.confirmed ? "confirmed" : "early";
        if (!dialog.in_use)
            view.state += ", other";
        view.peer = dialog.peer.text();
        view.local_uri = std::move(dialog.local_uri);
        view.remote_uri = std::move(dialog.remote_uri);
        view.local_tag = std::move(dialog.local_tag);
        view.remote_tag = std::move(dialog.remote_tag);
        view.target = std::move(dialog.remote_target);
        view.routes = std::move(dialog.routes);
        view.cseq = dialog.local_cseq;
        const sipi::SessionView& session = *by_id.at(dialog.session);
        view.timer = sipi::text(session.timer);
        if (!session.session_uuid.empty())
            view.session_id = session.session_uuid + ";" + session.peer_session_uuid;
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<console::TransactionView> View::transactions() const {
    std::vector<sipi::TransactionView> transactions;
    daemon_.sip().agent().list(transactions);
    std::vector<console::TransactionView> views;
    for (sipi::TransactionView& transaction : transactions)
        views.push_back({std::string(transaction.machine), std::string(transaction.state),
                         std::string(transaction.method), std::move(transaction.branch),
                         transaction.peer.text(), transaction.session,
                         std::chrono::duration<double>(transaction.age).count()});
    return views;
}

} // namespace gateway
