// The reorder window of a CESoPSN line (RFC 5086 §6.2.2).
#include "drivers/tdmoip/sequence.h"

#include <bit>
#include <cstring>

namespace drivers {

Sequence::Sequence(unsigned window, std::size_t payload_octets, base::Duration patience,
                   SequenceSink& sink)
    : window_(window), patience_(patience), sink_(sink), held_(std::bit_ceil(window + 1)) {
    for (Held& held : held_)
        held.octets.resize(payload_octets);
}

void Sequence::push(const Packet& packet, base::TimePoint now) {
    const std::uint16_t number = packet.control.sequence;
    if (!synchronised_) {
        synchronised_ = true;
        expected_ = number;
    }
    const int ahead = static_cast<std::int16_t>(number - expected_);
    const bool far = ahead > kMaxJump || ahead < -kMaxJump;
    if (far || ahead < 0) {
        // Late, repeated, or a sender that has started anew: its numbers then go on from here.
        stranger_run_ = stranger_run_ > 0 && number == stranger_next_ ? stranger_run_ + 1 : 1;
        stranger_next_ = static_cast<std::uint16_t>(number + 1);
        if (stranger_run_ < (far ? kFarRun : kLateRun)) {
            ++late_;
            return;
        }
        start_anew(number);
        sink_.on_packet(packet);
        return;
    }
    stranger_run_ = 0;
    if (ahead == 0) {
        if (held_count_ > 0)
            ++reordered_;
        ++expected_;
        sink_.on_packet(packet);
        deliver_run();
    } else if (static_cast<unsigned>(ahead) <= window_) {
        if (place(number).used) {
            ++late_; // twice
            return;
        }
        hold(packet);
    } else {
        // It opens the window: what is too far behind it is given up.
        const auto first = static_cast<std::uint16_t>(number - window_);
        unsigned missing = 0;
        while (expected_ != first) {
            Held& held = place(expected_);
            if (held.used) {
                if (missing > 0)
                    sink_.on_lost(missing);
                lost_ += missing;
                missing = 0;
                held.used = false;
                --held_count_;
                ++expected_;
                sink_.on_packet(held.packet);
            } else {
                ++missing;
                ++expected_;
            }
        }
        if (missing > 0)
            sink_.on_lost(missing);
        lost_ += missing;
        deliver_run();
        if (number == expected_) {
            ++expected_;
            sink_.on_packet(packet);
        } else {
            hold(packet);
        }
        deliver_run();
        if (held_count_ > 0)
            deadline_ = now + patience_;
    }
    if (held_count_ == 0)
        deadline_ = base::TimePoint::max();
    else if (deadline_ == base::TimePoint::max())
        deadline_ = now + patience_;
}

void Sequence::start_anew(std::uint16_t number) {
    while (held_count_ > 0)
        skip_to_first_held();
    stranger_run_ = 0;
    expected_ = static_cast<std::uint16_t>(number + 1);
    deadline_ = base::TimePoint::max();
    sink_.on_resync();
}

void Sequence::hold(const Packet& packet) {
    Held& held = place(packet.control.sequence);
    held.used = true;
    held.packet = packet;
    if (!packet.payload.empty()) // a packet with L may have none
        std::memcpy(held.octets.data(), packet.payload.data(), packet.payload.size());
    held.packet.payload = base::Octets(held.octets).first(packet.payload.size());
    ++held_count_;
}

void Sequence::deliver_run() {
    while (held_count_ > 0 && place(expected_).used) {
        Held& held = place(expected_);
        held.used = false;
        --held_count_;
        ++expected_;
        sink_.on_packet(held.packet);
    }
}

void Sequence::skip_to_first_held() {
    unsigned missing = 0;
    while (!place(expected_).used) {
        ++missing;
        ++expected_;
    }
    lost_ += missing;
    sink_.on_lost(missing);
    deliver_run();
}

void Sequence::expire(base::TimePoint now) {
    if (now < deadline_)
        return;
    if (held_count_ > 0)
        skip_to_first_held();
    deadline_ = held_count_ > 0 ? now + patience_ : base::TimePoint::max();
}

} // namespace drivers
