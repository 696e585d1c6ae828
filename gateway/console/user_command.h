// Commands about users of the registrar.
#pragma once

#include "gateway/console/document.h"
#include "gateway/console/registry.h"
#include "gateway/console/views.h"

#include <vector>

namespace console {

/// `show users`, `user unregister`.
void add_users(Registry& registry, DaemonView& daemon);

Document users_document(const std::vector<UserView>& views);

} // namespace console
