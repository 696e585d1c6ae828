// HDLC framing as Q.921 §2 asks: flags §2.2, transparency §2.6, FCS §2.7, order of bits §2.8,
// invalid frames §2.9, abort §2.10.
#include "drivers/hdlc.h"

#include <algorithm>

namespace drivers {
namespace {

constexpr std::uint8_t kFlag = 0x7e;
constexpr std::uint16_t kGoodFcs = 0xf0b8; // what remains over a frame with its FCS

// CRC of x^16 + x^12 + x^5 + 1, least significant bit first.
constexpr std::array<std::uint16_t, 256> kFcsTable = [] {
    std::array<std::uint16_t, 256> table{};
    for (unsigned octet = 0; octet < 256; ++octet) {
        unsigned fcs = octet;
        for (int bit = 0; bit < 8; ++bit)
            fcs = fcs & 1 ? fcs >> 1 ^ 0x8408 : fcs >> 1;
        table[octet] = static_cast<std::uint16_t>(fcs);
    }
    return table;
}();

constexpr std::uint16_t remainder(base::Octets octets) {
    unsigned fcs = 0xffff;
    for (const std::uint8_t octet : octets)
        fcs = fcs >> 8 ^ kFcsTable[(fcs ^ octet) & 0xff];
    return static_cast<std::uint16_t>(fcs);
}

// One octet of a frame with zeros inserted behind five ones, by the ones that went before it.
struct Stuffed {
    std::uint16_t bits; // in the order of the line, the first one uppermost
    std::uint8_t count; // 8 to 10
    std::uint8_t ones;  // at the end, 0-4
};
constexpr std::array<std::array<Stuffed, 256>, 5> kStuff = [] {
    std::array<std::array<Stuffed, 256>, 5> table{};
    for (unsigned before = 0; before < 5; ++before)
        for (unsigned octet = 0; octet < 256; ++octet) {
            unsigned ones = before, bits = 0, count = 0;
            for (unsigned i = 0; i < 8; ++i) {
                const unsigned bit = octet >> i & 1;
                bits = bits << 1 | bit, ++count;
                ones = bit ? ones + 1 : 0;
                if (ones == 5)
                    bits <<= 1, ++count, ones = 0;
            }
            table[before][octet] = {static_cast<std::uint16_t>(bits),
                                    static_cast<std::uint8_t>(count),
                                    static_cast<std::uint8_t>(ones)};
        }
    return table;
}();

// One line octet without the inserted zeros, by the ones that went before it; count 0 where there
// are six ones in a row (a flag or an abort), which is then read bit by bit.
struct Unstuffed {
    std::uint8_t bits;  // the first one lowest
    std::uint8_t count; // 6 to 8
    std::uint8_t ones;  // at the end, 0-5
};
constexpr std::array<std::array<Unstuffed, 256>, 6> kUnstuff = [] {
    std::array<std::array<Unstuffed, 256>, 6> table{};
    for (unsigned before = 0; before < 6; ++before)
        for (unsigned octet = 0; octet < 256; ++octet) {
            unsigned ones = before, bits = 0, count = 0;
            bool special = false;
            for (unsigned i = 0; i < 8; ++i) {
                const unsigned bit = octet >> (7 - i) & 1;
                if (bit == 0 && ones == 5) {
                    ones = 0;
                    continue;
                }
                ones = bit ? ones + 1 : 0;
                special = special || ones == 6;
                bits |= bit << count++;
            }
            if (!special)
                table[before][octet] = {static_cast<std::uint8_t>(bits),
                                        static_cast<std::uint8_t>(count),
                                        static_cast<std::uint8_t>(ones)};
        }
    return table;
}();

} // namespace

std::uint16_t hdlc_fcs(base::Octets octets) {
    return static_cast<std::uint16_t>(~remainder(octets));
}

// --- sender
// ------------------------------------------------------------------------------------------

void HdlcSender::put(std::uint8_t octet) {
    queue_[(head_ + used_++) % kQueueOctets] = octet;
}

std::uint8_t HdlcSender::take() {
    const std::uint8_t octet = queue_[head_];
    head_ = (head_ + 1) % kQueueOctets;
    --used_;
    return octet;
}

bool HdlcSender::queue(base::Octets frame) {
    const std::size_t length = frame.size() + 2;
    if (frame.size() < kMinHdlcFrame || frame.size() > kMaxHdlcFrame ||
        kQueueOctets - used_ < length + 2) {
        ++frames_dropped_;
        return false;
    }
    put(static_cast<std::uint8_t>(length >> 8));
    put(static_cast<std::uint8_t>(length));
    for (const std::uint8_t octet : frame)
        put(octet);
    const std::uint16_t fcs = hdlc_fcs(frame);
    put(static_cast<std::uint8_t>(fcs));
    put(static_cast<std::uint8_t>(fcs >> 8));
    return true;
}

void HdlcSender::push_flag() {
    bits_ = bits_ << 8 | kFlag;
    bits_count_ += 8;
    ones_ = 0;
}

void HdlcSender::push_octet(std::uint8_t octet) {
    const Stuffed& stuffed = kStuff[ones_][octet];
    bits_ = bits_ << stuffed.count | stuffed.bits;
    bits_count_ += stuffed.count;
    ones_ = stuffed.ones;
}

// Brings at least 8 bits into bits_. The closing flag of a frame opens the next one (Q.921 §2.2).
void HdlcSender::refill() {
    if (!in_frame_ && used_ > 0) {
        remaining_ = static_cast<std::size_t>(take()) << 8;
        remaining_ |= take();
        in_frame_ = true;
    }
    if (!in_frame_) {
        push_flag();
        return;
    }
    push_octet(take());
    if (--remaining_ == 0) {
        push_flag();
        in_frame_ = false;
        ++frames_sent_;
    }
}

std::uint8_t HdlcSender::next_line_octet() {
    if (bits_count_ < 8)
        refill();
    bits_count_ -= 8;
    return static_cast<std::uint8_t>(bits_ >> bits_count_);
}

void HdlcSender::fill(std::uint8_t* timeslot, std::size_t count) {
    if (rate_ == HdlcRate::kbit64) {
        std::size_t i = 0;
        for (; i < count && (!idle() || bits_count_ >= 8); ++i)
            timeslot[i] = next_line_octet();
        if (i < count) // flags, all at the same shift
            std::fill(timeslot + i, timeslot + count, next_line_octet());
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (quarters_left_ == 0) {
            quarter_ = next_line_octet();
            quarters_left_ = 4;
        }
        timeslot[i] = static_cast<std::uint8_t>((quarter_ & 0xc0) | 0x3f);
        quarter_ = static_cast<std::uint8_t>(quarter_ << 2);
        --quarters_left_;
    }
}

// --- receiver
// ----------------------------------------------------------------------------------------

void HdlcReceiver::receive(const std::uint8_t* timeslot, std::size_t count) {
    if (rate_ == HdlcRate::kbit64) {
        for (std::size_t i = 0; i < count; ++i)
            if (timeslot[i] != idle_)
                line_octet(timeslot[i]);
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        quarter_ = static_cast<std::uint8_t>(quarter_ << 2 | timeslot[i] >> 6);
        if (++quarters_ == 4) {
            quarters_ = 0;
            if (quarter_ != idle_)
                line_octet(quarter_);
        }
    }
}

void HdlcReceiver::line_octet(std::uint8_t octet) {
    idle_ = -1;
    if (in_frame_ && ones_ < 6) {
        const Unstuffed& unstuffed = kUnstuff[ones_][octet];
        if (unstuffed.count > 0) {
            ones_ = unstuffed.ones;
            push_bits(unstuffed.bits, unstuffed.count);
            return;
        }
    }
    const bool in_frame = in_frame_;
    const unsigned ones = ones_, partial = partial_, partial_count = partial_count_;
    const std::uint64_t events = frames_received_ + frames_bad_;
    const std::size_t size = size_;
    for (int i = 7; i >= 0; --i)
        line_bit(octet >> i & 1U);
    if (in_frame == in_frame_ && ones == ones_ && partial == partial_ &&
        partial_count == partial_count_ && size == 0 && size_ == 0 &&
        events == frames_received_ + frames_bad_)
        idle_ = octet;
}

void HdlcReceiver::line_bit(unsigned bit) {
    if (bit) {
        if (ones_ < 7)
            ++ones_;
        if (ones_ == 7 && in_frame_) { // abort, Q.921 §2.10
            if (size_ > 0)
                bad();
            in_frame_ = false;
            partial_ = partial_count_ = 0;
            size_ = 0;
        }
        if (ones_ < 6 && in_frame_)
            push_bits(1, 1);
        return;
    }
    const unsigned ones = ones_;
    ones_ = 0;
    if (ones == 6)
        end_frame();
    else if (ones != 5 && in_frame_)
        push_bits(0, 1);
}

void HdlcReceiver::push_bits(unsigned bits, unsigned count) {
    partial_ |= bits << partial_count_;
    partial_count_ += count;
    if (partial_count_ < 8)
        return;
    if (size_ == kBuffer) { // longer than N201 allows
        bad();
        in_frame_ = false;
        partial_ = partial_count_ = 0;
        size_ = 0;
        return;
    }
    frame_[size_++] = static_cast<std::uint8_t>(partial_);
    partial_ >>= 8;
    partial_count_ -= 8;
}

// A flag: its first six bits have been pushed as if they were the frame's.
void HdlcReceiver::end_frame() {
    const base::Octets all(frame_.data(), size_);
    const bool whole = partial_count_ == 6;
    const bool something = in_frame_ && size_ > 0;
    in_frame_ = true;
    partial_ = partial_count_ = 0;
    size_ = 0;
    if (!something)
        return;
    if (!whole || all.size() < kMinHdlcFrame + 2 || remainder(all) != kGoodFcs) {
        bad();
        return;
    }
    ++frames_received_;
    on_frame_(all.first(all.size() - 2));
}

void HdlcReceiver::bad() {
    ++frames_bad_;
}

void HdlcReceiver::lost() {
    if (in_frame_ && size_ > 0)
        bad();
    in_frame_ = false;
    ones_ = 0;
    partial_ = partial_count_ = 0;
    size_ = 0;
    idle_ = -1;
}

} // namespace drivers
