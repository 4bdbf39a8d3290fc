/*
 * fault_examples.h – an example for each verb the rehearsal never uses, for fault_verbs.c: which row, which person, found by trial.
 * What a trial cannot guess stands in `words`.
 */
static struct small demo; /* the finished rehearsal; what was found is done there too, so that the next verb finds its row */

/* Of a parameter: a text, or a query for an id of the row ?1. */
static const struct { const char *verb, *param, *is; } words[] = {
	{"task.progress", "progress", "40"},
	{"task.name", "person", "SELECT CAST(g.person AS TEXT) FROM grants g, task t WHERE g.unit = t.unit AND t.id = ?1"},
	{"assignment.add", "units", "SELECT CAST(max(unit) AS TEXT) FROM task"},
	{"polling_area.merge", "number", "901"},
	{"polling_area.split", "number", "902"},
	{"polling_area.split", "villages", "SELECT name FROM village WHERE area = ?1"},
	{"plan.move", "place", "SELECT CAST(max(coalesce(commune, village)) AS TEXT) FROM constituency_place WHERE plan = ?1"},
	{"plan.move", "number", "1"},
	{"step.override", "day", "2026-02-10"},
	{"step.override", "document", "Nghị quyết diễn tập"},
	{"answer.sign", "file", "SELECT CAST(max(id) AS TEXT) FROM file WHERE of_record = 'answer'"},
	{"seal.return", "returned_day", "2025-11-18"},
	{"*.erase", "word", ERASE_WORD},
};

static struct str first_text(const char *sql, int64_t id)
{
	struct err err = ERR_INIT;
	struct query *q;
	struct str text = {0};
	const struct value v = v_int(id);
	small_must(db_query_sql(demo.db, str_from_c(sql), &v, strchr(sql, '?') ? 1 : 0, &q, &err), &err, sql);
	if (query_next(q, &err) > 0)
		text = query_is_null(q, 0) ? text : arena_printf(demo.a, "%.*s", STR_ARG(query_dup(q, 0, demo.a)));
	query_end(q);
	return text;
}

static const char *said_of(const struct verb *verb, const struct field *f)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		bool family = words[i].verb[0] == '*' && str_ends(str_from_c(verb->name), str_from_c(words[i].verb + 1));
		if ((family || strcmp(words[i].verb, verb->name) == 0) && strcmp(words[i].param, f->name) == 0)
			return words[i].is;
	}
	return NULL;
}

static struct str some_word(const struct verb *verb, const struct field *f, int64_t id)
{
	const char *said = said_of(verb, f);
	if (said)
		return strncmp(said, "SELECT", 6) ? str_from_c(said) : first_text(said, id);
	if (f->references)
		return first_text(arena_c(demo.a, arena_printf(demo.a, "SELECT CAST(max(id) AS TEXT) FROM %s", f->references)), id);
	switch (f->kind) {
	case FIELD_DAY: return STR("2025-12-20");
	case FIELD_CHOICE: return str_from_c(f->choices->code);
	case FIELD_CITIZEN: return STR("038099000001");
	case FIELD_PHONE: return STR("0912345678");
	case FIELD_PLACE: return STR("19.8,105.78");
	case FIELD_TIME: return STR("07:00");
	case FIELD_TEXT:
	case FIELD_LONG: return STR("diễn tập lỗi");
	default: return f->kind == FIELD_INT && f->min > 1 ? arena_printf(demo.a, "%lld", (long long)f->min) : STR("1");
	}
}

/* What the verb needs, for the row. */
static void fill(struct call *c, const struct verb *verb, int64_t id)
{
	*c = (struct call){.key = STR(KEY)};
	if (verb == &unit_import_verb)
		c->file = STR("code,name,type,population,area_km2,mountainous\n14758,Hàm Rồng,phường,70001,20.88,0\n");
	if (verb == &outline_load)
		c->file = STR("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"ma\":\"14758\"},\"geometry\":"
			      "{\"type\":\"Polygon\",\"coordinates\":[[[105.1,19.1],[105.2,19.1],[105.2,19.2],[105.1,19.1]]]}}]}");
	for (size_t i = 0; i < verb->param_count; i++) {
		const struct field *f = &verb->params[i];
		if (strcmp(f->name, "id") == 0 && (f->flags & FIELD_REQUIRED))
			call_int(&demo, c, "id", id);
		else if (strcmp(f->name, "id") == 0)
			continue;
		else if (said_of(verb, f) || (f->flags & FIELD_REQUIRED))
			call_add(c, f->name, some_word(verb, f, id));
	}
}

