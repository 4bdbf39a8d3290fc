#include "web/papers.h"

#include "text/text.h"
#include "unit/records.h"

int paper_begin(struct arena *a, const struct site *site, struct db *db, struct pdf_paper *ret_paper, struct err *err)
{
	struct unit_item root = {0};
	struct head head;
	int r = unit_get(db, a, site->root, &root, err);
	if (r >= 0)
		r = ledger_head(db, &head, err);
	if (r < 0)
		return r;
	*ret_paper = (struct pdf_paper){
		.superior = arena_printf(a, _("UBND %.*s"), STR_ARG(text_upper(a, root.full))),
		.body = str_from_c(_("SỞ NỘI VỤ")),
		.place = root.name,
		.rehearsal = site->rehearsal,
		.foot = arena_printf(a, _("%.*s · mã sổ cái %.*s"), STR_ARG(site->name), STR_ARG(head_short(a, &head))),
	};
	return 0;
}

int web_send_paper(struct web_call *c, const struct pdf_paper *paper, struct str filename, struct err *err)
{
	int r = pdf_write(paper, &c->res->body, NULL, err);
	if (r < 0)
		return r;
	c->res->type = STR("application/pdf");
	http_inline(c->res, filename);
	return 0;
}

/* ---- blocks one after the other ---- */

#define BLOCKS_MOST 24

struct blocks {
	struct arena *a;
	struct pdf_block *list;
	size_t n;
};

static void add(struct blocks *b, enum pdf_block_kind kind, struct str text)
{
	INVARIANT(b->n < BLOCKS_MOST, "more blocks than a paper of ours has");
	b->list[b->n++] = (struct pdf_block){.kind = kind, .text = text};
}

static void add_table(struct blocks *b, const struct pdf_column *columns, size_t n, const struct str *cells, size_t rows,
		      const char *empty)
{
	struct pdf_table *t = arena_new_of(b->a, struct pdf_table);
	*t = (struct pdf_table){
		.columns = columns, .column_count = n, .cells = cells, .row_count = rows, .empty = str_from_c(empty)};
	add(b, PDF_TABLE, (struct str){0});
	b->list[b->n - 1].table = t;
}

/* ---- the director's day ---- */

static struct str number(struct arena *a, int64_t v) { return text_number(a, v); }

static struct str of(struct arena *a, int64_t n, int64_t all)
{
	return arena_printf(a, "%.*s/%.*s", STR_ARG(number(a, n)), STR_ARG(number(a, all)));
}

#define COMMITTEES_ROW 2

static void figures(struct blocks *out, const struct brief *b)
{
	static const struct pdf_column columns[] = {
		{PDF_TEXT(_("Chỉ tiêu")), {0}, 5, PDF_LEFT},
		{PDF_TEXT(_("Hôm nay")), {0}, 2, PDF_RIGHT},
		{PDF_TEXT(_("Tuần trước")), {0}, 2, PDF_RIGHT}};
	struct arena *a = out->a;
	const struct snapshot *s = &b->before;
	struct str none = str_from_c(_("chưa chốt"));
	const struct str rows[][3] = {
		{str_from_c(_("Việc chậm")), number(a, b->late), b->has_before ? number(a, s->late) : none},
		{str_from_c(_("Việc đến hạn trong 7 ngày")), number(a, b->soon), b->has_before ? number(a, s->soon) : none},
		{str_from_c(_("Xã chưa có Ủy ban bầu cử")), of(a, b->committees_of - b->committees, b->committees_of),
		 b->has_before ? of(a, s->communes - s->committees, s->communes) : none},
		{str_from_c(_("Chờ quyết định")), number(a, b->waiting), b->has_before ? number(a, s->waiting) : none},
		{str_from_c(_("Nhiệm vụ đã xong")), of(a, b->done, b->total), b->has_before ? of(a, s->done, s->total) : none},
	};
	struct str *cells = arena_array_of(a, 3 * ARRAY_LEN(rows), struct str);
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (i == COMMITTEES_ROW && !b->committees_of)
			continue;
		for (size_t k = 0; k < 3; k++)
			cells[3 * n + k] = rows[i][k];
		n++;
	}
	add_table(out, columns, 3, cells, n, "");
	if (b->has_before)
		add(out, PDF_NOTE, arena_printf(a, _("Số tuần trước: đã chốt ngày %.*s."), STR_ARG(date_vn(a, s->day))));
}

