// The routing plan: from group, numbers and bearer of a call to the trunk groups to try, with
// reasons.
#pragma once

#include "base/result.h"
#include "gateway/route/number.h"
#include "gateway/route/number_rule.h"

#include <bitset>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace route {

/// A set of Q.850 cause values.
using CauseSet = std::bitset<128>;

/// Causes on which the next trunk group of a route is tried unless the route says otherwise.
///
/// Q.850 §2.2.7.1.2 "resource unavailable": the network asked cannot carry the call now, another
/// may: 34 no circuit, 38 network out of order, 41 temporary failure, 42 congestion, 44 requested
/// circuit not available, 47 unspecified. Not 27 (destination out of order): it speaks of the
/// called user's own interface, which another way reaches just as little. Not 3: a misdialled
/// number would visit every carrier.
inline constexpr std::uint8_t kNextChoiceCauses[] = {34, 38, 41, 42, 44, 47};

/// One route as written in the conf file. All conditions must hold; an empty one always holds.
struct Route {
    std::string name{};
    std::vector<std::string> from{}; ///< incoming trunk groups; empty = any
    std::string called{};  ///< RE2, whole of the called digits, after the incoming group's rules
    std::string calling{}; ///< RE2, whole of the calling digits; an absent number is ""
    std::string trunk_group{}; ///< that the caller's peer has named (RFC 4904); empty = any in `to`
    std::string origin_trunk_group{}; ///< that it came from before this gateway; empty = any
    std::vector<Bearer> bearer{};     ///< empty = any
    std::vector<std::string> to{};    ///< trunk groups in the order in which they are tried
    std::vector<std::string>
        number_rules{};                  ///< applied once, in order, before any of `to` is tried
    std::vector<std::uint8_t> next_on{}; ///< causes on which the next of `to` is tried
    bool redirect = false;               ///< SIP callers are told where its trunk groups are (302)
    bool priority = false;               ///< calls may use the reserve of a group (emergency calls)
    bool operator==(const Route&) const = default;
};

/// A trunk group as far as routing knows it.
struct Group {
    std::string name{};
    std::vector<std::string>
        number_rules_in; ///< on calls from the group, before a route is looked for
    std::vector<std::string> number_rules_out{}; ///< on calls to the group, after the route's rules
    bool operator==(const Group&) const = default;
};

struct Settings {
    std::vector<NumberRule> number_rules{};
    std::vector<Group> groups{};
    std::vector<Route> routes{}; ///< first match wins
    bool operator==(const Settings&) const = default;
};

/// A call that looks for its way. `calling.digits` is empty when there is no calling number.
struct Query {
    std::string_view from{}; ///< the incoming trunk group
    Number called{};
    Number calling{};
    Bearer bearer = Bearer::speech;
    std::string_view trunk_group{}; ///< to go to, and no other (RFC 4904 §6.2); empty = any
    std::string_view origin_trunk_group{};
    std::string_view via{}; ///< no route is looked for: to this trunk group (a test call)
};

/// One line of an explanation.
struct Step {
    enum class Kind : std::uint8_t {
        rule,        ///< a number rule acted: `before` became `after`
        rule_idle,   ///< a number rule did not match `before`
        passed_over, ///< a route did not match; `reason` says why
        matched,     ///< the route that was taken
        candidate,   ///< a trunk group to try, `after` is the called number sent to it
        no_route,    ///< nothing matched
    };
    Kind kind = Kind::rule;
    std::string name;   ///< of the rule, route or group
    std::string reason; ///< where the rule stands ("in exchange", "route to-pbx"), or why not
    std::string before, after; ///< numbers as text
    bool operator==(const Step&) const = default;
};
/// "number rule strip-0 (route to-exchange): called 0123 (unknown) -> 123 (unknown)"
std::string text(const Step& step);

/// A trunk group to try and the numbers to send to it.
struct Candidate {
    std::string group{};
    Number called{};
    Number calling{};
    bool operator==(const Candidate&) const = default;
};

struct Decision {
    std::string route{};                 ///< name of the route taken; empty = none
    std::vector<Candidate> candidates{}; ///< in the order in which they are tried
    CauseSet next_on{};                  ///< causes that lead to the next candidate
    bool priority = false;
    bool redirect = false;     ///< see Route
    std::uint8_t cause = 0;    ///< when there is no candidate: 3, no route to destination (Q.850)
    std::vector<Step> steps{}; ///< in the order in which they happened

    bool next_choice(std::uint8_t cause_value) const {
        return cause_value < 128 && next_on.test(cause_value);
    }
};

/// How much decide() tells: `brief` records what acted (for a call's trace), `full` also what did
/// not.
enum class Explain : std::uint8_t { brief, full };

/// All routes, compiled. Immutable, so a reload makes a new one and swaps it in. Any thread.
class Plan {
  public:
    /// Errors: one line per rule or route that does not compile or names what does not exist.
    static base::Result<Plan, std::vector<std::string>> build(Settings settings);

    Plan();
    Plan(Plan&&) noexcept;
    Plan& operator=(Plan&&) noexcept;
    ~Plan();

    const Settings& settings() const;
    Decision decide(const Query& query, Explain explain = Explain::brief) const;

  private:
    struct Compiled;
    explicit Plan(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

} // namespace route