struct people { size_t n; struct actor actor[400]; };

static void could(const struct verb *verb, struct people *ret)
{
	struct err err = ERR_INIT;
	struct query *q;
	ret->n = 0;
	small_must(db_query_sql(demo.db, STR("SELECT person FROM grants GROUP BY person ORDER BY min(role <> 'leader'), person"), NO_VALUES, &q, &err), &err, "people");
	while (query_next(q, &err) > 0 && ret->n < ARRAY_LEN(ret->actor)) {
		struct actor *a = &ret->actor[ret->n];
		*a = (struct actor){0};
		if (access_actor(demo.db, demo.a, query_int(q, 0), site_today(demo.site), a, &err) == 0 && access_could(a, verb->name))
			ret->n++;
	}
	query_end(q);
}

/* A person for whom it would go well with this row; NULL: nobody, or the rules say no. */
static const struct actor *for_whom(const struct verb *verb, const struct people *p, const struct call *c)
{
	for (size_t i = 0; i < p->n; i++) {
		struct verb_result result = {0};
		struct err err = ERR_INIT;
		const struct verb_input input = {.args = c->arg, .n = c->n, .file = c->file, .key = STR("trial"), .trial = true};
		int r = __real_verb_run(demo.site, &p->actor[i], verb, &input, &result, &err);
		if (r == 0)
			return &p->actor[i];
		if (getenv("FAULT_TELL"))
			fprintf(stderr, "# %s: %s\n", verb->name, err.text);
		if (r != -ERR_NOT_FOUND && r != -ERR_DENIED && r != -ERR_LAW)
			return NULL;
	}
	return NULL;
}

/* Faults on copies, then once for good, so that what follows from it has its row. */
static bool try_and_do(const struct verb *verb, const struct actor *who, const struct call *c, struct err *err)
{
	const struct verb_input input = {.args = c->arg, .n = c->n, .file = c->file, .key = str_from_c(verb->name)};
	struct verb_result result = {0};
	copy_settled(demo.site, &demo.world.world);
	if (!try_it(&demo.world.world, who, verb, &input))
		return false;
	small_must(__real_verb_run(demo.site, who, verb, &input, &result, err), err, verb->name);
	return true;
}

static bool example_of(const struct verb *verb)
{
	static struct people p;
	struct err err = ERR_INIT;
	struct query *q;
	int64_t ids[200];
	size_t n = 0;
	bool found = false;
	const char *of = verb->record ? verb->record->name : "unit";
	for (size_t i = 0; i < verb->param_count; i++)
		if (strcmp(verb->params[i].name, "id") == 0 && verb->params[i].references)
			of = verb->params[i].references;
	could(verb, &p);
	struct str sql = arena_printf(demo.a, "SELECT id FROM %s ORDER BY id = (SELECT max(id) FROM %s) DESC, id * 7919 %% 1009 LIMIT 200", of, of);
	small_must(db_query_sql(demo.db, sql, NO_VALUES, &q, &err), &err, of);
	while (query_next(q, &err) > 0 && n < ARRAY_LEN(ids))
		ids[n++] = query_int(q, 0);
	query_end(q);
	if (!n)
		ids[n++] = 0; /* the verb may need no row */
	int tries = 5; /* a trial that goes well may still change nothing */
	for (size_t i = 0; good && !found && i < n && tries; i++) {
		struct call c;
		fill(&c, verb, ids[i]);
		const struct actor *who = for_whom(verb, &p, &c);
		if (!who)
			continue;
		tries--;
		found = try_and_do(verb, who, &c, &err);
	}
	return found;
}

/* Verbs that follow from declarations: one of a family is enough. */
static bool family_has(const char *end)
{
	for (size_t k = 0; k < seen_n; k++)
		if (str_ends(seen[k], str_from_c(end)))
			return true;
	return false;
}

static bool family_example(const char *end, const struct verb *(*of)(const struct record *r))
{
	for (const struct record *const *r = app_registers; good && *r && !family_has(end); r++) {
		const struct verb *verb = of(*r);
		if (verb && access_known(verb->name) && example_of(verb))
			return true;
	}
	return false;
}

static const struct verb *detach_of(const struct record *r) { return r->files ? record_detach_verb(r) : NULL; }

