gateway/console_SOURCES := gateway/console/access.cpp gateway/console/ban_command.cpp gateway/console/commands.cpp gateway/console/common.cpp gateway/console/document.cpp \
    gateway/console/document_json.cpp gateway/console/line_commands.cpp gateway/console/map_command.cpp gateway/console/protocol.cpp gateway/console/registry.cpp \
    gateway/console/server.cpp gateway/console/session.cpp gateway/console/span_command.cpp gateway/console/test_command.cpp \
    gateway/console/trace_command.cpp \
    gateway/console/view_documents.cpp gateway/console/words.cpp \
    gateway/console/client/command_line.cpp gateway/console/client/files.cpp gateway/console/client/connection.cpp \
    gateway/console/client/span_scan.cpp
gateway/console_NEEDS := base drivers gateway/observe
gateway/console_LIBS := $(FMT_LIBS)

# The program landline: these sources, the rooms gateway/console and what it needs, and libedit.
landline_PROGRAM_SOURCES := gateway/landline.cpp gateway/console/client/interactive.cpp
landline_PROGRAM_ROOMS := gateway/console gateway/observe gateway/doctor gateway/config gateway/mapping gateway/route drivers drivers/isdn isup sipi/identity sipi/tls sipi dsp base
landline_PROGRAM_LIBS := $(EDIT_LIBS)
gateway/console_TESTS := tests/gateway/console/client/command_line_test.cpp tests/gateway/console/client/files_test.cpp \
    tests/gateway/console/access_test.cpp tests/gateway/console/commands_test.cpp \
    tests/gateway/console/document_test.cpp tests/gateway/console/protocol_test.cpp \
    tests/gateway/console/registry_test.cpp tests/gateway/console/server_test.cpp tests/gateway/console/span_command_test.cpp \
    tests/gateway/console/test_command_test.cpp tests/gateway/console/words_test.cpp
console_request_ROOMS := gateway/console

# who registers here
gateway/console_SOURCES += gateway/console/user_command.cpp
