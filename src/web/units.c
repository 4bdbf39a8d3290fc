/* The communes as a list, on the page and as CSV. */
#include <stdlib.h>
#include <string.h>

#include "format/csv.h"
#include "web/communes.h"
#include "web/listing.h"
#include "web/templates.h"

#define COLUMNS 8

/* The filters: each commune has one answer to each. */
enum facet { FACET_KIND, FACET_MOUNTAIN, FACET_COMMITTEE, FACET_COUNT };
#define ANSWERS 3
static const struct {
	const char *name, *label;
	struct {
		const char *code, *label;
	} answers[ANSWERS];
} facets[FACET_COUNT] = {
	{"loai", _("Loại"), {{"xa", _("xã")}, {"phuong", _("phường")}, {"dac-khu", _("đặc khu")}}},
	{"miennui", _("Miền núi, hải đảo"), {{"co", _("có")}, {"khong", _("không")}, {"chua-ro", _("chưa rõ")}}},
	{"uybc", _("Ủy ban bầu cử"), {{"1", _("đã có")}, {"0", _("chưa có")}, {NULL, NULL}}},
};

static size_t answer_of(const struct commune *x, enum facet f)
{
	switch (f) {
	case FACET_KIND:
		return x->item.kind == UNIT_COMMUNE ? 0 : x->item.kind == UNIT_WARD ? 1 : 2;
	case FACET_MOUNTAIN:
		return x->mountainous == TRI_YES ? 0 : x->mountainous == TRI_NO ? 1 : 2;
	case FACET_COMMITTEE:
		return x->committee ? 0 : 1;
	case FACET_COUNT:
		break;
	}
	BUG("unknown facet");
}

struct asked {
	struct listing l;
	struct communes all;
	int chosen[FACET_COUNT]; /* index of the answer, -1: any */
	const struct commune **found;
	size_t n;
};

static bool searched(const struct asked *a, const struct commune *x)
{
	return !a->l.fold.n || str_find(x->item.fold, a->l.fold) >= 0 || str_eq(x->item.code, str_trim(a->l.q));
}

/* Does it answer all filters but `except`? */
static bool fits(const struct asked *a, const struct commune *x, enum facet except)
{
	for (enum facet f = 0; f < FACET_COUNT; f++)
		if (f != except && a->chosen[f] >= 0 && (size_t)a->chosen[f] != answer_of(x, f))
			return false;
	return searched(a, x);
}

static int64_t measure(const struct commune *x, const char *sort)
{
	if (strcmp(sort, "population") == 0)
		return x->population;
	return strcmp(sort, "late") == 0 ? x->late : (int64_t)x->seats.lo * 1000 + x->seats.hi;
}

/* Ties stay in the order of names; an unknown population comes last either way. */
static int by_measure(const void *a, const void *b, void *sort_)
{
	const struct commune *x = *(const struct commune *const *)a, *y = *(const struct commune *const *)b;
	const char *sort = sort_;
	bool down = sort[0] == '-';
	int64_t u = measure(x, sort + down), v = measure(y, sort + down);
	if (u != v && (u == POPULATION_UNKNOWN || v == POPULATION_UNKNOWN))
		return u == POPULATION_UNKNOWN ? 1 : -1;
	if (u != v)
		return (u < v) == down ? 1 : -1;
	return x < y ? -1 : x > y;
}

static void put_in_order(struct asked *a)
{
	const char *sort = a->l.sort ? a->l.sort : "name";
	if (strcmp(sort, "-name") == 0)
		for (size_t i = 0; i < a->n / 2; i++) {
			const struct commune *swap = a->found[i];
			a->found[i] = a->found[a->n - 1 - i];
			a->found[a->n - 1 - i] = swap;
		}
	else if (strcmp(sort, "name") != 0)
		qsort_r(a->found, a->n, sizeof(*a->found), by_measure, (void *)(uintptr_t)sort);
}

static int ask(struct web_call *c, struct asked *a, struct err *err)
{
	static const char *const sorts[] = {"name", "population", "seats", "late", NULL};
	int r = web_communes(c, &a->all, err);
	if (r < 0)
		return r;
	listing_begin(&a->l, c, STR("/don-vi"), sorts);
	listing_keep(&a->l, "cuoc", http_query(c->req, "cuoc")); /* whose committees these are (web/elections.h) */
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		struct str typed = http_query(c->req, facets[f].name);
		a->chosen[f] = -1;
		if (f == FACET_COMMITTEE && !a->all.committees)
			continue;
		for (int i = 0; i < ANSWERS; i++)
			if (facets[f].answers[i].code && str_eq_c(typed, facets[f].answers[i].code))
				a->chosen[f] = i;
		listing_keep(&a->l, facets[f].name, a->chosen[f] >= 0 ? typed : (struct str){0});
	}
	a->found = arena_array_of(c->arena, a->all.n, const struct commune *);
	for (size_t i = 0; i < a->all.n; i++)
		if (fits(a, &a->all.v[i], FACET_COUNT))
			a->found[a->n++] = &a->all.v[i];
	put_in_order(a);
	return 0;
}

