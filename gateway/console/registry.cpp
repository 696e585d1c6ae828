// The commands of the console: grammar, abbreviations, help and completion.
#include "gateway/console/registry.h"

#include "gateway/console/words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

namespace console {

// --- Arguments
// -----------------------------------------------------------------------------------------------

std::string_view Arguments::operator[](std::string_view name) const {
    for (const auto& [known, word] : words_)
        if (known == name)
            return word;
    return {};
}

void Arguments::set(std::string name, std::string word) {
    words_.emplace_back(std::move(name), std::move(word));
}

bool Arguments::keyword(std::string_view word) const {
    return std::find(keywords_.begin(), keywords_.end(), word) != keywords_.end();
}

// --- Grammar: expanded to all patterns without brackets and alternatives
// ----------------------------------------

namespace {

using Words_ = std::vector<std::string>;

/// Appends each of `tails` to each of `heads`.
std::vector<Words_> product(const std::vector<Words_>& heads, const std::vector<Words_>& tails) {
    std::vector<Words_> out;
    for (const Words_& head : heads)
        for (const Words_& tail : tails) {
            Words_ joined = head;
            joined.insert(joined.end(), tail.begin(), tail.end());
            out.push_back(std::move(joined));
        }
    return out;
}

std::vector<Words_> alternatives(std::string_view word) {
    std::vector<Words_> out;
    for (;;) {
        const auto bar = word.find('|');
        out.push_back({std::string(word.substr(0, bar))});
        if (bar == std::string_view::npos)
            return out;
        word.remove_prefix(bar + 1);
    }
}

/// sequence = *( word / "[" sequence "]" ); stops at "]" or the end.
std::vector<Words_> expand(std::string_view grammar, std::size_t& at, int depth) {
    std::vector<Words_> out{{}};
    while (at < grammar.size()) {
        if (grammar[at] == ' ') {
            ++at;
        } else if (grammar[at] == ']') {
            if (depth == 0)
                throw std::logic_error("']' without '[' in the grammar of a command");
            ++at;
            return out;
        } else if (grammar[at] == '[') {
            auto optional = expand(grammar, ++at, depth + 1);
            optional.insert(optional.begin(), Words_{});
            out = product(out, optional);
        } else {
            const std::size_t end = std::min(grammar.find_first_of(" []", at), grammar.size());
            out = product(out, alternatives(grammar.substr(at, end - at)));
            at = end;
        }
    }
    if (depth != 0)
        throw std::logic_error("'[' without ']' in the grammar of a command");
    return out;
}

bool is_argument(std::string_view word) {
    return std::isupper(static_cast<unsigned char>(word.front())) != 0;
}

std::string joined(const std::vector<std::string>& words, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += (i ? " " : "") + words[i];
    return out;
}

/// "a, b or c"
std::string choice(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

} // namespace

Registry::Registry() = default;
Registry::~Registry() = default;

void Registry::add(Command command) {
    std::size_t at = 0;
    const auto expanded = expand(command.grammar, at, 0);
    commands_.push_back(std::make_unique<Command>(std::move(command)));
    for (const Words_& words : expanded) {
        auto pattern = std::make_unique<Pattern>();
        pattern->command = commands_.back().get();
        for (const std::string& word : words) {
            if (word.empty())
                throw std::logic_error("empty alternative in the grammar of a command");
            pattern->tokens.push_back({word, is_argument(word)});
        }
        patterns_.push_back(std::move(pattern));
    }
}

void Registry::describe(std::string words, std::string help) {
    descriptions_.emplace_back(std::move(words), std::move(help));
}

// --- Matching
// -------------------------------------------------------------------------------------------------

/// Those of `live` whose word at `index` may be what was typed: as it is, else shortened, else an
/// argument.
base::Result<Registry::Patterns, LineError>
Registry::step(const Patterns& live, std::size_t index,
               const std::vector<std::string>& words) const {
    const std::string& word = words[index];
    Patterns exact, shortened, arguments;
    std::set<std::string> expected;
    for (const Pattern* pattern : live) {
        if (index >= pattern->tokens.size())
            continue;
        const Token& token = pattern->tokens[index];
        expected.insert(token.text);
        if (token.argument)
            arguments.push_back(pattern);
        else if (token.text == word)
            exact.push_back(pattern);
        else if (!word.empty() && token.text.starts_with(word))
            shortened.push_back(pattern);
    }
    for (Patterns* found : {&exact, &shortened, &arguments})
        if (!found->empty())
            return *found;

    const std::vector<std::string> names(expected.begin(), expected.end());
    const std::string after = index == 0 ? "" : " after \"" + joined(words, index) + "\"";
    if (names.empty())
        return base::fail(LineError{fmt::format("\"{}\" is too much{}", word, after)});
    if (const std::string_view meant = nearest(word, names); !meant.empty())
        return base::fail(LineError{
            fmt::format("unknown word \"{}\"{}; did you mean \"{}\"?", word, after, meant)});
    return base::fail(
        LineError{fmt::format("unknown word \"{}\"{}; expected {}", word, after, choice(names))});
}

base::Result<Registry::Patterns, LineError> Registry::walk(const std::vector<std::string>& words,
                                                           std::size_t count) const {
    Patterns live;
    for (const auto& pattern : patterns_)
        live.push_back(pattern.get());
    for (std::size_t i = 0; i < count; ++i) {
        auto next = step(live, i, words);
        if (!next)
            return base::fail(next.error());
        live = std::move(*next);
    }
    return live;
}

Registry::Match Registry::finish(const Pattern& pattern,
                                 const std::vector<std::string>& words) const {
    Match match;
    match.command = pattern.command;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (pattern.tokens[i].argument)
            match.arguments.set(pattern.tokens[i].text, words[i]);
        else
            match.arguments.add_keyword(pattern.tokens[i].text);
    }
    return match;
}

namespace {

std::vector<std::string> sorted(std::set<std::string> words) {
    return {words.begin(), words.end()};
}

} // namespace

base::Result<Registry::Match, LineError> Registry::match(std::string_view line) const {
    const Words split_line = split(line);
    const auto& words = split_line.words;
    if (!split_line.error.empty())
        return base::fail(LineError{split_line.error});
    if (words.empty())
        return base::fail(LineError{"no command; \"help\" lists them all"});
    const auto live = walk(words, words.size());
    if (!live)
        return base::fail(live.error());

    Patterns complete;
    for (const Pattern* pattern : *live)
        if (pattern->tokens.size() == words.size())
            complete.push_back(pattern);
    if (complete.empty()) {
        std::set<std::string> next;
        for (const Pattern* pattern : *live)
            next.insert(pattern->tokens[words.size()].text);
        return base::fail(
            LineError{fmt::format("\"{}\" is not complete; next comes {}",
                                  joined(words, words.size()), choice(sorted(next)))});
    }
    // What else the last shortened words could have meant: harmless for commands that only show.
    const Patterns& rivals =
        complete.size() == 1 && complete[0]->command->read_only ? complete : *live;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::set<std::string> meanings;
        for (const Pattern* pattern : rivals)
            meanings.insert(pattern->tokens[i].text);
        if (meanings.size() > 1 && !meanings.contains(words[i]))
            return base::fail(
                LineError{fmt::format("\"{}\" may mean {}", words[i], choice(sorted(meanings)))});
    }
    Match match = finish(*complete.front(), words);
    match.arguments.set_json(split_line.json);
    match.arguments.set_width(split_line.width);
    return match;
}

