// The prompt of `landline`, on libedit (editline(3)): TAB and ? ask the daemon.
#include "gateway/console/client/interactive.h"

#include "gateway/console/client/interrupt.h"

#include <fmt/core.h>
#include <histedit.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cwchar>
#include <memory>
#include <vector>

namespace console::client {

namespace {

constexpr int kHistorySize = 1000;
constexpr const char* kPrompt = "landline> ";

char* prompt(EditLine*) {
    return const_cast<char*>(kPrompt);
}

std::string history_path() {
    const char* const home = std::getenv("HOME");
    return home && *home ? std::string(home) + "/.landline_history" : std::string{};
}

unsigned terminal_width() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 100U;
}

Connection& connection_of(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<Connection*>(data);
}

/// The line up to the cursor.
std::string before_cursor(EditLine* editor) {
    const LineInfo* const info = el_line(editor);
    return {info->buffer, static_cast<std::size_t>(info->cursor - info->buffer)};
}

std::string answer_to(Connection& connection, const std::string& line, bool& reached) {
    std::string text;
    const auto status = connection.ask(line, [&](const Frame& frame) { text += frame.text; });
    reached = status.ok();
    return reached ? text : status.error() + '\n';
}

/// `?`: what may come here, below the line; the line itself stays. Within quotes it is a character.
unsigned char help_key(EditLine* editor, int) {
    const std::string line = before_cursor(editor);
    if (std::count(line.begin(), line.end(), '"') % 2 != 0)
        return el_insertstr(editor, "?") == 0 ? CC_REFRESH : CC_ERROR;
    bool reached = false;
    const std::string text = answer_to(connection_of(editor), line + "?", reached);
    std::printf("?\n%s", text.c_str());
    std::fflush(stdout);
    return CC_REDISPLAY;
}

struct Completion {
    std::string word, help;
};

std::vector<Completion> completions(Connection& connection, const std::string& line,
                                    bool& reached) {
    std::vector<Completion> out;
    std::string text = answer_to(connection, "\t" + line, reached);
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const std::string each = text.substr(from, end - from);
        const std::size_t tab = std::min(each.find('\t'), each.size());
        out.push_back({each.substr(0, tab), each.substr(std::min(tab + 1, each.size()))});
        from = end + 1;
    }
    return out;
}

/// The longest beginning that all words share.
std::string common_beginning(const std::vector<Completion>& candidates) {
    std::string common = candidates.front().word;
    for (const Completion& candidate : candidates) {
        std::size_t same = 0;
        while (same < std::min(common.size(), candidate.word.size()) &&
               common[same] == candidate.word[same])
            ++same;
        common.resize(same);
    }
    return common;
}

/// TAB: inserts what is certain; when nothing is, lists what is possible.
unsigned char complete_key(EditLine* editor, int) {
    const std::string line = before_cursor(editor);
    bool reached = false;
    const auto found = completions(connection_of(editor), line, reached);
    if (!reached || found.empty())
        return CC_REFRESH_BEEP;
    const std::size_t blank = line.find_last_of(" \t");
    const std::string typed = line.substr(blank == std::string::npos ? 0 : blank + 1);
    const std::string common = common_beginning(found);
    std::string insert = common.size() > typed.size() ? common.substr(typed.size()) : std::string{};
    if (found.size() == 1)
        insert += ' ';
    if (!insert.empty())
        return el_insertstr(editor, insert.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    std::size_t width = 0;
    for (const Completion& each : found)
        width = std::max(width, each.word.size());
    std::printf("\n");
    for (const Completion& each : found)
        std::printf("  %-*s  %s\n", static_cast<int>(width), each.word.c_str(), each.help.c_str());
    std::fflush(stdout);
    return CC_REDISPLAY;
}

struct EditorEnd {
    void operator()(EditLine* editor) const { el_end(editor); }
};
struct HistoryEnd {
    void operator()(History* kept) const { history_end(kept); }
};

// libedit's own would wait on where Ctrl-C came just before.
int read_character(EditLine*, wchar_t* character) {
    std::mbstate_t state{};
    for (;;) {
        {
            const InterruptHeld held;
            if (interrupt_waits())
                return -1;
            if (!held.wait_readable(STDIN_FILENO))
                continue;
        }
        char octet = 0;
        const ssize_t count = ::read(STDIN_FILENO, &octet, 1);
        if (count == 0 || (count < 0 && errno != EINTR))
            return static_cast<int>(count);
        if (count < 0)
            continue;
        constexpr auto kBroken = static_cast<std::size_t>(-1), kMore = static_cast<std::size_t>(-2);
        const std::size_t used = std::mbrtowc(character, &octet, 1, &state);
        if (used == kBroken)
            state = {};
        else if (used != kMore)
            return 1;
    }
}

} // namespace

ExitStatus run_interactive(Connection& connection) {
    if (auto opened = connection.open(); !opened) {
        std::fprintf(stderr, "landline: %s\n", opened.error().c_str());
        return kNoAnswer;
    }
    const std::unique_ptr<EditLine, EditorEnd> editor(el_init("landline", stdin, stdout, stderr));
    const std::unique_ptr<History, HistoryEnd> kept(history_init());
    if (!editor || !kept) {
        std::fputs("landline: the terminal cannot be used for editing\n", stderr);
        return kNoAnswer;
    }
    HistEvent event{};
    const std::string path = history_path();
    history(kept.get(), &event, H_SETSIZE, kHistorySize);
    history(kept.get(), &event, H_SETUNIQUE, 1);
    if (!path.empty())
        history(kept.get(), &event, H_LOAD, path.c_str());
    el_set(editor.get(), EL_CLIENTDATA, &connection);
    el_set(editor.get(), EL_PROMPT, prompt);
    el_set(editor.get(), EL_EDITOR, "emacs");
    el_set(editor.get(), EL_SIGNAL, 1);
    el_set(editor.get(), EL_GETCFN, read_character);
    el_set(editor.get(), EL_HIST, history, kept.get());
    el_set(editor.get(), EL_ADDFN, "landline-complete", "complete the word", complete_key);
    el_set(editor.get(), EL_ADDFN, "landline-help", "what may come here", help_key);
    el_set(editor.get(), EL_BIND, "^I", "landline-complete", nullptr);
    el_set(editor.get(), EL_BIND, "?", "landline-help", nullptr);
    el_source(editor.get(), nullptr); // ~/.editrc may bind otherwise

    ExitStatus last = kDone;
    for (;;) {
        int size = 0;
        const char* const typed = el_gets(editor.get(), &size);
        if (!typed || size <= 0) {
            if (take_interrupt()) { // Ctrl-C at the prompt: a new line
                el_reset(editor.get());
                std::puts("");
                continue;
            }
            std::puts("");
            break;
        }
        std::string line(typed, static_cast<std::size_t>(size));
        while (line.ends_with('\n') || line.ends_with('\r'))
            line.pop_back();
        if (line.find_first_not_of(" \t") == std::string::npos)
            continue;
        history(kept.get(), &event, H_ENTER, line.c_str());
        if (!path.empty())
            history(kept.get(), &event, H_SAVE, path.c_str());
        if (is_exit(line))
            break;
        const bool own_width = line.find("--width") != std::string::npos || line.ends_with('?');
        last = run_command(connection,
                           own_width ? line : line + fmt::format(" --width={}", terminal_width()),
                           stdout, stderr);
        take_interrupt();
    }
    return last;
}

} // namespace console::client
