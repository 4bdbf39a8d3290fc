/* The parts of a paper, in their order and with the measures of Annex I of Decree 30/2020/NĐ-CP. The Annex allows ranges; the
 * values here lie inside them. */
#include "render/pdf_int.h"

#define SHORT_SIDE MM(210)
#define LONG_SIDE MM(297)
#define INDENT MM(10)
#define BETWEEN 6.0 /* paragraphs: at least 6 pt */
#define LINES 1.05
#define SIGN_ROOM MM(24)

static double draw_at(struct sheet *s, struct str text, const struct canvas_style *style, double x, double y, double width)
{
	struct canvas_text *t = canvas_lay_out(s->c, text, style, width);
	size_t n = canvas_text_lines(t);
	double height = canvas_text_height(t, 0, n);
	canvas_draw(s->c, t, 0, n, x, y);
	canvas_text_free(t);
	return height;
}

static double width_of(struct sheet *s, struct str text, const struct canvas_style *style, double most)
{
	struct canvas_text *t = canvas_lay_out(s->c, text, style, most);
	double width = canvas_text_width(t);
	canvas_text_free(t);
	return width;
}

/* ---- pages ---- */

static void rehearsal_mark(struct sheet *s)
{
	const struct canvas_style style = {.size = 9, .bold = true, .align = PDF_CENTRE};
	struct str words = str_from_c(_("DIỄN TẬP – số liệu giả định, không dùng làm số liệu thật"));
	double x = s->left, width = s->right - s->left, y = MM(4), height = MM(5);
	double text = width_of(s, words, &style, width) + 12;
	canvas_stripes(s->c, x, y, width, height);
	canvas_blank(s->c, x + (width - text) / 2, y + 0.5, text, height - 1);
	draw_at(s, words, &style, x, y + 1.5, width);
}

static void page_marks(struct sheet *s)
{
	const struct canvas_style number = {.size = 13, .align = PDF_CENTRE}, foot = {.size = 8};
	char page[16];
	if (s->paper->rehearsal)
		rehearsal_mark(s);
	if (s->page > 1) {
		snprintf(page, sizeof(page), "%d", s->page);
		draw_at(s, str_from_c(page), &number, s->left, MM(11), s->right - s->left);
	}
	if (s->paper->foot.n)
		draw_at(s, s->paper->foot, &foot, s->left, s->height - MM(12), s->right - s->left);
}

static void begin_page(struct sheet *s)
{
	s->page++;
	s->y = s->top;
	page_marks(s);
}

void sheet_new_page(struct sheet *s)
{
	if (s->page >= PDF_PAGES_MAX || canvas_full(s->c))
		s->failed = true;
	if (s->failed)
		return;
	canvas_end_page(s->c);
	begin_page(s);
}

void sheet_need(struct sheet *s, double height)
{
	if (s->y + height > s->bottom && s->y > s->top)
		sheet_new_page(s);
}

/* ---- the head of the paper ---- */

/* A line below a text of that width in the middle of the column, `share` of it long. */
static void rule_below(struct sheet *s, double x, double width, double text, double share)
{
	double from = x + (width - text * share) / 2;
	canvas_line(s->c, from, s->y + 2.5, from + text * share, s->y + 2.5, 0.75);
	s->y += 5;
}

static void body_and_number(struct sheet *s, double x, double width)
{
	const struct pdf_paper *p = s->paper;
	const struct canvas_style above = {.size = 12, .align = PDF_CENTRE}, body = {.size = 12, .bold = true, .align = PDF_CENTRE};
	const struct canvas_style number = {.size = 13, .align = PDF_CENTRE};
	char line[160];
	if (p->superior.n)
		s->y += draw_at(s, p->superior, &above, x, s->y, width);
	s->y += draw_at(s, p->body, &body, x, s->y, width);
	rule_below(s, x, width, width_of(s, p->body, &body, width), 0.4); /* a third to a half of the words */
	if (p->number.n || p->symbol.n) {
		snprintf(line, sizeof(line), _("Số: %.*s/%.*s"), p->number.n ? (int)p->number.n : 10,
			 p->number.n ? p->number.p : "          ", STR_ARG(p->symbol));
		s->y += draw_at(s, str_from_c(line), &number, x, s->y + 3, width) + 3;
	}
	if (p->draft)
		s->y += draw_at(s, str_from_c(_("DỰ THẢO")), &body, x, s->y + 2, width) + 2;
}

