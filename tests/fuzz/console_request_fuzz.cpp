// Request lines of the console: cut into requests, split into words, matched, completed, helped.
#include "gateway/console/protocol.h"
#include "gateway/console/registry.h"
#include "gateway/console/words.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace console;

void add_commands(Registry& registry) {
    const Handler none = [](const Arguments&, Reply&) {};
    const auto spans = [] { return std::vector<Candidate>{{"line1", "E1"}, {"line 2", "T1"}}; };
    registry.add({"show calls", "", true, {}, none});
    registry.add({"show call ID", "", true, {}, none});
    registry.add({"span block SPAN [CHANNEL]", "", false, {{"SPAN", "", spans}}, none});
    registry.add({"stop [when idle]", "", false, {}, none});
    registry.add({"trace call ID [now] [details]", "", true, {}, none});
    registry.add({"route test NUMBER from GROUP", "", true, {}, none});
}

void require(bool holds) {
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Registry* const registry = [] {
        auto* made = new Registry;
        add_commands(*made);
        return made;
    }();
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    RequestReader requests;
    requests.feed(octets);
    while (const auto request = requests.next()) {
        const auto match = registry->match(request->text);
        require(match.ok() || !match.error().message.empty());
        registry->candidates(request->text);
        require(!registry->help(request->text).empty());
        for (const std::string& word : split(request->text).words)
            if (word.find_first_of("\r\n") == std::string::npos) {
                const auto again = split(quoted_word(word)).words;
                require(again.size() == 1 && again[0] == word);
            }
    }
    FrameReader frames;
    frames.feed(octets);
    while (const auto got = frames.next())
        require(frame(got->status, got->text).size() >= got->text.size());
    return 0;
}
