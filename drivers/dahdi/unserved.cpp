// The ids of cards and the modules that serve them.
#include "drivers/dahdi/unserved.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace drivers::dahdi {
namespace {

namespace fs = std::filesystem;

struct PciRow {
    const char *vendor, *device, *name, *module;
};
// As the modules' own tables of ids say (modinfo wct4xxp).
constexpr PciRow kPci[] = {
    {"0xd161", "0x1820", "Digium TE820", "wct4xxp"},
    {"0xd161", "0x1420", "Digium TE420", "wct4xxp"},
    {"0xd161", "0x1410", "Digium TE410P", "wct4xxp"},
    {"0xd161", "0x1405", "Digium TE405P", "wct4xxp"},
    {"0xd161", "0x0420", "Digium TE420", "wct4xxp"},
    {"0xd161", "0x0410", "Digium TE410P", "wct4xxp"},
    {"0xd161", "0x0405", "Digium TE405P", "wct4xxp"},
    {"0xd161", "0x1220", "Digium TE220", "wct4xxp"},
    {"0xd161", "0x1210", "Digium TE210P", "wct4xxp"},
    {"0xd161", "0x1205", "Digium TE205P", "wct4xxp"},
    {"0xd161", "0x0220", "Digium TE220", "wct4xxp"},
    {"0xd161", "0x0210", "Digium TE210P", "wct4xxp"},
    {"0xd161", "0x0205", "Digium TE205P", "wct4xxp"},
    {"0xd161", "0x0120", "Digium TE120P", "wcte12xp"},
    {"0xd161", "0x8000", "Digium TE121", "wcte12xp"},
    {"0xd161", "0x8001", "Digium TE122", "wcte12xp"},
    {"0xd161", "0x800a", "Digium TE133", "wcte13xp"},
    {"0xd161", "0x800b", "Digium TE134", "wcte13xp"},
    {"0xd161", "0x800e", "Digium TE435 or TE235", "wcte43x"},
    {"0xd161", "0x8013", "Digium TE436 or TE236", "wcte43x"},
    {"0xd161", "0xb410", "Digium B410P", "wcb4xxp"},
    {"0xd161", "0x8014", "Digium B430P", "wcb4xxp"},
    {"0xd161", "0x8015", "Digium B433", "wcb4xxp"},
    {"0xd161", "0x8016", "Digium B230P", "wcb4xxp"},
    {"0xd161", "0x8017", "Digium B233", "wcb4xxp"},
    {"0xd161", "0x8007", "Digium HA8", "wctdm24xxp"},
    {"0xd161", "0x8008", "Digium HB8", "wctdm24xxp"},
    {"0x1397", "0x08b4", "BRI card with an HFC-4S", "wcb4xxp"},
    {"0x1397", "0x16b8", "BRI card with an HFC-8S", "wcb4xxp"},
    {"0xe159", "0x0001", "card with a TigerJet 320 (T100P, E100P, TE110P)", "wct1xxp or wcte11xp"},
};

struct UsbRow {
    const char *vendor, *product, *what, *remedy;
};
// The product id of an Astribank tells its firmware: none, USB only, complete.
constexpr UsbRow kUsb[] = {
    {"e4e4", "1130", "Xorcom Astribank without firmware",
     "install its firmware (dahdi-firmware-nonfree, fxload) and plug it in again"},
    {"e4e4", "1150", "Xorcom Astribank without firmware",
     "install its firmware (dahdi-firmware-nonfree, fxload) and plug it in again"},
    {"e4e4", "1160", "Xorcom Astribank without firmware",
     "install its firmware (dahdi-firmware-nonfree, fxload) and plug it in again"},
    {"e4e4", "1131", "Xorcom Astribank with half of its firmware", "run xpp_fxloader load"},
    {"e4e4", "1151", "Xorcom Astribank with half of its firmware", "run xpp_fxloader load"},
    {"e4e4", "1161", "Xorcom Astribank with half of its firmware", "run xpp_fxloader load"},
    {"e4e4", "1132", "Xorcom Astribank", "modprobe xpp_usb"},
    {"e4e4", "1152", "Xorcom Astribank", "modprobe xpp_usb"},
    {"e4e4", "1162", "Xorcom Astribank", "modprobe xpp_usb"},
};

std::string word(const fs::path& file) {
    std::ifstream stream(file);
    std::string text;
    stream >> text;
    return text;
}

template <class Use>
void each(const fs::path& directory, const Use& use) {
    std::error_code error;
    std::vector<fs::path> found;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
        found.push_back(at->path());
    std::ranges::sort(found);
    for (const fs::path& path : found)
        use(path);
}

} // namespace

std::vector<Unserved> unserved_cards(const std::string& root) {
    std::vector<Unserved> found;
    std::error_code error;
    each(fs::path(root) / "bus/pci/devices", [&](const fs::path& device) {
        const std::string vendor = word(device / "vendor"), id = word(device / "device");
        for (const PciRow& row : kPci)
            if (vendor == row.vendor && id == row.device && !fs::exists(device / "driver", error)) {
                found.push_back({fmt::format("{} at pci {}", row.name, device.filename().string()),
                                 fmt::format("modprobe {}", row.module)});
                return;
            }
    });
    each(fs::path(root) / "bus/usb/devices", [&](const fs::path& device) {
        const std::string vendor = word(device / "idVendor"), id = word(device / "idProduct");
        for (const UsbRow& row : kUsb) {
            const bool served = std::string_view(row.product).ends_with('2') &&
                                fs::exists(fs::path(root) / "bus/astribanks/devices", error);
            if (vendor == row.vendor && id == row.product && !served)
                found.push_back({fmt::format("{} at usb {}", row.what, device.filename().string()),
                                 row.remedy});
        }
    });
    return found;
}

} // namespace drivers::dahdi
