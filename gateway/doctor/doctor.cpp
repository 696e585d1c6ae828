// The doctor: admits, examines, reports.
#include "gateway/doctor/doctor.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace doctor {

namespace {

using Json = nlohmann::json;

/// The daemon's answer as JSON; null when it is none.
Json ask(const System& system, const std::string& command, std::string* error = nullptr) {
    const auto answer = system.ask(command + " --json");
    if (!answer) {
        if (error)
            *error = answer.error();
        return {};
    }
    return Json::parse(*answer, nullptr, false);
}

template <class T>
T member(const Json& object, const char* key, T otherwise) {
    const auto found = object.find(key);
    if (found == object.end())
        return otherwise;
    if constexpr (std::is_same_v<T, std::string>)
        return found->is_string() ? found->template get<T>() : otherwise;
    else
        return found->is_number() ? found->template get<T>() : otherwise;
}

RunningSpan running_span(const Json& row) {
    RunningSpan span;
    span.name = member<std::string>(row, "name", {});
    span.d_channel = member<std::string>(row, "d_channel", {});
    // in an NFAS group: "standby, backup", "up in group", "down, primary; up in group"
    span.d_channel_up = span.d_channel.starts_with("up") || span.d_channel.starts_with("standby") ||
                        span.d_channel.ends_with("; up in group");
    if (const auto alarms = row.find("alarms"); alarms != row.end() && alarms->is_array())
        for (const Json& alarm : *alarms)
            if (alarm.is_string())
                span.alarms.push_back(alarm.get<std::string>());
    span.slips = member<std::uint64_t>(row, "slips", 0);
    span.packets_lost = member<std::uint64_t>(row, "packets_lost", 0);
    span.packets_late = member<std::uint64_t>(row, "packets_late", 0);
    span.packets_received = member<std::uint64_t>(row, "packets_received", 0);
    if (const auto drift = row.find("drift_ppm"); drift != row.end() && drift->is_number())
        span.drift_ppm = drift->get<double>();
    return span;
}

RunningRegistration running_registration(const Json& row) {
    RunningRegistration registration;
    registration.name = member<std::string>(row, "name", {});
    registration.peer = member<std::string>(row, "peer", {});
    registration.last_answer = member<std::string>(row, "last_answer", {});
    if (const auto found = row.find("registered"); found != row.end() && found->is_boolean())
        registration.registered = found->get<bool>();
    registration.failures = member<unsigned>(row, "failures", 0);
    return registration;
}

} // namespace

std::string_view name(Severity severity) {
    static constexpr std::array<std::string_view, 5> kNames{"ok", "skipped", "note", "warning",
                                                            "error"};
    return kNames[static_cast<std::size_t>(severity)];
}

Patient admit(const System& system, const std::string& conf_path, const std::string& socket,
              const config::Loaded& loaded) {
    Patient patient{system, conf_path, {}, {}, socket, false, {}, {}, 0, 0, {}, {}};
    if (loaded)
        patient.config = *loaded;
    else
        for (const config::Problem& problem : loaded.error())
            patient.problems.push_back(config::text(problem));
    const Json status = ask(system, "show status", &patient.not_running);
    if (!status.is_object())
        return patient;
    patient.running = true;
    patient.version = member<std::string>(status, "version", {});
    patient.pid = member<int>(status, "pid", 0);
    patient.uptime = member<double>(status, "uptime_seconds", 0);
    const Json spans = ask(system, "show spans");
    if (spans.is_object() && spans.contains("spans") && spans["spans"].is_array())
        for (const Json& row : spans["spans"])
            if (row.is_object())
                patient.spans.push_back(running_span(row));
    const Json registrations = ask(system, "show registrations");
    if (registrations.is_object() && registrations.contains("registrations") &&
        registrations["registrations"].is_array())
        for (const Json& row : registrations["registrations"])
            if (row.is_object())
                patient.registrations.push_back(running_registration(row));
    return patient;
}

Report examine(const Patient& patient) {
    Report report;
    for (const Check& check : all_checks()) {
        std::vector<Finding> found;
        check.run(patient, found);
        for (Finding& finding : found) {
            finding.check = check.name;
            report.findings.push_back(std::move(finding));
        }
    }
    return report;
}

Severity Report::worst() const {
    Severity worst = Severity::ok;
    for (const Finding& finding : findings)
        worst = std::max(worst, finding.severity);
    return worst;
}

int Report::exit_status() const {
    switch (worst()) {
    case Severity::error:
        return 2;
    case Severity::warning:
        return 1;
    default:
        return 0;
    }
}

std::string to_text(const Report& report) {
    std::string text;
    std::array<unsigned, 5> counts{};
    for (const Finding& finding : report.findings) {
        ++counts[static_cast<std::size_t>(finding.severity)];
        text +=
            fmt::format("{:<8} {:<13} {}\n", name(finding.severity), finding.check, finding.what);
        if (!finding.why.empty())
            text += fmt::format("{:<22} {}\n", "", finding.why);
        if (!finding.remedy.empty())
            text += fmt::format("{:<22} -> {}\n", "", finding.remedy);
    }
    return text + fmt::format("\n{} errors, {} warnings, {} notes, {} well, {} skipped\n",
                              counts[4], counts[3], counts[2], counts[0], counts[1]);
}

std::string to_json(const Report& report) {
    static constexpr std::array<const char*, 3> kStatus{"ok", "warnings", "errors"};
    nlohmann::ordered_json json;
    json["status"] = kStatus[static_cast<std::size_t>(report.exit_status())];
    json["findings"] = nlohmann::ordered_json::array();
    const auto known = [](const std::string& text) {
        return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
    };
    for (const Finding& finding : report.findings)
        json["findings"].push_back({{"check", finding.check},
                                    {"severity", name(finding.severity)},
                                    {"what", finding.what},
                                    {"why", known(finding.why)},
                                    {"remedy", known(finding.remedy)}});
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

} // namespace doctor
