gateway/console_SOURCES := gateway/console/access.cpp gateway/console/document.cpp gateway/console/commands.cpp gateway/console/document_json.cpp \
    gateway/console/protocol.cpp gateway/console/registry.cpp gateway/console/server.cpp gateway/console/session.cpp gateway/console/trace_command.cpp \
    gateway/console/view_documents.cpp gateway/console/words.cpp
gateway/console_NEEDS := base gateway/observe
gateway/console_LIBS := $(FMT_LIBS)
