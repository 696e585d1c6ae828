// The telephone-subscriber of RFC 3966: a number and its parameters, in a tel URI or as the user
// part of a sip URI.
#pragma once

#include "sipi/uri.h"

#include <string>
#include <string_view>
#include <vector>

namespace mapping {

/// What a URI says of a telephone. Owner: the URI's text must outlive it.
///
/// Parameters of a sip URI belong into its user part (RFC 3261 §19.1.6); many peers send them
/// behind the host, so both places are looked at.
class Subscriber {
  public:
    explicit Subscriber(const sipi::Uri& uri);
    Subscriber(const Subscriber&) = delete; // views of its own text
    Subscriber& operator=(const Subscriber&) = delete;

    const std::string& number() const { return number_; } ///< escapes undone, separators kept
    bool global() const { return number_.starts_with('+'); }
    /// The URI itself says that it holds a telephone number; else its user part may be a name.
    bool telephone() const { return telephone_; }

    bool has(std::string_view name) const;
    /// Value with its escapes undone; "" when absent or without a value.
    std::string value(std::string_view name) const;

  private:
    std::string number_;
    std::string unescaped_; ///< a user part whose ';' came escaped
    sipi::Params inner_;
    sipi::Params outer_;
    bool telephone_ = false;
};

/// A parameter to write; without '=' when the value is empty.
struct SubscriberParam {
    std::string name;
    std::string value;
    bool operator==(const SubscriberParam&) const = default;
};
using SubscriberParams = std::vector<SubscriberParam>;

/// ";isub=1;phone-context=+49;cpc=test;npdi": isub and ext first, then phone-context, the others in
/// lexical order (RFC 3966 §3), names in lower case, values escaped for a user part.
std::string params_text(SubscriberParams params);

} // namespace mapping
