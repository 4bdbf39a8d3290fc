/* Forms of tasks: the choices no declaration offers. */
#include <string.h>

#include "law/tet.h"
#include "unit/records.h"
#include "web/statements.h"
#include "web/work_pages.h"
#include "work/task.h"

#define COMMUNES STR("communes")

/* Is it one of the parts of what was chosen, "12 15 communes"? */
static bool chosen_in(struct str chosen, struct str value)
{
	struct str part;
	while (str_split(&chosen, ' ', &part))
		if (str_eq(part, value))
			return true;
	return false;
}

static void add(struct web_call *c, struct options *o, struct str value, struct str text, struct str chosen)
{
	pick_add(c, o, value, text, chosen_in(chosen, value));
}

/* Of an office only those with an account: members of the bodies are people of its unit too, and they do no tasks of it. No more
 * than make the list too long. */
static int add_people(struct web_call *c, struct options *o, int64_t unit, struct str chosen, bool office, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &web_people_of, VALUES(v_int(unit), v_int(office), v_int(PICK_FEW + 1)), &q, err);
	size_t first = o->n;
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str name = query_dup(q, 1, c->arena), position = query_dup(q, 2, c->arena);
		struct str text = position.n ? arena_printf(c->arena, "%.*s – %.*s", STR_ARG(name), STR_ARG(position)) : name;
		if (office)
			text = arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(web_unit_name(c, unit)));
		add(c, o, web_path(c, "%lld", (long long)query_int(q, 0)), text, chosen);
		r = 0;
	}
	pick_order(c, o, first);
	return r;
}

static bool is_own(struct web_call *c, int64_t unit)
{
	for (size_t g = 0; g < c->actor.n; g++)
		if (c->actor.grants[g].unit == unit)
			return true;
	return false;
}

/* The offices above the communes that this person may give work to, and the person's own units. */
static int offices(struct web_call *c, int64_t **ret, size_t *ret_n, struct err *err)
{
	struct unit_item *units;
	size_t above, all, n = 0;
	int r = access_units(c->db, c->arena, &c->actor, assignment_give.name, &units, &above, &all, err);
	if (r < 0)
		return r;
	*ret = arena_array_of(c->arena, all + 1, int64_t);
	for (size_t i = 0; i < all; i++)
		if (is_own(c, units[i].id) || (i < above && units[i].kind != UNIT_BODY))
			(*ret)[n++] = units[i].id;
	*ret_n = n;
	return 0;
}

/* `each`: every commune by itself; else only those that are chosen already. */
static int unit_list(struct web_call *c, struct options *o, struct str chosen, bool each, struct err *err)
{
	struct unit_item *communes;
	int64_t *office;
	size_t n, count;
	int r = offices(c, &office, &n, err);
	int whole = r < 0 ? r : web_may(c, assignment_give.name, c->site->root, err);
	if (whole < 0)
		return whole;
	if (whole)
		add(c, o, COMMUNES, str_from_c(_("Tất cả xã, phường, đặc khu")), chosen);
	for (size_t i = 0; i < n; i++)
		add(c, o, web_path(c, "%lld", (long long)office[i]), web_unit_name(c, office[i]), chosen);
	r = whole ? unit_communes(c->db, c->arena, c->site->root, &communes, &count, err) : 0;
	for (size_t i = 0; whole && r == 0 && i < count; i++) {
		struct str id = web_path(c, "%lld", (long long)communes[i].id);
		if (each || chosen_in(chosen, id))
			add(c, o, id, communes[i].full, chosen);
	}
	return r;
}

/* Whoever was chosen before is not lost because the list would not offer them now. */
static int keep_chosen(struct web_call *c, struct options *o, struct str chosen, struct err *err)
{
	struct str part;
	int r = 0;
	while (r == 0 && str_split(&chosen, ' ', &part)) {
		int64_t id;
		struct row person;
		bool there = !str_to_i64(part, 1, (int64_t)1 << 53, &id);
		for (size_t i = 0; i < o->n && !there; i++)
			there = str_eq(o->list[i].value, part);
		r = there ? 0 : row_load(c->db, c->arena, &person_record, id, &person, err);
		if (r > 0) {
			add(c, o, part, row_str(&person, "name"), part);
			r = 0;
		}
	}
	return r;
}


