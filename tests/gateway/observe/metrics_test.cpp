// Counters, gauges and the latency histogram.
#include "gateway/observe/metrics.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>

using namespace observe;
using namespace std::chrono_literals;

class HistogramTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(HistogramTest);
    CPPUNIT_TEST(is_zero_when_empty);
    CPPUNIT_TEST(keeps_quantiles_within_six_per_cent);
    CPPUNIT_TEST(takes_negative_and_endless_times);
    CPPUNIT_TEST(never_reports_more_than_the_maximum);
    CPPUNIT_TEST(counts_what_is_at_most_a_border);
    CPPUNIT_TEST_SUITE_END();

    void is_zero_when_empty() {
        const Histogram histogram;
        CPPUNIT_ASSERT(histogram.quantile(0.5) == base::Duration::zero());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, histogram.count());
    }
    void keeps_quantiles_within_six_per_cent() {
        for (const double microseconds :
             {1.0, 7.0, 9.0, 100.0, 999.0, 5000.0, 123456.0, 6e7, 3e9}) {
            Histogram histogram;
            for (int i = 1; i <= 1000; ++i) // evenly from 0 to `microseconds`
                histogram.record(base::Duration(static_cast<std::int64_t>(microseconds * i)));
            const double p99 =
                std::chrono::duration<double, std::micro>(histogram.quantile(0.99)).count();
            const double wanted = microseconds * 0.99;
            CPPUNIT_ASSERT_MESSAGE(std::to_string(microseconds),
                                   std::abs(p99 - wanted) <= std::max(0.0625 * wanted + 0.5, 1.0));
        }
    }
    void takes_negative_and_endless_times() {
        Histogram histogram;
        histogram.record(-5s);
        histogram.record(base::Duration::max());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, histogram.count());
        CPPUNIT_ASSERT(histogram.quantile(0.5) <= 1us);
        CPPUNIT_ASSERT(histogram.quantile(1.0) > 1h);
    }
    void never_reports_more_than_the_maximum() {
        Histogram histogram;
        for (int i = 0; i < 100; ++i)
            histogram.record(1024us);
        CPPUNIT_ASSERT(histogram.quantile(0.99) == 1024us);
        CPPUNIT_ASSERT(histogram.maximum() == 1024us);
        CPPUNIT_ASSERT(histogram.sum() == 102400us);
    }
    void counts_what_is_at_most_a_border() {
        Histogram histogram;
        for (const auto time : {1us, 500us, 1023us, 2000us, 70000us})
            histogram.record(time);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, histogram.at_most(1024us));
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{5}, histogram.at_most(1min));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HistogramTest);

class MetricsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(MetricsTest);
    CPPUNIT_TEST(gives_the_same_counter_for_the_same_name_and_labels);
    CPPUNIT_TEST(reads_functions_when_viewed);
    CPPUNIT_TEST(forgets_functions_of_a_label_and_uses_the_place_again);
    CPPUNIT_TEST(sorts_and_filters);
    CPPUNIT_TEST(views_histograms_in_seconds);
    CPPUNIT_TEST_SUITE_END();

    void gives_the_same_counter_for_the_same_name_and_labels() {
        Metrics metrics;
        Counter& one = metrics.counter("landline_calls_total", "Calls.", {{"group", "pbx"}});
        Counter& other = metrics.counter("landline_calls_total", "Calls.", {{"group", "exchange"}});
        one.add();
        metrics.counter("landline_calls_total", "Calls.", {{"group", "pbx"}}).add(2);
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, one.value());
        CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, other.value());
    }
    void reads_functions_when_viewed() {
        Metrics metrics;
        std::uint64_t slips = 1;
        double calls = 2;
        metrics.counter("landline_slips_total", "Slips.", {}, [&] { return slips; });
        metrics.gauge("landline_calls", "Calls.", {}, [&] { return calls; });
        slips = 5, calls = 7;
        const auto view = metrics.view();
        CPPUNIT_ASSERT_EQUAL(7.0, view[0].value);
        CPPUNIT_ASSERT(view[0].kind == MetricView::Kind::gauge);
        CPPUNIT_ASSERT_EQUAL(5.0, view[1].value);
    }
    void forgets_functions_of_a_label_and_uses_the_place_again() {
        Metrics metrics;
        Counter& kept = metrics.counter("landline_frames_total", "Frames.", {{"span", "line1"}});
        for (int i = 0; i < 10; ++i) {
            metrics.gauge("landline_drift", "Drift.", {{"span", "line1"}}, [] { return 1.0; });
            metrics.gauge("landline_drift", "Drift.", {{"span", "line2"}}, [] { return 2.0; });
            metrics.remove("span", "line1");
        }
        kept.add();
        const auto view = metrics.view();
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, view.size());
        CPPUNIT_ASSERT_EQUAL(2.0, view[0].value);
        CPPUNIT_ASSERT_EQUAL(1.0, view[1].value);
    }
    void sorts_and_filters() {
        Metrics metrics;
        metrics.counter("landline_b_total", "B.");
        metrics.counter("landline_a_total", "A.", {{"x", "2"}});
        metrics.counter("landline_a_total", "A.", {{"x", "1"}});
        CPPUNIT_ASSERT_EQUAL(std::string("1"), metrics.view()[0].labels[0].second);
        CPPUNIT_ASSERT_EQUAL(std::string("landline_b_total"), metrics.view()[2].name);
        CPPUNIT_ASSERT_EQUAL(std::size_t{2}, metrics.view("_a_").size());
    }
    void views_histograms_in_seconds() {
        Metrics metrics;
        metrics.histogram("landline_setup_delay_seconds", "Setup delay.").record(500ms);
        const MetricView view = metrics.view().at(0);
        CPPUNIT_ASSERT_EQUAL(1.0, view.value);
        CPPUNIT_ASSERT_DOUBLES_EQUAL(0.5, view.p99, 0.001);
        CPPUNIT_ASSERT(metrics.find_histogram("landline_setup_delay_seconds"));
        CPPUNIT_ASSERT(!metrics.find_histogram("landline_other"));
    }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MetricsTest);
