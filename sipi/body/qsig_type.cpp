// Reading and writing the parameter of application/QSIG, RFC 3204 §3.2.
#include "sipi/body/qsig_type.h"

#include "sipi/text.h"

namespace sipi {

QsigType QsigType::of(const MediaType& media_type) {
    QsigType out;
    for (const Param& param : media_type.params) {
        if (!scan::same(param.name, "version"))
            continue;
        out.version = param.value;
        if (out.version.size() >= 2 && out.version.front() == '"' && out.version.back() == '"')
            out.version = out.version.substr(1, out.version.size() - 2);
    }
    return out;
}

bool QsigType::is_iso() const {
    return version.empty() || scan::same(version, kQsigIso);
}

void append(std::string& out, const QsigType& qsig_type) {
    out.append("application/QSIG");
    if (!qsig_type.version.empty())
        out.append(";version=").append(qsig_type.version);
}

} // namespace sipi
