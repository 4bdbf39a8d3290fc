/*
 * Every address × every person × every row, asked over HTTP and compared with what access.csv says: pages by a session,
 * the API by a token.
 *
 * The evaluator here is small and its own: it reads the table again and knows of units only which of three places a
 * person belongs to. It asks nothing of access.c. People: one for each role at the province and at two communes, one
 * who reads for the whole province and works for one commune, and somebody not signed in. Rows: for each record one at
 * the province and one at each of the two communes where there is one, and one that does not exist. What is refused
 * must leave the ledger as it was; what is shown must not hold the address, or the marked words, of a row this person
 * may not read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "permission_site.h"

#define MOST_SHOWN 30

/* ---- one request ---- */

struct ask {
	const struct web_route *route;
	const char *record;        /* of :id or of @record, NULL when there is neither */
	const char *name2;         /* of the second @, or NULL */
	int64_t id, unit;          /* 0: without */
	int64_t id2;               /* :tep, a file; 0: without */
	bool id2_of_row;
	char path[256];
};

/* Boxes of a list: with none ticked there is nothing to be refused but the list, which comes back. */
static bool of_ticked_rows(const struct web_route *r)
{
	const struct verb *verb = r->method == HTTP_POST && r->action ? app_verb(str_from_c(r->action)) : NULL;
	for (size_t i = 0; verb && i < verb->param_count; i++)
		if (strcmp(verb->params[i].name, "also") == 0)
			return !strchr(r->pattern, ':');
	return false;
}

enum expect { OPEN, DOOR, ABSENT, REFUSED, GIVEN };

static struct { int64_t n, by[GIVEN + 1], wrong, leaks; } sum;

static bool is_register(const char *name)
{
	for (const struct record *const *r = app_registers; *r; r++)
		if (name && strcmp((*r)->name, name) == 0)
			return true;
	return false;
}

/* Files belong to rows of more records than those with the generic pages. */
static bool has_files(const struct ask *q)
{
	const struct record *record = q->record ? catalog_record(&s.app->catalog, str_from_c(q->record)) : NULL;
	return strstr(q->route->pattern, "/tep") && record && record->files;
}

static bool of_register(const struct web_route *r) { return strstr(r->pattern, "@record") != NULL; }

static struct str action_of(const struct ask *q)
{
	const char *action = q->route->verb ? q->route->verb->name : q->route->action;
	if (!action || strncmp(action, "@record.", 8) != 0)
		return str_from_c(action);
	struct str own = arena_printf(s.a, "%s.%s", q->record, strcmp(action + 8, "@move") == 0 ? q->name2 : action + 8);
	/* a register without a row for tables takes them by its save */
	return strcmp(action, "@record.import") == 0 && !rule_of(own) ? arena_printf(s.a, "%s.save", q->record) : own;
}

static bool by_token(const struct web_route *r) { return (r->flags & WEB_API) != 0; }
static bool with_file(const struct web_route *r) { return strstr(r->pattern, "/:tep") != NULL; }

/* What verbs make has no generic form for a new row; units are not listed by the generic pages either. */
static bool has_its_own_page(const struct ask *q)
{
	const struct record *record = q->record ? catalog_record(&s.app->catalog, str_from_c(q->record)) : NULL;
	if (record && record->made_by_verbs && strcmp(q->route->pattern, "/danh-muc/@record/moi") == 0)
		return true;
	return record && strcmp(q->record, "unit") == 0 && strcmp(q->route->pattern, "/danh-muc/@record/xuat") == 0;
}

/* Refused rows are those of one import, which the address names behind the question mark: without it there are none. */
static bool of_one_import(const struct web_route *r) { return str_ends(str_from_c(r->pattern), STR("/loi")); }

