// Components of facility elements as values (Q.932 §8.2.3, X.229, ECMA-165).
#include "drivers/isdn/remote_operation.h"

#include <algorithm>
#include <array>

namespace isdn {
namespace {

// Octet 3 (Q.932 Table 8-12).
constexpr std::uint8_t kProfileMask = 0x1f, kRemoteOperations = 0x11, kNetworkingExtensions = 0x1f;

constexpr std::array<std::uint8_t, 3> kQsigObject{0x2b, 0x0c, 0x09}; // 1.3.12.9
// 0.4.0.SERVICE.1, the service in two octets of seven bits
constexpr std::array<std::uint8_t, 2> kEtsiObject{0x04, 0x00};

// 1.2.840.10005.0
constexpr std::array<std::uint8_t, 6> kAnsiObject{0x2a, 0x86, 0x48, 0xce, 0x15, 0x00};

std::optional<int> ansi_operation(base::Octets object) {
    if (object.size() != kAnsiObject.size() + 1 || object.back() > 0x7f ||
        !std::equal(kAnsiObject.begin(), kAnsiObject.end(), object.begin()))
        return std::nullopt;
    return ansi_object(object.back());
}

std::optional<int> etsi_operation(base::Octets object) {
    constexpr std::size_t kSize = 6;
    if (object.size() != kSize ||
        !std::equal(kEtsiObject.begin(), kEtsiObject.end(), object.begin()))
        return std::nullopt;
    if ((object[2] & 0x80) == 0 || object[3] > 0x7f || object[4] != 1 || object[5] > 0x7f)
        return std::nullopt;
    return etsi_object((object[2] & 0x7f) << 7 | object[3], object[5]);
}

std::optional<int> qsig_operation(base::Octets object) {
    if (object.size() != 4 || object[3] > 0x7f ||
        !std::equal(kQsigObject.begin(), kQsigObject.end(), object.begin()))
        return std::nullopt;
    return object[3];
}

std::optional<int> small(const ber::Element& element) {
    if (element.tag == ber::kObjectIdentifier) {
        if (const auto etsi = etsi_operation(element.contents))
            return etsi;
        const auto ansi = ansi_operation(element.contents);
        return ansi ? ansi : qsig_operation(element.contents);
    }
    const auto value = element.tag == ber::kInteger ? ber::integer(element.contents) : std::nullopt;
    return value && *value >= 0 && *value <= 0xffff ? std::optional(static_cast<int>(*value))
                                                    : std::nullopt;
}

void read_invoke(base::OctetReader& reader, Component& component) {
    constexpr std::uint8_t kLinked = 0x80;
    auto code = ber::next(reader);
    if (code && code->tag == kLinked)
        code = ber::next(reader);
    if (code)
        component.operation = small(*code);
    component.argument = reader.rest();
}

void read_result(base::OctetReader& reader, Component& component) {
    const auto sequence = ber::next(reader);
    if (!sequence || sequence->tag != ber::kSequence)
        return;
    base::OctetReader result(sequence->contents);
    if (const auto code = ber::next(result))
        component.operation = small(*code);
    component.argument = result.rest();
}

std::optional<Component> component_of(const ber::Element& element, Dialect dialect) {
    if (element.tag < 0xa1 || element.tag > 0xa4)
        return std::nullopt;
    Component component;
    component.kind = static_cast<ComponentKind>(element.tag);
    component.dialect = dialect;
    base::OctetReader reader(element.contents);
    const auto id = ber::next(reader);
    if (!id)
        return std::nullopt;
    component.id = id->tag == ber::kInteger ? small(*id) : std::nullopt;
    if (component.kind == ComponentKind::invoke) {
        read_invoke(reader, component);
    } else if (component.kind == ComponentKind::return_result) {
        read_result(reader, component);
    } else if (component.kind == ComponentKind::return_error) {
        if (const auto error = ber::next(reader))
            component.error = small(*error);
    }
    return component;
}

ber::Octets operation_octets(int operation) {
    constexpr int kFirstObject = etsi_object(128, 0);
    if (operation < kFirstObject)
        return ber::number(ber::kInteger, operation);
    const int service = operation / 1000;
    if (service == ansi_object(0) / 1000) {
        ber::Octets object(kAnsiObject.begin(), kAnsiObject.end());
        object.push_back(static_cast<std::uint8_t>(operation % 1000));
        return ber::element(ber::kObjectIdentifier, object);
    }
    const ber::Octets object{kEtsiObject[0],
                             kEtsiObject[1],
                             static_cast<std::uint8_t>(0x80 | service >> 7),
                             static_cast<std::uint8_t>(service & 0x7f),
                             1,
                             static_cast<std::uint8_t>(operation % 1000)};
    return ber::element(ber::kObjectIdentifier, object);
}

std::vector<std::uint8_t> contents_of(Dialect dialect, ComponentKind kind,
                                      const ber::Octets& parts) {
    std::vector<std::uint8_t> contents;
    if (dialect == Dialect::qsig) // end PINX to end PINX; what is not understood is discarded
        contents = {0x80 | kNetworkingExtensions,
                    0xaa,
                    0x06,
                    0x80,
                    0x01,
                    0x00,
                    0x82,
                    0x01,
                    0x00,
                    0x8b,
                    0x01,
                    0x00};
    else
        contents = {0x80 | kRemoteOperations};
    ber::append(contents, ber::element(static_cast<std::uint8_t>(kind), parts));
    return contents;
}

} // namespace

std::vector<Component> components_of(base::Octets contents) {
    std::vector<Component> components;
    if (contents.empty())
        return components;
    const std::uint8_t profile = contents[0] & kProfileMask;
    if (profile != kRemoteOperations && profile != kNetworkingExtensions)
        return components;
    const Dialect dialect = profile == kRemoteOperations ? Dialect::etsi : Dialect::qsig;
    for (const ber::Element& element : ber::all(contents.subspan(1)))
        if (const auto component = component_of(element, dialect))
            components.push_back(*component);
    return components;
}

std::vector<std::uint8_t> invoke(Dialect dialect, int id, int operation,
                                 const ber::Octets& argument) {
    ber::Octets parts = ber::number(ber::kInteger, id);
    ber::append(parts, operation_octets(operation));
    ber::append(parts, argument);
    return contents_of(dialect, ComponentKind::invoke, parts);
}

std::vector<std::uint8_t> return_result(Dialect dialect, int id) {
    return contents_of(dialect, ComponentKind::return_result, ber::number(ber::kInteger, id));
}

std::vector<std::uint8_t> return_result(Dialect dialect, int id, int operation,
                                        const ber::Octets& result) {
    ber::Octets inside = operation_octets(operation);
    ber::append(inside, result);
    ber::Octets parts = ber::number(ber::kInteger, id);
    ber::append(parts, ber::element(ber::kSequence, inside));
    return contents_of(dialect, ComponentKind::return_result, parts);
}

std::vector<std::uint8_t> return_error(Dialect dialect, int id, int error) {
    ber::Octets parts = ber::number(ber::kInteger, id);
    ber::append(parts, operation_octets(error));
    return contents_of(dialect, ComponentKind::return_error, parts);
}

} // namespace isdn
