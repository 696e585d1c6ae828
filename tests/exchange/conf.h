// The exchange's conf file as values (tests/exchange/README.md).
#pragma once

#include "base/result.h"
#include "drivers/dahdi/dahdi.h"
#include "drivers/isdn/interface.h"
#include "drivers/tdmoe/tdmoe.h"
#include "drivers/tdmoip/tdmoip.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace exchange {

using std::chrono::milliseconds;

enum class Action : std::uint8_t {
    echo,
    milliwatt,
    play,
    record,
    prbs,
    answer, // answered
    busy,
    unallocated,
    congestion,
    reject, // rejected
    no_answer,
    announce,
    overlap,
    ignore,
};
constexpr bool is_answered(Action action) {
    return action <= Action::answer;
}
constexpr bool is_rejected(Action action) {
    return action >= Action::busy && action <= Action::reject;
}

struct SpanConf {
    drivers::TdmoipOptions line;                   ///< name, type and law of any driver
    std::optional<drivers::DahdiOptions> card;     ///< driver = "dahdi"
    std::optional<drivers::TdmoeOptions> ethernet; ///< driver = "tdmoe"
    std::string bus;        ///< the span that it is one more terminal on; empty: a line of its own
    std::string nfas_group; ///< empty: none
    isdn::Options isdn;
};

/// One [[number]] of the number plan.
struct NumberConf {
    std::string number; ///< without its *
    bool prefix = false;
    std::string span; ///< empty: any
    Action action = Action::answer, then = Action::answer;
    milliseconds ring_after{0}, answer_after{0}, reject_after{0}, digit_timeout{3000};
    std::optional<milliseconds> release_after;
    bool proceeding = true, alerting = true, loop = false, inband_disconnect = false,
         release_first = false;
    std::vector<std::uint8_t> progress, connected_progress;
    bool ringback = false;
    std::string connected, file, record;
    isdn::Message alerting_elements, connect_elements, release_elements; ///< octets only
    unsigned tone = 1004;
    std::optional<std::uint8_t> cause, location;
    std::size_t min = 1, max = 20;
};

struct Conf {
    std::string log_level = "warning", log_file;
    std::string control_socket = "exchange.sock";
    std::string directory; ///< of the conf file: where relative files are
    std::vector<SpanConf> spans;
    std::vector<NumberConf> numbers;
};

/// Errors: "FILE:LINE: KEY: what is wrong".
base::Result<Conf, std::string> read_conf(const std::string& path);

/// "250ms", "5s", "2m".
std::optional<milliseconds> parse_duration(std::string_view text);
std::optional<Action> parse_action(std::string_view text);

} // namespace exchange