static enum expect expected(const struct ask *q, int person)
{
	struct str action = action_of(q);
	bool post = q->route->method == HTTP_POST;
	if (q->route->flags & WEB_OPEN)
		return OPEN;
	if (person == NOBODY)
		return DOOR;
	if (!action.n) /* what the second kind names is one's own, and nobody here has any */
		return strchr(q->route->pattern, '@') ? ABSENT : GIVEN;
	if (!rule_of(action) || q->id == MISSING || has_its_own_page(q) ||
	    (of_register(q->route) && !is_register(q->record) && !has_files(q)))
		return ABSENT;
	if ((with_file(q->route) && !q->id2_of_row) || of_one_import(q->route))
		return ABSENT;
	bool import = q->route->action && strcmp(q->route->action, "@record.import") == 0; /* says line by line whose it is */
	if (q->unit && !import)
		return may(person, action, q->unit) ? GIVEN : REFUSED;
	/* what is done without naming a row is done for the whole site; forms, lists and their boxes are for whoever holds the role,
	 * and a table says line by line whose it is */
	struct str pattern = str_from_c(q->route->pattern);
	bool table = strstr(q->route->pattern, "/nhap/") ||
		     ((q->route->flags & WEB_UPLOAD) && !str_ends(pattern, STR("/moi"))); /* a new row with its scan is no table */
	bool whole = post && !of_register(q->route) && !table && !of_ticked_rows(q->route);
	return (whole ? may(person, action, s.root) : could(person, action)) ? GIVEN : REFUSED;
}

static const struct verb *verb_of(const struct ask *q)
{
	return q->route->verb ? q->route->verb : app_verb(action_of(q));
}

/* "This deed is not yours" (403) is said only to who may read what it is about; to others there is nothing. What belongs to
 * the whole site is so even when no such row is there: that it would be refused says nothing. */
static bool may_be_told(const struct ask *q, int person)
{
	const struct verb *verb = verb_of(q);
	if (q->route->method != HTTP_POST || !verb || (q->id == MISSING && verb->record->scope))
		return false;
	return may_read(person, verb->record->name, q->unit ? q->unit : s.root);
}

static bool fits(const struct ask *q, int person, enum expect want)
{
	bool to_door = c.status == 303 && str_starts(client_header(&c, "Location"), STR("/dang-nhap"));
	bool leaving = strcmp(q->path, "/dang-xuat") == 0;
	bool done = c.status == 200 || c.status == 422 || c.status == 409 || (c.status == 201 && by_token(q->route)) ||
		    (c.status == 303 && to_door == leaving);
	switch (want) {
	case OPEN:
		return c.status != 401 && c.status != 403 && c.status < 500;
	case DOOR:
		return q->route->method == HTTP_GET && !by_token(q->route) ? to_door : c.status == 401;
	case ABSENT:
	case REFUSED:
		return c.status == 404 || (c.status == 403 && may_be_told(q, person));
	case GIVEN:
		return done;
	}
	return false;
}

/* ---- what a form holds ---- */

static void add_pair(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, "%s%s=", b->n ? "&" : "", name);
	for (size_t i = 0; i < value.n; i++)
		buf_printf(b, "%%%02X", (unsigned char)value.p[i]);
}

static struct str some_value(const struct field *f, int64_t unit)
{
	const struct target *t;
	switch (f->kind) {
	case FIELD_REF:
		if (strcmp(f->references, "unit") == 0)
			return arena_printf(s.a, "%lld", (long long)unit);
		/* somebody of that place: what a row refers to is named to whoever reads the row */
		t = target_of(f->references, unit == unit_at(AT_A) ? AT_A : unit == unit_at(AT_B) ? AT_B : AT_PROVINCE);
		t = t ? t : target_of(f->references, AT_PROVINCE);
		return arena_printf(s.a, "%lld", (long long)(t ? t->id : 1));
	case FIELD_DAY: return STR("20/11/2025");
	case FIELD_CHOICE: return str_from_c(f->choices->code);
	case FIELD_CITIZEN: return STR("038099000001");
	case FIELD_PHONE: return STR("0912345678");
	case FIELD_PLACE: return STR("19.8,105.78");
	case FIELD_TIME: return STR("07:00");
	case FIELD_MOMENT: return STR("");
	case FIELD_TRISTATE: return STR("1");
	default: return f->kind == FIELD_INT && f->min > 1 ? arena_printf(s.a, "%lld", (long long)f->min) : STR("17");
	}
}

