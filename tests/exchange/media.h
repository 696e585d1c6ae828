// What one B-channel hears and says: sounds, tones, echo; recording and level.
#pragma once

#include "drivers/span.h"
#include "dsp/codec/g711.h"
#include "tests/prbs.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace exchange {

/// Octets in the law of a line, shared by all channels that play them.
using Sound = std::shared_ptr<const std::vector<std::uint8_t>>;

/// Makes sounds once. Errors: nullptr, with the reason in `error`.
class Sounds {
  public:
    Sound file(const std::string& path, dsp::Law law, std::string& error);
    /// A sine of whole Hz at a level in dBm0 (G.711 §5), one second long.
    Sound tone(unsigned hertz, dsp::Law law, double level_dbm0 = 0);
    /// E.180: 425 Hz at -10 dBm0, 1 s on, 4 s off.
    Sound ringback(dsp::Law law);
    /// E.180: 425 Hz at -10 dBm0, 480 ms on, 480 ms off.
    Sound busy(dsp::Law law);

  private:
    Sound cadence(unsigned on_ms, unsigned off_ms, dsp::Law law);
    std::map<std::string, Sound> made_;
};

/// Octets on their way from one channel to another, as in a cross-connection.
struct Patch {
    std::vector<std::uint8_t> octets;
    bool running = false; ///< 10 ms were there
};

/// The media of one call. A block costs one or two copies; only recording takes memory.
class Media {
  public:
    explicit Media(dsp::Law law) : law_(law), recent_(kRecent, dsp::idle_octet(law)) {}

    void silence();
    void echo();
    /// What comes goes to `out`; what `in` has is sent.
    void connect(std::shared_ptr<Patch> in, std::shared_ptr<Patch> out);
    void play(Sound sound, bool loop);
    /// Sends the test sequence of O.150 and compares what comes with it, from now on. While it is
    /// being sent already, only the comparison begins anew.
    void prbs();
    /// What the comparison has found; none before prbs().
    std::optional<testing::Prbs15Receiver::Result> prbs_result() const {
        return receiver_ ? std::optional(receiver_->result()) : std::nullopt;
    }
    /// Played once to its end; true from then on.
    bool finished() const {
        return source_ == Source::sound && !loop_ && position_ >= sound_->size();
    }
    void record(std::string path);
    /// Writes the recording, if there is one. Errors: a sentence.
    std::string finish_recording();
    void block(const std::uint8_t* rx, std::uint8_t* tx, unsigned samples);
    std::uint64_t samples_in() const { return samples_in_; }
    /// Of the last 500 ms; -99 for silence.
    double level_in_dbm0() const;

  private:
    static constexpr std::size_t kRecent = 4000;
    enum class Source : std::uint8_t { silence, echo, sound, prbs, patched };

    dsp::Law law_;
    Source source_ = Source::silence;
    Sound sound_;
    bool loop_ = false;
    std::size_t position_ = 0;
    testing::Prbs15 sequence_;
    std::optional<testing::Prbs15Receiver> receiver_;
    std::shared_ptr<Patch> patch_in_, patch_out_;
    std::string record_path_;
    std::vector<std::uint8_t> recording_, recent_;
    std::size_t recent_at_ = 0;
    std::uint64_t samples_in_ = 0;
};

} // namespace exchange
