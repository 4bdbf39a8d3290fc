/* Many rows of a register at once: what may be done with them, and which ones were meant. */
#include <string.h>

#include "record/import.h"
#include "record/many.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/templates.h"

#define SLICE 2000
#define OFFERS_MOST 60

/* ---- on the list ---- */

static void offer(struct web_call *c, const struct record *record, struct str text, struct option_view *list, size_t *n)
{
	struct many_action action;
	if (*n < OFFERS_MOST && many_read(record, text, &action) && access_could(&c->actor, action.verb->name))
		list[(*n)++] = (struct option_view){.value = text, .text = many_title(c->arena, record, &action)};
}

static void offer_values(struct web_call *c, const struct record *record, const struct field *f, struct option_view *list,
			 size_t *n)
{
	if (f->kind == FIELD_TRISTATE) {
		offer(c, record, web_path(c, "set %s 1", f->name), list, n);
		offer(c, record, web_path(c, "set %s 0", f->name), list, n);
		return;
	}
	for (const struct choice *o = f->choices; o && o->code; o++)
		offer(c, record, web_path(c, "set %s %s", f->name, o->code), list, n);
}

static size_t offers(struct web_call *c, const struct record *record, struct option_view *list)
{
	size_t n = 0;
	for (size_t i = 0; i < record->move_count; i++)
		offer(c, record, web_path(c, "move %s", record->moves[i].name), list, &n);
	for (size_t i = 0; i < record->field_count; i++)
		if (many_sets(&record->fields[i]))
			offer_values(c, record, &record->fields[i], list, &n);
	return n;
}

static bool is_ticked(struct web_call *c, struct str id)
{
	for (size_t i = 0; i < c->req->form.n; i++)
		if (str_eq_c(c->req->form.v[i].name, "chon[]") && str_eq(c->req->form.v[i].value, id))
			return true;
	return false;
}

static bool names_rows(struct web_call *c) { return str_eq_c(http_form(c->req, "tat_ca"), "1") || web_joined(c, "chon").n; }

/* The form came back: what was said stays said, what was not is asked for. */
static void as_sent(struct web_call *c, const struct record *record, struct option_view *todo, struct many_view *many, size_t rows)
{
	struct str said = http_form(c->req, "viec");
	struct many_action action;
	bool *ticked = arena_array_of(c->arena, rows, bool);
	for (size_t i = 0; i < rows; i++)
		ticked[i] = is_ticked(c, many->ids[i]);
	for (size_t i = 0; i < many->todo_count; i++)
		todo[i].chosen = str_eq(todo[i].value, said);
	many->ticked = ticked;
	many->all_ticked = str_eq_c(http_form(c->req, "tat_ca"), "1");
	if (!names_rows(c))
		many->wrong_rows = str_from_c(_("Chưa chọn dòng nào: đánh dấu các dòng trong bảng, hoặc chọn cả danh sách."));
	if (!many_read(record, said, &action))
		many->wrong_todo = str_from_c(_("Chưa chọn việc cần làm."));
}

void register_many_offer(struct web_call *c, struct register_query *q, const struct list_result *rows, struct list_view *v)
{
	struct option_view *list = arena_array_of(c->arena, OFFERS_MOST, struct option_view);
	struct many_view *many = arena_new_of(c->arena, struct many_view);
	struct str *ids = arena_array_of(c->arena, rows->n, struct str);
	size_t n = offers(c, q->record, list);
	if (n == 0 || rows->n == 0)
		return;
	for (size_t i = 0; i < rows->n; i++)
		ids[i] = web_path(c, "%lld", (long long)rows->rows[i].id);
	*many = (struct many_view){.action = listing_elsewhere(&q->l, web_path(c, "/danh-muc/%s/nhieu", q->record->name)),
				   .todo = list,
				   .todo_count = n,
				   .ids = ids};
	many->all = listing_narrowed(&q->l) ? arena_printf(c->arena, _("Cả %.*s dòng đang lọc"), STR_ARG(web_number(c, rows->total)))
					    : arena_printf(c->arena, _("Cả %.*s dòng của danh sách"), STR_ARG(web_number(c, rows->total)));
	if (rows->more)
		many->all = str_from_c(_("Tất cả các dòng đang lọc"));
	if (web_page_number(c) > 1) /* whose ticks are to stand when the form comes back */
		many->action = web_with(c, many->action, NULL, 0, "trang", http_query(c->req, "trang"));
	if (c->req->method == HTTP_POST)
		as_sent(c, q->record, list, many, rows->n);
	v->many = many;
}

/* ---- which rows ---- */

struct chosen { struct many_row *rows; size_t n, cap; };

static void choose(struct web_call *c, struct chosen *all, int64_t id, int64_t revision)
{
	all->rows = arena_grow(c->arena, all->rows, all->n, &all->cap, sizeof(*all->rows));
	all->rows[all->n++] = (struct many_row){id, revision};
}

static void ticked(struct web_call *c, struct chosen *all)
{
	for (size_t i = 0; i < c->req->form.n; i++) {
		int64_t id;
		if (str_eq_c(c->req->form.v[i].name, "chon[]") && str_to_i64(c->req->form.v[i].value, 1, INT64_MAX, &id))
			choose(c, all, id, 0);
	}
}

