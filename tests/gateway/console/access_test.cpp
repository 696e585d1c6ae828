// Who may do what on the console.
#include "gateway/console/access.h"

#include <cppunit/extensions/HelperMacros.h>

#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

using namespace console;

class AccessTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(AccessTest);
    CPPUNIT_TEST(root_and_the_daemons_user_may_write);
    CPPUNIT_TEST(members_of_the_group_may_read);
    CPPUNIT_TEST(nobody_else_gets_in);
    CPPUNIT_TEST(asks_the_kernel_who_is_there);
    CPPUNIT_TEST(names_an_unknown_group);
    CPPUNIT_TEST_SUITE_END();

    static constexpr uid_t kDaemon = 999;
    static constexpr gid_t kGroup = 55;
    void root_and_the_daemons_user_may_write() {
        CPPUNIT_ASSERT(access_of({0, {}}, kDaemon, kGroup) == Access::read_write);
        CPPUNIT_ASSERT(access_of({kDaemon, {}}, kDaemon, kGroup) == Access::read_write);
    }
    void members_of_the_group_may_read() {
        CPPUNIT_ASSERT(access_of({1000, {1000, 55}}, kDaemon, kGroup) == Access::read_only);
    }
    void nobody_else_gets_in() {
        CPPUNIT_ASSERT(access_of({1000, {1000}}, kDaemon, kGroup) == Access::none);
        const auto no_group = static_cast<gid_t>(-1);
        CPPUNIT_ASSERT(access_of({1000, {no_group}}, kDaemon, no_group) == Access::none);
    }
    void asks_the_kernel_who_is_there() {
        int ends[2];
        CPPUNIT_ASSERT_EQUAL(0, socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
        CPPUNIT_ASSERT(peer_credentials(static_cast<gid_t>(-1))(ends[0]) ==
                       Access::read_write); // it is we
        close(ends[0]);
        close(ends[1]);
        CPPUNIT_ASSERT(peer_credentials(0)(ends[0]) == Access::none);
    }
    void names_an_unknown_group() {
        try {
            group_by_name("no-such-group-here");
            CPPUNIT_FAIL("must throw");
        } catch (const std::runtime_error& error) {
            CPPUNIT_ASSERT(std::string(error.what()).find("\"no-such-group-here\"") !=
                           std::string::npos);
        }
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccessTest);