// --- Help and completion
// -------------------------------------------------------------------------------------

std::string Registry::help_for(const Patterns& live, std::size_t index,
                               const std::string& word) const {
    std::string path;
    std::set<const Command*> commands;
    for (const Pattern* pattern : live) {
        if (index >= pattern->tokens.size() || pattern->tokens[index].text != word)
            continue;
        if (pattern->tokens.size() == index + 1)
            return pattern->command->help;
        commands.insert(pattern->command);
        path.clear();
        for (std::size_t i = 0; i <= index; ++i)
            path += (i ? " " : "") + pattern->tokens[i].text;
    }
    for (const auto& [words, help] : descriptions_)
        if (words == path)
            return help;
    return commands.size() == 1 ? (*commands.begin())->help : std::string("...");
}

std::vector<Candidate> Registry::next_words(const Patterns& live, std::size_t index,
                                            std::string_view beginning) const {
    std::vector<Candidate> out;
    const auto add = [&](Candidate candidate) {
        const auto same = [&](const Candidate& known) { return known.word == candidate.word; };
        if (std::none_of(out.begin(), out.end(), same))
            out.push_back(std::move(candidate));
    };
    for (const Pattern* pattern : live) {
        if (index >= pattern->tokens.size())
            continue;
        const Token& token = pattern->tokens[index];
        if (!token.argument) {
            if (token.text.starts_with(beginning))
                add({token.text, help_for(live, index, token.text)});
            continue;
        }
        const auto& arguments = pattern->command->arguments;
        const auto described =
            std::find_if(arguments.begin(), arguments.end(),
                         [&](const ArgumentHelp& each) { return each.name == token.text; });
        bool any = false;
        if (described != arguments.end() && described->complete)
            for (Candidate& value : described->complete())
                if (value.word.starts_with(beginning)) {
                    value.word = quoted_word(value.word);
                    add(std::move(value));
                    any = true;
                }
        if (!any)
            add({token.text, described == arguments.end() ? "" : described->help, false});
    }
    std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
        // numbers by value: 9 before 10
        const auto number = [](const std::string& word) {
            return !word.empty() && word.size() < 19 &&
                   std::all_of(word.begin(), word.end(),
                               [](unsigned char c) { return std::isdigit(c); });
        };
        if (number(a.word) && number(b.word))
            return std::stoll(a.word) < std::stoll(b.word);
        return a.word < b.word;
    });
    return out;
}

