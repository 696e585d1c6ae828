// The inventory of cards on sample trees of /sys.
#include "drivers/dahdi/scan.h"
#include "tests/drivers/dahdi/fake_kernel.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

using namespace drivers;
using namespace drivers::dahdi;
using testing::Tree;

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class ScanTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(ScanTest);
    CPPUNIT_TEST(a_machine_without_dahdi_has_nothing_loaded);
    CPPUNIT_TEST(a_card_is_read_with_its_ports);
    CPPUNIT_TEST(a_port_is_found_by_number_and_by_every_name_of_its_card);
    CPPUNIT_TEST(a_dynamic_span_is_what_its_channels_say);
    CPPUNIT_TEST(cards_without_driver_are_named_with_their_module);
    CPPUNIT_TEST(an_astribank_without_firmware_is_named);
    CPPUNIT_TEST(the_conf_text_is_a_span_table_for_each_port);
    CPPUNIT_TEST(an_unassigned_port_is_listed);
    CPPUNIT_TEST(alarms_have_names);
    CPPUNIT_TEST_SUITE_END();

    void a_machine_without_dahdi_has_nothing_loaded() {
        Tree tree;
        const Inventory found = scan(tree.root());
        CPPUNIT_ASSERT(!found.loaded);
        CPPUNIT_ASSERT(found.cards.empty());
        CPPUNIT_ASSERT(has(conf_text(found), "modprobe dahdi"));
    }

    void a_card_is_read_with_its_ports() {
        Tree tree;
        tree.card("E1", 3, 31, "CCS HDB3", 63);
        const Inventory found = scan(tree.root());
        CPPUNIT_ASSERT(found.loaded);
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.cards.size());
        const Card& card = found.cards.front();
        CPPUNIT_ASSERT_EQUAL(std::string("1TE133F-0123"), card.hardware_id);
        const Port& port = card.ports.at(0);
        CPPUNIT_ASSERT_EQUAL(3U, port.span);
        CPPUNIT_ASSERT_EQUAL(63U, port.first_channel);
        CPPUNIT_ASSERT_EQUAL(31U, port.channels);
        CPPUNIT_ASSERT(port.clock_source);
        CPPUNIT_ASSERT(port.line == (std::vector<std::string>{"CCS", "HDB3"}));
        CPPUNIT_ASSERT(port.line_type() == LineType::e1);
    }

    void a_port_is_found_by_number_and_by_every_name_of_its_card() {
        Tree tree;
        tree.card("E1", 3, 31);
        const Inventory found = scan(tree.root());
        for (const char* name : {"3", "PCI Bus 05 Slot 05/1", "1TE133F-0123/1",
                                 "pci:0000:05:04.0/1", "1TE133F-0123", "pci:0000:05:04.0"}) {
            const auto place = found.find(name);
            CPPUNIT_ASSERT_MESSAGE(name, place);
            CPPUNIT_ASSERT_EQUAL(3U, place->port->span);
        }
        for (const char* name : {"1", "pci:0000:05:04.0/2", "", "/1", "nonsense"})
            CPPUNIT_ASSERT_MESSAGE(name, !found.find(name));
    }

    void a_dynamic_span_is_what_its_channels_say() {
        Port port;
        port.type = "DYNAMIC";
        port.channels = 24;
        CPPUNIT_ASSERT(port.line_type() == LineType::t1);
        port.channels = 3;
        CPPUNIT_ASSERT(port.line_type() == LineType::bri);
        port.channels = 12;
        CPPUNIT_ASSERT(!port.line_type());
        port.type = "J1";
        CPPUNIT_ASSERT(port.line_type() == LineType::j1);
        port.type = "FXS";
        CPPUNIT_ASSERT(!port.line_type());
    }

    void cards_without_driver_are_named_with_their_module() {
        Tree tree;
        tree.write("bus/pci/devices/0000:05:04.0/vendor", "0xd161");
        tree.write("bus/pci/devices/0000:05:04.0/device", "0x0405");
        tree.write("bus/pci/devices/0000:06:00.0/vendor", "0xd161");
        tree.write("bus/pci/devices/0000:06:00.0/device", "0x800a");
        tree.write("bus/pci/devices/0000:06:00.0/driver/module", "");
        const Inventory found = scan(tree.root());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.unserved.size());
        CPPUNIT_ASSERT(has(found.unserved[0].what, "TE405P at pci 0000:05:04.0"));
        CPPUNIT_ASSERT_EQUAL(std::string("modprobe wct4xxp"), found.unserved[0].remedy);
        CPPUNIT_ASSERT(has(conf_text(found), "no driver serves it; modprobe wct4xxp"));
    }

    void an_astribank_without_firmware_is_named() {
        Tree tree;
        tree.write("bus/usb/devices/1-2/idVendor", "e4e4");
        tree.write("bus/usb/devices/1-2/idProduct", "1160");
        const Inventory found = scan(tree.root());
        CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.unserved.size());
        CPPUNIT_ASSERT(has(found.unserved[0].what, "without firmware at usb 1-2"));
    }

    void the_conf_text_is_a_span_table_for_each_port() {
        Tree tree;
        tree.card("E1", 3, 31, "CCS HDB3");
        const std::string text = conf_text(scan(tree.root()));
        for (const char* line :
             {"[[span]]\n", "name = \"line1\"\n", "driver = \"dahdi\"\n",
              "card = \"PCI Bus 05 Slot 05/1\"\n", "type = \"e1\"\n", "crc4 = false\n",
              "# Digium Wildcard TE131/TE133, port 1, serial 1TE133F-0123, at PCI Bus 05",
              "alarms: none, configured CCS,HDB3, clock source"})
            CPPUNIT_ASSERT_MESSAGE(line + ("\nin\n" + text), has(text, line));
    }

    void an_unassigned_port_is_listed() {
        Tree tree;
        tree.card("E1", 0, 0);
        const std::string text = conf_text(scan(tree.root()));
        CPPUNIT_ASSERT(has(text, "Without a span number yet"));
        CPPUNIT_ASSERT(has(text, "type = \"e1\""));
    }

    void alarms_have_names() {
        CPPUNIT_ASSERT_EQUAL(std::string("none"), alarm_text(0));
        CPPUNIT_ASSERT_EQUAL(std::string("red, yellow"),
                             alarm_text(DAHDI_ALARM_RED | DAHDI_ALARM_YELLOW));
        const Alarms alarms = alarms_of(DAHDI_ALARM_LMFA | DAHDI_ALARM_BLUE | DAHDI_ALARM_LOOPBACK |
                                        DAHDI_ALARM_RECOVER);
        CPPUNIT_ASSERT((alarms == Alarms{.indication = true,
                                         .loopback = true,
                                         .no_multiframe = true,
                                         .recovering = true}));
        CPPUNIT_ASSERT(names(alarms) == (std::vector<std::string>{"blue", "loopback",
                                                                  "no multiframe", "recovering"}));
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScanTest);

} // namespace