/* What a new row says of a field: some value, but the row its scope follows is one of the unit. */
static struct str new_value(const struct ask *q, const struct verb *verb, const struct field *f)
{
	int64_t unit = q->unit ? q->unit : s.root;
	const char *of = verb->record->scope_of;
	for (size_t i = 0; of && !q->id && strcmp(f->name, of) == 0 && i < target_count; i++)
		if (targets[i].unit == unit && strcmp(targets[i].record->name, f->references) == 0)
			return arena_printf(s.a, "%lld", (long long)targets[i].id);
	return some_value(f, unit);
}

/* Readable by the verb, so that it is the permission that decides: a row's own values, or any. */
static void fill(struct buf *b, const struct ask *q, const struct verb *verb)
{
	struct row row = {0};
	bool own = q->record && strcmp(verb->record->name, q->record) == 0; /* what is saved is what :id names */
	if (q->id && q->id != MISSING && own && str_ends(str_from_c(verb->name), STR(".save"))) {
		row = small_row(&s, verb->record, q->id);
		add_pair(b, "revision", arena_printf(s.a, "%lld", (long long)row.revision));
	}
	for (size_t i = 0; i < verb->param_count; i++) {
		const struct field *f = &verb->params[i];
		int at = row.record ? record_field(row.record, f->name) : -1;
		if (strcmp(f->name, "id") == 0 || strcmp(f->name, "revision") == 0)
			continue;
		if (at >= 0)
			add_pair(b, f->name, field_typed(s.a, f, &row.values[at]));
		else if ((f->flags & FIELD_REQUIRED) || (verb->record->scope && strcmp(f->name, verb->record->scope) == 0))
			add_pair(b, f->name, new_value(q, verb, f));
	}
}

/* The same as JSON: what is stored stays, what is new gets some value. */
static void json_of(struct buf *b, const struct ask *q)
{
	const struct verb *verb = verb_of(q);
	struct json_out j;
	json_begin(&j, b);
	json_object(&j);
	if (q->id && q->id != MISSING && verb)
		json_kv_i64(&j, "revision", small_row(&s, verb->record, q->id).revision);
	json_key(&j, "fields");
	json_object(&j);
	for (size_t i = 0; !q->id && verb && i < verb->param_count; i++) {
		const struct field *f = &verb->params[i];
		struct str v = new_value(q, verb, f);
		int64_t number;
		if (strcmp(f->name, "id") == 0 || !(f->flags & FIELD_REQUIRED))
			continue;
		json_key(&j, f->name);
		if (f->kind == FIELD_TRISTATE)
			json_bool(&j, true);
		else if ((f->kind == FIELD_INT || f->kind == FIELD_MONEY || f->kind == FIELD_REF) &&
			 str_to_i64(v, 0, INT64_MAX, &number))
			json_i64(&j, number);
		else
			json_str(&j, v);
	}
	json_object_end(&j);
	json_object_end(&j);
}

static void body_of(struct buf *b, const struct ask *q, int person)
{
	static int64_t keys;
	const struct verb *verb = verb_of(q);
	if (who[person].csrf[0])
		add_pair(b, HTML_FIELD_CSRF, str_from_c(who[person].csrf));
	add_pair(b, HTML_FIELD_KEY, arena_printf(s.a, "permission-%lld", (long long)++keys));
	for (size_t i = 0; q->record && i < target_count; i++) /* a page may ask which private field */
		for (size_t k = 0; strcmp(targets[i].record->name, q->record) == 0 && k < targets[i].record->field_count; k++)
			if (targets[i].record->fields[k].flags & FIELD_PRIVATE)
				add_pair(b, "field", str_from_c(targets[i].record->fields[k].name));
	if (verb)
		fill(b, q, verb);
}

