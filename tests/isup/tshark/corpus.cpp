// Writes messages of every type with every parameter, one JSON object a line: octets and what
// isup/text.h prints. The comparison with an independent decoder (./run) reads them. With files as
// arguments it does the same for the messages in them: NAME.sip is a SIP message with an ISUP body,
// anything else has lines "VARIANT OCTETS".
//
//   {"names": VARIANT, "parameter": CODE, "fields": [{"name", "values": {NAME: NUMBER}}]}
//   {"variant", "acronym", "octets", "parameters": [{"code", "octets", "text"}]}
//   {"variant", "octets", "refused": REASON}
#include "isup/text.h"
#include "sipi/body/isup_type.h"
#include "sipi/body/multipart.h"
#include "sipi/message_parser.h"
#include "tests/isup/support.h"
#include "tests/isup/tshark/samples.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

namespace {

using namespace isup;
using namespace isup_test;
using nlohmann::json;

/// What to_text prints behind "  NAME: ", in order of the parameters.
std::vector<std::string> printed(const Message& message, Variant variant) {
    std::istringstream text(to_text(message, variant));
    std::vector<std::string> lines;
    std::string line;
    std::getline(text, line); // the message
    while (std::getline(text, line))
        lines.push_back(line.substr(line.find(": ") + 2));
    return lines;
}

void put_read(const Message& message, Variant variant, base::Octets octets) {
    const std::vector<std::string> lines = printed(message, variant);
    json parameters = json::array();
    for (std::size_t i = 0; i < message.size(); ++i) {
        const auto [code, contents] = message.parameter(i);
        parameters.push_back(
            {{"code", unsigned(code)}, {"octets", hex(contents)}, {"text", lines.at(i)}});
    }
    std::cout << json{{"variant", std::string(row_of(variant).name)},
                      {"acronym", acronym(message.type(), variant)},
                      {"octets", hex(octets)},
                      {"parameters", parameters}}
                     .dump()
              << "\n";
}

void put(const Message& message, Variant variant) {
    std::uint8_t memory[kMaxOctets];
    const auto size = message.encode(memory, variant);
    if (!size) {
        std::cerr << acronym(message.type(), variant) << ": " << to_text(size.error()) << "\n";
        std::exit(1);
    }
    const auto again = Message::decode(base::Octets(memory).first(*size), variant);
    if (!again || !(*again == message)) {
        std::cerr << acronym(message.type(), variant) << " is not read as written\n";
        std::exit(1);
    }
    put_read(*again, variant, base::Octets(memory).first(*size));
}

/// A message that came from elsewhere.
void put_foreign(base::Octets octets, Variant variant) {
    const auto message = Message::decode(octets, variant);
    if (message)
        return put_read(*message, variant, octets);
    std::cout << json{{"variant", std::string(row_of(variant).name)},
                      {"octets", hex(octets)},
                      {"refused", to_text(message.error())}}
                     .dump()
              << "\n";
}

/// The ISUP body of a SIP message.
void put_sip(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<std::uint8_t> datagram{std::istreambuf_iterator<char>(file), {}};
    const auto message = sipi::MessageParser(sipi::ParserLimits()).parse(datagram);
    if (!message) {
        std::cerr << path << " is no SIP message\n";
        std::exit(1);
    }
    const sipi::Body body = sipi::Body::parse(*message);
    const sipi::BodyPart* part = body.isup();
    if (!part) {
        std::cout << json{{"variant", "itu"}, {"octets", ""}, {"refused", "no ISUP"}}.dump()
                  << "\n";
        return;
    }
    const auto type = sipi::IsupType::of(part->type);
    put_foreign(part->octets, variant_of_body(type.version).value_or(Variant::itu));
}

void put_lines(const std::string& path) {
    std::ifstream file(path);
    for (std::string variant, text; file >> variant >> text;)
        put_foreign(octets(text), variant_of_body(variant).value_or(Variant::itu));
}

void put_names(Param code, Variant variant) {
    json fields = json::array();
    for (const Field& field : fields_of(code, variant)) {
        json values = json::object();
        for (unsigned value = 0; value < (1u << field.width); ++value) {
            const auto octet = static_cast<std::uint8_t>(value);
            const std::string_view name = code == Param::calling_party_category
                                              ? category_name(octet, variant)
                                              : field.name_of(octet);
            if (!name.empty())
                values[std::string(name)] = value;
        }
        fields.push_back({{"name", std::string(field.name)}, {"values", values}});
    }
    if (!fields.empty())
        std::cout << json{{"names", std::string(row_of(variant).name)},
                          {"parameter", unsigned(code)},
                          {"fields", fields}}
                         .dump()
                  << "\n";
}

/// Range and status, and nothing else, depends on the message around it (Q.763 §3.43).
bool fits(const MessageRow& row, Param code, const Contents& contents) {
    if (code != Param::range_and_status)
        return true;
    const bool status = contents.size() > 1;
    switch (row.type) {
    case MessageType::grs:
    case MessageType::cqm:
        return !status;
    case MessageType::cqr:
        return !status && contents[0] == 1; // two circuits, as the states have
    default:
        return status;
    }
}

std::vector<Contents> fitting(const MessageRow& row, Param code, Variant variant) {
    std::vector<Contents> result = samples(code, variant);
    std::erase_if(result, [&](const Contents& contents) { return !fits(row, code, contents); });
    return result;
}

/// All samples in the first message that has the parameter, a few of them in the others.
std::vector<Contents> some(const MessageRow& row, Param code, Variant variant) {
    constexpr std::size_t kFew = 3;
    static std::set<std::pair<Variant, Param>> seen;
    std::vector<Contents> all = fitting(row, code, variant);
    if (seen.insert({variant, code}).second || all.size() <= kFew)
        return all;
    std::vector<Contents> few;
    for (std::size_t i = 0; i < kFew; ++i)
        few.push_back(
            all[(i * all.size() / kFew + static_cast<std::size_t>(row.type)) % all.size()]);
    return few;
}

Message mandatory(const MessageRow& row, Variant variant) {
    Message message(row.type);
    for (const auto list : {row.fixed, row.variable})
        for (const Param code : list)
            message.add_raw(code, fitting(row, code, variant).front());
    if (row.shape == Shape::opaque) // a whole message inside: a FOT
        message.add_raw(Param::end_of_optional_parameters, octets("0800"));
    return message;
}

void put_message(const MessageRow& row, Variant variant) {
    const Message message = mandatory(row, variant);
    put(message, variant);
    for (const auto list : {row.fixed, row.variable})
        for (const Param code : list)
            for (const Contents& contents : some(row, code, variant)) {
                Message other = message;
                other.set_raw(code, contents);
                put(other, variant);
            }
    for (const Param code : row.optional)
        for (const Contents& contents : some(row, code, variant)) {
            Message other = message;
            other.add_raw(code, contents);
            put(other, variant);
        }
    // all at once, as far as one message may hold (Q.763 §1.11: 272 octets less label and CIC)
    Message whole = message;
    std::size_t octets = 0;
    for (const Param code : row.optional) {
        const Contents contents = fitting(row, code, variant).front();
        octets += contents.size() + 2;
        if (octets < 180)
            whole.add_raw(code, contents);
    }
    put(whole, variant);
}

void put_corpus() {
    for (const VariantRow& variant : variants()) {
        const Variant v = variant.variant;
        const bool whole = v == Variant::itu || v == Variant::ansi;
        for (unsigned code = 1; code < 256; ++code)
            if (find_parameter(static_cast<Param>(code), v))
                put_names(static_cast<Param>(code), v);
        for (unsigned type = 0; type < 256; ++type) {
            const MessageRow* row = find_message(static_cast<MessageType>(type), v);
            const bool own = std::ranges::any_of(variant.messages, [&](const MessageRow& mine) {
                return mine.type == MessageType(type);
            });
            if (row && (whole || own))
                put_message(*row, v);
            else if (row) // as in its base: once
                put(mandatory(*row, v), v);
        }
        if (whole)
            continue;
        const MessageRow& iam = *find_message(MessageType::iam, v);
        for (const ParameterRow& parameter : variant.parameters) {
            for (const Contents& contents : samples(parameter.code, v)) {
                Message message = mandatory(iam, v);
                message.add_raw(parameter.code, contents);
                put(message, v);
            }
        }
        for (const ValueName& category : variant.categories) {
            Message message = mandatory(iam, v);
            message.set_raw(Param::calling_party_category, Contents{category.value});
            put(message, v);
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        for (const std::string& path : std::vector<std::string>(argv + 1, argv + argc))
            path.ends_with(".sip") ? put_sip(path) : put_lines(path);
    } else
        put_corpus();
}
