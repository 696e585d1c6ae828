// Spans of the DAHDI kernel: configured, opened, at work, pulled out and put back; the kernel is a
// fake.
#include "drivers/dahdi/dahdi.h"
#include "drivers/dahdi/gain.h"
#include "tests/drivers/dahdi/fake_kernel.h"

#include <cppunit/extensions/HelperMacros.h>

#include <thread>

namespace {

using namespace drivers;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::FakeKernel;
using testing::Octets;
using testing::Tree;

struct Sink final : SpanSink {
    void on_block(Span&, const Block& rx, Block& tx) override {
        last = rx;
        ++blocks;
        for (unsigned slot = 1; slot <= 31; ++slot)
            for (unsigned i = 0; i < tx.samples && say; ++i)
                tx.at(slot)[i] = static_cast<std::uint8_t>(slot);
    }
    void on_d_frame(Span&, base::Octets frame) override {
        frames.emplace_back(frame.begin(), frame.end());
    }
    void on_alarm(Span&, Alarms value) override { alarms.push_back(value); }
    Block last;
    unsigned blocks = 0;
    bool say = false;
    std::vector<Octets> frames;
    std::vector<Alarms> alarms;
};

struct Bed {
    explicit Bed(LineType type = LineType::e1) {
        options.name = "line1";
        options.card = "1TE133F-0123";
        options.type = type;
        options.law = usual_law(type);
        options.sink = &sink;
        tree.card(type == LineType::t1    ? "T1"
                  : type == LineType::bri ? "BRI_TE"
                                          : "E1",
                  2, timeslots(type), "", 32);
    }
    Span& open() {
        auto made = make_dahdi(options, now, kernel, tree.root());
        CPPUNIT_ASSERT(made);
        span = std::move(*made);
        return *span;
    }
    // The thread that opens is given its time.
    void wait_open() {
        for (int i = 0; i < 2000 && span->alarms().not_present; ++i) {
            now += milliseconds(20);
            span->tick(now);
            std::this_thread::sleep_for(milliseconds(1));
        }
    }
    static constexpr int kFirst = 32, kD = 47; // channels of timeslots 1 and 16
    Tree tree;
    FakeKernel kernel;
    Sink sink;
    DahdiOptions options;
    base::TimePoint now{std::chrono::hours(1)};
    std::unique_ptr<Span> span;
};

// A block as the kernel hands it out: an octet of each B-channel, then the next of each.
Octets block_of(unsigned slots, unsigned samples) {
    Octets octets;
    for (unsigned i = 0; i < samples; ++i)
        for (unsigned slot = 1; slot <= slots; ++slot)
            if (slot != 16 || slots != 31)
                octets.push_back(static_cast<std::uint8_t>(slot * 7 + i));
    return octets;
}

class DahdiTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DahdiTest);
    CPPUNIT_TEST(a_new_span_is_configured_as_the_options_say);
    CPPUNIT_TEST(a_span_that_agrees_is_left_as_it_is);
    CPPUNIT_TEST(all_b_channels_are_slaves_of_the_first);
    CPPUNIT_TEST(what_a_killed_program_left_is_taken_over);
    CPPUNIT_TEST(a_hardware_d_channel_is_used_where_software_cannot);
    CPPUNIT_TEST(the_transmit_queue_starts_at_its_depth);
    CPPUNIT_TEST(a_block_goes_through_in_the_order_of_the_timeslots);
    CPPUNIT_TEST(a_late_thread_makes_the_queue_anew);
    CPPUNIT_TEST(d_frames_pass_without_their_fcs);
    CPPUNIT_TEST(d_frames_wait_when_the_kernel_is_full);
    CPPUNIT_TEST(bad_d_frames_are_counted);
    CPPUNIT_TEST(alarms_and_counters_come_from_the_card);
    CPPUNIT_TEST(the_canceller_is_on_for_speech_only);
    CPPUNIT_TEST(gain_is_for_speech_only);
    CPPUNIT_TEST(a_span_that_is_not_there_is_an_alarm_and_tried_again);
    CPPUNIT_TEST(a_pulled_card_is_let_go_and_taken_again);
    CPPUNIT_TEST(a_busy_channel_is_refused);
    CPPUNIT_TEST(an_unassigned_span_is_given_a_number);
    CPPUNIT_TEST(a_card_for_both_is_told_its_type);
    CPPUNIT_TEST(at_the_end_the_channels_are_their_own_again);
    CPPUNIT_TEST(options_that_cannot_work_are_refused);
    CPPUNIT_TEST(gain_keeps_sign_and_silence);
    CPPUNIT_TEST(loops_are_the_cards_and_a_looped_far_end_is_told_of_the_end);
    CPPUNIT_TEST_SUITE_END();

    void a_new_span_is_configured_as_the_options_say() {
        Bed bed;
        bed.options.timing = 3;
        bed.options.build_out = 2;
        bed.options.tone_zone = "de";
        bed.open();
        CPPUNIT_ASSERT_EQUAL(2, bed.kernel.line.span);
        CPPUNIT_ASSERT_EQUAL(DAHDI_CONFIG_CCS | DAHDI_CONFIG_HDB3 | DAHDI_CONFIG_CRC4,
                             bed.kernel.line.lineconfig);
        CPPUNIT_ASSERT_EQUAL(3, bed.kernel.line.sync);
        CPPUNIT_ASSERT_EQUAL(2, bed.kernel.line.lbo);
        CPPUNIT_ASSERT_EQUAL(2, bed.kernel.started);
        CPPUNIT_ASSERT_EQUAL(std::string("de"), bed.kernel.tone_zone);
        CPPUNIT_ASSERT(!bed.span->alarms().any());
        CPPUNIT_ASSERT(
            bed.sink.alarms.empty()); // nothing is reported before it belongs to a thread
        CPPUNIT_ASSERT(bed.span->fd() >= 0);
    }

    void a_span_that_agrees_is_left_as_it_is() {
        Bed bed;
        bed.tree.card("E1", 2, 31, "CCS HDB3 CRC4", 32);
        for (int channel = 32; channel < 63; ++channel)
            bed.kernel.channels[channel].signalling =
                channel == Bed::kD ? DAHDI_SIG_HDLCFCS : DAHDI_SIG_CLEAR;
        bed.open();
        CPPUNIT_ASSERT_EQUAL(0U, bed.kernel.spans_configured);
        CPPUNIT_ASSERT(!bed.span->alarms().any());
        Bed other;
        other.tree.card("E1", 2, 31, "CCS HDB3", 32); // without CRC4: configured anew
        for (int channel = 32; channel < 63; ++channel)
            other.kernel.channels[channel].signalling = DAHDI_SIG_CLEAR;
        other.open();
        CPPUNIT_ASSERT_EQUAL(1U, other.kernel.spans_configured);
    }

    void all_b_channels_are_slaves_of_the_first() {
        Bed bed;
        bed.open();
        for (int channel = 32; channel < 63; ++channel) {
            const FakeKernel::Channel& one = bed.kernel.channels[channel];
            CPPUNIT_ASSERT_EQUAL(channel == Bed::kD ? DAHDI_SIG_HDLCFCS : DAHDI_SIG_CLEAR,
                                 one.signalling);
            CPPUNIT_ASSERT_EQUAL(channel == Bed::kD ? Bed::kD : Bed::kFirst, one.master);
            CPPUNIT_ASSERT_EQUAL(DAHDI_LAW_ALAW, one.law);
        }
        CPPUNIT_ASSERT_EQUAL(30 * 40, bed.kernel.buffers[Bed::kFirst].bufsize);
        CPPUNIT_ASSERT_EQUAL(16, bed.kernel.buffers[Bed::kFirst].numbufs);
    }

    void what_a_killed_program_left_is_taken_over() {
        Bed bed;
        for (int channel = 32; channel < 63; ++channel) {
            bed.kernel.channels[channel].signalling = DAHDI_SIG_CLEAR;
            bed.kernel.channels[channel].master = channel == Bed::kD ? Bed::kD : Bed::kFirst;
        }
        bed.open();
        CPPUNIT_ASSERT(!bed.span->alarms().any());
    }

    void a_hardware_d_channel_is_used_where_software_cannot() {
        Bed bed(LineType::bri);
        bed.kernel.channels[34].able = DAHDI_SIG_HARDHDLC;
        bed.open();
        CPPUNIT_ASSERT_EQUAL(DAHDI_SIG_HARDHDLC, bed.kernel.channels[34].signalling);
        Bed soft;
        soft.options.d_channel = DChannelHdlc::hardware;
        soft.open();
        CPPUNIT_ASSERT(soft.span->alarms().not_present); // the card cannot: said, and tried again
    }

    void the_transmit_queue_starts_at_its_depth() {
        Bed bed;
        bed.open();
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, bed.kernel.sent[Bed::kFirst].size());
        CPPUNIT_ASSERT(bed.kernel.sent[Bed::kFirst][0] == Octets(1200, 0xd5));
    }

    void a_block_goes_through_in_the_order_of_the_timeslots() {
        Bed bed;
        bed.open();
        bed.sink.say = true;
        bed.kernel.received[Bed::kFirst].push_back(block_of(31, 40));
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT_EQUAL(1U, bed.sink.blocks);
        CPPUNIT_ASSERT_EQUAL(40U, bed.sink.last.samples);
        for (const unsigned slot : {1U, 15U, 17U, 31U})
            for (unsigned i = 0; i < 40; ++i)
                CPPUNIT_ASSERT_EQUAL(static_cast<std::uint8_t>(slot * 7 + i),
                                     bed.sink.last.at(slot)[i]);
        const Octets& sent = bed.kernel.sent[Bed::kFirst].back();
        CPPUNIT_ASSERT_EQUAL(std::size_t{1200}, sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i) {
            const std::size_t place = i % 30 + 1;
            CPPUNIT_ASSERT_EQUAL(place < 16 ? place : place + 1, std::size_t{sent[i]});
        }
    }

    void a_late_thread_makes_the_queue_anew() {
        Bed bed;
        bed.open();
        auto& sent = bed.kernel.sent[Bed::kFirst];
        sent.clear();
        bed.kernel.events[Bed::kFirst].push_back(DAHDI_EVENT_WRITE_UNDERRUN);
        for (int i = 0; i < 5; ++i)
            bed.kernel.received[Bed::kFirst].push_back(block_of(31, 40));
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT_EQUAL(5U, bed.sink.blocks); // nothing that was received is lost
        CPPUNIT_ASSERT_EQUAL(DAHDI_FLUSH_WRITE, bed.kernel.flushed & DAHDI_FLUSH_WRITE);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, sent.size());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, bed.span->counters().slips);
    }

    void d_frames_pass_without_their_fcs() {
        Bed bed;
        bed.open();
        bed.kernel.received[Bed::kD].push_back({0x00, 0x01, 0x7f, 0xaa, 0xbb});
        bed.kernel.received[Bed::kFirst].push_back(block_of(31, 40));
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT(bed.sink.frames == std::vector<Octets>{Octets({0x00, 0x01, 0x7f})});
        const Octets frame{0x00, 0x01, 0x73};
        CPPUNIT_ASSERT(bed.span->send_d_frame(frame));
        CPPUNIT_ASSERT(bed.kernel.sent[Bed::kD].back() == Octets({0x00, 0x01, 0x73, 0, 0}));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, bed.span->counters().d_frames_sent);
    }

    void d_frames_wait_when_the_kernel_is_full() {
        Bed bed;
        bed.open();
        bed.kernel.full.insert(Bed::kD);
        const Octets frame{0x00, 0x01, 0x73};
        for (int i = 0; i < 64; ++i)
            CPPUNIT_ASSERT(bed.span->send_d_frame(frame));
        CPPUNIT_ASSERT(!bed.span->send_d_frame(frame));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, bed.span->counters().d_frames_dropped);
        bed.kernel.full.clear();
        bed.span->tick(bed.now);
        CPPUNIT_ASSERT_EQUAL(std::size_t{64}, bed.kernel.sent[Bed::kD].size());
    }

    void bad_d_frames_are_counted() {
        Bed bed;
        bed.open();
        for (const int event : {DAHDI_EVENT_ABORT, DAHDI_EVENT_BADFCS, DAHDI_EVENT_OVERRUN})
            bed.kernel.events[Bed::kD].push_back(event);
        bed.kernel.received[Bed::kD].push_back({0x00, 0x01});
        bed.span->tick(bed.now);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{4}, bed.span->counters().d_frames_bad);
        CPPUNIT_ASSERT(bed.sink.frames.empty());
    }

    void alarms_and_counters_come_from_the_card() {
        Bed bed;
        bed.kernel.info.bpvcount = 100;
        bed.open();
        bed.kernel.info.alarms = DAHDI_ALARM_RED;
        bed.kernel.info.bpvcount = 107;
        bed.kernel.info.crc4count = 2;
        bed.kernel.events[Bed::kFirst].push_back(DAHDI_EVENT_ALARM);
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT(bed.span->alarms().loss_of_signal);
        CPPUNIT_ASSERT(bed.sink.alarms.back().loss_of_signal);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{7}, bed.span->counters().bipolar_violations);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, bed.span->counters().crc4_errors);
        bed.kernel.info.alarms = 0;
        bed.kernel.info.bpvcount = 1; // the driver counts anew
        bed.span->tick(bed.now);
        CPPUNIT_ASSERT(!bed.span->alarms().any());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{7}, bed.span->counters().bipolar_violations);
    }

    void the_canceller_is_on_for_speech_only() {
        Bed bed;
        bed.options.echo_canceller = "mg2";
        bed.options.echo_tail_ms = 32;
        bed.open();
        CPPUNIT_ASSERT_EQUAL(std::string("mg2"), bed.kernel.channels[33].attached);
        bed.span->set_content(2, Content::speech);
        CPPUNIT_ASSERT(bed.kernel.channels[33].canceller);
        CPPUNIT_ASSERT_EQUAL(256, bed.kernel.channels[33].taps);
        bed.span->set_content(2, Content::data);
        CPPUNIT_ASSERT(!bed.kernel.channels[33].canceller);
        bed.span->set_content(1, Content::data);
        CPPUNIT_ASSERT(!bed.kernel.channels[32].canceller);
        bed.span->set_content(16, Content::speech); // the D-channel has none
        CPPUNIT_ASSERT(!bed.kernel.channels[Bed::kD].canceller);
        Bed none;
        none.open();
        none.span->set_content(2, Content::speech);
        CPPUNIT_ASSERT_EQUAL(0, none.kernel.audio_requests);
    }

    void gain_is_for_speech_only() {
        Bed bed;
        bed.options.gain_in_db = -6;
        bed.open();
        bed.span->set_content(1, Content::speech);
        bed.span->set_content(2, Content::data);
        bed.kernel.received[Bed::kFirst].push_back(Octets(1200, 0xaa));
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT(bed.sink.last.at(1)[0] != 0xaa);
        CPPUNIT_ASSERT_EQUAL(0xaa, int{bed.sink.last.at(2)[0]});
    }

    void a_span_that_is_not_there_is_an_alarm_and_tried_again() {
        Bed bed;
        bed.tree.remove("bus/dahdi_devices/devices/pci:0000:05:04.0");
        bed.open();
        CPPUNIT_ASSERT((bed.span->alarms() == Alarms{.not_present = true}));
        CPPUNIT_ASSERT_EQUAL(-1, bed.span->fd());
        CPPUNIT_ASSERT(bed.span->next_due() == bed.now + seconds(2));
        const Octets frame{0x00, 0x01, 0x73};
        CPPUNIT_ASSERT(!bed.span->send_d_frame(frame));
        bed.tree.card("E1", 2, 31, "", 32);
        bed.wait_open();
        CPPUNIT_ASSERT(bed.span->fd() >= 0);
        CPPUNIT_ASSERT(!bed.sink.alarms.back().any());
    }

    void a_pulled_card_is_let_go_and_taken_again() {
        Bed bed;
        bed.options.echo_canceller = "mg2";
        bed.open();
        bed.span->set_content(3, Content::speech);
        bed.kernel.gone = true;
        bed.span->readable(bed.now);
        CPPUNIT_ASSERT_EQUAL(-1, bed.span->fd());
        CPPUNIT_ASSERT(!bed.kernel.opened.empty()); // until nobody polls them
        CPPUNIT_ASSERT(bed.sink.alarms.back().not_present);
        CPPUNIT_ASSERT(bed.span->next_due() <= bed.now);
        bed.span->tick(bed.now);
        CPPUNIT_ASSERT(bed.kernel.opened.empty());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, bed.span->counters().removals);
        bed.kernel.gone = false;
        bed.kernel.channels.clear();
        bed.wait_open();
        CPPUNIT_ASSERT(bed.span->fd() >= 0);
        CPPUNIT_ASSERT(bed.kernel.channels[34].canceller); // the call is still there
    }

    void a_busy_channel_is_refused() {
        Bed bed;
        bed.kernel.channels[40].signalling = DAHDI_SIG_CLEAR;
        bed.kernel.channels[40].foreign = true;
        bed.open();
        CPPUNIT_ASSERT(bed.span->alarms().not_present);
        CPPUNIT_ASSERT_EQUAL(0U, bed.kernel.spans_configured); // nothing is touched
        CPPUNIT_ASSERT(bed.kernel.opened.empty());
    }

    void an_unassigned_span_is_given_a_number() {
        Bed bed;
        bed.tree.remove("bus");
        bed.tree.card("E1", 0, 0);
        bed.kernel.on_attribute = [&](const std::string& path, const std::string&) {
            if (path.ends_with("assign_span"))
                bed.tree.card("E1", 2, 31, "", 32);
        };
        bed.open();
        CPPUNIT_ASSERT_EQUAL(std::string("1:0:0"), bed.kernel.attributes["assign_span"]);
        CPPUNIT_ASSERT(!bed.span->alarms().any());
    }

    void a_card_for_both_is_told_its_type() {
        Bed bed;
        bed.tree.remove("bus");
        bed.tree.card("T1", 0, 0);
        bed.kernel.on_attribute = [&](const std::string& path, const std::string&) {
            bed.tree.card("E1", path.ends_with("assign_span") ? 2 : 0, 31, "", 32);
        };
        bed.open();
        CPPUNIT_ASSERT_EQUAL(std::string("1:E1"), bed.kernel.attributes["spantype"]);
        CPPUNIT_ASSERT(!bed.span->alarms().any());
        Bed assigned; // too late for that
        assigned.tree.card("T1", 2, 24, "", 32);
        assigned.open();
        CPPUNIT_ASSERT(assigned.span->alarms().not_present);
    }

    void at_the_end_the_channels_are_their_own_again() {
        Bed bed;
        bed.open();
        bed.span.reset();
        CPPUNIT_ASSERT(bed.kernel.opened.empty());
        for (int channel = 32; channel < 63; ++channel)
            CPPUNIT_ASSERT_EQUAL(channel, bed.kernel.channels[channel].master);
    }

    void options_that_cannot_work_are_refused() {
        Bed bed;
        for (const auto& spoil : std::vector<void (*)(DahdiOptions&)>{
                 [](DahdiOptions& o) { o.block = milliseconds(6); },
                 [](DahdiOptions& o) { o.buffer = milliseconds(7); },
                 [](DahdiOptions& o) { o.buffer = milliseconds(65); },
                 [](DahdiOptions& o) { o.build_out = 8; },
                 [](DahdiOptions& o) { o.echo_canceller = "a name that is too long"; }}) {
            DahdiOptions options = bed.options;
            spoil(options);
            CPPUNIT_ASSERT(!make_dahdi(options, bed.now, bed.kernel, bed.tree.root()));
        }
    }

    void loops_are_the_cards_and_a_looped_far_end_is_told_of_the_end() {
        Bed bed;
        bed.open();
        for (const SpanLoop loop :
             {SpanLoop::remote, SpanLoop::none, SpanLoop::line, SpanLoop::payload, SpanLoop::none})
            CPPUNIT_ASSERT(bed.span->set_loop(loop));
        const std::vector<int> wanted{DAHDI_MAINT_LOOPUP, DAHDI_MAINT_LOOPDOWN,
                                      DAHDI_MAINT_NETWORKLINELOOP, DAHDI_MAINT_NETWORKPAYLOADLOOP,
                                      DAHDI_MAINT_NONE};
        CPPUNIT_ASSERT(wanted == bed.kernel.maintenance);
        bed.kernel.no_loops = true;
        CPPUNIT_ASSERT(!bed.span->set_loop(SpanLoop::remote));
    }

    void gain_keeps_sign_and_silence() {
        using dahdi::g711_value;
        for (const Law law : {Law::alaw, Law::ulaw}) {
            const dahdi::Gain half(law, -6.02);
            for (int octet = 0; octet < 256; ++octet) {
                std::uint8_t changed = static_cast<std::uint8_t>(octet);
                const int before = g711_value(law, changed);
                half.apply(&changed, 1);
                const int after = g711_value(law, changed);
                CPPUNIT_ASSERT(std::abs(before) < 100 ||
                               (std::abs(after * 2 - before) < std::abs(before) / 10 + 16));
            }
        }
        CPPUNIT_ASSERT_EQUAL(0, g711_value(Law::ulaw, 0xff));
        CPPUNIT_ASSERT_EQUAL(8, g711_value(Law::alaw, 0xd5));
        CPPUNIT_ASSERT_EQUAL(32124, g711_value(Law::ulaw, 0x80));
        CPPUNIT_ASSERT_EQUAL(32256, g711_value(Law::alaw, 0xaa));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DahdiTest);

} // namespace
