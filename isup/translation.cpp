// A message of one variant as another one writes it (RFC 3204 §3.1; T1.113 against Q.763).
#include "isup/translation.h"

#include "isup/variants.h"

#include <algorithm>
#include <array>

namespace isup {
namespace {

/// The same medium as TMR (Q.763 §3.54) and as USI (Q.763 §3.57, octets 3 to 5 of a Q.931 bearer
/// capability; T1.113 knows mu-law).
struct MediumRow {
    Medium medium;
    std::uint8_t transfer; ///< low five bits of octet 3
    std::array<std::uint8_t, 3> bearer;
    std::size_t octets;
};
// The first row of a medium and of a transfer capability is the one that is taken.
constexpr std::array kMedia{
    MediumRow{Medium::speech, 0x00, {0x80, 0x90, 0xa2}, 3},
    MediumRow{Medium::audio_3k1, 0x10, {0x90, 0x90, 0xa2}, 3},
    MediumRow{Medium::unrestricted_64k, 0x08, {0x88, 0x90, 0}, 2},
    MediumRow{Medium::preferred_64k, 0x11, {0x91, 0x90, 0xa2}, 3},
    MediumRow{Medium::unrestricted_64k, 0x09, {0x89, 0x90, 0}, 2}, // restricted digital
};

void make_user_service(Message& iam) {
    if (iam.has(Param::user_service_information))
        return;
    const auto required = iam.get<TransmissionMediumRequirement>();
    const Medium medium = required ? required->value : Medium::audio_3k1;
    const auto* row = std::ranges::find(kMedia, medium, &MediumRow::medium);
    if (row == kMedia.end())
        row = kMedia.begin() + 2;
    iam.set_raw(Param::user_service_information, base::Octets(row->bearer).first(row->octets));
}

void make_medium(Message& iam) {
    if (iam.has(Param::transmission_medium_requirement))
        return;
    const base::Octets bearer = iam.raw(Param::user_service_information);
    const std::uint8_t transfer = bearer.empty() ? 0x10 : bearer[0] & 0x1f;
    const auto* row = std::ranges::find(kMedia, transfer, &MediumRow::transfer);
    iam.set(TransmissionMediumRequirement{row == kMedia.end() ? Medium::audio_3k1 : row->medium});
}

bool means_the_same(Param code, Variant from, Variant to) {
    const ParameterRow* here = find_parameter(code, from);
    const ParameterRow* there = find_parameter(code, to);
    if (here == there) // one definition, or unknown to both
        return here || of_ansi_family(from) == of_ansi_family(to);
    return here && there && here->use == Use::international && there->use == Use::international;
}

} // namespace

bool of_ansi_family(Variant variant) {
    while (variant != Variant::ansi && row_of(variant).base != variant)
        variant = row_of(variant).base;
    return variant == Variant::ansi;
}

std::optional<Message> translated(const Message& message, Variant to) {
    const Variant from = message.variant();
    if (from == to)
        return message;
    const MessageRow* here = find_message(message.type(), from);
    const MessageRow* there = find_message(message.type(), to);
    if (here && (!there || here->acronym != there->acronym))
        return std::nullopt;
    // Of a type that the message's own variant lacks: one of Q.763 made by the call (CON for ANM).
    if (!here && there && there != find_message(message.type(), Variant::itu))
        return std::nullopt;
    if (!here && !there && of_ansi_family(from) != of_ansi_family(to))
        return std::nullopt;
    Message out(message.type());
    out.set_variant(to);
    for (std::size_t i = 0; i < message.size(); ++i) {
        const auto [code, contents] = message.parameter(i);
        if (code == Param::end_of_optional_parameters || means_the_same(code, from, to))
            out.add_raw(code, contents);
    }
    if (message.type() != MessageType::iam)
        return out;
    make_medium(out);
    if (of_ansi_family(to)) {
        make_user_service(out);
        out.remove(Param::transmission_medium_requirement);
    }
    return out;
}

} // namespace isup