static int filtered(struct web_call *c, const struct record *record, struct chosen *all, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("many rows", (size_t)64 << 20);
	struct register_query q = {0};
	struct list_result rows;
	int64_t offset = 0;
	int r = register_ask(c, record, &q, err);
	if (r < 0)
		return r;
	do {
		arena_reset(scratch);
		rows = (struct list_result){0};
		r = register_rows(c, scratch, &q, offset, SLICE, &rows, err);
		for (size_t i = 0; r == 0 && i < rows.n; i++)
			choose(c, all, rows.rows[i].id, 0);
		offset += SLICE;
	} while (r == 0 && rows.n == SLICE && all->n <= MANY_MOST);
	return r;
}

/* What an earlier action or table changed, for taking it back: its owner's alone. */
static int done_before(struct web_call *c, const struct record *record, struct str number, bool table, struct chosen *all,
		       struct err *err)
{
	struct import_job job = {0};
	int64_t id;
	int r = str_to_i64(number, 1, INT64_MAX, &id) ? import_load(c->site, c->db, c->arena, id, &job, err) : 0;
	if (r < 0)
		return r;
	if (r == 0 || job.record != record || job.person != c->actor.person || (job.doing.n == 0) != table)
		return web_not_found(c, err);
	return table ? many_imported(c->site, c->db, c->arena, &c->actor, id, &all->rows, &all->n, err)
		     : many_done(c->site, c->db, c->arena, &c->actor, id, &all->rows, &all->n, err);
}

/* ---- what a move asks for ---- */

/* "move issue" with what the form said, each behind a tab. */
static struct str with_said(struct web_call *c, const struct many_action *action, struct str todo)
{
	for (size_t i = 0; i < many_asks(action); i++)
		todo = arena_printf(c->arena, "%.*s\t%.*s", STR_ARG(todo),
				    STR_ARG(http_form(c->req, action->verb->params[i + 1].name)));
	return todo;
}

static void add_hidden(struct field_view *fields, size_t *n, struct str name, struct str value)
{
	fields[(*n)++] = (struct field_view){.kind = CONTROL_HIDDEN, .name = name, .value = value};
}

/* The day and the paper, once for all rows; which rows were chosen goes along. */
static int ask(struct web_call *c, const struct record *record, const struct many_action *action, const struct err *why,
	       struct err *err)
{
	struct form_page_view v = {.page = web_page(c, str_from_c(action->verb->title), "/danh-muc")};
	struct form_field_value typed[MOVE_ASKS];
	size_t asks = many_asks(action), n = 0;
	for (size_t i = 0; why && i < asks; i++)
		typed[i] = (struct form_field_value){action->verb->params[i + 1].name,
						     http_form(c->req, action->verb->params[i + 1].name)};
	struct str to = c->req->query_text.n ? arena_printf(c->arena, "%.*s?%.*s", STR_ARG(c->req->path), STR_ARG(c->req->query_text))
					     : c->req->path;
	int r = web_form(c, action->verb, to, typed, why ? asks : 0, &v.form, err);
	if (r < 0)
		return r;
	struct field_view *fields = arena_array_of(c->arena, v.form.count + c->req->form.n, struct field_view);
	for (; n < v.form.count; n++) {
		fields[n] = v.form.fields[n];
		if (why && str_eq_c(fields[n].name, why->field))
			fields[n].error = arena_dup(c->arena, str_from_c(why->text));
	}
	for (size_t i = 0; i < c->req->form.n; i++) {
		const struct http_pair *p = &c->req->form.v[i];
		if (str_eq_c(p->name, "chon[]") || str_eq_c(p->name, "tat_ca") || str_eq_c(p->name, "viec"))
			add_hidden(fields, &n, p->name, p->value);
	}
	v.form.fields = fields;
	v.form.count = n;
	v.form.intro = str_from_c(_("Ghi một lần cho mọi dòng đã chọn; trang sau cho xem trước khi làm."));
	v.form.submit = str_from_c(_("Xem trước"));
	v.form.cancel_href = web_path(c, "/danh-muc/%s", record->name);
	register_crumbs(c, record, &v.page);
	http_restart(c->res, why ? err_http_status(why->code) : 200);
	page_form(&c->html, &v);
	return 0;
}

int page_of_register_many_check(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	struct str todo = http_form(c->req, "viec");
	struct chosen all = {0};
	struct many_action action = {0};
	int64_t job = 0;
	int r = 0;
	if (!record)
		return web_not_found(c, err);
	if (record == &unit_record) {
		http_redirect(c->res, STR("/don-vi"));
		return 0;
	}
	bool known = many_read(record, todo, &action), asks = known && many_asks(&action) > 0;
	bool before = str_starts(todo, STR("undo ")) || str_starts(todo, STR("back ")); /* it names its rows itself */
	if (!known || (!before && !names_rows(c)))
		return register_list_again(c, record, err);
	if (asks && !http_form(c->req, action.verb->params[1].name).p)
		return ask(c, record, &action, NULL, err);
	if (asks)
		todo = with_said(c, &action, todo);
	if (before)
		r = done_before(c, record, str_slice(todo, 5, todo.n), str_starts(todo, STR("back ")), &all, err);
	else if (str_eq_c(http_form(c->req, "tat_ca"), "1"))
		r = filtered(c, record, &all, err);
	else
		ticked(c, &all);
	if (r == 0)
		r = many_check(c->site, c->db, &c->actor, record, todo, all.rows, all.n, &job, err);
	if (r < 0 && asks && err->field[0]) {
		struct err why = *err;
		return ask(c, record, &action, &why, err);
	}
	if (r == 0)
		http_redirect(c->res, web_path(c, "/danh-muc/%s/nhieu?lan=%lld", record->name, (long long)job));
	return r;
}