static void state_and_day(struct sheet *s, double x, double width)
{
	const struct pdf_paper *p = s->paper;
	const struct canvas_style state = {.size = 12, .bold = true, .align = PDF_CENTRE};
	const struct canvas_style motto = {.size = 13, .bold = true, .align = PDF_CENTRE};
	const struct canvas_style day = {.size = 13, .italic = true, .align = PDF_CENTRE};
	struct str words = str_from_c(_("Độc lập - Tự do - Hạnh phúc"));
	struct civil at = date_to_civil(p->day == DAY_NONE ? 0 : p->day);
	char line[200];
	s->y += draw_at(s, str_from_c(_("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), &state, x, s->y, width);
	s->y += draw_at(s, words, &motto, x, s->y, width);
	rule_below(s, x, width, width_of(s, words, &motto, width), 1); /* as long as the words */
	if (!p->place.n)
		return;
	/* a zero before days below 10 and before January and February */
	snprintf(line, sizeof(line), at.month < 3 ? _("%.*s, ngày %02d tháng %02d năm %d") : _("%.*s, ngày %02d tháng %d năm %d"),
		 STR_ARG(p->place), at.day, at.month, at.year);
	s->y += draw_at(s, str_from_c(line), &day, x, s->y + 3, width) + 3;
}

static void title(struct sheet *s)
{
	const struct pdf_paper *p = s->paper;
	const struct canvas_style style = {.size = 14, .bold = true, .align = PDF_CENTRE};
	const struct canvas_style to = {.size = s->paper->size, .align = PDF_CENTRE};
	double width = s->right - s->left;
	s->y += 12;
	if (p->kind.n)
		s->y += draw_at(s, p->kind, &style, s->left, s->y, width);
	if (p->about.n) {
		double text = width_of(s, p->about, &style, width - MM(20));
		s->y += draw_at(s, p->about, &style, s->left + MM(10), s->y, width - MM(20));
		rule_below(s, s->left, width, text, 0.35);
	}
	s->y += 8;
	if (p->to.n) {
		char line[600];
		snprintf(line, sizeof(line), _("Kính gửi: %.*s"), STR_ARG(p->to));
		s->y += draw_at(s, str_from_c(line), &to, s->left, s->y, width) + 8;
	}
}

static void paper_head(struct sheet *s)
{
	double width = s->right - s->left, mid = s->left + width * 0.40, top = s->y, after;
	body_and_number(s, s->left - MM(5), mid - s->left + MM(5));
	after = s->y;
	s->y = top;
	state_and_day(s, mid, s->right - mid + MM(3));
	s->y = s->y > after ? s->y : after;
	title(s);
}

/* ---- blocks ---- */

/* Lines flow over pages; two lines stay together with what must follow (`keep`). */
static void flow(struct sheet *s, struct str text, const struct canvas_style *style, double keep)
{
	struct canvas_text *t = canvas_lay_out(s->c, text, style, s->right - s->left);
	size_t n = canvas_text_lines(t), from = 0;
	while (from < n && !s->failed) {
		size_t to = from;
		while (to < n) {
			/* the last two lines go together, and with the signature when it comes next */
			size_t need = to + 2 >= n ? n : to + 1;
			if (s->y + canvas_text_height(t, from, need) + (need == n ? keep : 0) > s->bottom)
				break;
			to = need;
		}
		if (to == from && s->y <= s->top + 1)
			to = from + 1; /* not even on an empty page */
		canvas_draw(s->c, t, from, to, s->left, s->y);
		s->y += canvas_text_height(t, from, to);
		from = to;
		if (from < n)
			sheet_new_page(s);
	}
	canvas_text_free(t);
}

static void paragraphs(struct sheet *s, const struct pdf_block *b, double keep)
{
	struct str rest = b->text, part;
	struct canvas_style style = {.size = s->paper->size, .line = LINES, .justify = true, .indent = INDENT};
	char item[4096];
	if (b->kind == PDF_HEADING)
		style = (struct canvas_style){.size = s->paper->size, .bold = true, .line = LINES, .indent = INDENT};
	if (b->kind == PDF_NOTE)
		style = (struct canvas_style){.size = s->paper->size - 2, .italic = true};
	if (b->kind == PDF_HEADING)
		sheet_need(s, 60); /* never the last thing on a page */
	while (str_split(&rest, '\n', &part) && !s->failed) {
		if (!str_trim(part).n)
			continue;
		s->y += BETWEEN;
		if (b->kind == PDF_ITEM && part.n < sizeof(item) - 8) {
			snprintf(item, sizeof(item), "- %.*s", STR_ARG(part));
			part = str_from_c(item);
		}
		flow(s, part, &style, rest.n ? 0 : keep);
	}
}

static void blocks(struct sheet *s, double keep)
{
	for (size_t i = 0; i < s->paper->block_count && !s->failed; i++) {
		const struct pdf_block *b = &s->paper->blocks[i];
		double last = i + 1 == s->paper->block_count ? keep : 0;
		if (b->kind == PDF_TABLE)
			sheet_table(s, b->table, last);
		else if (b->kind == PDF_PAGE)
			sheet_new_page(s);
		else
			paragraphs(s, b, last);
	}
}

/* ---- the foot of the paper ---- */

static double recipients(struct sheet *s, double x, double width, double y)
{
	const struct canvas_style head = {.size = 12, .bold = true, .italic = true}, line = {.size = 11};
	double at = y;
	char text[400];
	if (!s->paper->recipient_count)
		return 0;
	at += draw_at(s, str_from_c(_("Nơi nhận:")), &head, x, at, width);
	for (size_t i = 0; i < s->paper->recipient_count; i++) {
		snprintf(text, sizeof(text), "- %.*s%s", STR_ARG(s->paper->recipients[i]),
			 i + 1 == s->paper->recipient_count ? "." : ";");
		at += draw_at(s, str_from_c(text), &line, x, at, width);
	}
	return at - y;
}

static double signer(struct sheet *s, const struct pdf_signer *p, double x, double width, double y)
{
	const struct canvas_style style = {.size = s->paper->size, .bold = true, .align = PDF_CENTRE};
	double at = y;
	if (p->authority.n)
		at += draw_at(s, p->authority, &style, x, at, width);
	at += draw_at(s, p->position, &style, x, at, width) + SIGN_ROOM;
	at += draw_at(s, p->name, &style, x, at, width);
	return at - y;
}

/* About what the foot needs; drawn whole on one page. */
static double foot_height(const struct sheet *s)
{
	double lines = 12 + 14 * (double)s->paper->recipient_count;
	double sign = s->paper->signer_count ? SIGN_ROOM + 5 * 1.15 * s->paper->size : 0;
	double both = s->paper->signer_count > 1 ? lines + sign : lines > sign ? lines : sign;
	return s->paper->signer_count || s->paper->recipient_count ? 14 + both : 0;
}

static void paper_foot(struct sheet *s)
{
	const struct pdf_paper *p = s->paper;
	double width = s->right - s->left;
	if (!p->signer_count && !p->recipient_count)
		return;
	sheet_need(s, foot_height(s));
	s->y += 14;
	if (p->signer_count == 1) {
		recipients(s, s->left, width * 0.45, s->y);
		signer(s, p->signers, s->left + width * 0.5, width * 0.5, s->y);
		return;
	}
	double most = 0, each = p->signer_count ? width / (double)p->signer_count : 0;
	for (size_t i = 0; i < p->signer_count; i++) {
		double h = signer(s, &p->signers[i], s->left + each * (double)i, each, s->y);
		most = h > most ? h : most;
	}
	recipients(s, s->left, width, s->y + most + (most > 0 ? 12 : 0));
}

/* ---- the whole ---- */

int pdf_write(const struct pdf_paper *given, struct buf *out, int *ret_pages, struct err *err)
{
	struct pdf_paper paper = *given;
	paper.size = given->size ? given->size : 13;
	INVARIANT(paper.signer_count <= PDF_SIGNERS_MAX, "more signatures than fit beside each other");
	struct sheet s = {
		.paper = &paper,
		.width = paper.wide ? LONG_SIDE : SHORT_SIDE,
		.height = paper.wide ? SHORT_SIDE : LONG_SIDE,
	};
	s.left = MM(30);
	s.right = s.width - MM(15);
	s.top = MM(20);
	s.bottom = s.height - MM(20);
	int r = canvas_open(out, s.width, s.height, paper.about.n ? paper.about : paper.kind, paper.day, &s.c, err);
	if (r < 0)
		return r;
	begin_page(&s);
	paper_head(&s);
	blocks(&s, foot_height(&s));
	if (!s.failed)
		paper_foot(&s);
	canvas_end_page(s.c);
	r = canvas_close(s.c, err);
	if (r == 0 && s.failed)
		r = err_set(err, ERR_TOO_LARGE, _("Bản in dài hơn %d trang. Lọc bớt dòng rồi in từng phần."), PDF_PAGES_MAX);
	if (r < 0)
		buf_reset(out);
	else if (ret_pages)
		*ret_pages = s.page;
	return r;
}