/* ---- leaks ---- */

static bool shows_address(const char *address)
{
	size_t n = strlen(address);
	for (const char *at = c.body; (at = strstr(at, address)) != NULL; at += n)
		if (at[n] < '0' || at[n] > '9')
			return true;
	return false;
}

static const char *address_of(const struct target *t)
{
	static char text[128];
	static const struct { const char *record, *path; } own[] = {{"unit", "/don-vi"}, {"task", "/nhiem-vu"}, {"step", "/bau-cu/buoc"},
								   {"briefing", "/ban-tin"}, {"answer", "/bao-cao"}};
	const char *path = NULL;
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (strcmp(own[i].record, t->record->name) == 0)
			path = own[i].path;
	if (path)
		snprintf(text, sizeof(text), "%s/%lld", path, (long long)t->id);
	else
		snprintf(text, sizeof(text), "/danh-muc/%s/%lld", t->record->name, (long long)t->id);
	return text;
}

static void look_for_leaks(const struct ask *q, int person)
{
	for (size_t i = 0; i < target_count; i++) {
		const struct target *t = &targets[i];
		if (may_read(person, t->record->name, t->unit))
			continue;
		bool marked = strcmp(t->record->name, "person") == 0 || strcmp(t->record->name, "committee") == 0;
		bool other = false; /* the same words stand in a row that may be read */
		for (size_t k = 0; k < target_count && marked; k++)
			other = other || (targets[k].place == t->place &&
					  may_read(person, targets[k].record->name, targets[k].unit) &&
					  (strcmp(targets[k].record->name, "person") == 0 ||
					   strcmp(targets[k].record->name, "committee") == 0));
		char item[64];
		snprintf(item, sizeof(item), "{\"id\":%lld,\"revision\"", (long long)t->id);
		bool listed = by_token(q->route) && client_shows(&c, item) && q->record && strcmp(q->record, t->record->name) == 0;
		if (!listed && !shows_address(address_of(t)) && !(marked && !other && client_shows(&c, mark(t->place))))
			continue;
		if (sum.leaks++ < MOST_SHOWN)
			print_error("# %s shows %s a row of %s at %s\n", q->path, login_of(person), t->record->name,
				    mark(t->place));
	}
}

/* ---- all of it ---- */

static void ask_as(const struct ask *q, int person)
{
	static const char *const words[] = {"open", "the door", "absent", "refused", "given"};
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 16);
	char headers[512];
	bool post = q->route->method == HTTP_POST;
	enum expect want = expected(q, person);
	int64_t before = small_head(&s).number;
	if (by_token(q->route)) {
		snprintf(headers, sizeof(headers), "%sContent-Type: application/json\r\nIdempotency-Key: %lld-%d\r\n",
			 tokens[person], (long long)sum.n, person);
		if (post)
			json_of(&b, q);
	} else {
		client_form_headers(&c, &who[person], headers, sizeof(headers));
		if (post)
			body_of(&b, q, person);
	}
	client_ask(&c, post ? "POST" : "GET", q->path, post || by_token(q->route) ? headers : who[person].cookie,
		   buf_str(&b));
	sum.n++;
	sum.by[want]++;
	bool quiet = want == GIVEN || want == OPEN || small_head(&s).number == before;
	if ((!fits(q, person, want) || !quiet) && sum.wrong++ < MOST_SHOWN)
		print_error("# %s %s as %s: wanted %s, got %d%s\n", post ? "POST" : "GET", q->path,
			    person == NOBODY ? "nobody" : login_of(person), words[want], c.status,
			    quiet ? "" : ", and the ledger grew");
	if (person != NOBODY && c.status == 200)
		look_for_leaks(q, person);
	if (post && strcmp(q->path, "/dang-xuat") == 0 && person != NOBODY)
		client_sign_in(&c, login_of(person), &who[person]);
}