static struct filter_view facet_links(struct web_call *c, struct asked *a, enum facet f)
{
	struct link_view *links = arena_array_of(c->arena, ANSWERS + 1, struct link_view);
	size_t counts[ANSWERS] = {0}, all = 0, n = 1;
	for (size_t i = 0; i < a->all.n; i++)
		if (fits(a, &a->all.v[i], f)) {
			counts[answer_of(&a->all.v[i], f)]++;
			all++;
		}
	links[0] = (struct link_view){.href = listing_with(&a->l, facets[f].name, (struct str){0}),
				      .text = str_from_c(_("tất cả")),
				      .count = web_number(c, (int64_t)all),
				      .current = a->chosen[f] < 0};
	for (int i = 0; i < ANSWERS; i++)
		if (counts[i] || a->chosen[f] == i)
			links[n++] = (struct link_view){
				.href = listing_with(&a->l, facets[f].name, str_from_c(facets[f].answers[i].code)),
				.text = str_from_c(facets[f].answers[i].label),
				.count = web_number(c, (int64_t)counts[i]),
				.current = a->chosen[f] == i,
			};
	return (struct filter_view){str_from_c(facets[f].label), links, n};
}

static size_t columns_of(struct asked *a, struct column_view *v)
{
	static const char own[] = "name";
	size_t n = 0;
	v[n++] = listing_column(&a->l, _("Tên"), "name", own);
	v[0].title = true;
	v[n++] = listing_column(&a->l, _("Mã"), NULL, own);
	v[n++] = listing_column(&a->l, _("Loại"), NULL, own);
	v[n] = listing_column(&a->l, _("Dân số"), "population", own);
	v[n++].numeric = true;
	v[n++] = listing_column(&a->l, _("Miền núi, hải đảo"), NULL, own);
	v[n] = listing_column(&a->l, _("Đại biểu HĐND"), "seats", own);
	v[n++].numeric = true;
	if (a->all.committees)
		v[n++] = listing_column(&a->l, _("Ủy ban bầu cử"), NULL, own);
	if (a->all.tasks) {
		v[n] = listing_column(&a->l, _("Việc chậm"), "late", own);
		v[n++].numeric = true;
	}
	INVARIANT(n <= COLUMNS, "more columns than COLUMNS");
	return n;
}

static struct str answer_text(const struct commune *x, enum facet f)
{
	return str_from_c(facets[f].answers[answer_of(x, f)].label);
}

static void fill_row(struct web_call *c, const struct asked *a, const struct commune *x, struct cell_view *cells)
{
	size_t n = 0;
	cells[n++] =
		(struct cell_view){.text = x->item.full, .href = web_path(c, "/don-vi/%lld", (long long)x->item.id)};
	cells[n++].text = x->item.code;
	cells[n++].text = unit_kind_word(x->item.kind);
	cells[n++].text = x->population == POPULATION_UNKNOWN ? str_from_c(_("chưa có")) : web_number(c, x->population);
	cells[n++].text = answer_text(x, FACET_MOUNTAIN);
	cells[n++].text = web_range(c, x->seats.lo, x->seats.hi);
	if (a->all.committees)
		cells[n++] = (struct cell_view){.text = answer_text(x, FACET_COMMITTEE),
						.tone = x->committee ? TONE_DONE : TONE_NONE};
	if (a->all.tasks) {
		cells[n].text = web_number(c, x->late);
		if (x->late) {
			cells[n].tone = TONE_LATE;
			cells[n].href = web_path(c, "/nhiem-vu?donvi=%lld&loai=cham", (long long)x->item.id);
		}
	}
}

static void tools_of(struct web_call *c, struct asked *a, struct list_view *v)
{
	struct link_view *tools = arena_array_of(c->arena, 3, struct link_view);
	size_t n = 0;
	tools[n++] = (struct link_view){.href = listing_elsewhere(&a->l, STR("/don-vi/xuat")),
					.text = str_from_c(_("Xuất CSV"))};
	if (access_could(&c->actor, "unit.import"))
		tools[n++] = (struct link_view){.href = STR("/don-vi/nhap"), .text = str_from_c(_("Nhập bảng"))};
	tools[n++] = (struct link_view){.href = STR("/dai-bieu"), .text = str_from_c(_("Số đại biểu"))};
	v->tools = tools;
	v->tool_count = n;
}

