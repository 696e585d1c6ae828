// Advice of charge on lines and in SIP.
#include "gateway/mapping/charge.h"

#include "tests/gateway/mapping/support.h"

using isdn::ChargeAdvice;
using isdn::ChargedItem;
using Kind = isdn::ChargeAdvice::Kind;
using Value = isdn::ChargeAdvice::Value;

namespace {

ChargeAdvice money(Kind kind, std::uint32_t amount, std::uint8_t multiplier) {
    ChargeAdvice advice;
    advice.kind = kind;
    advice.value = Value::money;
    advice.money = {"EUR", amount, multiplier};
    return advice;
}

ChargeAdvice tariff() {
    ChargeAdvice advice;
    advice.kind = Kind::tariff;
    advice.items.push_back({.item = ChargedItem::Item::basic,
                            .rate = ChargedItem::Rate::duration,
                            .money = {"EUR", 12, 1},
                            .time = {60, 2},
                            .steps = true});
    advice.items.push_back({.item = ChargedItem::Item::attempt, .rate = ChargedItem::Rate::free});
    advice.items.push_back({.item = ChargedItem::Item::setup,
                            .rate = ChargedItem::Rate::flat,
                            .money = {"EUR", 5, 2}});
    advice.items.push_back(
        {.item = ChargedItem::Item::services, .rate = ChargedItem::Rate::special_code, .code = 7});
    return advice;
}

std::optional<ChargeAdvice> through_facility(const ChargeAdvice& advice) {
    const auto octets = isdn::facility(advice);
    const auto components = isdn::components_of(octets);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, components.size());
    return isdn::charge_advice(components[0]);
}

std::vector<ChargeAdvice> several() {
    std::vector<ChargeAdvice> all{tariff()};
    for (const Kind kind : {Kind::during, Kind::at_end}) {
        all.push_back(money(kind, 125, 0));
        all.push_back(money(kind, 3, 6));
        ChargeAdvice units;
        units.kind = kind;
        units.value = Value::units;
        units.units = 17;
        units.total = kind == Kind::at_end;
        units.billing = std::uint8_t{1};
        all.push_back(units);
        units.value = Value::free;
        units.units = 0;
        units.total = true;
        units.billing.reset();
        all.push_back(units);
        units.value = Value::not_available;
        all.push_back(units);
    }
    return all;
}

} // namespace

class ChargeTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ChargeTest);
    CPPUNIT_TEST(advice_survives_its_facility_element);
    CPPUNIT_TEST(advice_survives_its_document);
    CPPUNIT_TEST(a_charge_is_coded_as_the_standard_has_it);
    CPPUNIT_TEST(a_document_is_written_as_the_schema_has_it);
    CPPUNIT_TEST(a_connect_brings_a_tariff_to_sip);
    CPPUNIT_TEST(a_release_brings_the_charge_in_both_directions);
    CPPUNIT_TEST(what_is_no_advice_is_left);
    CPPUNIT_TEST(people_read_a_charge);
    CPPUNIT_TEST_SUITE_END();

    void people_read_a_charge() {
        isdn::ChargeAdvice advice;
        advice.kind = isdn::ChargeAdvice::Kind::at_end;
        advice.value = isdn::ChargeAdvice::Value::money;
        advice.money = {"EUR", 125, 1};
        CPPUNIT_ASSERT_EQUAL(std::string("1.250 EUR"), mapping::charge_text(advice));
        advice.money = {"EUR", 0xffffff, 6};
        CPPUNIT_ASSERT_EQUAL(std::string("16777215000.000 EUR"), mapping::charge_text(advice));
        advice.value = isdn::ChargeAdvice::Value::units;
        advice.units = 25;
        CPPUNIT_ASSERT_EQUAL(std::string("25 units"), mapping::charge_text(advice));
        advice.value = isdn::ChargeAdvice::Value::free;
        CPPUNIT_ASSERT_EQUAL(std::string("free of charge"), mapping::charge_text(advice));
    }

    mapping::Notes notes;

    void advice_survives_its_facility_element() {
        for (const ChargeAdvice& advice : several())
            CPPUNIT_ASSERT_MESSAGE(mapping::aoc_document({advice}),
                                   through_facility(advice) == advice);
        ChargeAdvice unknown;
        unknown.kind = Kind::tariff;
        CPPUNIT_ASSERT(through_facility(unknown) == unknown);
    }

    void advice_survives_its_document() {
        for (const ChargeAdvice& advice : several()) {
            const auto read = mapping::read_aoc(mapping::aoc_document({advice}));
            CPPUNIT_ASSERT_EQUAL(std::size_t{1}, read.size());
            const std::string document = mapping::aoc_document({advice});
            CPPUNIT_ASSERT_EQUAL(document, mapping::aoc_document(read));
        }
        const auto all = mapping::read_aoc(mapping::aoc_document(
            {money(Kind::at_end, 1, 3), tariff(), money(Kind::during, 2, 3)}));
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, all.size());
        CPPUNIT_ASSERT(all[0] == tariff() && all[2].kind == Kind::at_end);
    }

    void a_charge_is_coded_as_the_standard_has_it() {
        // invoke of 33: SEQUENCE { [1] { [1] "EUR", [2] { [1] 125, [2] 0 } }, [2] 1 }
        const std::vector<std::uint8_t> octets{
            0x91, 0xa1, 0x1a, 2,    1, 1,    2, 1,   33,   0x30, 0x12, 0xa1, 13, 0x81, 3,
            'E',  'U',  'R',  0xa2, 6, 0x81, 1, 125, 0x82, 1,    0,    0x82, 1,  1};
        CPPUNIT_ASSERT(isdn::facility(money(Kind::during, 125, 0)) == octets);
    }

    void a_document_is_written_as_the_schema_has_it() {
        const std::string document = mapping::aoc_document({money(Kind::during, 125, 0)});
        CPPUNIT_ASSERT_EQUAL(
            std::string(R"(<?xml version="1.0" encoding="UTF-8"?>)"
                        R"(<aoc xmlns="http://uri.etsi.org/ngn/params/xml/simservs/aoc"><aoc-d>)"
                        "<charging-info>total</charging-info><recorded-charges>"
                        "<recorded-currency-units><currency-id>EUR</currency-id>"
                        "<currency-amount>0.125</currency-amount></recorded-currency-units>"
                        "</recorded-charges></aoc-d></aoc>"),
            document);
    }

    void a_connect_brings_a_tariff_to_sip() {
        isdn::Message connect;
        connect.type = isdn::MessageType::connect;
        connect.facilities = {isdn::facility(tariff())};
        isup::Message anm(isup::MessageType::anm);
        mapping::charge_from_line(connect, anm, notes);
        const auto read = mapping::read_aoc(mapping::charge_to_sip(anm, notes));
        CPPUNIT_ASSERT(read.size() == 1 && read[0] == tariff());
    }

    void a_release_brings_the_charge_in_both_directions() {
        const ChargeAdvice end = money(Kind::at_end, 5, 3);
        isup::Message rel(isup::MessageType::rel);
        CPPUNIT_ASSERT(mapping::charge_from_sip(mapping::aoc_document({end}), rel, notes));
        isdn::Message disconnect;
        disconnect.type = isdn::MessageType::disconnect;
        mapping::charge_to_line(rel, disconnect, notes);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, disconnect.facilities.size());
        isup::Message back(isup::MessageType::rel);
        mapping::charge_from_line(disconnect, back, notes);
        CPPUNIT_ASSERT_EQUAL(mapping::aoc_document({end}), mapping::charge_to_sip(back, notes));
    }

    void what_is_no_advice_is_left() {
        isup::Message rel(isup::MessageType::rel);
        for (const char* document :
             {"", "<aoc/>", "<aoc><aoc-e/></aoc>", "<other><aoc-e/></other>",
              "<aoc><aoc-e><recorded-charges><recorded-currency-units><currency-amount>x"
              "</currency-amount></recorded-currency-units></recorded-charges></aoc-e></aoc>"})
            CPPUNIT_ASSERT_MESSAGE(document, !mapping::charge_from_sip(document, rel, notes));
        CPPUNIT_ASSERT(mapping::charge_to_sip(rel, notes).empty());
        const auto hidden = isdn::components_of(isdn::return_error(isdn::Dialect::etsi, 1, 26));
        CPPUNIT_ASSERT(!isdn::charge_advice(hidden[0]));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChargeTest);
