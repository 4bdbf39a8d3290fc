/* Forms made of a verb's parameters, and running verbs from posted forms. */
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "unit/records.h"
#include "web/internal.h"
#include "web/templates.h"
#include "web/work_pages.h"

#define MOST_OPTIONS 5000

static enum control_kind control_of(const struct field *f)
{
	switch (f->kind) {
	case FIELD_TEXT: return CONTROL_TEXT;
	case FIELD_LONG: return CONTROL_LONG;
	case FIELD_INT: return CONTROL_NUMBER;
	case FIELD_MONEY: return CONTROL_NUMBER;
	case FIELD_CITIZEN: return CONTROL_NUMBER;
	case FIELD_PHONE: return CONTROL_NUMBER;
	case FIELD_DECIMAL:
	case FIELD_TIME:
	case FIELD_PLACE: return CONTROL_TEXT;
	case FIELD_DAY: return CONTROL_DATE;
	case FIELD_CHOICE:
	case FIELD_TRISTATE:
	case FIELD_REF: return CONTROL_CHOICE;
	case FIELD_FILE:
	case FIELD_MOMENT: return CONTROL_FIXED;
	}
	BUG("unknown field kind");
}

static void add_option(struct web_call *c, struct option_view **list, size_t *n, size_t *cap, struct str value,
		       struct str text, struct str chosen)
{
	*list = arena_grow(c->arena, *list, *n, cap, sizeof(**list));
	(*list)[(*n)++] = (struct option_view){value, text, str_eq(value, chosen)};
}

static struct str id_text(struct web_call *c, int64_t id) { return web_path(c, "%lld", (long long)id); }

/* Every unit the actor may read: the offices first, then the communes by name. */
static int unit_options(struct web_call *c, struct str chosen, struct option_view **list, size_t *n, size_t *cap,
			struct err *err)
{
	struct unit_item *units;
	size_t offices, count = 0;
	int r = access_units(c->db, c->arena, &c->actor, "unit.read", &units, &offices, &count, err);
	for (size_t i = 0; r == 0 && i < count; i++)
		add_option(c, list, n, cap, id_text(c, units[i].id), units[i].full, chosen);
	return r;
}

static void row_option(struct web_call *c, const struct row *row, struct str chosen, struct option_view **list, size_t *n,
		       size_t *cap)
{
	const struct record *record = row->record;
	struct str text = field_text(c->arena, &record->fields[record_field(record, record->heading)],
				     row_value(row, record->heading));
	if (record == &person_record) { /* two people may have one name */
		struct str more = row_str(row, row_str(row, "login").n ? "login" : "position");
		text = more.n ? arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(more)) : text;
	}
	add_option(c, list, n, cap, id_text(c, row->id), text, chosen);
}

struct ordered {
	struct str key;
	struct option_view option;
};

static int compare(const void *a, const void *b)
{
	return str_cmp(((const struct ordered *)a)->key, ((const struct ordered *)b)->key);
}

/* Is its own order one of words? Then the Vietnamese one, not that of the bytes. */
static bool in_words(const struct record *record)
{
	int at = record->sort ? record_field(record, record->sort) : -1;
	return at >= 0 && (record->fields[at].flags & FIELD_SORTED);
}

static void in_order(struct web_call *c, struct option_view *list, size_t n)
{
	struct ordered *all = arena_array_of(c->arena, n, struct ordered);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct ordered){text_sort_key(c->arena, list[i].text), list[i]};
	if (n)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n; i++)
		list[i] = all[i].option;
}

/* What the actor may read of the record, in its order; of one unit, or of all (0). */
static int row_options(struct web_call *c, const struct record *record, int64_t unit, struct str chosen,
		       struct option_view **list, size_t *n, size_t *cap, struct err *err)
{
	struct list_result rows = {0};
	const struct list_filter of = {record->scope, "=", v_int(unit)};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){.record = record, .filters = &of, .filter_count = unit > 0, .limit = MOST_OPTIONS},
			    &rows, err);
	size_t first = *n;
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		row_option(c, &rows.rows[i], chosen, list, n, cap);
	if (r == 0 && *n > first && in_words(record))
		in_order(c, *list + first, *n - first);
	return r;
}

