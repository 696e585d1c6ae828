// The commands of the console: their grammar, abbreviations, help, completion and dispatch.
#pragma once

#include "base/result.h"
#include "gateway/console/document.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace console {

/// The arguments of a matched command, by the name that the grammar gives them.
class Arguments {
  public:
    /// The word given for `name` ("SPAN"), or an empty view when it was optional and left out.
    std::string_view operator[](std::string_view name) const;
    bool has(std::string_view name) const { return !(*this)[name].empty(); }
    void set(std::string name, std::string word);
    /// A keyword of an optional part was given ("idle" in "stop [when idle]").
    bool keyword(std::string_view word) const;
    void add_keyword(std::string word) { keywords_.push_back(std::move(word)); }
    bool json() const { return json_; }
    void set_json(bool json) { json_ = json; }
    /// Columns of the reader's terminal ("--width=N").
    unsigned width() const { return width_; }
    void set_width(unsigned width) { width_ = width; }

  private:
    std::vector<std::pair<std::string, std::string>> words_;
    std::vector<std::string> keywords_;
    bool json_ = false;
    unsigned width_ = 100;
};

/// Where a streaming command sends what comes. Owner: the server; outlives the source.
class StreamSink {
  public:
    virtual ~StreamSink() = default;
    /// One piece of the answer; dropped (and counted) when the client reads too slowly.
    virtual void send(std::string_view text) = 0;
    /// Ends the answer. The source is destroyed soon afterwards, never inside this call.
    virtual void end() = 0;
    /// Ends it as refused, with a last piece that says why.
    virtual void fail(std::string_view text) {
        send(text);
        end();
    }
};
/// What feeds a streaming answer. Destroyed when it has ended, the client cancels it or goes away.
class StreamSource {
  public:
    virtual ~StreamSource() = default;
    /// The answer's head has been sent; from now on the source may send.
    virtual void start(StreamSink& sink) = 0;
    /// The client wants no more. What the source still sends in here is the end of the answer.
    virtual void cancel() {}
};

/// How a handler answers: exactly one of these, once.
class Reply {
  public:
    virtual ~Reply() = default;
    virtual void document(const Document& document) = 0;
    /// Text that has a form of its own (a ladder), and the same as JSON.
    virtual void formatted(std::string_view text, std::string_view json) = 0;
    /// Done, in one sentence. JSON: {"ok": true, "message": ...}
    virtual void done(std::string_view message) = 0;
    /// Not done, and what would help. JSON: {"error": ...}
    virtual void error(std::string_view message) = 0;
    /// `head` first, then what the source sends until it ends.
    virtual void stream(std::string_view head, std::unique_ptr<StreamSource> source) = 0;
};

/// What may stand at a place of the line, with one line of help.
struct Candidate {
    std::string word; ///< "calls", or "ID" for an argument without known values
    std::string help;
    bool literal = true; ///< false: stands for any word, so TAB must not insert it
    bool operator==(const Candidate&) const = default;
};

using Completer = std::function<std::vector<Candidate>()>;
using Handler = std::function<void(const Arguments&, Reply&)>;

struct ArgumentHelp {
    std::string name;   ///< as in the grammar: "SPAN"
    std::string help;   ///< "name of a span"
    Completer complete; ///< the values that exist now; may be empty
};

/// One command. Grammar: lower-case words are typed as they are, upper-case words are arguments, []
/// encloses what may be left out, a|b are alternatives: "span block SPAN [CHANNEL]", "stop [when
/// idle]".
struct Command {
    std::string grammar;
    std::string help;      ///< one line, for people who know telephony
    bool read_only = true; ///< members of the socket's group may use it
    std::vector<ArgumentHelp> arguments;
    Handler handler;
};

/// Why a line is no command; `message` names the bad word and the nearest match.
struct LineError {
    std::string message;
};

/// All commands. Thread: the signalling loop. Errors: a bad grammar is a bug and throws
/// std::logic_error.
class Registry {
  public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    void add(Command command);
    /// Help for words that begin several commands: describe("show", "what the gateway is and
    /// does").
    void describe(std::string words, std::string help);

    struct Match {
        const Command* command = nullptr;
        Arguments arguments;
    };
    /// Which command a line means. Words may be shortened as long as one command remains ("sh
    /// cal");
    /// "--json" and "--width=N" may stand anywhere. A command that changes something is never
    /// guessed: each of its words must be clear by itself.
    base::Result<Match, LineError> match(std::string_view line) const;
    /// What may come at the end of `line`: after a blank the next word, else what completes the
    /// last one.
    std::vector<Candidate> candidates(std::string_view line) const;
    /// The answer to `?` at the end of `line`: candidates, aligned, one a line, or what is wrong
    /// before it.
    std::string help(std::string_view line) const;
    /// Commands whose grammar begins so, in its order: the answer to "help".
    Document all(std::string_view begin = {}) const;

  private:
    struct Token {
        std::string text;
        bool argument = false; ///< any word
    };
    /// One way to write a command: its grammar without brackets.
    struct Pattern {
        const Command* command = nullptr;
        std::vector<Token> tokens;
    };
    using Patterns = std::vector<const Pattern*>;
    base::Result<Patterns, LineError> step(const Patterns& live, std::size_t index,
                                           const std::vector<std::string>& words) const;
    base::Result<Patterns, LineError> walk(const std::vector<std::string>& words,
                                           std::size_t count) const;
    std::vector<Candidate> next_words(const Patterns& live, std::size_t index,
                                      std::string_view beginning) const;
    std::string help_for(const Patterns& live, std::size_t index, const std::string& word) const;
    Match finish(const Pattern& pattern, const std::vector<std::string>& words) const;

    std::vector<std::unique_ptr<Command>> commands_;
    std::vector<std::unique_ptr<Pattern>> patterns_;
    std::vector<std::pair<std::string, std::string>> descriptions_;
};

} // namespace console
