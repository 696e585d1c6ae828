// The sample conf file and landline.conf(5), both generated from the key table, so that they cannot
// go stale.
#include "gateway/config/docs.h"

#include "gateway/config/key.h"

#include <algorithm>
#include <array>

namespace config {
namespace {

constexpr std::string_view kDate =
    "November 23, 2026"; // of the last change that readers should notice

// --- the default set-up
// ----------------------------------------------------------------------------

struct Line {
    std::string_view key, value;
};
/// One active table of the sample file.
struct Example {
    std::string_view section, comment;
    std::vector<Line> lines;
};

// One E1 to tests/exchange, or whatever speaks CESoPSN at 127.0.0.1:2143, and one SIP telephone or
// PBX.
const std::vector<Example>& examples() {
    static const std::vector<Example> kExamples{
        {"sip", "", {{"listen", R"(["udp:127.0.0.1:5060"])"}}},
        {"span",
         "The line to the simulated exchange.",
         {{"name", R"("line1")"},
          {"local", R"("127.0.0.1:2142")"},
          {"remote", R"("127.0.0.1:2143")"}}},
        {"sip_peer",
         "A softphone or PBX on this machine.",
         {{"name", R"("pbx")"},
          {"address", R"("127.0.0.1:5070")"},
          {"match", R"(["127.0.0.1/32"])"}}},
        {"trunk_group",
         "The simulated exchange takes the lowest idle channel, so this end takes the highest.",
         {{"name", R"("exchange")"}, {"spans", R"(["line1"])"}, {"hunting", R"("descending")"}}},
        {"trunk_group", "", {{"name", R"("pbx")"}, {"peers", R"(["pbx"])"}}},
        {"route",
         "Whatever the PBX dials goes to the exchange,",
         {{"name", R"("to-exchange")"},
          {"from", R"(["pbx"])"},
          {"called", R"('\+?[0-9*#]+')"},
          {"to", R"(["exchange"])"}}},
        {"route",
         "and calls from the exchange go to the PBX.",
         {{"name", R"("to-pbx")"}, {"from", R"(["exchange"])"}, {"to", R"(["pbx"])"}}},
    };
    return kExamples;
}

// Shown as a comment where the default says nothing about the form of a value.
constexpr std::array kSampleValues{
    Line{"listen", R"(["udp:192.0.2.1:5060"])"}, Line{"law", R"("alaw")"},
    Line{"switch_type", R"("euroisdn")"},        Line{"k", "7"},
    Line{"only_nature", R"("national")"},        Line{"set_nature", R"("international")"},
    Line{"set_presentation", R"("restricted")"}, Line{"name", R"("example")"},
};

// --- the sample file
// -------------------------------------------------------------------------------

constexpr std::size_t kWidth = 100, kManualWidth = 79;

// `text` broken at spaces into lines of at most `width` that begin with `lead`.
std::string wrapped(std::string_view text, std::string_view lead, std::size_t width = kWidth) {
    std::string out;
    while (!text.empty()) {
        std::size_t length = text.size();
        if (lead.size() + length > width)
            length = std::min(text.rfind(' ', width - lead.size()), text.size());
        out += std::string(lead) + std::string(text.substr(0, length)) + '\n';
        text.remove_prefix(std::min(length + 1, text.size()));
    }
    return out;
}

bool inherited(const Key& key) {
    return key.standard.when == Standard::When::inherited;
}

std::string inherited_names(const Section& section) {
    std::string out;
    for (const Key& key : section.keys)
        if (inherited(key))
            out += (out.empty() ? "" : ", ") + std::string(key.name);
    return out;
}

std::string remarks(const Key& key) {
    std::string out = allowed(key.kind);
    if (!key.kind.unit.empty())
        out += ' ' + std::string(key.kind.unit);
    if (key.standard.when == Standard::When::none)
        out += "; default: " + std::string(key.standard.text);
    return out;
}

std::string_view sample_value(const Key& key) {
    if (key.standard.when == Standard::When::value)
        return key.standard.text;
    const auto found = std::ranges::find(kSampleValues, key.name, &Line::key);
    return found == kSampleValues.end() ? R"("")" : found->value;
}

std::string heading(const Section& section) {
    const std::string name(section.name);
    return section.many ? "[[" + name + "]]" : '[' + name + ']';
}

// One table with all keys documented: active where `example` gives them, else as comments.
std::string documented_table(const Section& section, const Example* example) {
    std::string out;
    if (example && !example->comment.empty())
        out += wrapped(example->comment, "# ");
    out += (example || !section.many ? "" : "#") + heading(section) + '\n';
    for (const Key& key : section.keys) {
        if (inherited(key))
            continue;
        out += wrapped(std::string(key.doc) + " (" + remarks(key) + ')', "# ");
        const Line* line = nullptr;
        if (example) {
            const auto found = std::ranges::find(example->lines, key.name, &Line::key);
            line = found == example->lines.end() ? nullptr : &*found;
        }
        out += (line ? "" : "#") + std::string(key.name) + " = " +
               std::string(line ? line->value : sample_value(key)) + '\n';
    }
    if (const std::string names = inherited_names(section); !names.empty())
        out += wrapped("Keys of [calls] that may stand here too, for this " +
                           std::string(section.name) + " only: " + names,
                       "# ");
    return out;
}

std::string plain_table(const Section& section, const Example& example) {
    std::string out = example.comment.empty() ? "" : wrapped(example.comment, "# ");
    out += heading(section) + '\n';
    for (const Line& line : example.lines)
        out += std::string(line.key) + " = " + std::string(line.value) + '\n';
    return out;
}

// --- the manual page
// -------------------------------------------------------------------------------

// Text that mdoc takes as it is: no escapes, no requests at the start of a line.
std::string mdoc(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else
            out += c;
    }
    if (out.starts_with('.') || out.starts_with('\''))
        out.insert(0, "\\&");
    return out;
}

// An argument of a macro: quoted, so that words that are macros' names stay text.
std::string argument(std::string_view text) {
    std::string out = "\"";
    for (const char c : mdoc(text)) {
        if (c == '"')
            out += "\\(dq";
        else
            out += c;
    }
    return out + '"';
}

// Sentences begin on lines of their own, as mdoc(7) wants them.
std::string sentences(std::string_view text) {
    std::string out;
    for (std::size_t end; !text.empty(); text.remove_prefix(std::min(end + 2, text.size()))) {
        end = std::min(text.find(". "), text.size());
        out += wrapped(mdoc(text.substr(0, std::min(end + 1, text.size()))), "", kManualWidth);
    }
    return out;
}

std::string manual_key(const Key& key) {
    std::string out = ".It Ic " + argument(key.name) + '\n' + sentences(key.doc);
    const std::string unit = key.kind.unit.empty() ? "." : " (" + std::string(key.kind.unit) + ").";
    out += wrapped("Allowed: " + mdoc(allowed(key.kind)) + unit, "", kManualWidth);
    if (key.standard.when == Standard::When::value)
        out += "Default:\n.Li " + argument(key.standard.text) + " .\n";
    else if (key.standard.when == Standard::When::required)
        out += "It must be given.\n";
    else
        out += "Default: " + mdoc(key.standard.text) + ".\n";
    return out;
}

std::string manual_section(const Section& section) {
    std::string out = ".Ss " + argument(heading(section)) + "\\&\n" + sentences(section.doc);
    out += ".Bl -tag -width Ds\n";
    for (const Key& key : section.keys)
        if (!inherited(key))
            out += manual_key(key);
    out += ".El\n";
    if (const std::string names = inherited_names(section); !names.empty())
        out += ".Pp\nThese keys of\n.Ic [calls]\\&\nmay stand here too:\n" +
               wrapped(names + '.', "", kManualWidth) + "Default: " +
               std::string(section.name == "sip_peer" ? kFromGroup.text : kFromCalls.text) + ".\n";
    return out;
}

// What each quirk means, and where it is on by itself.
std::string manual_quirks() {
    std::string out = ".Ss Quirks\nWhat\n.Ic quirks\nmay switch with\n.Li =on\nor\n.Li =off\n"
                      "for one trunk, each with the clause it comes from:\n.Bl -tag -width Ds\n";
    for (const mapping::QuirkRow& row : mapping::kQuirks) {
        const std::string_view standard = row.rfc3398 && row.q1912_5 ? "on"
                                          : row.rfc3398              ? "on with RFC 3398"
                                                                     : "on with Q.1912.5";
        out += ".It Ic " + argument(row.name) + '\n' +
               wrapped("On: " + mdoc(row.doc) + " (" + mdoc(row.clause) + ").", "", kManualWidth) +
               "Default: " + std::string(standard) + ".\n";
    }
    return out + ".El\n";
}

std::string manual_example() {
    std::string out = "The set-up of the shipped file:\n.Bd -literal -offset indent\n";
    for (const Example& example : examples()) {
        const std::string table = plain_table(*section(example.section), example);
        out += mdoc(table);
        if (&example != &examples().back())
            out += '\n';
    }
    out += ".Ed\n.Pp\nNumbers as the exchange wants them:\n.Bd -literal -offset indent\n";
    out += mdoc(R"([[number_rule]]
name = "to-e164"
match = '0([1-9]\d*)'
rewrite = '+49\1'

[[trunk_group]]
name = "carrier"
peers = ["carrier"]
number_rules_out = ["to-e164"]
)");
    return out + ".Ed\n";
}

constexpr std::string_view kManualTop = R"(.Dt LANDLINE.CONF 5
.Os
.Sh NAME
.Nm landline.conf
.Nd configuration of the SIP and ISDN gateway
.Sh DESCRIPTION
.Nm
is read by
.Xr landlined 8
at its start and when it is told to reload.
It is written in TOML.
Headings in single brackets stand once; headings in double brackets stand
once for each thing that they describe, and each of these has a
.Ic name
of letters, digits,
.Sq - ,
.Sq _
and
.Sq \&. .
.Pp
After
.Nm ,
all files
.Pa conf.d/*.conf
beside it are read in the order of their names.
Their tables are added to those before; a single key given again takes the
place of the former one.
Two tables of one kind with the same name are an error.
.Pp
Durations are strings with a unit:
.Li \(dq20ms\(dq ,
.Li \(dq30s\(dq ,
.Li \(dq5m\(dq ,
.Li \(dq1h\(dq .
Patterns are those of RE2 and match a whole number, in which an international
number begins with
.Sq + .
They are best written in single quotes, where a backslash needs no other.
.Pp
.Ql landlined --check FILE
says everything that is wrong with a file and its
.Pa conf.d :
file, line, column, key, what is allowed and what was probably meant.
A running daemon applies a changed file as a whole or not at all; calls in
progress stay.
.Pp
All keys, section by section:
)";

constexpr std::string_view kManualEnd = R"(.Sh SEE ALSO
.Xr landline 1 ,
.Xr landlined 8
.Rs
.%T TOML v1.0.0
.%U https://toml.io
.Re
.Rs
.%T RE2 syntax
.%U https://github.com/google/re2/wiki/Syntax
.Re
)";

} // namespace

std::string sample_file() {
    std::string out = wrapped("Landline's conf file, see landline.conf(5). Written by `make docs` "
                              "from the key table: change it there, or change your installed copy. "
                              "Lines that begin with # show a key with its default.",
                              "# ");
    for (const Section& section : sections()) {
        out += '\n' + wrapped("--- " + std::string(section.doc), "# ");
        bool first = true;
        for (const Example& example : examples())
            if (example.section == section.name) {
                out += first ? documented_table(section, &example)
                             : '\n' + plain_table(section, example);
                first = false;
            }
        if (first)
            out += documented_table(section, nullptr);
    }
    return out;
}

std::string manual_page() {
    std::string out = ".\\\" Written by `make docs` from gateway/config/keys.cpp.\n.Dd " +
                      std::string(kDate) + '\n' + std::string(kManualTop);
    for (const Section& section : sections())
        out += manual_section(section);
    out += manual_quirks();
    out += ".Sh FILES\n.Bl -tag -width Ds\n.It Pa /etc/landline/landline.conf\nThe conf file.\n"
           ".It Pa /etc/landline/conf.d/*.conf\nRead after it.\n.El\n.Sh EXAMPLES\n";
    return out + manual_example() + std::string(kManualEnd);
}

} // namespace config
