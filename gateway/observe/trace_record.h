// How one event lies in a trace's buffer: a fixed head, three texts and the message's octets.
// Private to the room.
#pragma once

#include "gateway/observe/trace.h"

namespace observe {

/// In front of each event, in the machine's own order: the buffer never leaves the process.
struct RecordHead {
    std::int64_t at = 0;           ///< nanoseconds since the call began
    std::uint32_t detail_size = 0; ///< octets that the message had
    std::uint16_t summary = 0, clause = 0, value = 0,
                  detail = 0; ///< octets that follow, in this order
    TraceLeg leg = TraceLeg::gateway;
    Direction direction = Direction::internal;
    Protocol protocol = Protocol::route;
    std::uint8_t unused = 0;

    std::size_t octets() const { return sizeof(RecordHead) + summary + clause + value + detail; }
};
inline constexpr std::size_t kMaxRecordText = 1000;

/// A record in its buffer. Valid as long as the buffer stays.
struct RecordView {
    RecordHead head;
    std::string_view summary, clause, value;
    base::Octets detail;
};

/// Writes a record at `to`, which has room for head.octets(); the lengths in `view.head` must be
/// right.
std::uint8_t* write_record(std::uint8_t* to, const RecordView& view);
/// The record at `position`, which it moves behind it.
RecordView read_record(const std::uint8_t* buffer, std::size_t& position);
/// As a value, the summary rendered when none was stored.
TraceEvent to_event(const RecordView& record, const TraceRenderers& renderers);
std::string summary_of(const RecordView& record, const TraceRenderers& renderers);
std::vector<TraceEvent> read_records(const std::uint8_t* buffer, std::size_t size,
                                     const TraceRenderers& renderers);

} // namespace observe
