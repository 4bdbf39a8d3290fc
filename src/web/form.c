/* Forms made of a verb's parameters, and running verbs from posted forms. */
#include <string.h>

#include "unit/records.h"
#include "web/pick.h"
#include "web/templates.h"
#include "web/work_pages.h"

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

/* The people of the row's unit, then those of the offices above; who stands there already, wherever from. 0: too many for a
 * list. */
static int near_list(struct web_call *c, int64_t unit, struct str chosen, struct options *o, struct err *err)
{
	struct unit_item *units;
	size_t offices = 0, count;
	struct pick_pool near = {.record = &person_record, .filters = {{person_record.scope, "=", v_int(unit)}}, .filter_count = 1};
	bool there = false;
	int r = unit ? pick_list(c, &near, chosen, o, err) : 1;
	int asked = access_units(c->db, c->arena, &c->actor, "unit.read", &units, &offices, &count, err);
	for (size_t i = 0; asked == 0 && r > 0 && i < offices; i++) {
		near.filters[0].value = v_int(units[i].id);
		r = units[i].id == unit ? 1 : pick_list(c, &near, chosen, o, err);
	}
	r = asked < 0 ? asked : r;
	if (r <= 0 || o->n > PICK_FEW)
		return r < 0 ? r : 0;
	for (size_t i = 0; i < o->n; i++)
		there = there || o->list[i].chosen;
	struct row person;
	struct str text;
	int64_t id;
	if (there || !str_to_i64(chosen, 1, INT64_MAX, &id))
		return 1;
	r = record_read(c->site, c->db, c->arena, &c->actor, &person_record, id, &person, err);
	if (r > 0 && (r = pick_text(c, &person, &text, err)) == 0)
		pick_add(c, o, chosen, text, true);
	return r < 0 ? r : 1;
}

/* What the actor may read of what a reference points to: a list, or of many a search. `unit`: the row's own, as far as it is
 * known. */
static int reference(struct web_call *c, const struct field *f, int64_t unit, struct field_view *v, struct err *err)
{
	const struct pick_pool pool = {.record = catalog_record(c->site->catalog, str_from_c(f->references))};
	struct options o = {0};
	INVARIANT(pool.record, "a reference to an unknown record");
	if (!(f->flags & FIELD_REQUIRED))
		pick_add(c, &o, STR(""), str_from_c(_("– không chọn –")), v->value.n == 0);
	int r = f->flags & FIELD_NEAR ? near_list(c, unit, v->value, &o, err) : pick_list(c, &pool, v->value, &o, err);
	if (r <= 0)
		return r < 0 ? r : pick_field(c, &pool, v, err);
	v->options = o.list;
	v->option_count = o.n;
	if (f->flags & FIELD_NEAR)
		v->hint = str_from_c(_("Người của đơn vị ở trên hoặc của cấp tỉnh. Chọn đơn vị khác thì bấm «Lưu nháp» để có người của "
				      "đơn vị ấy."));
	return 0;
}