static void make_path(struct ask *q)
{
	struct str pattern = str_from_c(q->route->pattern), example = str_from_c(q->route->example), p, e;
	size_t names = 0;
	q->path[0] = 0;
	for (bool first = true; str_split(&pattern, '/', &p); first = false) {
		size_t n = strlen(q->path), room = sizeof(q->path) - n;
		if (!str_split(&example, '/', &e))
			e = p;
		if (first)
			continue;
		if (str_eq_c(p, ":tep"))
			snprintf(q->path + n, room, "/%lld", (long long)q->id2);
		else if (p.n && p.p[0] == ':')
			snprintf(q->path + n, room, "/%lld", (long long)q->id);
		else if (p.n && p.p[0] == '@' && of_register(q->route))
			snprintf(q->path + n, room, "/%s", names++ ? q->name2 : q->record);
		else
			snprintf(q->path + n, room, "/%.*s", STR_ARG(p.n && p.p[0] == '@' ? e : p));
	}
}

/* What somebody took back is there again for the next one. */
static void there_again(const struct ask *q)
{
	const struct verb *verb = verb_of(q);
	struct err err = ERR_INIT;
	struct call back = {0};
	struct row row;
	if (!verb || !q->id || q->id == MISSING || !str_ends(str_from_c(verb->name), STR(".undo")) ||
	    row_load(s.db, s.a, verb->record, q->id, &row, &err) != 0)
		return;
	call_int(&s, &back, "id", q->id);
	small_must(small_act(&s, 0, verb, &back), &s.err, verb->name);
}

static void ask_everybody(struct ask *q)
{
	bool removes = str_ends(str_from_c(q->route->pattern), STR("/go"));
	for (int person = 0; person <= NOBODY; person++) {
		for (int place = AT_A; place < PLACES && removes && q->id2_of_row; place++)
			if (target_of("committee", (enum place)place)->id == q->id) /* the one before may have removed it */
				q->id2 = attach((enum place)place);
		make_path(q);
		ask_as(q, person);
		there_again(q);
	}
}

/* With each of the files: the row's own, and another row's. */
static void each_file(struct ask *q)
{
	for (int place = AT_A; place < PLACES && with_file(q->route); place++) {
		q->id2 = files[place];
		q->id2_of_row = target_of("committee", (enum place)place)->id == q->id && strcmp(q->record, "committee") == 0;
		ask_everybody(q);
	}
	if (!with_file(q->route))
		ask_everybody(q);
}

/* For each place its row; and one that is not there. Without :id: a new row for each place, or once. */
static void each_row(const struct web_route *route, const char *record, const char *name2)
{
	struct ask q = {.route = route, .record = record, .name2 = name2};
	bool with_id = strstr(route->pattern, ":id") != NULL;
	bool fresh = route->method == HTTP_POST && !with_id && str_ends(action_of(&q), STR(".save")) && of_register(route);
	const struct record *known = record ? catalog_record(&s.app->catalog, str_from_c(record)) : NULL;
	for (int place = 0; place < PLACES && (with_id || fresh); place++) {
		const struct target *t = record ? target_of(record, (enum place)place) : NULL;
		const char *of = fresh && known ? known->scope_of : NULL;
		if (with_id && !t)
			continue;
		if (of && !target_of(known->fields[record_field(known, of)].references, (enum place)place))
			continue; /* nothing there that it could belong to */
		q.id = with_id ? t->id : 0;
		bool own = known && known->scope && strcmp(known->scope, "id") != 0 && !known->made_by_verbs;
		q.unit = fresh && !own ? s.root : fresh ? unit_at((enum place)place) : t->unit;
		each_file(&q);
	}
	q.id = with_id ? MISSING : 0;
	q.unit = 0;
	if (!fresh)
		each_file(&q);
}