static void demo_open(const char *dir)
{
	demo.world.world = (struct world){small_now, small_today, small_random};
	demo.a = arena_new("examples", (size_t)512 << 20);
	demo.app = app;
	snprintf(demo.dir, sizeof(demo.dir), "%s", dir);
	seeded_start(&demo.world.chance, STR("examples"));
	small_set_day(&demo, date_from_civil(2025, 11, 19));
	small_open(&demo);
}

static void demo_close(void)
{
	small_close(&demo);
	arena_free(demo.a);
}

/* Those that have their place in the middle of the story only: just before a verb of it. `same`: with its very parameters. */
static const struct { const struct verb *when, *verb; bool same; } moments[] = {
	{&step_assign_all, &step_assign, false},	{&assignment_give, &assignment_propose, true},
	{&answer_approve, &answer_sign, true},		{&plan_submit, &plan_move, false},
	{&plan_decide, &plan_return, false},		{&assignment_give, &assignment_assign, false},
	{&answer_approve, &answer_hold, true},		{&period_urge, &period_demand, true},
};

/* With the parameters of another verb: by whoever may. */
static bool example_like(const struct verb *verb, const struct verb_input *input)
{
	static struct people p;
	struct call c = {.n = input->n};
	struct err err = ERR_INIT;
	could(verb, &p);
	memcpy(c.arg, input->args, input->n * sizeof(*input->args));
	for (size_t i = 0; i < c.n; i++) /* the copy lives on a later day than the story just then */
		if (str_starts(c.arg[i].name, STR("due")))
			c.arg[i].value = STR("2025-12-20");
	for (size_t i = 0; i < verb->param_count; i++) {
		bool there = !(verb->params[i].flags & FIELD_REQUIRED);
		for (size_t k = 0; k < input->n; k++)
			there |= str_eq_c(input->args[k].name, verb->params[i].name);
		if (!there)
			call_add(&c, verb->params[i].name, some_word(verb, &verb->params[i], 0));
	}
	const struct actor *who = for_whom(verb, &p, &c);
	if (!who)
		return false;
	return try_and_do(verb, who, &c, &err);
}

/* A report that is to be signed has its file first. */
static void attach_paper(const struct verb_input *input)
{
	struct attaching paper = {.record = &answer_record, .name = STR("bao-cao.txt"), .bytes = STR("báo cáo\n")};
	struct actor program = app_program();
	struct verb_result result;
	struct err err = ERR_INIT;
	for (size_t i = 0; i < input->n; i++)
		if (str_eq_c(input->args[i].name, "id"))
			str_to_i64(input->args[i].value, 1, INT64_MAX, &paper.id);
	small_must(record_attach(demo.site, &program, &paper, &result, &err), &err, "attach");
}

static void examples_in(const char *dir, const struct verb *when, const struct verb_input *input)
{
	bool some = false;
	for (size_t i = 0; i < ARRAY_LEN(moments); i++)
		some |= moments[i].when == when;
	if (!some)
		return;
	copy(dir, early);
	demo_open(early);
	if (when == &answer_approve)
		attach_paper(input);
	for (size_t i = 0; i < ARRAY_LEN(moments); i++)
		if (moments[i].when == when && !is_seen(str_from_c(moments[i].verb->name)))
			moments[i].same ? example_like(moments[i].verb, input) : example_of(moments[i].verb);
	demo_close();
}

static void examples_find(const char *dir)
{
	bool more = true;
	demo_open(dir);
	struct call somebody = {0}; /* with something to be erased */
	call_add(&somebody, "name", STR("Người có dữ liệu riêng tư"));
	call_int(&demo, &somebody, "unit", demo.site->root);
	call_add(&somebody, "active", STR("1"));
	for (size_t i = 0; i < person_record.field_count; i++)
		if (person_record.fields[i].flags & FIELD_PRIVATE)
			call_add(&somebody, person_record.fields[i].name, some_word(&site_init_verb, &person_record.fields[i], 0));
	small_do(&demo, 0, "person.save", &somebody);
	while (more && good) {
		more = false;
		for (const struct verb *const *v = app_verbs; *v; v++)
			more |= strcmp((*v)->name, "site.init") != 0 && !is_seen(str_from_c((*v)->name)) && example_of(*v);
		more |= family_example(".undo", record_undo_verb) || family_example(".erase", record_erase_verb) ||
			family_example(".detach", detach_of);
	}
	demo_close();
}
