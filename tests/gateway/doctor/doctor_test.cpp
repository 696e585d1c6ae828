// The doctor on machines made of values: one that is well, and one fault at a time.
#include "config.h"
#include "gateway/doctor/doctor.h"
#include "tests/sipi/identity/credentials.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace {

using doctor::Severity;

/// A machine with one E1 card in slot 1, all well.
class FakeSystem final : public doctor::System {
  public:
    std::map<std::string, std::string> files{
        {"/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n"},
        {"/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n"},
        {"/proc/modules", "dahdi_echocan_oslec 16384 0 - Live 0x0\ndahdi 245760 2 - Live 0x0\n"},
    };
    std::map<std::string, doctor::FileAccess> nodes{
        {"/dev/dahdi/ctl", {true, true, "root", "dahdi", 0660}},
        {"/dev/dahdi/channel", {true, true, "root", "dahdi", 0660}},
    };
    std::map<std::string, std::vector<std::string>> modules{{"6.1.0-18-amd64", {"dahdi"}}};
    bool module_is_signed = false;
    drivers::dahdi::Inventory inventory;
    std::map<std::uint16_t, doctor::Port> ports;
    std::optional<std::uint64_t> files_limit = 65536;
    unsigned priority = 20, priority_threads = 2;
    std::map<std::string, std::string> answers;
    mutable std::uint64_t interrupt_count = 1000;
    std::uint64_t interrupts_each = 500;

    FakeSystem() {
        drivers::dahdi::Port port;
        port.type = "E1";
        port.span = 1;
        port.first_channel = 1;
        port.channels = 31;
        port.line = {"CCS", "HDB3", "CRC4"};
        port.clock_source = true;
        drivers::dahdi::Card card;
        card.type = "wcte12xp";
        card.ports = {port};
        inventory.loaded = true;
        inventory.cards = {card};
    }

    std::optional<std::string> read(const std::string& path) const override {
        if (path == "/proc/interrupts") {
            interrupt_count += interrupts_each;
            return "           CPU0       CPU1\n 17:   " + std::to_string(interrupt_count) +
                   "          5   IO-APIC  17-fasteoi   wcte12xp0\n";
        }
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<doctor::FileAccess> access(const std::string& path) const override {
        const auto found = nodes.find(path);
        return found == nodes.end() ? std::nullopt : std::optional(found->second);
    }
    std::string kernel_release() const override { return "6.1.0-18-amd64"; }
    std::string module_file(const std::string& release, const std::string& name) const override {
        const auto found = modules.find(release);
        return found == modules.end() ? "" : "/lib/modules/" + release + "/" + name + ".ko";
    }
    std::vector<std::string> kernels_with(const std::string&) const override {
        std::vector<std::string> out;
        for (const auto& [release, names] : modules)
            out.push_back(release);
        return out;
    }
    bool module_signed(const std::string&) const override { return module_is_signed; }
    drivers::dahdi::Inventory cards() const override { return inventory; }
    doctor::Port udp_port(const std::string&, std::uint16_t port) const override {
        const auto found = ports.find(port);
        return found == ports.end() ? doctor::Port::free : found->second;
    }
    doctor::Port tcp_port(const std::string& address, std::uint16_t port) const override {
        return udp_port(address, port);
    }
    std::string port_owner(std::uint16_t) const override { return "asterisk (pid 812)"; }
    std::optional<std::uint64_t> open_files_limit(int) const override { return files_limit; }
    unsigned realtime_limit(int) const override { return priority; }
    unsigned realtime_threads(int) const override { return priority_threads; }
    void pause(std::chrono::milliseconds) const override {}
    base::Result<std::string, std::string> ask(const std::string& command) const override {
        const auto found = answers.find(command);
        if (found == answers.end())
            return base::fail(std::string("no daemon"));
        return found->second;
    }
};

constexpr const char* kConf = R"(
[sip]
listen = ["udp:127.0.0.1:5060"]
[media]
ports = "16384-17383"
realtime = true
[[span]]
name = "line1"
driver = "dahdi"
card = "1"
echo_canceller = "oslec"
[[sip_peer]]
name = "pbx"
address = "127.0.0.1:5070"
[[trunk_group]]
name = "exchange"
spans = ["line1"]
[[trunk_group]]
name = "pbx"
peers = ["pbx"]
[[route]]
name = "out"
from = ["pbx"]
to = ["exchange"]
)";