/* The record an example speaks of: "/nhiem-vu/{task}". */
static const char *record_of_example(const struct web_route *r)
{
	struct str example = str_from_c(r->example);
	ptrdiff_t from = str_find_char(example, '{'), to = str_find_char(example, '}');
	return from < 0 ? NULL : arena_c(s.a, str_slice(example, (size_t)from + 1, (size_t)to));
}

static void each_register(const struct web_route *route)
{
	bool moves = strstr(route->pattern, "@move") != NULL;
	each_row(route, "khong-co", "khong-co");
	for (const struct record *const *r = s.app->catalog.records; *r; r++) {
		for (size_t i = 0; moves && i < (*r)->move_count; i++)
			each_row(route, (*r)->name, (*r)->moves[i].name);
		each_row(route, (*r)->name, "khong-co");
	}
}

static void every_address(void **state)
{
	(void)state;
	for (const struct web_route *r = web_routes; r->pattern; r++) {
		if (of_register(r))
			each_register(r);
		else
			each_row(r, record_of_example(r), NULL);
	}
	printf("# %lld requests: %lld given, %lld refused, %lld absent, %lld to the door, %lld open; %lld rows, %d people\n",
	       (long long)sum.n, (long long)sum.by[GIVEN], (long long)sum.by[REFUSED], (long long)sum.by[ABSENT],
	       (long long)sum.by[DOOR], (long long)sum.by[OPEN], (long long)target_count, NOBODY + 1);
	assert_int_equal(sum.wrong, 0);
	assert_int_equal(sum.leaks, 0);
	assert_true(sum.by[GIVEN] > 500 && sum.by[REFUSED] > 500 && sum.by[DOOR] > 50);
}

/* ---- the table of addresses itself ---- */

static void every_address_asks(void **state)
{
	(void)state;
	for (const struct web_route *r = web_routes; r->pattern; r++) {
		struct ask q = {.route = r, .record = "committee", .name2 = "save"};
		const char *why = NULL;
		for (const struct web_anybody *any = web_anybody; any->pattern; any++)
			if (strcmp(any->pattern, r->pattern) == 0)
				why = any->why;
		bool asks = action_of(&q).n > 0;
		if (asks == (why != NULL))
			fail_msg("%s asks a permission and stands in web_anybody, or neither", r->pattern);
		assert_true(asks || strlen(why) > 5);
		if (asks && !of_register(r) && !rule_of(action_of(&q)))
			fail_msg("%s: no row in access.csv for its action", r->pattern);
	}
	for (const struct web_anybody *any = web_anybody; any->pattern; any++) {
		bool used = false;
		for (const struct web_route *r = web_routes; r->pattern; r++)
			used = used || strcmp(any->pattern, r->pattern) == 0;
		assert_true(used);
	}
	for (const struct record *const *r = app_registers; *r; r++)
		assert_non_null(rule_of(str_from_c(record_save_verb(*r)->name)));
	for (const struct verb *const *v = app_verbs; *v; v++)
		assert_non_null(rule_of(str_from_c((*v)->name)));
}

/* ---- ways around it ---- */

static int post_as(int person, const char *path, const char *more)
{
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	static int keys;
	char headers[512];
	client_form_headers(&c, &who[person], headers, sizeof(headers));
	buf_printf(&b, "csrf=%s&khoa=around-%d%s", who[person].csrf, ++keys, more);
	return client_ask(&c, "POST", path, headers, buf_str(&b));
}

#define OFFICER_A (AT_A * ROLE_COUNT + ROLE_OFFICER)

