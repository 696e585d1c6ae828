// The Date header field: RFC 3261 §20.17 and the rfc1123-date of RFC 9110 §5.6.7.
#include "sipi/identity/date.h"

#include <fmt/format.h>

#include <chrono>

namespace sipi::identity {
namespace {

constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

std::string_view third(std::string_view words, unsigned index) {
    return words.substr(std::size_t{index} * 3, 3);
}

/// The decimal number in the `count` characters at `at`.
std::optional<unsigned> number_at(std::string_view text, std::size_t at, std::size_t count) {
    unsigned number = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return number;
}

} // namespace

std::string date_text(std::int64_t seconds) {
    using namespace std::chrono;
    const sys_seconds time{std::chrono::seconds(seconds)};
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       third(kDays, weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                       third(kMonths, static_cast<unsigned>(date.month()) - 1),
                       static_cast<int>(date.year()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

std::optional<std::int64_t> date_from_text(std::string_view text) {
    using namespace std::chrono;
    constexpr std::string_view kForm = "Sat, 13 Nov 2010 23:29:00 GMT";
    if (text.size() != kForm.size() || text.substr(3, 2) != ", " || text[7] != ' ' ||
        text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':' ||
        text.substr(25) != " GMT")
        return std::nullopt;
    const std::size_t month_at = kMonths.find(text.substr(8, 3));
    const auto day_of_month = number_at(text, 5, 2), year_of = number_at(text, 12, 4);
    const auto hour = number_at(text, 17, 2), minute = number_at(text, 20, 2),
               second = number_at(text, 23, 2);
    if (month_at == kMonths.npos || month_at % 3 != 0 || !day_of_month || !year_of || !hour ||
        !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    const year_month_day date(year(static_cast<int>(*year_of)),
                              month(static_cast<unsigned>(month_at / 3 + 1)), day(*day_of_month));
    if (!date.ok())
        return std::nullopt;
    const seconds since = sys_days(date).time_since_epoch();
    return since.count() + std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + *second;
}

} // namespace sipi::identity
