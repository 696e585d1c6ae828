// The signalling thread's list of ports: ids that go stale, and what is known of each.
#pragma once

#include "gateway/media/port.h"
#include "gateway/media/rtp_session.h"

#include <memory>
#include <vector>

namespace media {

/// One port as the signalling thread knows it.
struct PortRecord {
    std::unique_ptr<Port> port;
    RtpSession* rtp = nullptr; ///< one of these two
    TdmPort* tdm = nullptr;
    WorkerId worker = 0;
    PortId peer;                      ///< the other end of the bridge
    Content content = Content::audio; ///< what that bridge carries
    RtpFormat format;                 ///< of an RTP port
    SpanId span;                      ///< of a TDM port
    bool playing = false;
    dsp::Tone tone{};
    dsp::TonePlan plan{};

    bool open = false; ///< else closing, until the worker has reported the end
    std::uint32_t generation = 0;
};

/// Thread: signalling. An id is a place and a generation; the generation changes when the port is
/// closed, so that an old id finds nothing.
class PortTable {
  public:
    /// The id that the next add() gives, for the port's constructor.
    PortId next_id();
    PortRecord& add(std::unique_ptr<Port> port);
    /// Null when closed or never opened.
    PortRecord* find(PortId id);
    /// Also one that is closing.
    PortRecord* find_closing(PortId id);
    /// Frees the place; the id must be of a closing port.
    void remove(PortId id);
    std::size_t size() const { return records_.size() - free_.size(); }
    template <class Function>
    void for_each_open(Function function) const {
        for (const PortRecord& record : records_)
            if (record.open)
                function(record);
    }

  private:
    std::vector<PortRecord> records_;
    std::vector<std::uint32_t> free_;
};

} // namespace media
