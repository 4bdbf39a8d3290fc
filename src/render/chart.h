/*
 * chart.h – a row of bars as inline SVG: one figure over periods or units. The table twin is the page's.
 *
 * Colours belong to the style sheet (class "bars"); no style attribute, no script. A missing value has no bar and says
 * so: it is not zero.
 */
#pragma once
#include "render/html.h"

#define CHART_BARS_MOST 60

struct chart_bar {
	struct str name;  /* "Tuần 47 năm 2025" */
	struct str words; /* "1.234,5" */
	int64_t value;
	bool missing;
};

struct chart {
	struct str label; /* what is shown */
	const struct chart_bar *bars;
	size_t n; /* at most CHART_BARS_MOST */
};

/* Nothing for no bars. Values below zero are drawn downward from the line. */
struct html_raw chart_make(struct arena *a, const struct chart *chart);