/* The people of the row's unit, then those of the offices above; who stands there already, wherever from. */
static int near_options(struct web_call *c, int64_t unit, struct str chosen, struct option_view **list, size_t *n, size_t *cap,
			struct err *err)
{
	struct unit_item *units;
	size_t offices, count;
	int64_t id;
	int r = unit ? row_options(c, &person_record, unit, chosen, list, n, cap, err) : 0;
	if (r == 0)
		r = access_units(c->db, c->arena, &c->actor, "unit.read", &units, &offices, &count, err);
	for (size_t i = 0; r == 0 && i < offices; i++)
		if (units[i].id != unit)
			r = row_options(c, &person_record, units[i].id, chosen, list, n, cap, err);
	for (size_t i = 0; i < *n; i++)
		if ((*list)[i].chosen)
			return r;
	struct row person;
	if (r == 0 && str_to_i64(chosen, 1, INT64_MAX, &id) &&
	    (r = record_read(c->site, c->db, c->arena, &c->actor, &person_record, id, &person, err)) > 0)
		row_option(c, &person, chosen, list, n, cap);
	return r < 0 ? r : 0;
}

/* What the actor may read of what a reference points to; `unit`: the row's own, as far as it is known. */
static int reference_options(struct web_call *c, const struct field *f, int64_t unit, struct str chosen,
			     struct option_view **list, size_t *n, size_t *cap, struct err *err)
{
	const struct record *record = catalog_record(c->site->catalog, str_from_c(f->references));
	INVARIANT(record, "a reference to an unknown record");
	if (record == &unit_record)
		return unit_options(c, chosen, list, n, cap, err);
	return f->flags & FIELD_NEAR ? near_options(c, unit, chosen, list, n, cap, err)
				     : row_options(c, record, 0, chosen, list, n, cap, err);
}

static int options_of(struct web_call *c, const struct field *f, int64_t unit, struct field_view *v, struct err *err)
{
	struct option_view *list = NULL;
	size_t n = 0, cap = 0;
	int r = 0;
	if (f->kind == FIELD_TRISTATE) {
		struct str chosen = v->value.n ? v->value : STR("?");
		add_option(c, &list, &n, &cap, STR("1"), str_from_c(_("có")), chosen);
		add_option(c, &list, &n, &cap, STR("0"), str_from_c(_("không")), chosen);
		if (!(f->flags & FIELD_REQUIRED))
			add_option(c, &list, &n, &cap, STR("?"), str_from_c(_("chưa rõ")), chosen);
	} else if (f->kind == FIELD_CHOICE) {
		for (const struct choice *ch = f->choices; ch->code; ch++)
			add_option(c, &list, &n, &cap, str_from_c(ch->code), str_from_c(ch->label), v->value);
	} else {
		if (!(f->flags & FIELD_REQUIRED))
			add_option(c, &list, &n, &cap, STR(""), str_from_c(_("– không chọn –")), v->value);
		r = reference_options(c, f, unit, v->value, &list, &n, &cap, err);
	}
	v->options = list;
	v->option_count = n;
	return r;
}

static int control(struct web_call *c, const struct verb *verb, const struct field *f, int64_t unit, struct str typed,
		   struct field_view *ret, struct err *err)
{
	struct field_view v = {
		.kind = control_of(f),
		.name = str_from_c(f->name),
		.label = str_from_c(f->label),
		.hint = str_from_c(f->hint),
		.value = typed,
		.required = ((f->flags & FIELD_REQUIRED) && !f->absent) || f->kind == FIELD_TRISTATE,
	};
	if (strcmp(f->name, "id") == 0 || strcmp(f->name, "revision") == 0)
		v.kind = CONTROL_HIDDEN;
	enum work_field how = work_field(verb, f);
	if (how == WORK_HIDDEN)
		v.kind = CONTROL_HIDDEN;
	int r = v.kind == CONTROL_CHOICE && how != WORK_FILLED ? options_of(c, f, unit, &v, err) : 0;
	if (v.options && (f->flags & FIELD_NEAR))
		v.hint = str_from_c(_("Người của đơn vị ở trên hoặc của cấp tỉnh. Chọn đơn vị khác thì bấm «Lưu nháp» để có người của "
				      "đơn vị ấy."));
	/* one thing to choose from is no choice */
	if (v.kind == CONTROL_CHOICE && v.required && v.option_count == 1) {
		v.kind = CONTROL_HIDDEN;
		v.value = v.options[0].value;
	}
	*ret = v;
	return r;
}

