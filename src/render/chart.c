#include "render/chart.h"

#include "base/err.h"

#define HEIGHT 100
#define STEP 72
#define BAR 40

/* v on a scale of `most` → 0…HEIGHT, without overflow. */
static int64_t high(int64_t v, int64_t most)
{
	__int128 whole = (__int128)v * HEIGHT;
	return most ? (int64_t)(whole / most) : 0;
}

static void bar(struct html *h, const struct chart_bar *b, size_t place, int64_t most, int64_t least)
{
	int64_t span = most - least, zero = high(most, span), to = high(most - b->value, span);
	int64_t top = to < zero ? to : zero, tall = to < zero ? zero - to : to - zero;
	buf_printf(h->out, "<g><title>");
	html_text(h, b->name);
	buf_add_c(h->out, ": ");
	html_text(h, b->missing ? str_from_c(_("chưa có")) : b->words);
	buf_add_c(h->out, "</title>");
	if (!b->missing)
		buf_printf(h->out, "<rect x=\"%zu\" y=\"%lld\" width=\"%d\" height=\"%lld\" opacity=\".4\"/>",
			   place * STEP + (STEP - BAR) / 2, (long long)top + 14, BAR, (long long)(tall ? tall : 1));
	buf_printf(h->out, "<text x=\"%zu\" y=\"%lld\">", place * STEP + STEP / 2,
		   b->missing ? (long long)HEIGHT + 10 : (long long)top + 10);
	html_text(h, b->missing ? str_from_c(_("–")) : b->words);
	buf_add_c(h->out, "</text></g>");
}

struct html_raw chart_make(struct arena *a, const struct chart *chart)
{
	_cleanup_buf_ struct buf out = BUF_INIT((size_t)1 << 20);
	struct html h = {.out = &out};
	int64_t most = 0, least = 0;
	INVARIANT(chart->n <= CHART_BARS_MOST, "too many bars");
	if (!chart->n)
		return (struct html_raw){{0}};
	for (size_t i = 0; i < chart->n; i++) {
		int64_t v = chart->bars[i].missing ? 0 : chart->bars[i].value / 2; /* halves: the span of both ends fits */
		most = v > most ? v : most;
		least = v < least ? v : least;
	}
	buf_printf(&out,
		   "<svg role=\"img\" viewBox=\"0 0 %zu %d\" width=\"%zu\" height=\"%d\" font-size=\"11\" "
		   "text-anchor=\"middle\" fill=\"currentColor\" aria-label=\"",
		   chart->n * STEP, HEIGHT + 20, chart->n * STEP, HEIGHT + 20);
	html_text(&h, chart->label);
	buf_add_c(&out, "\">");
	for (size_t i = 0; i < chart->n; i++) {
		struct chart_bar b = chart->bars[i];
		b.value /= 2;
		bar(&h, &b, i, most, least);
	}
	buf_add_c(&out, "</svg>");
	return (struct html_raw){arena_dup(a, buf_str(&out))};
}