/* ---- fields ---- */

static int verb_param(const struct verb *verb, const char *name)
{
	for (size_t i = 0; i < verb->param_count; i++)
		if (strcmp(verb->params[i].name, name) == 0)
			return (int)i;
	return -1;
}

static struct str typed(const struct form_field_value *values, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].typed;
	return (struct str){0};
}

enum work_field work_field(const struct verb *verb, const struct field *field)
{
	static const struct record *const ours[] = {&assignment_record, &task_record,       &extension_record,
						    &urging_record,     &difficulty_record, &decision_record};
	bool work = false;
	for (size_t i = 0; i < ARRAY_LEN(ours) && !work; i++)
		work = verb->record == ours[i];
	if (!work || (field->kind != FIELD_REF && strcmp(field->name, "also") != 0))
		return WORK_DECLARED;
	return strcmp(field->name, "person") == 0 ? WORK_FILLED : WORK_HIDDEN;
}

static void many(struct web_call *c, struct form_view *form, const char *name, const struct options *o)
{
	struct field_view *f = web_form_field(form, name);
	if (!f)
		return;
	f->kind = CONTROL_MANY;
	f->options = o->list;
	f->option_count = o->n;
	if (o->n > FIELD_MANY_SHOWN)
		f->more = web_number(c, (int64_t)o->n - FIELD_MANY_SHOWN);
}

int work_pool(struct web_call *c, const struct verb *verb, const struct field *field, struct pick_pool *ret_pool, struct err *err)
{
	bool people = strcmp(field->name, "people") == 0 && verb->record == &assignment_record;
	struct row task;
	if (!people && (verb->record != &task_record || work_field(verb, field) != WORK_FILLED))
		return 0;
	int r = people ? 1 : row_load(c->db, c->arena, &task_record, c->id, &task, err);
	if (r <= 0)
		return r;
	*ret_pool = (struct pick_pool){.record = &person_record,
				       .filters = {{"active", "=", v_int(1)}},
				       .filter_count = 1,
				       .several = people};
	if (!people)
		ret_pool->filters[ret_pool->filter_count++] = (struct list_filter){"unit", "=", v_int(row_int(&task, "unit"))};
	return 1;
}

static int person_field(struct web_call *c, const struct verb *verb, struct form_view *form, struct err *err)
{
	struct options o = {0};
	struct pick_pool pool;
	struct field_view *f = web_form_field(form, "person");
	int at = f ? verb_param(verb, "person") : -1;
	int r = at >= 0 ? work_pool(c, verb, &verb->params[at], &pool, err) : 0;
	if (r <= 0)
		return r;
	if (!f->required)
		pick_add(c, &o, STR(""), str_from_c(_("– chưa phân công –")), f->value.n == 0);
	r = add_people(c, &o, pool.filters[1].value.i, f->value, false, err);
	if (r == 0 && o.n > PICK_FEW)
		return pick_field(c, &pool, f, err);
	f->kind = CONTROL_CHOICE;
	f->options = o.list;
	f->option_count = o.n;
	return r;
}

/* The people of the offices; of many, or while somebody is looked for, whoever is found. */
static int people_field(struct web_call *c, const struct verb *verb, struct form_view *form, struct err *err)
{
	struct options o = {0};
	struct pick_pool pool;
	int64_t *office;
	size_t n = 0;
	struct field_view *f = web_form_field(form, "people");
	int at = f ? verb_param(verb, "people") : -1;
	int r = at >= 0 ? work_pool(c, verb, &verb->params[at], &pool, err) : 0;
	if (r <= 0)
		return r;
	r = offices(c, &office, &n, err);
	for (size_t i = 0; r == 0 && i < n && o.n <= PICK_BOXES; i++)
		r = add_people(c, &o, office[i], f->value, true, err);
	if (r == 0 && (o.n > PICK_BOXES || pick_words(f->value).n))
		return pick_field(c, &pool, f, err);
	if (r == 0)
		r = keep_chosen(c, &o, f->value, err);
	many(c, form, "people", &o);
	return r;
}

