// WAV files of 8 kHz, mono, 16 bit PCM.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace exchange {

/// Errors: a sentence with the file's name.
base::Result<std::vector<std::int16_t>, std::string> read_wav(const std::string& path);
/// Writes the file beside itself first, then renames: it is there whole or not at all.
base::Result<void, std::string> write_wav(const std::string& path,
                                          const std::vector<std::int16_t>& samples);

} // namespace exchange