static void decisions(struct blocks *out, const struct brief *b)
{
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 16);
	add(out, PDF_HEADING, str_from_c(_("I. CẦN QUYẾT ĐỊNH")));
	for (size_t i = 0; i < b->decision_n; i++)
		buf_printf(&text, _("%.*s (trình ngày %.*s).\n"), STR_ARG(b->decisions[i].question),
			   STR_ARG(date_vn(out->a, b->decisions[i].asked)));
	for (size_t i = 0; i < b->due_n; i++)
		if (brief_due_waits(&b->due[i]))
			buf_printf(&text, _("Giao nhiệm vụ: %.*s (hạn %.*s).\n"), STR_ARG(b->due[i].title),
				   STR_ARG(date_vn(out->a, b->due[i].by)));
	if (text.n)
		add(out, PDF_ITEM, arena_dup(out->a, buf_str(&text)));
	else
		add(out, PDF_PARAGRAPH, str_from_c(_("Không có việc chờ quyết định.")));
}

/* The units late with a job, as one text. */
static struct str late_units(struct arena *a, const struct brief *b, size_t job)
{
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 18);
	const struct brief_job *j = &b->jobs[job];
	size_t n = 0;
	for (size_t i = j->first; i < b->late_n; i++)
		if (b->late_rows[i].job == job)
			buf_printf(&text, _("%s%.*s (%lld ngày)"), n++ ? "; " : "", STR_ARG(b->late_rows[i].unit_name),
				   (long long)b->late_rows[i].days);
	if (j->late > (int64_t)j->listed)
		buf_printf(&text, _("; và %.*s đơn vị khác"), STR_ARG(number(a, j->late - (int64_t)j->listed)));
	return arena_dup(a, buf_str(&text));
}

static void late(struct blocks *out, const struct brief *b)
{
	static const struct pdf_column columns[] = {{PDF_TEXT(_("Việc, hạn, căn cứ")), {0}, 5, PDF_LEFT},
						    {PDF_TEXT(_("Số đơn vị")), {0}, 1, PDF_RIGHT},
						    {PDF_TEXT(_("Đơn vị chậm (số ngày quá hạn)")), {0}, 8, PDF_LEFT}};
	struct arena *a = out->a;
	struct str *cells = arena_array_of(a, 3 * b->job_n + 1, struct str);
	int64_t in = 0;
	add(out, PDF_HEADING, str_from_c(_("II. CHẬM Ở ĐÂU")));
	for (size_t i = 0; i < b->job_n; i++) {
		const struct brief_late *l = &b->late_rows[b->jobs[i].first];
		cells[3 * i] = arena_printf(a, _("%.*s (hạn %.*s; %.*s)"), STR_ARG(l->title), STR_ARG(date_vn(a, l->due)),
					    STR_ARG(l->basis));
		cells[3 * i + 1] = number(a, b->jobs[i].late);
		cells[3 * i + 2] = late_units(a, b, i);
		in += b->jobs[i].late;
	}
	add_table(out, columns, 3, cells, b->job_n, _("Không có việc chậm."));
	if (b->late > in)
		add(out, PDF_NOTE, arena_printf(a, _("Trên đây là các việc chậm lâu nhất; còn %.*s việc chậm ít ngày hơn."),
						STR_ARG(number(a, b->late - in))));
}

static void soon(struct blocks *out, const struct brief *b)
{
	static const struct pdf_column columns[] = {{PDF_TEXT(_("Hạn")), {0}, 3, PDF_LEFT},
						    {PDF_TEXT(_("Việc, mốc")), {0}, 7, PDF_LEFT},
						    {PDF_TEXT(_("Đã xong")), {0}, 2, PDF_RIGHT},
						    {PDF_TEXT(_("Căn cứ")), {0}, 3, PDF_LEFT}};
	struct arena *a = out->a;
	struct str *cells = arena_array_of(a, 4 * (b->due_n ? b->due_n : 1), struct str);
	for (size_t i = 0; i < b->due_n; i++) {
		const struct brief_due *s = &b->due[i];
		cells[4 * i] = date_vn_long(a, s->by);
		cells[4 * i + 1] = s->title;
		cells[4 * i + 2] = s->of          ? of(a, s->done, s->of)
		                   : s->milestone ? str_from_c(_("mốc theo dõi"))
		                                  : str_from_c(_("chưa giao"));
		cells[4 * i + 3] = s->basis;
	}
	add(out, PDF_HEADING, str_from_c(_("III. ĐẾN HẠN TRONG 7 NGÀY, MỐC CẦN THEO DÕI")));
	add_table(out, columns, 4, cells, b->due_n, _("Không có việc đến hạn trong 7 ngày tới."));
}