/* Who orders: what the program gives by itself is nobody's choice. */
static void people_only(struct web_call *c, struct field_view *assigner)
{
	struct option_view *kept = arena_array_of(c->arena, assigner->option_count, struct option_view);
	size_t n = 0;
	for (size_t i = 0; i < assigner->option_count; i++)
		if (!task_assigner_is_program(assigner->options[i].value))
			kept[n++] = assigner->options[i];
	assigner->options = kept;
	assigner->option_count = n;
}

/* One list of all communes at a time: two of them are a third of the page. The button keeps what was typed. */
#define OPEN_SUPPORTS "phoi-hop"

bool work_form_opened(struct web_call *c)
{
	return str_eq_c(http_query(c->req, "mo"), OPEN_SUPPORTS);
}

static void open_other(struct web_call *c, struct form_view *form, bool supporting)
{
	struct link_view *other = arena_new_of(c->arena, struct link_view);
	*other = (struct link_view){
		.href = arena_printf(c->arena, "%.*s?mo=%s", STR_ARG(c->req->path), supporting ? "chu-tri" : OPEN_SUPPORTS),
		.text = str_from_c(supporting ? _("Chọn từng xã chủ trì") : _("Chọn từng xã phối hợp"))};
	form->others = other;
	form->other_count = 1;
}

/* The form that gives work: all six are asked for, and how it goes on. */
static int assignment_form(struct web_call *c, const struct verb *verb, struct form_view *form,
			   const struct form_field_value *values, size_t n, struct err *err)
{
	static const char *const clears[] = {"title", "assigner", "due", "responsible", "product", "authority", "leads"};
	struct options leads = {0}, supports = {0};
	bool supporting = work_form_opened(c);
	int r = unit_list(c, &leads, typed(values, n, "leads"), !supporting, err);
	if (r == 0)
		r = unit_list(c, &supports, typed(values, n, "supports"), supporting, err);
	if (r == 0)
		r = people_field(c, verb, form, err);
	if (r < 0)
		return r;
	many(c, form, "leads", &leads);
	many(c, form, "supports", &supports);
	people_only(c, web_form_field(form, "assigner"));
	open_other(c, form, supporting);
	for (size_t i = 0; i < ARRAY_LEN(clears); i++)
		if (web_form_field(form, clears[i]))
			web_form_field(form, clears[i])->required = true;
	if (verb == &assignment_propose && c->id)
		return 0; /* a proposal that is being changed stays one */
	struct option_view *ways = arena_array_of(c->arena, 2, struct option_view);
	bool may = access_could(&c->actor, assignment_give.name), propose = verb == &assignment_propose || !may;
	ways[0] = (struct option_view){STR("giao"), str_from_c(_("Giao ngay")), !propose};
	ways[1] = (struct option_view){STR("trinh"), str_from_c(_("Trình lãnh đạo duyệt giao")), propose};
	struct field_view *fields = arena_array_of(c->arena, form->count + 1, struct field_view);
	memcpy(fields, form->fields, form->count * sizeof(*fields));
	fields[form->count++] = (struct field_view){.kind = CONTROL_CHOICE,
						    .name = STR("cach"),
						    .label = str_from_c(_("Khi gửi")),
						    .required = true,
						    .options = may ? ways : ways + 1,
						    .option_count = may ? 2 : 1};
	form->fields = fields;
	return 0;
}

static int add_form(struct web_call *c, const struct verb *verb, struct form_view *form, const struct form_field_value *values,
		    size_t n, struct err *err)
{
	struct options units = {0};
	int r = unit_list(c, &units, typed(values, n, "units"), true, err);
	many(c, form, "units", &units);
	return r < 0 ? r : people_field(c, verb, form, err);
}

int work_form(struct web_call *c, const struct verb *verb, struct form_view *form, const struct form_field_value *values, size_t n,
	      struct err *err)
{
	if (verb == &assignment_give || verb == &assignment_propose)
		return assignment_form(c, verb, form, values, n, err);
	if (verb == &assignment_add)
		return add_form(c, verb, form, values, n, err);
	return verb->record == &task_record ? person_field(c, verb, form, err) : 0;
}

/* ---- parts of sheets ---- */

