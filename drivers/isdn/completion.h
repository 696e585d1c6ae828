// Completion of calls in facility elements: to busy subscribers and on no reply, as a telephone
// asks for it at the coincident S and T reference point (EN 300 359-1, EN 301 065-1).
#pragma once

#include "drivers/isdn/message.h"
#include "drivers/isdn/remote_operation.h"

namespace isdn {

/// What is asked or told.
struct Completion {
    enum class Operation : std::uint8_t {
        retain,           ///< CallInfoRetain: the network has kept a call, by a linkage id
        forget,           ///< EraseCallLinkageID: not any more
        request,          ///< CCBSRequest of a linkage id
        request_no_reply, ///< CCNRRequest of a linkage id
        deactivate,       ///< CCBSDeactivate of a CCBS reference
        user_free,        ///< CCBSRemoteUserFree: the called user can be called now
        call,             ///< CCBSCall, in SETUP: this is that call
        erase,            ///< CCBSErase: the request is over
    };
    /// Why a request is over (EN 300 359-1 §7.1).
    enum class Erased : std::uint8_t {
        normal = 0,
        service_timer = 1,
        recall_timer = 2,
        failed = 3
    };

    Operation operation = Operation::retain;
    int id = 1;        ///< of the invoke
    int reference = 0; ///< linkage id, or CCBS reference: 0 to 127
    /// Of user_free and erase:
    Number called;
    std::optional<BearerCapability> bearer;
    Erased erased = Erased::normal;
    bool operator==(const Completion&) const = default;
};

/// The first such invoke; nothing without one, or when it is broken.
std::optional<Completion> completion_in(const Message& message);
/// Is the component one of these services, as invoke?
bool is_completion(const Component& component);
/// Contents of the facility element.
std::vector<std::uint8_t> facility(const Completion& completion);
/// The answer to a request: global recall, and the CCBS reference.
std::vector<std::uint8_t> completion_result(Completion::Operation operation, int id, int reference);

// Errors of EN 300 359-1 §7.1.
inline constexpr int kInvalidLinkageId = etsi_object(359, 20),
                     kInvalidCcbsReference = etsi_object(359, 21),
                     kCcbsQueueFull = etsi_object(359, 26);

} // namespace isdn