/* "?da-nhap=166": what the import said before it sent us here. */
static void imported(struct web_call *c, struct page_view *page)
{
	struct str typed = http_query(c->req, "da-nhap");
	int64_t rows;
	if (!str_to_i64(typed, 0, 1000000, &rows))
		return;
	web_message(c, page, TONE_DONE,
		    rows ? arena_printf(c->arena, _("Đã nhập bảng: %lld dòng được nhận."), (long long)rows)
			 : str_from_c(_("Bảng không khác số liệu đang có; không có gì để ghi.")));
}

int page_of_unit_list(struct web_call *c, struct err *err)
{
	struct asked a = {0};
	struct list_page_view v = {.page = web_page(c, str_from_c(_("Xã, phường, đặc khu")), "/danh-muc")};
	struct filter_view *filters = arena_array_of(c->arena, FACET_COUNT, struct filter_view);
	struct column_view *columns = arena_array_of(c->arena, COLUMNS, struct column_view);
	int64_t page = web_page_number(c);
	int r = ask(c, &a, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	imported(c, &v.page);
	v.list = (struct list_view){.caption = v.page.title, .filters = filters, .columns = columns};
	for (enum facet f = 0; f < FACET_COUNT; f++) {
		filters[v.list.filter_count] = facet_links(c, &a, f);
		bool choice = filters[v.list.filter_count].count > 2 ||
			      a.chosen[f] >= 0; /* one answer for all is no choice */
		v.list.filter_count += choice && (f != FACET_COMMITTEE || a.all.committees);
	}
	v.list.column_count = columns_of(&a, columns);
	size_t from = (size_t)(page - 1) * LIST_PAGE, to = from + LIST_PAGE;
	v.list.row_count = from >= a.n ? 0 : (to < a.n ? to : a.n) - from;
	struct cell_view *cells = arena_array_of(c->arena, v.list.row_count * v.list.column_count, struct cell_view);
	bool provisional = false;
	for (size_t i = 0; i < a.n; i++)
		provisional |= a.found[i]->seats.provisional;
	for (size_t i = 0; i < v.list.row_count; i++)
		fill_row(c, &a, a.found[from + i], cells + i * v.list.column_count);
	v.list.cells = cells;
	if (provisional)
		v.page.lead = str_from_c(_(
			"Số đại biểu còn là tạm tính ở những nơi dân số, miền núi, hải đảo chưa có văn bản xác nhận."));
	v.list.empty = str_from_c(listing_narrowed(&a.l) ? _("Không có đơn vị nào như vậy. Hãy bỏ bớt điều kiện lọc.")
							 : _("Chưa có đơn vị nào."));
	listing_search(&a.l, &v.list, _("Tìm theo tên hoặc mã (không cần dấu)"));
	tools_of(c, &a, &v.list);
	web_pages(c, &v.list, listing_elsewhere(&a.l, STR("/don-vi")), page, (int64_t)a.n);
	page_list(&c->html, &v);
	return 0;
}

static void csv_row(struct web_call *c, const struct asked *a, const struct commune *x)
{
	struct buf *out = &c->res->body;
	csv_write_text(out, x->item.full, false);
	csv_write_text(out, x->item.code, false);
	csv_write_text(out, unit_kind_word(x->item.kind), false);
	if (x->population == POPULATION_UNKNOWN)
		csv_write_text(out, (struct str){0}, false);
	else
		csv_write_int(out, x->population, false);
	csv_write_text(out, answer_text(x, FACET_MOUNTAIN), false);
	if (x->seats.lo == x->seats.hi)
		csv_write_int(out, x->seats.lo, false);
	else
		csv_write_text(out, web_range(c, x->seats.lo, x->seats.hi), false);
	if (a->all.committees)
		csv_write_text(out, answer_text(x, FACET_COMMITTEE), false);
	if (a->all.tasks)
		csv_write_int(out, x->late, false);
	csv_write_text(out, x->seats.provisional ? str_from_c(_("số đại biểu tạm tính")) : (struct str){0}, true);
}

/* What the list shows with these filters, all pages; what the page says above the list stands in each row. */
int page_of_unit_export(struct web_call *c, struct err *err)
{
	struct asked a = {0};
	struct column_view columns[COLUMNS];
	int r = ask(c, &a, err);
	if (r < 0)
		return r;
	size_t n = columns_of(&a, columns);
	listing_csv(c, STR("don-vi.csv"));
	for (size_t i = 0; i < n; i++)
		csv_write_text(&c->res->body, columns[i].label, false);
	csv_write_text(&c->res->body, str_from_c(_("Ghi chú")), true);
	for (size_t i = 0; i < a.n; i++)
		csv_row(c, &a, a.found[i]);
	return 0;
}