int work_add_form(struct web_call *c, struct sheet_view *v, const struct verb *verb, int64_t unit, struct str action,
		  const char *heading, struct err *err)
{
	struct form_view form = {0};
	int r = web_may(c, verb->name, unit, err);
	if (r > 0)
		r = web_form(c, verb, action, NULL, 0, &form, err);
	else
		return r;
	char *id = arena_c(c->arena, str_from_c(verb->name)); /* whole: "task.report" and "difficulty.report" may share a page */
	id[strcspn(id, ".")] = '-';
	form.id = str_from_c(id);
	form.heading = str_from_c(heading ? heading : verb->title);
	form.folded = true;
	if (r == 0)
		sheet_add_form(c, v, &form);
	return r;
}

int work_add_action(struct web_call *c, struct sheet_view *v, const struct verb *verb, int64_t unit, struct str action, bool second,
		    struct err *err)
{
	int r = web_may(c, verb->name, unit, err);
	const struct action_view a = {.action = action, .text = str_from_c(verb->title), .second = second};
	if (r > 0)
		sheet_add_action(c, v, &a);
	return r < 0 ? r : 0;
}

void work_fact(struct web_call *c, struct sheet_view *v, const char *label, struct str value)
{
	if (!value.n)
		return;
	struct fact_view *facts = arena_array_of(c->arena, v->fact_count + 1, struct fact_view);
	if (v->fact_count)
		memcpy(facts, v->facts, v->fact_count * sizeof(*facts));
	facts[v->fact_count++] = (struct fact_view){.label = str_from_c(label), .value = value};
	v->facts = facts;
}

void work_fact_day(struct web_call *c, struct sheet_view *v, const char *label, day_t day)
{
	work_fact(c, v, label, day == DAY_NONE ? (struct str){0} : date_vn(c->arena, day));
}

int work_fact_field(struct web_call *c, struct sheet_view *v, const struct row *row, const char *field, struct err *err)
{
	const struct field *f = &row->record->fields[record_field(row->record, field)];
	struct str text = {0};
	int r = row_value(row, field)->kind == VALUE_NULL ? 0 : web_value(c, f, row_value(row, field), &text, err);
	if (r == 0)
		work_fact(c, v, f->label, text);
	return r;
}

struct tag_view work_tag(const struct row *row, const char *field)
{
	const struct choice *ch = field_choice(&row->record->fields[record_field(row->record, field)], row_str(row, field));
	return ch ? (struct tag_view){web_tone(ch->tone), str_from_c(ch->label)} : (struct tag_view){0};
}

struct str work_due(struct web_call *c, day_t due, bool whole_day)
{
	if (due == DAY_NONE)
		return str_from_c(_("chưa định ngày"));
	const char *word = tet_week(due) ? _(" – trong dịp Tết") : date_weekday(due) == SUNDAY ? _(" – ngày nghỉ") : "";
	return arena_printf(c->arena, "%.*s%s%s", STR_ARG(date_vn_long(c->arena, due)),
			    whole_day ? "" : _(", đến 17 giờ"), word);
}

/* ---- tables of figures ---- */

void work_figure_columns(struct column_view *columns, const char *first)
{
	static const char *const labels[FIGURE_COLUMNS] = {NULL,           _("Tổng số"),   _("Xong sớm"),
							   _("Xong đúng"), _("Xong chậm"), _("Chờ duyệt"),
							   _("Đang làm"),  _("Chưa nhận"), _("Quá hạn")};
	for (size_t i = 0; i < FIGURE_COLUMNS; i++)
		columns[i] = (struct column_view){.label = str_from_c(i ? labels[i] : first), .title = i == 0, .numeric = i > 0};
}

void work_figure_cells(struct web_call *c, struct str label, struct str href, const struct figures *f, struct cell_view *cells)
{
	const int64_t numbers[] = {f->total,     f->early,       f->on_time,     f->late,
				   f->submitted, f->in_progress, f->not_started, f->overdue};
	cells[0] = (struct cell_view){.text = label, .href = href};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		cells[i + 1] = (struct cell_view){.text = web_number(c, numbers[i])};
	if (f->overdue)
		cells[FIGURE_COLUMNS - 1].tone = TONE_LATE;
}
