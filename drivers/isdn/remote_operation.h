// Components of facility elements as values: what a supplementary service asks, and its answer
// (Q.932 §8.2.3, X.219; ECMA-165 for what stands before them on a QSIG line).
#pragma once

#include "drivers/isdn/ber.h"

#include <optional>
#include <vector>

namespace isdn {

/// Whose operations the numbers are.
enum class Dialect : std::uint8_t {
    etsi, ///< protocol profile 0x11, remote operations
    qsig, ///< protocol profile 0x1f, networking extensions
};

enum class ComponentKind : std::uint8_t {
    invoke = 0xa1,
    return_result = 0xa2,
    return_error = 0xa3,
    reject = 0xa4
};

/// The number of an operation that is named by an object identifier of ETSI, itu-t(0)
/// identified-organization(4) etsi(0) SERVICE operations(1) N (EN 300 745: 745).
constexpr int etsi_object(int service, int n) {
    return service * 1000 + n;
}

/// The same for National ISDN, iso(1) member-body(2) usa(840) ansi-t1(10005) operations(0) N.
constexpr int ansi_object(int n) {
    return etsi_object(10005, n);
}

/// One component. The argument is in the memory that was read.
struct Component {
    ComponentKind kind = ComponentKind::invoke;
    Dialect dialect = Dialect::etsi;
    std::optional<int> id;        ///< of the invoke
    std::optional<int> operation; ///< local value, last arc of QSIG's identifier, or etsi_object()
    std::optional<int> error;     ///< of a return error
    base::Octets argument;        ///< of invoke and result: the elements behind the operation

    bool invokes(Dialect of, int wanted) const {
        return kind == ComponentKind::invoke && dialect == of && operation == wanted;
    }
};

/// The components of a facility element's contents; none when it is broken or of another profile.
std::vector<Component> components_of(base::Octets contents);

// General errors (EN 300 196-1 §D.1), the same values in QSIG (ECMA-165 Table 26).
inline constexpr int kNotSubscribed = 0, kNotAvailable = 3, kInvalidServedUserNumber = 6;

/// Contents of a facility element with one component each. `operation` is a local value, or
/// etsi_object().
std::vector<std::uint8_t> invoke(Dialect dialect, int id, int operation,
                                 const ber::Octets& argument = {});
/// A result without values names no operation (X.229 §7.5.2).
std::vector<std::uint8_t> return_result(Dialect dialect, int id);
std::vector<std::uint8_t> return_result(Dialect dialect, int id, int operation,
                                        const ber::Octets& result);
/// `error`: a local value, or etsi_object().
std::vector<std::uint8_t> return_error(Dialect dialect, int id, int error);

} // namespace isdn