std::string changed(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    CPPUNIT_ASSERT_MESSAGE(from, at != std::string::npos);
    return text.replace(at, from.size(), to);
}

class DoctorTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(DoctorTest);
    CPPUNIT_TEST(a_machine_that_is_well_has_no_finding);
    CPPUNIT_TEST(every_check_says_something_and_every_fault_has_why_and_remedy);
    CPPUNIT_TEST(a_wrong_conf_file_is_an_error_with_its_line);
    CPPUNIT_TEST(modules_for_another_kernel_are_named);
    CPPUNIT_TEST(a_module_that_is_only_not_loaded);
    CPPUNIT_TEST(secure_boot_wants_a_signature);
    CPPUNIT_TEST(devices_missing_or_closed);
    CPPUNIT_TEST(a_span_that_is_not_there_or_of_another_kind);
    CPPUNIT_TEST(interrupts_that_do_not_come);
    CPPUNIT_TEST(an_echo_canceller_that_is_not_loaded);
    CPPUNIT_TEST(another_sip_program_has_the_port);
    CPPUNIT_TEST(ports_and_files_for_all_channels);
    CPPUNIT_TEST(real_time_priority_refused);
    CPPUNIT_TEST(the_clock_of_a_line_in_alarm);
    CPPUNIT_TEST(a_user_side_that_runs_on_its_own_clock);
    CPPUNIT_TEST(alarms_and_d_channels_of_the_running_daemon);
    CPPUNIT_TEST(registrations_of_the_running_daemon);
    CPPUNIT_TEST(the_interface_of_a_line_over_ethernet);
    CPPUNIT_TEST(slips_of_the_running_daemon);
    CPPUNIT_TEST(a_console_open_to_everybody);
    CPPUNIT_TEST(keys_that_do_not_fit_or_are_open_to_everybody);
    CPPUNIT_TEST(json_has_the_same_findings);
    CPPUNIT_TEST_SUITE_END();

    FakeSystem machine_;

    /// A daemon that runs, with this for the span.
    void run_daemon(const std::string& span_members, const std::string& uptime = "3600") {
        machine_.answers["show status --json"] = R"({"version": ")" LANDLINE_VERSION
                                                 R"(", "pid": 99, "uptime_seconds": )" +
                                                 uptime + "}";
        machine_.answers["show spans --json"] =
            R"({"spans": [{"name": "line1", "d_channel": "up", "alarms": [], "slips": 0, )"
            R"("packets_received": 100000, "packets_lost": 0, "packets_late": 0)" +
            span_members + "}]}";
    }
    doctor::Report examine(const std::string& conf = kConf) {
        return doctor::examine(doctor::admit(machine_, "landline.conf", "/run/console.sock",
                                             config::parse(conf, "landline.conf")));
    }
    /// The worst finding of one check.
    static doctor::Finding of(const doctor::Report& report, std::string_view check) {
        doctor::Finding worst;
        bool any = false;
        for (const doctor::Finding& finding : report.findings)
            if (finding.check == check && (!any || finding.severity > worst.severity)) {
                worst = finding;
                any = true;
            }
        CPPUNIT_ASSERT_MESSAGE(std::string(check), any);
        return worst;
    }
    static void expect(const doctor::Report& report, std::string_view check, Severity severity,
                       const std::string& what) {
        const doctor::Finding finding = of(report, check);
        const std::string text = std::string(check) + ": " + finding.what;
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(name(severity)),
                                     std::string(name(finding.severity)));
        CPPUNIT_ASSERT_MESSAGE(text, finding.what.find(what) != std::string::npos);
    }

    void a_machine_that_is_well_has_no_finding() {
        run_daemon("");
        const doctor::Report report = examine();
        for (const doctor::Finding& finding : report.findings)
            CPPUNIT_ASSERT_MESSAGE(std::string(finding.check) + ": " + finding.what,
                                   finding.severity <= Severity::skipped);
        CPPUNIT_ASSERT_EQUAL(0, report.exit_status());
    }
    void every_check_says_something_and_every_fault_has_why_and_remedy() {
        machine_.inventory = {};
        machine_.nodes.clear();
        machine_.modules.clear();
        machine_.files.clear();
        machine_.files_limit = 64;
        machine_.ports[5060] = doctor::Port::in_use;
        const doctor::Report report = examine();
        for (const doctor::Check& check : doctor::all_checks()) {
            of(report, check.name);
            CPPUNIT_ASSERT(!check.looks_at.empty());
        }
        for (const doctor::Finding& finding : report.findings)
            if (finding.severity >= Severity::note)
                CPPUNIT_ASSERT_MESSAGE(finding.what,
                                       !finding.why.empty() && !finding.remedy.empty());
        CPPUNIT_ASSERT_EQUAL(2, report.exit_status());
    }
    void a_wrong_conf_file_is_an_error_with_its_line() {
        const auto report = examine(changed(kConf, "realtime = true", "realtime = 7"));
        expect(report, "conf", Severity::error, "landline.conf:6");
        expect(report, "rtp-ports", Severity::skipped, "not valid");
    }
    void modules_for_another_kernel_are_named() {
        machine_.inventory.loaded = false;
        machine_.modules = {{"6.1.0-13-amd64", {"dahdi"}}};
        expect(examine(), "modules", Severity::error, "there is one for 6.1.0-13-amd64");
        machine_.modules.clear();
        const auto finding = of(examine(), "modules");
        CPPUNIT_ASSERT_EQUAL(std::string("apt install dahdi-dkms linux-headers-6.1.0-18-amd64"),
                             finding.remedy);
    }
    void a_module_that_is_only_not_loaded() {
        machine_.inventory.loaded = false;
        const auto finding = of(examine(), "modules");
        CPPUNIT_ASSERT(finding.severity == Severity::error);
        CPPUNIT_ASSERT_EQUAL(std::string("modprobe dahdi"), finding.remedy);
    }
    void secure_boot_wants_a_signature() {
        const std::string path =
            "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
        expect(examine(), "secure-boot", Severity::skipped, "off");
        machine_.files[path] = std::string("\x06\x00\x00\x00\x01", 5);
        expect(examine(), "secure-boot", Severity::error, "is not signed");
        machine_.module_is_signed = true;
        expect(examine(), "secure-boot", Severity::ok, "is signed");
        machine_.files[path] = std::string("\x06\x00\x00\x00\x00", 5);
        expect(examine(), "secure-boot", Severity::skipped, "off");
    }
    void devices_missing_or_closed() {
        machine_.nodes["/dev/dahdi/ctl"].writable = false;
        expect(examine(), "devices", Severity::error, "no permission for /dev/dahdi/ctl");
        machine_.nodes.erase("/dev/dahdi/ctl");
        expect(examine(), "devices", Severity::error, "/dev/dahdi/ctl is not there");
    }
    void a_span_that_is_not_there_or_of_another_kind() {
        expect(examine(), "cards", Severity::ok, "CCS, HDB3, CRC4");
        machine_.inventory.cards[0].ports[0].type = "T1";
        expect(examine(), "cards", Severity::error, "span line1 is e1 in the conf file");
        machine_.inventory.cards.clear();
        expect(examine(), "cards", Severity::error, "no card or span \"1\"");
        machine_.inventory.unserved = {{"Digium TE405P at pci 0000:05:04.0", "modprobe wct4xxp"}};
        CPPUNIT_ASSERT_EQUAL(
            std::string("modprobe wct4xxp"), examine().findings.empty() ? std::string() : [&] {
                for (const auto& finding : examine().findings)
                    if (finding.what.starts_with("Digium"))
                        return finding.remedy;
                return std::string();
            }());
    }
    void interrupts_that_do_not_come() {
        expect(examine(), "interrupts", Severity::ok, "wcte12xp0: 1000 interrupts a second");
        machine_.interrupts_each = 0;
        expect(examine(), "interrupts", Severity::error, "no interrupt of wcte12xp0");
    }
    void an_echo_canceller_that_is_not_loaded() {
        expect(examine(), "echo", Severity::ok, "oslec");
        machine_.files["/proc/modules"] = "dahdi 245760 2 - Live 0x0\n";
        expect(examine(), "echo", Severity::warning, "dahdi_echocan_oslec is not loaded");
        expect(examine(changed(kConf, "echo_canceller = \"oslec\"", "")), "echo", Severity::note,
               "has no echo canceller");
    }
    void another_sip_program_has_the_port() {
        expect(examine(), "sip-ports", Severity::ok, "127.0.0.1:5060 is free");
        machine_.ports[5060] = doctor::Port::in_use;
        expect(examine(), "sip-ports", Severity::error, "taken by asterisk (pid 812)");
        machine_.ports[5060] = doctor::Port::no_such_address;
        expect(examine(), "sip-ports", Severity::error, "no address of this machine");
        run_daemon("");
        expect(examine(), "sip-ports", Severity::ok, "landlined's");
    }
    void ports_and_files_for_all_channels() {
        expect(examine(changed(kConf, "16384-17383", "16384-16403")), "rtp-ports",
               Severity::warning, "10 calls; there are 30 B-channels");
        expect(examine(changed(kConf, "16384-17383", "32000-33000")), "rtp-ports", Severity::note,
               "overlap");
        machine_.files_limit = 256;
        expect(examine(), "open-files", Severity::warning, "30 calls need 260");
        machine_.files_limit.reset();
        expect(examine(), "open-files", Severity::ok, "none");
    }
    void real_time_priority_refused() {
        machine_.priority = 0;
        expect(examine(), "real-time", Severity::warning, "0 at most");
        run_daemon("");
        expect(examine(), "real-time", Severity::ok, "2 media workers");
        machine_.priority_threads = 0;
        expect(examine(), "real-time", Severity::warning, "no media worker");
        expect(examine(changed(kConf, "realtime = true", "")), "real-time", Severity::note, "off");
    }
    void the_clock_of_a_line_in_alarm() {
        expect(examine(), "clock", Severity::ok, "DAHDI span 1");
        machine_.inventory.cards[0].ports[0].alarms = 1;
        expect(examine(), "clock", Severity::warning, "DAHDI span 1 (in alarm)");
        expect(examine(changed(kConf, "card = \"1\"", "card = \"1\"\ntiming = 0")), "clock",
               Severity::warning, "does not take the exchange's clock");
    }
    void a_user_side_that_runs_on_its_own_clock() {
        const std::string conf =
            changed(changed(changed(kConf, "driver = \"dahdi\"", ""), "card = \"1\"",
                            "local = \"127.0.0.1:2142\"\nremote = \"127.0.0.1:2143\""),
                    "echo_canceller = \"oslec\"", "clock = \"loop\"");
        expect(examine(conf), "tdmoip", Severity::ok, "clock of the line");
        expect(examine(changed(conf, "\"loop\"", "\"free\"")), "tdmoip", Severity::warning,
               "clock = \"free\"");
        machine_.ports[2142] = doctor::Port::in_use;
        expect(examine(conf), "tdmoip", Severity::error, "127.0.0.1:2142 is taken");
        machine_.files["/sys/devices/system/clocksource/clocksource0/current_clocksource"] =
            "acpi_pm\n";
        expect(examine(changed(conf, "\"loop\"", "\"free\"")), "timebase", Severity::warning,
               "acpi_pm");
        expect(examine(conf), "modules", Severity::ok, "loaded");
    }
    void the_interface_of_a_line_over_ethernet() {
        const std::string conf = changed(
            changed(changed(kConf, "driver = \"dahdi\"", "driver = \"tdmoe\""), "card = \"1\"",
                    "interface = \"eth1\"\npeer_mac = \"02:00:00:00:00:01\""),
            "echo_canceller = \"oslec\"", "clock = \"loop\"");
        expect(examine(), "tdmoe", Severity::skipped, "no line over Ethernet");
        expect(examine(conf), "tdmoe", Severity::error, "no network interface \"eth1\"");
        machine_.files["/sys/class/net/eth1/flags"] = "0x1002\n";
        machine_.files["/sys/class/net/eth1/operstate"] = "down\n";
        expect(examine(conf), "tdmoe", Severity::error, "eth1 is not up");
        machine_.files["/sys/class/net/eth1/flags"] = "0x1003\n";
        expect(examine(conf), "tdmoe", Severity::error, "no carrier");
        machine_.files["/sys/class/net/eth1/operstate"] = "up\n";
        expect(examine(conf), "tdmoe", Severity::ok, "02:00:00:00:00:01");
    }
    void registrations_of_the_running_daemon() {
        expect(examine(), "registrations", Severity::skipped, "is not running");
        run_daemon("");
        expect(examine(), "registrations", Severity::skipped, "has none");
        const auto with = [&](const char* rest) {
            machine_.answers["show registrations --json"] =
                std::string(R"({"registrations": [{"name": "one", "peer": "carrier", )") + rest +
                "}]}";
        };
        with(R"("registered": true, "last_answer": "200 OK", "failures": 0)");
        expect(examine(), "registrations", Severity::ok, "one is alive");
        with(R"("registered": false, "last_answer": "403 Forbidden", "failures": 3)");
        expect(examine(), "registrations", Severity::error, "carrier: 403 Forbidden");
        with(R"("registered": false, "last_answer": null, "failures": 1)");
        expect(examine(), "registrations", Severity::error, "no answer yet");
    }
    void alarms_and_d_channels_of_the_running_daemon() {
        expect(examine(), "alarms", Severity::skipped, "does not run");
        run_daemon("");
        expect(examine(), "alarms", Severity::ok, "in service");
        machine_.answers["show spans --json"] =
            R"({"spans": [{"name": "line1", "d_channel": "down", "alarms": ["red"]}]})";
        expect(examine(), "alarms", Severity::error, "span line1: red");
        machine_.answers["show spans --json"] =
            R"({"spans": [{"name": "line1", "d_channel": "down", "alarms": []}]})";
        expect(examine(), "alarms", Severity::error, "the D-channel is down");
        machine_.answers["show spans --json"] = "no JSON";
        expect(examine(), "alarms", Severity::skipped, "no lines");
    }
    void slips_of_the_running_daemon() {
        run_daemon(R"(, "slips": 40)");
        expect(examine(), "slips", Severity::warning, "40 slips in 3600 s");
        run_daemon(R"(, "packets_lost": 5000)");
        expect(examine(), "slips", Severity::warning, "5000 of 105000 packets lost");
        run_daemon(R"(, "drift_ppm": 120.5)");
        expect(examine(), "clock", Severity::warning, "120.5 ppm");
        run_daemon(R"(, "slips": 1)");
        expect(examine(), "slips", Severity::ok, "1 slips");
    }
    void a_console_open_to_everybody() {
        machine_.nodes["/run/console.sock"] = {true, true, "root", "root", 0666};
        expect(examine(), "console", Severity::error, "open to everybody");
        machine_.nodes["/run/console.sock"].mode = 0660;
        expect(examine(), "console", Severity::ok, "mode 660");
        expect(examine("[console]\ngroup = \"phones\"\n" + std::string(kConf)), "console",
               Severity::warning, "not phones");
    }
    void keys_that_do_not_fit_or_are_open_to_everybody() {
        using namespace identity_test;
        const std::string conf = std::string(kConf) +
                                 "[shaken]\ncertificate_url = \"https://c.example/a.pem\"\n"
                                 "private_key = \"a.key\"\ncertificate = \"a.pem\"\n"
                                 "trust_anchors = \"ca.pem\"\n";
        expect(examine(conf), "shaken", Severity::error, "a.key cannot be read");
        machine_.files["a.key"] = kSignerKey;
        machine_.files["a.pem"] = kAuthorityPem;
        machine_.files["ca.pem"] = kAuthorityPem;
        expect(examine(conf), "shaken", Severity::error, "is not the certificate of a.key");
        machine_.files["a.pem"] = kSignerPem;
        expect(examine(conf), "shaken", Severity::ok, "CN = SHAKEN 709J");
        machine_.nodes["a.key"] = {true, true, "root", "root", 0644};
        expect(examine(conf), "shaken", Severity::error, "open to everybody");
        machine_.nodes.erase("a.key");
        machine_.files["ca.pem"] = "nothing";
        expect(examine(conf), "shaken", Severity::error, "ca.pem holds no certificate");
        machine_.files["ca.pem"] = kAuthorityPem;
        machine_.files["a.pem"] = kNarrowPem;
        expect(examine(changed(conf, "spans = [\"line1\"]",
                               "spans = [\"line1\"]\nshaken_numbers = [\"+4930\"]")),
               "shaken", Severity::warning, "+4930 is none of the certificate's numbers");
    }
    void json_has_the_same_findings() {
        machine_.priority = 0;
        const auto report = examine();
        const auto json = nlohmann::json::parse(to_json(report));
        CPPUNIT_ASSERT_EQUAL(std::string("warnings"), json["status"].get<std::string>());
        CPPUNIT_ASSERT_EQUAL(report.findings.size(), json["findings"].size());
        for (std::size_t i = 0; i < report.findings.size(); ++i) {
            CPPUNIT_ASSERT_EQUAL(report.findings[i].what,
                                 json["findings"][i]["what"].get<std::string>());
            CPPUNIT_ASSERT(to_text(report).find(report.findings[i].what) != std::string::npos);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DoctorTest);

} // namespace
