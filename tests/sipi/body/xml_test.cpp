// Small XML documents.
#include "sipi/body/xml.h"

#include <cppunit/extensions/HelperMacros.h>

using sipi::parse_xml;

class XmlTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(XmlTest);
    CPPUNIT_TEST(reads_elements_and_their_text);
    CPPUNIT_TEST(reads_references_and_sections);
    CPPUNIT_TEST(reads_over_attributes_comments_and_instructions);
    CPPUNIT_TEST(what_is_not_well_formed_is_nothing);
    CPPUNIT_TEST(nothing_grows_without_end);
    CPPUNIT_TEST(text_is_escaped);
    CPPUNIT_TEST_SUITE_END();

    void reads_elements_and_their_text() {
        const auto root = parse_xml("<?xml version='1.0'?>\n<a> x <b>1</b><n:b>2</n:b><c/></a>\n");
        CPPUNIT_ASSERT(root && root->name == "a");
        CPPUNIT_ASSERT_EQUAL(std::string("x"), root->text);
        CPPUNIT_ASSERT_EQUAL(std::size_t{3}, root->children.size());
        CPPUNIT_ASSERT(root->text_of("b") == "1");
        CPPUNIT_ASSERT_EQUAL(std::string("b"), root->children[1].name);
        CPPUNIT_ASSERT(root->child("c") && root->child("c")->text.empty());
        CPPUNIT_ASSERT(!root->child("d") && root->text_of("d").empty());
    }
    void reads_references_and_sections() {
        const auto root = parse_xml("<a>&lt;&#65;&#x42;&amp;<![CDATA[<&>]]>&#8364;</a>");
        CPPUNIT_ASSERT(root);
        CPPUNIT_ASSERT_EQUAL(std::string("<AB&<&>?"), root->text);
    }
    void reads_over_attributes_comments_and_instructions() {
        const auto root =
            parse_xml("<!-- a --><a x=\"<1>\" y = '2'><!-- <b> --><?p ?>t</a ><!-- z -->");
        CPPUNIT_ASSERT(root && root->children.empty());
        CPPUNIT_ASSERT_EQUAL(std::string("t"), root->text);
    }
    void what_is_not_well_formed_is_nothing() {
        for (const char* document :
             {"", "a", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a x></a>", "<a x=1/>",
              "<a x=\"1/>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>&</a>", "<a><![CDATA[</a>",
              "<a><!--</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "< a/>"})
            CPPUNIT_ASSERT_MESSAGE(document, !parse_xml(document));
    }
    void nothing_grows_without_end() {
        std::string deep, wide = "<a>";
        for (int i = 0; i < 40; ++i)
            deep += "<a>";
        for (int i = 0; i < 40; ++i)
            deep += "</a>";
        CPPUNIT_ASSERT(!parse_xml(deep));
        for (int i = 0; i < 300; ++i)
            wide += "<b/>";
        CPPUNIT_ASSERT(!parse_xml(wide + "</a>"));
    }
    void text_is_escaped() {
        const std::string text = "a<b>&\"c";
        const auto root = parse_xml("<a>" + sipi::xml_text(text + "\x01") + "</a>");
        CPPUNIT_ASSERT(root && root->text == text);
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(XmlTest);