/* The row's unit, as the form has it; 0: not chosen yet. */
static int64_t unit_typed(const struct verb *verb, const struct form_field_value *values, size_t n)
{
	int64_t unit = 0;
	for (size_t i = 0; i < n && verb->record && verb->record->scope; i++)
		if (strcmp(values[i].name, verb->record->scope) == 0 && !str_to_i64(values[i].typed, 1, INT64_MAX, &unit))
			unit = 0;
	return unit;
}

int web_form(struct web_call *c, const struct verb *verb, struct str action, const struct form_field_value *values,
	     size_t n, struct form_view *ret_form, struct err *err)
{
	struct field_view *fields = arena_array_of(c->arena, verb->param_count, struct field_view);
	int64_t unit = unit_typed(verb, values, n);
	size_t count = 0;
	for (size_t i = 0; i < verb->param_count; i++) {
		struct str typed = {0};
		bool given = false;
		for (size_t k = 0; k < n; k++)
			if (strcmp(values[k].name, verb->params[i].name) == 0) {
				typed = values[k].typed;
				given = true;
			}
		if (!given && verb->params[i].preset)
			typed = strcmp(verb->params[i].preset, "today") == 0 ? date_vn(c->arena, site_today(c->site))
									     : str_from_c(verb->params[i].preset);
		int r = control(c, verb, &verb->params[i], unit, typed, &fields[count], err);
		if (r < 0)
			return r;
		count += fields[count].kind != CONTROL_HIDDEN || fields[count].value.n;
	}
	*ret_form = (struct form_view){
		.id = str_from_c(verb->name + 1 + (strcspn(verb->name, "."))),
		.action = action,
		.fields = fields,
		.count = count,
		.submit = str_from_c(verb->title),
	};
	return work_form(c, verb, ret_form, values, n, err);
}

/* ---- running ---- */

/* "leads[]": a box of a list, sent once for each that is ticked. */
static struct str base_name(struct str name)
{
	return str_ends(name, STR("[]")) ? str_slice(name, 0, name.n - 2) : name;
}

struct str web_joined(struct web_call *c, const char *name)
{
	struct str all = {0};
	for (size_t i = 0; i < c->req->form.n; i++) {
		const struct http_pair *pair = &c->req->form.v[i];
		if (str_eq_c(pair->name, name))
			return pair->value;
		if (str_eq_c(base_name(pair->name), name) && pair->value.n)
			all = all.n ? arena_printf(c->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(pair->value)) : pair->value;
	}
	return all;
}

/* The first box of a list stands for all of them; the verb takes the first argument of a name. */
static struct verb_arg box_arg(struct web_call *c, const struct http_pair *pair)
{
	struct str base = base_name(pair->name);
	return base.n == pair->name.n ? (struct verb_arg){pair->name, pair->value}
				      : (struct verb_arg){base, web_joined(c, arena_c(c->arena, base))};
}

struct verb_input web_input(struct web_call *c)
{
	size_t n = c->req->form.n + 1;
	struct verb_arg *args = arena_array_of(c->arena, n, struct verb_arg);
	size_t k = 0;
	if (c->id) /* the address says which, not the form */
		args[k++] = (struct verb_arg){STR("id"), web_path(c, "%lld", (long long)c->id)};
	for (size_t i = 0; i < c->req->form.n; i++)
		if (!str_eq_c(c->req->form.v[i].name, "id"))
			args[k++] = box_arg(c, &c->req->form.v[i]);
	return (struct verb_input){
		.args = args, .n = k, .key = http_form(c->req, HTML_FIELD_KEY), .file = c->req->file.bytes};
}

