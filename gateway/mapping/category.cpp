// Calling party's category and precedence between SIP and ISUP (TS 24.229 §7.2A.12, RFC 4412,
// Q.763 §3.11, §3.34).
#include "gateway/mapping/category.h"

#include "gateway/mapping/carrier.h"
#include "gateway/mapping/sip_tables.h"
#include "isup/ansi.h"
#include "sipi/service_header.h"

#include <algorithm>
#include <array>

namespace mapping {
namespace {

using isup::Category;
using sipi::HeaderName;

constexpr Row kFromCpc{"category from cpc", "TS 24.229 §7.2A.12, Q.763 §3.11"};
constexpr Row kEmergency{"emergency is a priority subscriber: Q.763 has no value for it",
                         "TS 24.229 §7.2A.12, Q.763 §3.11"};
constexpr Row kFromPriority{"category from Priority", "RFC 3261 §20.26, Q.763 §3.11"};
constexpr Row kFromResource{"precedence from Resource-Priority", "RFC 4412 §12.2.3, Q.763 §3.34"};
constexpr Row kFromOli{"originating line from oli", "T1.113, TS 24.229 §7.2A.12"};
constexpr Row kToCpc{"cpc from category", "TS 24.229 §7.2A.12, Q.763 §3.11"};
constexpr Row kToOli{"oli from originating line", "T1.113, TS 24.229 §7.2A.12"};
constexpr Row kToLanguage{"Accept-Language of an operator", "TS 29.163 §7.2.3.2.2, Q.763 §3.11"};
constexpr Row kToResource{"Resource-Priority from precedence", "RFC 4412 §12.2.3, Q.763 §3.34"};

constexpr std::string_view kOperatorClause = "TS 24.229 §7.2A.12, Q.763 §3.11";
constexpr std::array kOperators{
    OperatorRow{"en", Category::operator_english, kOperatorClause},
    OperatorRow{"fr", Category::operator_french, kOperatorClause},
    OperatorRow{"de", Category::operator_german, kOperatorClause},
    OperatorRow{"ru", Category::operator_russian, kOperatorClause},
    OperatorRow{"es", Category::operator_spanish, kOperatorClause},
};

constexpr std::array kPriorities{
    PriorityRow{"emergency", Category::priority, "RFC 3261 §20.26, Q.763 §3.11"},
    PriorityRow{"urgent", Category::priority, "RFC 3261 §20.26, Q.763 §3.11"},
};

constexpr std::string_view kCategoryNamespace = "q735";
constexpr std::array kPrecedences{
    MlppRow{"0", isup::Precedence::flash_override, "RFC 4412 §12.2.3, Q.763 §3.34"},
    MlppRow{"1", isup::Precedence::flash, "RFC 4412 §12.2.3, Q.763 §3.34"},
    MlppRow{"2", isup::Precedence::immediate, "RFC 4412 §12.2.3, Q.763 §3.34"},
    MlppRow{"3", isup::Precedence::priority, "RFC 4412 §12.2.3, Q.763 §3.34"},
    MlppRow{"4", isup::Precedence::routine, "RFC 4412 §12.2.3, Q.763 §3.34"},
};

/// The parameter in the first identity that has it: P-Asserted-Identity, then From.
std::string identity_param(const sipi::Message& invite, std::string_view name) {
    for (const std::string_view value : invite.values(HeaderName::p_asserted_identity))
        if (const auto identity = sipi::NameAddr::parse(value))
            if (std::string found = Subscriber(identity->uri).value(name); !found.empty())
                return found;
    const auto from = invite.from();
    return from ? Subscriber(from->uri).value(name) : std::string();
}

/// The operator of the caller's first language; English without one.
Category operator_of(const sipi::Message& invite) {
    const std::string_view language = invite.header(HeaderName::accept_language).substr(0, 2);
    const auto* row = std::ranges::find_if(kOperators, [&](const OperatorRow& candidate) {
        return sipi::equal_without_case(candidate.language, language);
    });
    return row == kOperators.end() ? Category::operator_english : row->category;
}

Category category_of(const sipi::Message& invite, bool ansi, Notes& notes) {
    if (const std::string cpc = identity_param(invite, "cpc"); !cpc.empty()) {
        const auto rows = category_rows();
        const auto row = std::ranges::find_if(rows, [&](const CategoryRow& candidate) {
            return sipi::equal_without_case(candidate.cpc, cpc);
        });
        const Category category = row == rows.end() ? Category::ordinary : row->category;
        notes.add(kFromCpc, "{} -> {}", cpc, static_cast<unsigned>(category));
        if (category == Category::emergency && !ansi) {
            notes.add(kEmergency);
            return Category::priority;
        }
        return category == Category::operator_english ? operator_of(invite) : category;
    }
    const std::string_view priority = invite.header(HeaderName::priority);
    const auto* row = std::ranges::find_if(kPriorities, [&](const PriorityRow& candidate) {
        return sipi::equal_without_case(candidate.priority, priority);
    });
    if (row == kPriorities.end())
        return Category::ordinary;
    notes.add(kFromPriority, "{}", priority);
    return row->category;
}

void set_precedence(const sipi::Message& invite, isup::Message& iam, Notes& notes) {
    for (const std::string_view text : invite.values(HeaderName::resource_priority)) {
        const auto value = sipi::ResourceValue::parse(text);
        if (!value || !sipi::equal_without_case(value->name_space, kCategoryNamespace))
            continue;
        const auto* row = std::ranges::find(kPrecedences, value->priority, &MlppRow::value);
        if (row == kPrecedences.end())
            continue;
        iam.set(isup::MlppPrecedence{.level = row->precedence});
        return notes.add(kFromResource, "{}", text);
    }
}

} // namespace

std::span<const OperatorRow> operator_rows() {
    return kOperators;
}
std::span<const PriorityRow> priority_rows() {
    return kPriorities;
}
std::span<const MlppRow> mlpp_rows() {
    return kPrecedences;
}

bool is_emergency(const sipi::Message& invite, const Profile& profile) {
    return profile.trust && sipi::equal_without_case(identity_param(invite, "cpc"), "emergency");
}

void set_category(const sipi::Message& invite, const Profile& profile, isup::Message& iam,
                  Notes& notes) {
    if (!profile.trust)
        return iam.set(isup::CallingPartyCategory{Category::ordinary});
    iam.set(isup::CallingPartyCategory{category_of(invite, is_ansi(profile), notes)});
    set_precedence(invite, iam, notes);
    if (!is_ansi(profile))
        return;
    constexpr std::uint32_t kMostOli = 99; // two digits
    const auto oli = sipi::parse_number(identity_param(invite, "oli"));
    if (!oli || *oli > kMostOli)
        return;
    iam.set(isup::ansi::OriginatingLine{static_cast<std::uint8_t>(*oli)});
    notes.add(kFromOli, "{}", *oli);
}

SubscriberParams category_params(const isup::Message& iam, const Profile& profile, Notes& notes) {
    SubscriberParams params;
    if (!profile.trust)
        return params;
    if (const auto category = iam.get<isup::CallingPartyCategory>();
        category && category->value != Category::ordinary) {
        const bool with_language = std::ranges::find(kOperators, category->value,
                                                     &OperatorRow::category) != kOperators.end();
        const Category wanted = with_language ? Category::operator_english : category->value;
        const auto rows = category_rows();
        const auto row = std::ranges::find(rows, wanted, &CategoryRow::category);
        if (row != rows.end()) {
            params.push_back({"cpc", std::string(row->cpc)});
            notes.add(kToCpc, "{} -> {}", static_cast<unsigned>(category->value), row->cpc);
        }
    }
    if (const auto line = iam.get<isup::ansi::OriginatingLine>(); line && is_ansi(profile)) {
        const unsigned digits = line->value;
        params.push_back({"oli", (digits < 10 ? "0" : "") + std::to_string(digits)});
        notes.add(kToOli, "{}", digits);
    }
    return params;
}

void add_category_headers(const isup::Message& iam, const Profile& profile, Headers& headers,
                          Notes& notes) {
    if (!profile.trust)
        return;
    const auto category = iam.get<isup::CallingPartyCategory>();
    if (category && category->value != Category::operator_english) {
        const auto* row = std::ranges::find(kOperators, category->value, &OperatorRow::category);
        if (row != kOperators.end()) {
            headers.push_back({"Accept-Language", std::string(row->language)});
            notes.add(kToLanguage, "{}", row->language);
        }
    }
    if (const auto mlpp = iam.get<isup::MlppPrecedence>()) {
        const auto* row = std::ranges::find(kPrecedences, mlpp->level, &MlppRow::precedence);
        if (row == kPrecedences.end())
            return;
        headers.push_back(
            {"Resource-Priority", std::string(kCategoryNamespace) + "." + std::string(row->value)});
        notes.add(kToResource, "{}", row->value);
    }
}

} // namespace mapping