static void difficulties(struct blocks *out, const struct brief *b)
{
	static const struct pdf_column columns[] = {{PDF_TEXT(_("Đơn vị, ngày")), {0}, 3, PDF_LEFT},
						    {PDF_TEXT(_("Nội dung")), {0}, 9, PDF_LEFT}};
	struct str *cells = arena_array_of(out->a, 2 * (b->difficulty_n ? b->difficulty_n : 1), struct str);
	for (size_t i = 0; i < b->difficulty_n; i++) {
		const struct brief_difficulty *d = &b->difficulties[i];
		cells[2 * i] = arena_printf(out->a, "%.*s, %.*s", STR_ARG(d->unit_name), STR_ARG(date_vn(out->a, d->day)));
		cells[2 * i + 1] = d->passed ? arena_printf(out->a, _("%.*s (đã chuyển cấp trên)"), STR_ARG(d->text)) : d->text;
	}
	add(out, PDF_HEADING, str_from_c(_("IV. KHÓ KHĂN, VƯỚNG MẮC")));
	add_table(out, columns, 2, cells, b->difficulty_n, _("Các đơn vị không báo cáo khó khăn, vướng mắc."));
}

int paper_brief(struct arena *a, const struct site *site, struct db *db, const struct brief *b, struct pdf_paper *ret_paper,
		struct err *err)
{
	struct pdf_paper p;
	struct blocks out = {.a = a, .list = arena_array_of(a, BLOCKS_MOST, struct pdf_block)};
	int r = paper_begin(a, site, db, &p, err);
	if (r < 0)
		return r;
	p.day = b->day;
	p.kind = str_from_c(_("BẢN TIN ĐIỀU HÀNH"));
	p.about = b->has_election ? row_str(&b->election, "name") : str_from_c(_("Chưa mở cuộc bầu cử nào"));
	if (b->has_election)
		add(&out, PDF_PARAGRAPH,
		    arena_printf(a, _("%.*s, còn %lld ngày đến ngày bầu cử (%.*s)."), STR_ARG(date_vn_long(a, b->day)),
				 (long long)b->days_left, STR_ARG(date_vn_long(a, b->election_day))));
	figures(&out, b);
	decisions(&out, b);
	late(&out, b);
	soon(&out, b);
	difficulties(&out, b);
	p.blocks = out.list;
	p.block_count = out.n;
	*ret_paper = p;
	return 0;
}

/* ---- a weekly briefing ---- */

static void parts_of(struct blocks *out, const struct row *briefing)
{
	for (const struct briefing_part *part = briefing_parts; part->field; part++) {
		add(out, PDF_HEADING, str_from_c(part->heading));
		add(out, PDF_PARAGRAPH, row_str(briefing, part->field));
	}
}

static void recipients_of(struct arena *a, const struct row *briefing, struct pdf_paper *p)
{
	struct str rest = row_str(briefing, "recipients"), line;
	struct str *list = arena_array_of(a, 20, struct str);
	while (p->recipient_count < 20 && str_split(&rest, '\n', &line))
		if (str_trim(line).n)
			list[p->recipient_count++] = str_trim(line);
	p->recipients = list;
}

int paper_briefing(struct arena *a, const struct site *site, struct db *db, const struct row *briefing,
		   struct pdf_paper *ret_paper, struct err *err)
{
	struct pdf_paper p;
	struct blocks out = {.a = a, .list = arena_array_of(a, BLOCKS_MOST, struct pdf_block)};
	struct pdf_signer *signer = arena_new_of(a, struct pdf_signer);
	bool issued = row_is(briefing, "state", "issued");
	int r = paper_begin(a, site, db, &p, err);
	if (r < 0)
		return r;
	parts_of(&out, briefing);
	recipients_of(a, briefing, &p);
	*signer = (struct pdf_signer){
		.position = text_upper(a, row_str(briefing, "signer_position")), .name = row_str(briefing, "signer")};
	p.superior = str_from_c(_("SỞ NỘI VỤ"));
	p.body = str_from_c(_("TỔ GIÚP VIỆC BẦU CỬ"));
	p.number = issued ? arena_printf(a, "%02lld", (long long)row_int(briefing, "number")) : (struct str){0};
	p.symbol = STR(BRIEFING_SYMBOL);
	p.day = row_day(briefing, issued ? "issued_day" : "day");
	p.kind = str_from_c(_("BÁO CÁO"));
	p.about = row_str(briefing, "about");
	p.draft = !issued;
	p.blocks = out.list;
	p.block_count = out.n;
	p.signers = signer;
	p.signer_count = 1;
	if (issued) /* the same bytes ever after */
		p.foot = arena_printf(a, _("%.*s · báo cáo %.*s"), STR_ARG(site->name), STR_ARG(briefing_number(a, briefing)));
	*ret_paper = p;
	return 0;
}