/* The form with what was typed. */
static int as_typed(struct web_call *c, const struct verb *verb, struct form_page_view *v, struct err *err)
{
	bool save = verb->record && str_ends(str_from_c(verb->name), STR(".save"));
	v->page = web_page(c, str_from_c(save ? verb->record->title : verb->title), "");
	struct form_field_value *values = arena_array_of(c->arena, verb->param_count, struct form_field_value);
	for (size_t i = 0; i < verb->param_count; i++)
		values[i] = (struct form_field_value){verb->params[i].name, web_joined(c, verb->params[i].name)};
	int r = web_form(c, verb, c->req->path, values, verb->param_count, &v->form, err);
	return r == 0 && c->again ? c->again(c, v, err) : r;
}

int web_form_again(struct web_call *c, const struct verb *verb, struct err *err)
{
	struct form_page_view v = {0};
	int r = as_typed(c, verb, &v, err);
	if (r == 0)
		page_form(&c->html, &v);
	return r;
}

/* The form once more, with what was typed and what is wrong. */
static int show_again(struct web_call *c, const struct verb *verb, const struct verb_result *result,
		      const struct err *why, struct err *err)
{
	struct form_page_view v = {0};
	int r = as_typed(c, verb, &v, err);
	if (r < 0)
		return r;
	struct field_view *fields = (struct field_view *)(uintptr_t)v.form.fields;
	bool placed = false;
	for (size_t e = 0; e < result->error_count; e++)
		for (size_t i = 0; i < v.form.count; i++)
			if (str_eq_c(fields[i].name, result->errors[e].field) && !fields[i].error.n) {
				fields[i].error = arena_dup(c->arena, str_from_c(result->errors[e].text));
				placed |= fields[i].kind != CONTROL_HIDDEN;
			}
	if (!placed || why->code == ERR_CONFLICT)
		v.form.error = arena_dup(c->arena, str_from_c(why->text));
	if (http_is_local(http_form(c->req, "ve"))) {
		struct field_view *more = arena_array_of(c->arena, v.form.count + 1, struct field_view);
		memcpy(more, fields, v.form.count * sizeof(*more));
		more[v.form.count++] = (struct field_view){
			.kind = CONTROL_HIDDEN, .name = STR("ve"), .value = http_form(c->req, "ve")};
		v.form.fields = more;
		v.form.cancel_href = http_form(c->req, "ve");
	}
	http_restart(c->res, err_http_status(why->code));
	page_form(&c->html, &v);
	return 0;
}

int web_run(struct web_call *c, const struct verb *verb, struct verb_result *ret_result, struct err *err)
{
	struct verb_input input = web_input(c);
	int r = verb_run(c->site, &c->actor, verb, &input, ret_result, err);
	if (r == 0)
		return 1;
	bool mendable =
		err->code == ERR_INPUT || err->code == ERR_LAW || (err->code == ERR_CONFLICT && verb->param_count > 1);
	if (!mendable || verb->param_count <= 1)
		return r;
	struct err why = *err;
	return show_again(c, verb, ret_result, &why, err);
}

int web_post(struct web_call *c, const struct verb *verb, struct str to, struct err *err)
{
	struct verb_result result;
	struct str back = http_form(c->req, "ve");
	int r = web_run(c, verb, &result, err);
	if (r <= 0)
		return r;
	if (!to.p)
		to = back;
	if (!to.p || !to.n) {
		/* a verb on "/x/12/lam" belongs to the page "/x/12" */
		ptrdiff_t at = (ptrdiff_t)c->req->path.n - 1;
		while (at > 0 && c->req->path.p[at] != '/')
			at--;
		to = at > 0 ? str_slice(c->req->path, 0, (size_t)at) : STR("/");
	}
	http_redirect(c->res, web_with(c, to, NULL, 0, "xong", STR("1")));
	return 0;
}
