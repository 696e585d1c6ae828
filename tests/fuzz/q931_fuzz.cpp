// Fuzz target: Q.931 messages in LAPD frames. What has been read must survive being written and
// read again, become ISUP, and as ISUP become Q.931 and SIP again. The second octet of the frame,
// the terminal endpoint that nobody reads here, chooses the trunk's profile.
#include "drivers/isdn/completion.h"
#include "drivers/isdn/q931.h"
#include "drivers/isdn/transfer.h"
#include "gateway/mapping/isup_to_sip.h"
#include "gateway/mapping/names.h"
#include "gateway/mapping/q931_isup.h"
#include "gateway/mapping/qsig.h"
#include "gateway/mapping/rerouting.h"
#include "gateway/mapping/transfer.h"
#include "isup/text.h"

#include <array>
#include <cstdlib>
#include <vector>

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

constexpr std::size_t kLimit = 4096;

/// A message of that type with these elements alone.
std::vector<std::uint8_t> written(const isdn::Message& message, std::uint8_t type) {
    const std::uint8_t bare[] = {0x08, 0x02, 0x00, 0x01, type};
    return isdn::apply(bare, isdn::elements_of(message), kLimit);
}

mapping::Profile profile_of(std::uint8_t choice) {
    using enum mapping::Interworking;
    constexpr std::array kInterworkings{rfc3398, q1912_5_a, q1912_5_b, sip_i, sip_t};
    mapping::Profile profile;
    profile.interworking = kInterworkings[choice % kInterworkings.size()];
    profile.trust = choice & 0x08;
    profile.clearmode = choice & 0x10;
    profile.peer_host = "192.0.2.20";
    if (choice & 0x20) {
        profile.country_code = "49";
        profile.national_prefix = "0";
        profile.international_prefix = "00";
    }
    if (choice & 0x40)
        profile.call_history = mapping::CallHistory::both;
    return profile;
}

void check_headers(const mapping::Headers& headers) {
    for (const sipi::ExtraHeader& header : headers) {
        require(!header.name.empty());
        require(header.value.find_first_of("\r\n") == std::string::npos);
    }
}

void check_isup(const isup::Message& message) {
    std::uint8_t memory[2 * isup::kMaxOctets];
    require(!isup::to_text(message).empty());
    if (const auto size = message.encode(memory))
        require(isup::Message::decode(base::Octets(memory).first(*size)).ok());
    else
        require(message.overflowed());
}

void check_q931(const isdn::Message& message) {
    require(!written(message, static_cast<std::uint8_t>(message.type)).empty());
}

/// An IAM of a SETUP towards another line and towards a SIP peer.
void map_setup(const isdn::Message& setup, const mapping::Profile& profile) {
    mapping::Notes notes;
    isup::Message iam = mapping::iam_from_setup(setup, profile, notes);
    mapping::name_from_line(setup, mapping::LineNames::qsig, iam, notes);
    mapping::diversion_from_line(setup, profile, iam, notes);
    require(iam.type() == isup::MessageType::iam);
    check_isup(iam);
    if (auto there = mapping::setup_from_iam(iam, profile, notes)) {
        mapping::diversion_to_line(iam, profile, *there, notes);
        mapping::name_to_line(*there, mapping::LineNames::qsig, notes);
        require(there->type == isdn::MessageType::setup && there->bearer);
        check_q931(*there);
        check_isup(mapping::iam_from_setup(*there, profile, notes));
    }
    if (const auto invite = mapping::invite_from_iam(iam, profile, notes)) {
        for (const std::string& text : {invite->request_uri, invite->from, invite->to})
            require(!text.empty() && text.find_first_of("\r\n") == std::string::npos);
        check_headers(invite->headers);
    }
}

/// What a message in a call says to the other side.
void map_message(const isdn::Message& message, bool acm_seen, const mapping::Profile& profile) {
    mapping::Notes notes;
    if (const auto rel = mapping::rel_from_rerouting(message, acm_seen, profile, notes)) {
        check_isup(*rel);
        check_headers(mapping::release_from_isup(*rel, profile, notes).headers);
        check_q931(
            mapping::rerouting_from_rel(*rel, message, false, isdn::Dialect::qsig, profile, notes));
    }
    if (const auto told = mapping::diverting_from_line(message, acm_seen, notes))
        check_isup(*told);
    if (const auto told = mapping::transferred_from_line(message, acm_seen, notes))
        check_isup(*told);
    for (const isdn::SwitchType type : {isdn::SwitchType::euroisdn, isdn::SwitchType::qsig,
                                        isdn::SwitchType::ni2, isdn::SwitchType::dms100})
        if (const auto asked = isdn::transfer_in(message, type))
            require(!isdn::facility(*asked).empty());
    if (const auto asked = isdn::completion_in(message)) {
        isdn::Message again;
        again.facilities = {isdn::facility(*asked)};
        const auto read = isdn::completion_in(again);
        require(read && read->reference == asked->reference);
    }
    for (const auto& contents : message.facilities)
        for (const isdn::Component& component : isdn::components_of(contents))
            static_cast<void>(isdn::name_in(component));
    const auto isup = mapping::isup_from_q931(message, acm_seen, notes);
    if (!isup)
        return;
    check_isup(*isup);
    for (const bool answered : {false, true})
        if (const auto there = mapping::q931_from_isup(*isup, answered, notes))
            check_q931(*there);
    using isup::MessageType;
    if (isup->type() == MessageType::acm || isup->type() == MessageType::cpg) {
        if (const auto response = mapping::provisional_from_isup(*isup, profile, notes)) {
            require(response->status > 100 && response->status < 200);
            check_headers(response->headers);
        }
    } else if (isup->type() == MessageType::anm || isup->type() == MessageType::con) {
        check_headers(mapping::answer_from_isup(*isup, profile, notes));
    } else if (isup->type() == MessageType::rel) {
        const mapping::Release release = mapping::release_from_isup(*isup, profile, notes);
        require(release.status >= 300 && release.status < 700);
        check_headers(release.headers);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Octets frame(data, size);
    const base::Octets information = isdn::information_of(frame);
    const auto envelope = isdn::read_envelope(information);
    if (!envelope)
        return 0;
    const auto type = static_cast<isdn::MessageType>(envelope->type);
    const isdn::Message message = isdn::read_elements(type, envelope->elements);
    (void)isdn::apply(information, isdn::elements_of(message), 260);
    const std::vector<std::uint8_t> once = written(message, envelope->type);
    require(!once.empty());
    const auto again = isdn::read_envelope(once);
    const isdn::Message second = isdn::read_elements(type, again->elements);
    require(written(second, envelope->type) == once);
    if (const auto qsig = mapping::qsig_body(information))
        require(qsig->size() == information.size());

    const mapping::Profile profile = profile_of(size > 1 ? data[1] : 0);
    if (type == isdn::MessageType::setup)
        map_setup(message, profile);
    else
        for (const bool acm_seen : {false, true})
            map_message(message, acm_seen, profile);
    return 0;
}
