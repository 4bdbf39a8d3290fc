/* Compiled with the vendors' header first: its macros name what base/banned.h poisons (see meson.build). */
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/monotonic.h"
#include "render/pdf_canvas.h"

#define FAMILY "Liberation Serif"

/* The one paper at work and those that wait for it. */
static pthread_mutex_t lane = PTHREAD_MUTEX_INITIALIZER;
static atomic_int in_lane;
static PangoFontMap *fonts; /* of the lane's holder; kept, because reading the fonts takes longer than a page */

struct canvas {
	struct buf *out;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	int64_t until_ms;
};

struct canvas_text {
	PangoLayout *layout;
	size_t n;
	int *tops; /* of n lines, and the bottom of the last; pango units */
};

static cairo_status_t take(void *arg, const unsigned char *bytes, unsigned n)
{
	struct canvas *c = arg;
	buf_add_bytes(c->out, bytes, n);
	return c->out->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* A family that is not there would silently be another with other measures; its first edition had no Vietnamese letters. */
static bool font_is_there(struct canvas *c)
{
	PangoFontDescription *wish = pango_font_description_from_string(FAMILY " 13");
	PangoFont *font = pango_context_load_font(c->context, wish);
	PangoFontDescription *got = font ? pango_font_describe(font) : NULL;
	const char *family = got ? pango_font_description_get_family(got) : NULL;
	bool there = family && str_eq_c(str_from_c(family), FAMILY) && pango_font_has_char(font, 0x1ED9);
	pango_font_description_free(got);
	if (font)
		g_object_unref(font);
	pango_font_description_free(wish);
	return there;
}

static PangoContext *context_of_fonts(void)
{
	if (!fonts) {
		fonts = pango_cairo_font_map_new();
		pango_cairo_font_map_set_resolution((PangoCairoFontMap *)fonts, 72);
	}
	PangoContext *context = pango_font_map_create_context(fonts);
	cairo_font_options_t *o = cairo_font_options_create();
	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE); /* measures of the paper, not of some screen */
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(context, o);
	cairo_font_options_destroy(o);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string("vi"));
	return context;
}

static void describe(struct canvas *c, struct str title, day_t day)
{
	struct civil at = date_to_civil(day == DAY_NONE ? 0 : day);
	char date[64], text[256];
	snprintf(date, sizeof(date), "%04d-%02d-%02dT00:00:00+07:00", at.year, at.month, at.day);
	snprintf(text, sizeof(text), "%.*s", title.n < 200 ? (int)title.n : 0, title.n ? title.p : "");
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_TITLE, text);
	cairo_pdf_surface_set_metadata(c->surface, CAIRO_PDF_METADATA_CREATOR, "noivu");
}

static void leave(struct canvas *c)
{
	cairo_destroy(c->cr);
	cairo_surface_destroy(c->surface);
	g_object_unref(c->context);
	free(c);
	pthread_mutex_unlock(&lane);
	atomic_fetch_sub(&in_lane, 1);
}

int canvas_open(struct buf *out, double width, double height, struct str title, day_t day, struct canvas **ret_canvas,
		struct err *err)
{
	if (atomic_fetch_add(&in_lane, 1) > PDF_WAITING_MAX) {
		atomic_fetch_sub(&in_lane, 1);
		return err_set(err, ERR_BUSY, _("Đang có nhiều bản in được tạo cùng lúc. Chờ vài giây rồi thử lại."));
	}
	pthread_mutex_lock(&lane);
	struct canvas *c = calloc(1, sizeof(*c));
	INVARIANT(c, "no memory for a sheet of paper");
	c->out = out;
	c->until_ms = monotonic_ms() + PDF_MS_MAX;
	c->surface = cairo_pdf_surface_create_for_stream(take, c, width, height);
	cairo_pdf_surface_restrict_to_version(c->surface, CAIRO_PDF_VERSION_1_5);
	c->cr = cairo_create(c->surface);
	c->context = context_of_fonts();
	describe(c, title, day);
	if (!font_is_there(c)) {
		leave(c);
		return err_set(err, ERR_INTERNAL,
			       _("Máy chủ chưa cài phông chữ Liberation Serif (gói fonts-liberation2) nên chưa tạo được "
				 "bản in."));
	}
	*ret_canvas = c;
	return 0;
}

void canvas_end_page(struct canvas *c) { cairo_show_page(c->cr); }

bool canvas_full(const struct canvas *c)
{
	return c->out->full || monotonic_ms() > c->until_ms || cairo_status(c->cr) != CAIRO_STATUS_SUCCESS;
}