static int options_of(struct web_call *c, const struct field *f, int64_t unit, struct field_view *v, struct err *err)
{
	struct options o = {0};
	if (f->kind == FIELD_REF)
		return reference(c, f, unit, v, err);
	if (f->kind == FIELD_TRISTATE) {
		pick_add(c, &o, STR("1"), str_from_c(_("có")), str_eq_c(v->value, "1"));
		pick_add(c, &o, STR("0"), str_from_c(_("không")), str_eq_c(v->value, "0"));
		if (!(f->flags & FIELD_REQUIRED))
			pick_add(c, &o, STR("?"), str_from_c(_("chưa rõ")), v->value.n == 0 || str_eq_c(v->value, "?"));
	}
	for (const struct choice *ch = f->choices; f->kind == FIELD_CHOICE && ch->code; ch++)
		pick_add(c, &o, str_from_c(ch->code), str_from_c(ch->label), str_eq_c(v->value, ch->code));
	v->options = o.list;
	v->option_count = o.n;
	return 0;
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
	if (strcmp(f->name, "id") == 0 || strcmp(f->name, "revision") == 0 || strcmp(f->name, "whole") == 0)
		v.kind = CONTROL_HIDDEN;
	enum work_field how = work_field(verb, f);
	if (how == WORK_HIDDEN)
		v.kind = CONTROL_HIDDEN;
	int r = v.kind == CONTROL_CHOICE && how != WORK_FILLED ? options_of(c, f, unit, &v, err) : 0;
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

struct field_view *web_form_fields(struct form_view *form)
{
	return (struct field_view *)(uintptr_t)form->fields; /* const to those who show it; ours until then */
}

struct field_view *web_form_field(struct form_view *form, const char *name)
{
	struct field_view *fields = web_form_fields(form);
	for (size_t i = 0; i < form->count; i++)
		if (str_eq_c(fields[i].name, name))
			return &fields[i];
	return NULL;
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

/* Words that name one row alone are as good as its choice. */
static int settle(struct web_call *c, const struct verb *verb, struct verb_arg *arg, struct err *err)
{
	struct pick_pool pool = {0};
	for (size_t i = 0; i < verb->param_count && pick_words(arg->value).n; i++) {
		const struct field *f = &verb->params[i];
		if (!str_eq_c(arg->name, f->name))
			continue;
		int r = work_pool(c, verb, f, &pool, err);
		if (r == 0 && f->kind == FIELD_REF && f->references)
			pool.record = catalog_record(c->site->catalog, str_from_c(f->references));
		return r < 0 || !pool.record ? r : pick_settle(c, &pool, arg->value, &arg->value, err);
	}
	return 0;
}

int web_input(struct web_call *c, const struct verb *verb, struct verb_input *ret_input, struct err *err)
{
	size_t n = c->req->form.n + 1;
	struct verb_arg *args = arena_array_of(c->arena, n, struct verb_arg);
	size_t k = 0;
	if (c->id) /* the address says which, not the form */
		args[k++] = (struct verb_arg){STR("id"), web_path(c, "%lld", (long long)c->id)};
	for (size_t i = 0; i < c->req->form.n; i++)
		if (!str_eq_c(c->req->form.v[i].name, "id"))
			args[k++] = box_arg(c, &c->req->form.v[i]);
	for (size_t i = 0; i < k; i++) {
		int r = settle(c, verb, &args[i], err);
		if (r < 0)
			return r;
	}
	*ret_input = (struct verb_input){
		.args = args, .n = k, .key = http_form(c->req, HTML_FIELD_KEY), .file = c->req->file.bytes};
	return 0;
}

/* Where the form came from, and goes back to. */
static void keep_back(struct web_call *c, struct form_view *form)
{
	struct str back = http_form(c->req, "ve");
	struct field_view *fields = arena_array_of(c->arena, form->count + 1, struct field_view);
	if (!http_is_local(back))
		return;
	if (form->count)
		memcpy(fields, form->fields, form->count * sizeof(*fields));
	fields[form->count++] = (struct field_view){.kind = CONTROL_HIDDEN, .name = STR("ve"), .value = back};
	form->fields = fields;
	form->cancel_href = back;
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
	if (r == 0 && c->again)
		r = c->again(c, v, err);
	if (r == 0)
		keep_back(c, &v->form);
	return r;
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
	struct field_view *fields = web_form_fields(&v.form);
	bool placed = false;
	for (size_t e = 0; e < result->error_count; e++)
		for (size_t i = 0; i < v.form.count; i++)
			if (str_eq_c(fields[i].name, result->errors[e].field) && !fields[i].error.n) {
				fields[i].error = arena_dup(c->arena, str_from_c(result->errors[e].text));
				placed |= fields[i].kind != CONTROL_HIDDEN;
			}
	for (size_t i = 0; i < v.form.count; i++)
		placed |= pick_complain(&fields[i]);
	if (!placed || why->code == ERR_CONFLICT)
		v.form.error = arena_dup(c->arena, str_from_c(why->text));
	http_restart(c->res, err_http_status(why->code));
	page_form(&c->html, &v);
	return 0;
}

int web_run(struct web_call *c, const struct verb *verb, struct verb_result *ret_result, struct err *err)
{
	struct verb_input input;
	if (http_form(c->req, PICK_FIND).p) /* something is looked for; nothing is done yet */
		return web_form_again(c, verb, err);
	int r = web_input(c, verb, &input, err);
	if (r < 0)
		return r;
	r = verb_run(c->site, &c->actor, verb, &input, ret_result, err);
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