std::vector<Candidate> Registry::candidates(std::string_view line) const {
    const Words split_line = split(line);
    const std::size_t done =
        split_line.words.size() - (split_line.open_word && !split_line.words.empty() ? 1 : 0);
    const auto live = walk(split_line.words, done);
    if (!live)
        return {};
    const std::string beginning =
        done < split_line.words.size() ? split_line.words.back() : std::string{};
    return next_words(*live, done, beginning);
}

std::string Registry::help(std::string_view line) const {
    const Words split_line = split(line);
    const std::size_t done =
        split_line.words.size() - (split_line.open_word && !split_line.words.empty() ? 1 : 0);
    const auto live = walk(split_line.words, done);
    if (!live)
        return live.error().message + '\n';
    const bool within = done < split_line.words.size();
    auto next = next_words(*live, done, within ? split_line.words.back() : std::string{});
    if (!within)
        for (const Pattern* pattern : *live)
            if (done > 0 && pattern->tokens.size() == done)
                next.insert(next.begin(), {"<enter>", pattern->command->help, false});
    if (next.empty()) {
        if (!within)
            return "nothing more may come\n";
        const auto wrong = step(*live, done, split_line.words);
        return wrong ? std::string{} : wrong.error().message + '\n';
    }
    std::size_t width = 0;
    for (const Candidate& each : next)
        width = std::max(width, each.word.size());
    std::string out;
    for (const Candidate& each : next)
        out += fmt::format("  {:<{}}  {}\n", each.word, width, each.help);
    return out;
}

Document Registry::all(std::string_view begin) const {
    std::vector<const Command*> sorted_commands;
    for (const auto& command : commands_)
        if (command->grammar.starts_with(begin))
            sorted_commands.push_back(command.get());
    std::sort(sorted_commands.begin(), sorted_commands.end(),
              [](const Command* a, const Command* b) { return a->grammar < b->grammar; });
    Table table{{{"command", "Command"}, {"access", "Access"}, {"help", "Help"}}, {}, "none"};
    for (const Command* command : sorted_commands)
        table.rows.push_back(
            {command->grammar, std::string(command->read_only ? "read" : "write"), command->help});
    return {{"commands", "", std::move(table)}};
}

} // namespace console