int canvas_close(struct canvas *c, struct err *err)
{
	cairo_surface_finish(c->surface);
	cairo_status_t status = cairo_surface_status(c->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_status(c->cr);
	bool full = c->out->full || monotonic_ms() > c->until_ms;
	leave(c);
	if (full)
		return err_set(err, ERR_TOO_LARGE, _("Bản in quá dài. Lọc bớt dòng rồi in từng phần."));
	if (status != CAIRO_STATUS_SUCCESS) {
		err_set(err, ERR_INTERNAL, _("Chưa tạo được bản in. Hãy thử lại; nếu vẫn lỗi, báo người vận hành hệ thống."));
		return err_detail(err, "cairo: %s", cairo_status_to_string(status));
	}
	return 0;
}

/* ---- texts ---- */

static void set_font(PangoLayout *layout, const struct canvas_style *style)
{
	PangoFontDescription *font = pango_font_description_new();
	pango_font_description_set_family_static(font, FAMILY);
	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

static void measure_lines(struct canvas_text *t)
{
	PangoLayoutIter *it = pango_layout_get_iter(t->layout);
	t->n = (size_t)pango_layout_get_line_count(t->layout);
	t->tops = calloc(t->n + 1, sizeof(*t->tops));
	INVARIANT(t->tops, "no memory for the lines of a text");
	for (size_t i = 0; i < t->n; i++) {
		pango_layout_iter_get_line_yrange(it, &t->tops[i], &t->tops[i + 1]);
		pango_layout_iter_next_line(it);
	}
	pango_layout_iter_free(it);
}

struct canvas_text *canvas_lay_out(struct canvas *c, struct str text, const struct canvas_style *style, double width)
{
	static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
	struct canvas_text *t = calloc(1, sizeof(*t));
	INVARIANT(t, "no memory for a text");
	t->layout = pango_layout_new(c->context);
	set_font(t->layout, style);
	pango_layout_set_width(t->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(t->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(t->layout, aligns[style->align]);
	pango_layout_set_justify(t->layout, style->justify);
	pango_layout_set_indent(t->layout, (int)(style->indent * PANGO_SCALE));
	if (style->line > 0)
		pango_layout_set_line_spacing(t->layout, (float)style->line);
	pango_layout_set_text(t->layout, text.n ? text.p : "", (int)text.n);
	measure_lines(t);
	return t;
}

void canvas_text_free(struct canvas_text *t)
{
	if (!t)
		return;
	g_object_unref(t->layout);
	free(t->tops);
	free(t);
}

size_t canvas_text_lines(const struct canvas_text *t) { return t->n; }

double canvas_text_height(const struct canvas_text *t, size_t from, size_t to)
{
	return (double)(t->tops[to] - t->tops[from]) / PANGO_SCALE;
}

double canvas_text_width(const struct canvas_text *t)
{
	PangoRectangle r;
	pango_layout_get_extents(t->layout, NULL, &r);
	return (double)r.width / PANGO_SCALE;
}

void canvas_draw(struct canvas *c, const struct canvas_text *t, size_t from, size_t to, double x, double y)
{
	PangoLayoutIter *it = pango_layout_get_iter(t->layout);
	for (size_t i = 0; i < to; i++) {
		PangoRectangle r;
		int baseline = pango_layout_iter_get_baseline(it);
		pango_layout_iter_get_line_extents(it, NULL, &r);
		if (i >= from) {
			cairo_move_to(c->cr, x + (double)r.x / PANGO_SCALE,
				      y + (double)(baseline - t->tops[from]) / PANGO_SCALE);
			pango_cairo_show_layout_line(c->cr, pango_layout_iter_get_line_readonly(it));
		}
		pango_layout_iter_next_line(it);
	}
	pango_layout_iter_free(it);
}

/* ---- lines ---- */

void canvas_line(struct canvas *c, double x1, double y1, double x2, double y2, double thick)
{
	cairo_set_line_width(c->cr, thick);
	cairo_move_to(c->cr, x1, y1);
	cairo_line_to(c->cr, x2, y2);
	cairo_stroke(c->cr);
}

void canvas_stripes(struct canvas *c, double x, double y, double width, double height)
{
	cairo_save(c->cr);
	cairo_rectangle(c->cr, x, y, width, height);
	cairo_clip(c->cr);
	cairo_set_line_width(c->cr, height / 4);
	for (double at = x - height; at < x + width; at += height) {
		cairo_move_to(c->cr, at, y + height);
		cairo_line_to(c->cr, at + height, y);
	}
	cairo_stroke(c->cr);
	cairo_restore(c->cr);
	cairo_set_line_width(c->cr, 0.75);
	cairo_rectangle(c->cr, x, y, width, height);
	cairo_stroke(c->cr);
}

void canvas_blank(struct canvas *c, double x, double y, double width, double height)
{
	cairo_save(c->cr);
	cairo_set_source_rgb(c->cr, 1, 1, 1);
	cairo_rectangle(c->cr, x, y, width, height);
	cairo_fill(c->cr);
	cairo_restore(c->cr);
}