static void ways_around(void **state)
{
	(void)state;
	const struct target *own = target_of("committee", AT_A), *foreign = target_of("committee", AT_B);
	struct row row = small_row(&s, own->record, own->id), before = small_row(&s, foreign->record, foreign->id);
	int64_t head = small_head(&s).number;
	char fields[512], path[128], more[640];
	snprintf(fields, sizeof(fields),
		 "&election=%lld&decision_number=cuop&decision_day=20/11/2025&signer=x&members=17&agreed=1&revision=%lld",
		 (long long)s.election, (long long)row.revision);
	/* the door remembers where one was going, but no address that grows beyond what is read */
	char far[4200] = "/tim?q=";
	memset(far + 7, '/', 1500);
	assert_int_equal(client_ask(&c, "GET", far, "", (struct str){0}), 303);
	assert_true(str_starts(client_header(&c, "Location"), STR("/dang-nhap?ve=%2Ftim%3Fq%3D%2F%2F")));
	memset(far + 7, '/', 4000);
	assert_int_equal(client_ask(&c, "GET", far, "", (struct str){0}), 303);
	assert_true(str_eq_c(client_header(&c, "Location"), "/dang-nhap"));
	/* a new row whose form names another's row: passed over, and the own commune has its committee already */
	snprintf(more, sizeof(more), "&id=%lld&unit=%lld%s", (long long)foreign->id, (long long)own->unit, fields);
	assert_int_equal(post_as(OFFICER_A, "/danh-muc/committee/moi", more), 422);
	/* one's own address, another's row in the form: the address decides; moved to another's unit: refused */
	snprintf(path, sizeof(path), "/danh-muc/committee/%lld/sua", (long long)own->id);
	snprintf(more, sizeof(more), "&id=%lld&unit=%lld%s", (long long)foreign->id, (long long)foreign->unit, fields);
	assert_int_equal(post_as(OFFICER_A, path, more), 422);
	/* a field twice does not help */
	snprintf(more, sizeof(more), "&unit=%lld&unit=%lld%s", (long long)foreign->unit, (long long)own->unit, fields);
	assert_int_equal(post_as(OFFICER_A, path, more), 422);
	/* without the token of the form, with another person's, from another site */
	struct visitor mine = who[OFFICER_A];
	who[OFFICER_A].csrf[0] = 0;
	assert_int_equal(post_as(OFFICER_A, path, fields), 403);
	memcpy(who[OFFICER_A].csrf, who[OFFICER_A + 1].csrf, sizeof(mine.csrf));
	assert_int_equal(post_as(OFFICER_A, path, fields), 403);
	who[OFFICER_A] = mine;
	snprintf(more, sizeof(more), "%sOrigin: http://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n",
		 mine.cookie);
	snprintf(fields, sizeof(fields), "csrf=%s&khoa=evil", mine.csrf);
	assert_int_equal(client_ask(&c, "POST", path, more, str_from_c(fields)), 403);
	assert_int_equal(small_head(&s).number, head);
	assert_int_equal(small_row(&s, foreign->record, foreign->id).revision, before.revision);
}

/* A role that ends, or a person no longer in use, shuts every door at once: sessions are no permission. */
static void the_end_of_a_role(void **state)
{
	(void)state;
	int person = AT_B * ROLE_COUNT + ROLE_OFFICER;
	int64_t id = s.person[AT_B][ROLE_OFFICER];
	struct row row = small_row(&s, &person_record, id);
	assert_int_equal(client_ask(&c, "GET", "/nhiem-vu", who[person].cookie, (struct str){0}), 200);
	struct call call = {0};
	call_int(&s, &call, "id", id);
	call_int(&s, &call, "revision", row.revision);
	call_add(&call, "name", row_str(&row, "name"));
	call_int(&s, &call, "unit", row_int(&row, "unit"));
	call_add(&call, "login", row_str(&row, "login"));
	call_add(&call, "active", STR("0"));
	small_do(&s, 0, "person.save", &call);
	assert_int_equal(client_ask(&c, "GET", "/nhiem-vu", who[person].cookie, (struct str){0}), 303);
	assert_int_equal(post_as(person, "/danh-muc/committee/moi", ""), 401);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_address_asks),
		cmocka_unit_test(every_address),
		cmocka_unit_test(ways_around),
		cmocka_unit_test(the_end_of_a_role),
	};
	return cmocka_run_group_tests_name("permission", tests, begin, end);
}
