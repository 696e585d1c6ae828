// Trunk groups in Request-URI and Contact, both ways.
#include "gateway/mapping/trunk_group.h"

#include "tests/gateway/mapping/support.h"

using namespace mapping;
using namespace mapping_test;

class TrunkGroupTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(TrunkGroupTest);
    CPPUNIT_TEST(both_parameters_in_our_context_name_a_trunk_group);
    CPPUNIT_TEST(half_of_them_or_another_context_is_as_none_and_noted);
    CPPUNIT_TEST(the_contact_names_where_the_call_came_from);
    CPPUNIT_TEST(strangers_and_trunks_that_do_not_ask_name_none);
    CPPUNIT_TEST(request_uri_and_contact_of_an_invite_carry_them);
    CPPUNIT_TEST(what_was_received_is_not_sent_on_by_itself);
    CPPUNIT_TEST_SUITE_END();

    static Profile with(TrunkGroupUse use) {
        Profile result = profile();
        result.trunk_context = "example.com";
        result.trunk_group_in = use;
        return result;
    }
    static TrunkGroupNames names(const std::string& uri, const std::string& contact,
                                 const Profile& profile, std::string_view row = "") {
        Notes notes;
        const auto result = trunk_groups_of(
            invite(uri, contact.empty() ? "" : "Contact: <" + contact + ">\r\n"), profile, notes);
        CPPUNIT_ASSERT_MESSAGE(std::string(row), row.empty() || noted(notes, row));
        return result;
    }
    static constexpr const char* kUri =
        "sip:+4930222;tgrp=TG2-1;trunk-context=Example.com@gw;user=phone";

    void both_parameters_in_our_context_name_a_trunk_group() {
        const Profile select = with(TrunkGroupUse::select);
        CPPUNIT_ASSERT_EQUAL(
            std::string("TG2-1"),
            names(kUri, "", select, "trunk group to go to from Request-URI").destination);
        CPPUNIT_ASSERT_EQUAL(
            std::string("TG2/1"),
            names("tel:+4930222;tgrp=TG2%2F1;trunk-context=example.com", "", select).destination);
        CPPUNIT_ASSERT_EQUAL(
            std::string("a"),
            names("sip:+4930222@gw;tgrp=a;trunk-context=example.com", "", select).destination);
        CPPUNIT_ASSERT_EQUAL(std::string("TG2-1"),
                             names(kUri, "", with(TrunkGroupUse::pass),
                                   "trunk group for the next peer from Request-URI")
                                 .destination);
        Profile numeric = select;
        numeric.trunk_context = "+33";
        CPPUNIT_ASSERT_EQUAL(
            std::string("a"),
            names("tel:+4930222;tgrp=a;trunk-context=+33", "", numeric).destination);
    }
    void half_of_them_or_another_context_is_as_none_and_noted() {
        const Profile select = with(TrunkGroupUse::select);
        for (const char* uri :
             {"sip:+4930222;tgrp=TG2-1@gw", "sip:+4930222;trunk-context=example.com@gw",
              "sip:+4930222;tgrp=;trunk-context=example.com@gw"})
            CPPUNIT_ASSERT(
                names(uri, "", select, "trunk group without its context, or the reverse") ==
                TrunkGroupNames{});
        CPPUNIT_ASSERT(names("sip:+4930222;tgrp=TG2-1;trunk-context=example.org@gw", "", select,
                             "trunk group of a context that is not ours") == TrunkGroupNames{});
    }
    void the_contact_names_where_the_call_came_from() {
        const auto found =
            names("sip:+4930222@gw", "sip:+4930111;tgrp=TG1-1;trunk-context=example.com@gw1",
                  with(TrunkGroupUse::select), "trunk group that the call came from, of Contact");
        CPPUNIT_ASSERT_EQUAL(std::string("TG1-1"), found.origin);
        CPPUNIT_ASSERT_EQUAL(std::string(), found.destination);
    }
    void strangers_and_trunks_that_do_not_ask_name_none() {
        Profile untrusted = with(TrunkGroupUse::select);
        untrusted.trust = false;
        for (const Profile& each : {untrusted, profile(), with(TrunkGroupUse::off)})
            CPPUNIT_ASSERT(names(kUri, "", each, "trunk group in Request-URI left out") ==
                           TrunkGroupNames{});
    }
    void request_uri_and_contact_of_an_invite_carry_them() {
        Profile to = with(TrunkGroupUse::off);
        to.trunk_group_origin = true;
        to.trunk_group_destination = "TG/9";
        const isup::Message iam = iam_of("sip:+4930222@gw;user=phone", profile());
        Notes notes;
        const auto parts = invite_from_iam(iam, to, notes, {"passed", "lines"});
        CPPUNIT_ASSERT(parts.ok());
        CPPUNIT_ASSERT_EQUAL(std::string("sip:+4930222;tgrp=TG/9;trunk-context=example.com@"
                                         "pbx.example.org;user=phone"),
                             parts->request_uri);
        CPPUNIT_ASSERT_EQUAL(std::string("+4930111;tgrp=lines;trunk-context=example.com"),
                             parts->contact_user);
        CPPUNIT_ASSERT(noted(notes, "trunk group in Request-URI") &&
                       noted(notes, "trunk group in Contact"));
        to.trunk_group_destination.clear();
        CPPUNIT_ASSERT(invite_from_iam(iam, to, notes, {"passed", ""})
                           ->request_uri.find(";tgrp=passed;trunk-context=example.com@") !=
                       std::string::npos);
        CPPUNIT_ASSERT(invite_from_iam(iam, to, notes)->contact_user.empty());
    }
    void what_was_received_is_not_sent_on_by_itself() {
        CPPUNIT_ASSERT_EQUAL(
            std::string("sip:+4930222@pbx.example.org;user=phone"),
            request_uri_of(iam_of(kUri, with(TrunkGroupUse::select)), with(TrunkGroupUse::select)));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TrunkGroupTest);
