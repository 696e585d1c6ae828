// Message names as Q.931 Table 3-1 and Q.932 §7 spell them.
#include "drivers/isdn/message.h"

namespace isdn {
namespace {

struct NameRow {
    MessageType type;
    const char* name;
};
constexpr NameRow kNames[] = {
    {MessageType::alerting, "ALERTING"},
    {MessageType::call_proceeding, "CALL PROCEEDING"},
    {MessageType::progress, "PROGRESS"},
    {MessageType::setup, "SETUP"},
    {MessageType::connect, "CONNECT"},
    {MessageType::setup_acknowledge, "SETUP ACKNOWLEDGE"},
    {MessageType::connect_acknowledge, "CONNECT ACKNOWLEDGE"},
    {MessageType::user_information, "USER INFORMATION"},
    {MessageType::suspend, "SUSPEND"},
    {MessageType::suspend_acknowledge, "SUSPEND ACKNOWLEDGE"},
    {MessageType::suspend_reject, "SUSPEND REJECT"},
    {MessageType::resume, "RESUME"},
    {MessageType::resume_acknowledge, "RESUME ACKNOWLEDGE"},
    {MessageType::resume_reject, "RESUME REJECT"},
    {MessageType::hold, "HOLD"},
    {MessageType::hold_acknowledge, "HOLD ACKNOWLEDGE"},
    {MessageType::hold_reject, "HOLD REJECT"},
    {MessageType::retrieve, "RETRIEVE"},
    {MessageType::retrieve_acknowledge, "RETRIEVE ACKNOWLEDGE"},
    {MessageType::retrieve_reject, "RETRIEVE REJECT"},
    {MessageType::disconnect, "DISCONNECT"},
    {MessageType::release, "RELEASE"},
    {MessageType::release_complete, "RELEASE COMPLETE"},
    {MessageType::facility, "FACILITY"},
    {MessageType::notify, "NOTIFY"},
    {MessageType::information, "INFORMATION"},
    {MessageType::status_enquiry, "STATUS ENQUIRY"},
    {MessageType::status, "STATUS"},
};

} // namespace

const char* name(MessageType type) {
    for (const NameRow& row : kNames)
        if (row.type == type)
            return row.name;
    return "unknown message";
}

} // namespace isdn
