// The signalling thread's list of ports.
#include "gateway/media/port_table.h"

namespace media {

namespace {
// place + 1 in the lower half, so that no id is 0
PortId id_of(std::size_t place, std::uint32_t generation) {
    return {std::uint64_t{generation} << 32 | (place + 1)};
}
std::size_t place_of(PortId id) {
    return (id.value & 0xffffffffU) - 1;
}
std::uint32_t generation_of(PortId id) {
    return static_cast<std::uint32_t>(id.value >> 32);
}
} // namespace

PortId PortTable::next_id() {
    if (free_.empty()) {
        records_.emplace_back();
        free_.push_back(static_cast<std::uint32_t>(records_.size() - 1));
    }
    return id_of(free_.back(), records_[free_.back()].generation);
}

PortRecord& PortTable::add(std::unique_ptr<Port> port) {
    PortRecord& record = records_[place_of(port->id)];
    free_.pop_back();
    record.rtp = dynamic_cast<RtpSession*>(port.get());
    record.tdm = dynamic_cast<TdmPort*>(port.get());
    record.port = std::move(port);
    record.open = true;
    return record;
}

PortRecord* PortTable::find_closing(PortId id) {
    if (!id || place_of(id) >= records_.size())
        return nullptr;
    PortRecord& record = records_[place_of(id)];
    return record.port && record.generation == generation_of(id) ? &record : nullptr;
}

PortRecord* PortTable::find(PortId id) {
    PortRecord* record = find_closing(id);
    return record && record->open ? record : nullptr;
}

void PortTable::remove(PortId id) {
    PortRecord& record = *find_closing(id);
    const std::uint32_t generation = record.generation + 1;
    record = PortRecord{};
    record.generation = generation;
    free_.push_back(static_cast<std::uint32_t>(place_of(id)));
}

} // namespace media
