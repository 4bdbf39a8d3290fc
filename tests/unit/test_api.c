/* The registers as JSON: what is read, what is written, what is refused, and the tokens it goes by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/token.h"
#include "base/json_in.h"
#include "base/log.h"
#include "one_site.h"
#include "record/verbs.h"
#include "web_client.h"

static struct client c;
static char writer_a[128], reader_a[128], everything[128], admin[128]; /* Authorization lines */
static int64_t committee_a, committee_b;

static void token_for(char line[128], int64_t person, bool write, const char *records, int64_t days)
{
	struct str text;
	struct err err = ERR_INIT;
	const struct token_wish wish = {STR("chương trình thử"), write, str_from_c(records), days};
	small_must(token_make(s.site, s.a, person, &wish, &text, &err), &err, "token");
	snprintf(line, 128, "Authorization: Bearer %.*s\r\n", STR_ARG(text));
}

static int begin(void **state)
{
	log_quiet(true);
	with_election(state);
	struct call call = small_committee(&s, s.commune[0], 17, 0, 0);
	committee_a = small_do(&s, 0, "committee.save", &call);
	call = small_committee(&s, s.commune[1], 17, 0, 0);
	committee_b = small_do(&s, 0, "committee.save", &call);
	token_for(writer_a, s.person[AT_A][ROLE_OFFICER], true, "committee,unit,", 30);
	token_for(reader_a, s.person[AT_A][ROLE_OFFICER], false, "committee,", 30);
	token_for(everything, s.person[AT_PROVINCE][ROLE_SPECIALIST], true, "", 365);
	token_for(admin, s.person[AT_PROVINCE][ROLE_ADMIN], true, "", 365);
	client_start(&c, &s);
	return 0;
}

static int end(void **state)
{
	client_end(&c);
	return sound(state);
}

/* ---- asking ---- */

static const struct jval *answer; /* of the last request; every answer of the API is JSON */

static void take_answer(void)
{
	struct err err = ERR_INIT;
	assert_true(str_starts(client_header(&c, "Content-Type"), STR("application/json")));
	struct str body = arena_dup(s.a, (struct str){c.body, c.body_n});
	if (jval_parse(s.a, body, body.n, &answer, &err) < 0)
		fail_msg("%s: %s", err.text, c.body);
}

static int get(const char *who, const char *path)
{
	client_ask(&c, "GET", path, who, (struct str){0});
	take_answer();
	return c.status;
}

static int post(const char *who, const char *path, const char *key, const char *body)
{
	char headers[512];
	snprintf(headers, sizeof(headers), "%sContent-Type: application/json\r\n%s%s%s", who, key ? "Idempotency-Key: " : "",
		 key ? key : "", key ? "\r\n" : "");
	client_ask(&c, "POST", path, headers, str_from_c(body));
	take_answer();
	return c.status;
}

static const struct jval *at(const char *first, const char *second, const char *third)
{
	const struct jval *v = jval_get(answer, first);
	v = second ? jval_get(v, second) : v;
	return third ? jval_get(v, third) : v;
}

static bool code_is(const char *code)
{
	const struct jval *v = at("error", "code", NULL);
	return v && str_eq_c(v->s, code);
}

static int64_t number(const char *name)
{
	const struct jval *v = at(name, NULL, NULL);
	return v && v->kind == J_INT ? v->i : -1;
}

static char *path_of(const char *record, int64_t id)
{
	return arena_c(s.a, arena_printf(s.a, "/api/v1/%s/%lld", record, (long long)id));
}

/* ---- reading ---- */

static void lists(void **state)
{
	(void)state;
	char path[128];
	assert_int_equal(get(everything, "/api/v1/committee"), 200);
	assert_int_equal(number("total"), 2);
	assert_int_equal(number("page"), 1);
	assert_int_equal(get(reader_a, "/api/v1/committee"), 200);
	assert_int_equal(number("total"), 1);
	const struct jval *item = &at("items", NULL, NULL)->items[0];
	assert_int_equal(jval_get(item, "id")->i, committee_a);
	assert_int_equal(jval_get(jval_get(jval_get(item, "fields"), "unit"), "id")->i, s.commune[0]);
	assert_true(jval_get(jval_get(jval_get(item, "fields"), "unit"), "label")->s.n > 3);
	assert_true(str_eq_c(jval_get(jval_get(item, "fields"), "decision_day")->s, "2025-11-18"));
	/* filters, pages */
	snprintf(path, sizeof(path), "/api/v1/committee?unit=%lld", (long long)s.commune[1]);
	assert_int_equal(get(everything, path), 200);
	assert_int_equal(number("total"), 1);
	assert_int_equal(get(reader_a, path), 200);
	assert_int_equal(number("total"), 0);
	assert_int_equal(get(everything, "/api/v1/committee?limit=1&page=2&sort=-id"), 200);
	assert_int_equal(at("items", NULL, NULL)->n, 1);
	assert_int_equal(jval_get(&at("items", NULL, NULL)->items[0], "id")->i, committee_a);
	assert_int_equal(number("total"), 2);
	assert_int_equal(get(everything, "/api/v1/person?q=Council"), 200);
	assert_int_equal(number("total"), PLACES);
	assert_int_equal(get(everything, "/api/v1/person?q=khong-ai-ten-nhu-vay"), 200);
	assert_int_equal(number("total"), 0);
	/* what it does not understand it says, field by field */
	assert_int_equal(get(everything, "/api/v1/committee?khong-co=1&limit=0&decision_day=hom-qua&sort=phone"), 422);
	assert_int_equal(at("error", "fields", NULL)->n, 4);
	assert_int_equal(get(everything, "/api/v1/committee?page=99999999"), 422);
}

/* What the server itself refuses, before anybody looks at a token. */
static void refused_early(void **state)
{
	(void)state;
	char *big = arena_alloc(s.a, (3 << 20) + 1);
	memset(big, ' ', 3 << 20);
	big[3 << 20] = '\0';
	client_ask(&c, "PUT", "/api/v1/committee/1", writer_a, (struct str){0});
	take_answer();
	assert_int_equal(c.status, 405);
	assert_true(code_is("request"));
	assert_int_equal(post(writer_a, "/api/v1/committee", "big", big), 413);
	assert_true(code_is("request"));
}

static void rows(void **state)
{
	(void)state;
	assert_int_equal(get(reader_a, path_of("committee", committee_a)), 200);
	assert_int_equal(number("id"), committee_a);
	assert_int_equal(number("revision"), 1);
	assert_int_equal(at("fields", "members", NULL)->i, 17);
	/* another commune's is answered as one that is not there */
	assert_int_equal(get(reader_a, path_of("committee", committee_b)), 404);
	struct str foreign = arena_dup(s.a, (struct str){c.body, c.body_n});
	assert_int_equal(get(reader_a, path_of("committee", 999999999)), 404);
	assert_true(str_eq(foreign, (struct str){c.body, c.body_n}));
	assert_true(code_is("not_found"));
	assert_int_equal(get(everything, "/api/v1/khong-co"), 404);
	assert_int_equal(get(everything, "/api/v1/task"), 404);
	assert_int_equal(get(everything, "/api/v1/committee/1/2/3/4"), 404);
	client_ask(&c, "DELETE", path_of("committee", committee_a), everything, (struct str){0});
	assert_int_equal(c.status, 405);
}

/* A private value is never in an answer, not even sealed. */
static void private_fields(void **state)
{
	(void)state;
	const struct record *person = &person_record;
	const char *name = NULL;
	for (size_t i = 0; i < person->field_count; i++)
		if (person->fields[i].flags & FIELD_PRIVATE)
			name = person->fields[i].name;
	if (!name)
		skip();
	char body[512];
	snprintf(body, sizeof(body), "{\"revision\":1,\"fields\":{\"%s\":\"038099012345\"}}", name);
	int64_t id = s.person[AT_B][ROLE_FRONT];
	assert_int_equal(post(admin, path_of("person", id), "rieng-1", body), 200);
	assert_int_equal(get(admin, path_of("person", id)), 200);
	assert_int_equal(at("fields", name, NULL)->kind, J_NULL);
	assert_int_equal(at("sealed", NULL, NULL)->kind, J_TRUE);
	assert_false(client_shows(&c, "038099012345"));
	struct row row = small_row(&s, person, id);
	assert_true(row_str(&row, name).n > 20); /* it is there, sealed */
	assert_false(client_shows(&c, arena_c(s.a, row_str(&row, name))));
	char query[128];
	snprintf(query, sizeof(query), "/api/v1/person?%s=038099012345", name);
	assert_int_equal(get(admin, query), 422);
}

/* ---- writing ---- */

#define NEW_C "{\"fields\":{\"election\":%lld,\"unit\":%lld,\"decision_number\":\"7/QĐ\",\"decision_day\":\"2025-11-18\"," \
	"\"signer\":\"Người ký\",\"members\":17,\"agreed\":true}}"

static char *new_committee(int64_t unit)
{
	return arena_c(s.a, arena_printf(s.a, NEW_C, (long long)s.election, (long long)unit));
}

static void making(void **state)
{
	(void)state;
	int64_t before = small_head(&s).number;
	assert_int_equal(post(everything, "/api/v1/committee", NULL, new_committee(s.commune[2])), 400);
	assert_true(code_is("request"));
	assert_int_equal(post(everything, "/api/v1/committee", "có dấu cách", new_committee(s.commune[2])), 400);
	assert_int_equal(post(everything, "/api/v1/committee", "k", "{\"fields\":"), 400);
	assert_int_equal(post(everything, "/api/v1/committee", "k", "[]"), 400);
	assert_int_equal(post(everything, "/api/v1/committee", "k", "{}"), 422);
	assert_int_equal(small_head(&s).number, before);
	assert_int_equal(post(everything, "/api/v1/committee", "moi-1", new_committee(s.commune[2])), 201);
	int64_t id = number("id");
	assert_int_equal(number("revision"), 1);
	assert_int_equal(number("entry"), before + 1);
	assert_true(str_eq_c(client_header(&c, "Location"), path_of("committee", id)));
	struct str first = arena_dup(s.a, (struct str){c.body, c.body_n});
	/* the same again: the first answer, and nothing new */
	assert_int_equal(post(everything, "/api/v1/committee", "moi-1", new_committee(s.commune[2])), 201);
	assert_true(str_eq(first, (struct str){c.body, c.body_n}));
	assert_int_equal(small_head(&s).number, before + 1);
	/* another key: a second committee of that commune is refused, with the field */
	assert_int_equal(post(everything, "/api/v1/committee", "moi-2", new_committee(s.commune[2])), 422);
	assert_true(at("error", "fields", NULL)->n > 0);
	/* wrong kinds, unknown fields: all named */
	assert_int_equal(post(everything, "/api/v1/committee", "moi-3",
			      "{\"fields\":{\"members\":\"17\",\"agreed\":1,\"election\":\"x\",\"khong_co\":1,\"id\":5}}"),
			 422);
	assert_int_equal(at("error", "fields", NULL)->n, 5);
	/* for another's unit */
	assert_int_equal(post(writer_a, "/api/v1/committee", "moi-4", new_committee(s.commune[3])), 404);
	assert_int_equal(post(everything, "/api/v1/unit", "moi-5", "{\"fields\":{\"name\":\"X\"}}"), 422);
	assert_int_equal(small_head(&s).number, before + 1);
}

static void saving(void **state)
{
	(void)state;
	char *path = path_of("committee", committee_a);
	int64_t before = small_head(&s).number;
	assert_int_equal(post(writer_a, path, "s-0", "{\"fields\":{\"signer\":\"A\"}}"), 422);
	assert_non_null(at("error", "fields", "revision"));
	assert_int_equal(post(writer_a, path, "s-1", "{\"revision\":1,\"fields\":{\"signer\":\"Người mới\"}}"), 200);
	assert_int_equal(number("revision"), 2);
	struct str first = arena_dup(s.a, (struct str){c.body, c.body_n});
	struct row row = small_row(&s, &committee_record, committee_a);
	assert_true(str_eq_c(row_str(&row, "signer"), "Người mới"));
	assert_int_equal(row_int(&row, "members"), 17); /* what is not named stays */
	assert_int_equal(post(writer_a, path, "s-1", "{\"revision\":1,\"fields\":{\"signer\":\"Người mới\"}}"), 200);
	assert_true(str_eq(first, (struct str){c.body, c.body_n}));
	/* somebody was quicker: the stored row comes along */
	assert_int_equal(post(writer_a, path, "s-2", "{\"revision\":1,\"fields\":{\"signer\":\"Trễ\"}}"), 409);
	assert_true(code_is("conflict"));
	assert_int_equal(at("row", "revision", NULL)->i, 2);
	assert_true(str_eq_c(at("row", "fields", "signer")->s, "Người mới"));
	/* what was read may be sent back as it is, and is no change */
	assert_int_equal(get(writer_a, path), 200);
	assert_int_equal(post(writer_a, path, "s-3", "{\"revision\":2,\"fields\":{\"signer\":\"Người mới\",\"agreed\":true}}"), 200);
	assert_int_equal(at("entry", NULL, NULL)->kind, J_NULL);
	assert_int_equal(number("revision"), 2);
	assert_int_equal(small_head(&s).number, before + 1);
	/* another's row; one's own given away */
	assert_int_equal(post(writer_a, path_of("committee", committee_b), "s-4", "{\"revision\":1,\"fields\":{}}"), 404);
	char body[128];
	snprintf(body, sizeof(body), "{\"revision\":2,\"fields\":{\"unit\":%lld}}", (long long)s.commune[1]);
	assert_int_equal(post(writer_a, path, "s-5", body), 422);
	assert_int_equal(post(everything, arena_c(s.a, arena_printf(s.a, "%s/khong-co", path)), "s-6", "{}"), 404);
	assert_int_equal(small_head(&s).number, before + 1);
}

/* Taken back, it is said so to whoever could read it, and to nobody else; brought back, it is there as before. */
static void taken_back(void **state)
{
	(void)state;
	const char *path = path_of("committee", committee_b);
	char own[128];
	struct call undo = {0};
	call_int(&s, &undo, "id", committee_b);
	token_for(own, s.person[AT_B][ROLE_OFFICER], true, "committee,", 30);
	assert_int_equal(get(reader_a, path_of("committee", 999999999)), 404);
	struct str nobody = arena_dup(s.a, (struct str){c.body, c.body_n});
	small_must(small_act(&s, s.person[AT_B][ROLE_OFFICER], record_undo_verb(&committee_record), &undo), &s.err, "undo");
	int64_t before = small_head(&s).number;
	assert_int_equal(get(own, path), 410);
	assert_true(code_is("gone"));
	assert_int_equal(at("taken_back", "entry", NULL)->i, before);
	assert_true(str_eq_c(at("taken_back", "day", NULL)->s, arena_c(s.a, date_iso(s.a, SMALL_DAY))));
	assert_int_equal(at("taken_back", "by", NULL)->kind, J_TEXT);
	assert_int_equal(post(own, path, "g-1", "{\"revision\":1,\"fields\":{}}"), 410);
	assert_int_equal(get(reader_a, path), 404);
	assert_true(str_eq(nobody, (struct str){c.body, c.body_n}));
	assert_int_equal(post(writer_a, path, "g-2", "{\"revision\":1,\"fields\":{}}"), 404);
	assert_int_equal(small_head(&s).number, before);
	small_must(small_act(&s, s.person[AT_B][ROLE_OFFICER], record_undo_verb(&committee_record), &undo), &s.err, "undo");
	assert_int_equal(get(own, path), 200);
}

/* ---- tokens ---- */

static void scopes(void **state)
{
	(void)state;
	struct visitor me;
	client_passwords(&s, &s.person[AT_B][ROLE_OFFICER], 1);
	client_sign_in(&c, "b.officer", &me);
	assert_int_equal(get("", "/api/v1/committee"), 401);
	assert_true(str_eq_c(client_header(&c, "WWW-Authenticate"), "Bearer"));
	assert_int_equal(get(me.cookie, "/api/v1/committee"), 401); /* a session is none here */
	client_ask(&c, "GET", "/", everything, (struct str){0});
	assert_int_equal(c.status, 303); /* nor a token on pages */
	assert_int_equal(get("Authorization: Bearer noivu_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", "/api/v1/committee"), 401);
	assert_int_equal(get("Authorization: Bearer \xc3\x28\xff\r\n", "/api/v1/committee"), 401);
	assert_int_equal(get("Authorization: Basic YTpi\r\n", "/api/v1/committee"), 401);
	assert_int_equal(get(reader_a, "/api/v1/unit"), 403);
	assert_int_equal(get(writer_a, "/api/v1/unit"), 200);
	assert_int_equal(post(reader_a, path_of("committee", committee_a), "q-1", "{\"revision\":2,\"fields\":{}}"), 403);
	assert_true(code_is("denied"));
}

static void ends(void **state)
{
	(void)state;
	char line[128], gone[128];
	struct err err = ERR_INIT;
	struct token *tokens;
	size_t n;
	int64_t person = s.person[AT_B][ROLE_OFFICER], now = s.world.now;
	struct str text;
	token_for(line, person, false, "committee,", 30);
	assert_int_equal(get(line, "/api/v1/committee"), 200);
	small_must(token_list(s.db, s.a, person, &tokens, &n, &err), &err, "list");
	assert_int_equal(n, 1);
	assert_true(tokens[0].used_at > 0);
	/* the day comes */
	s.world.now += 30 * 86400000LL + 1000;
	assert_int_equal(get(line, "/api/v1/committee"), 401);
	s.world.now = now;
	assert_int_equal(get(line, "/api/v1/committee"), 200);
	/* revoked: by its person only */
	assert_int_equal(token_revoke(s.site, s.person[AT_A][ROLE_OFFICER], &tokens[0].hash, &err), -ERR_NOT_FOUND);
	assert_int_equal(token_revoke(s.site, person, &tokens[0].hash, &err), 0);
	assert_int_equal(get(line, "/api/v1/committee"), 401);
	/* a new password ends them */
	token_for(gone, person, false, "", 1);
	assert_int_equal(get(gone, "/api/v1/committee"), 200);
	client_passwords(&s, &person, 1);
	assert_int_equal(get(gone, "/api/v1/committee"), 401);
	/* limits */
	struct token_wish wish = {STR("x"), false, {0}, TOKEN_MOST_DAYS + 1};
	assert_int_equal(token_make(s.site, s.a, person, &wish, &text, &err), -ERR_INPUT);
	wish.days = 1;
	for (int i = 0; i < TOKEN_MOST; i++)
		small_must(token_make(s.site, s.a, person, &wish, &text, &err), &err, "token");
	assert_int_equal(token_make(s.site, s.a, person, &wish, &text, &err), -ERR_CONFLICT);
}

/* On the page: with the password, shown once, revoked by a button. */
static void on_the_page(void **state)
{
	(void)state;
	struct visitor me;
	char headers[512], body[1024], line[128], path[160];
	client_passwords(&s, &s.person[AT_A][ROLE_FRONT], 1);
	client_sign_in(&c, "a.front", &me);
	client_form_headers(&c, &me, headers, sizeof(headers));
	snprintf(body, sizeof(body), "csrf=%s&name=May&scope=read&days=9&dm-committee=1&dm-person=1&password=sai", me.csrf);
	assert_int_equal(client_ask(&c, "POST", "/tai-khoan/ma-truy-cap", headers, str_from_c(body)), 422);
	size_t n = (size_t)snprintf(body, sizeof(body), "csrf=%s&name=May&scope=read&days=9&dm-committee=1&dm-person=1&password=",
				    me.csrf);
	for (size_t i = 0; i < CLIENT_PASSWORD.n; i++)
		n += (size_t)snprintf(body + n, sizeof(body) - n, "%%%02X", (unsigned char)CLIENT_PASSWORD.p[i]);
	assert_int_equal(client_ask(&c, "POST", "/tai-khoan/ma-truy-cap", headers, str_from_c(body)), 200);
	const char *token = strstr(c.body, TOKEN_PREFIX);
	assert_non_null(token);
	snprintf(line, sizeof(line), "Authorization: Bearer %.*s\r\n", (int)strcspn(token, "<"), token);
	assert_int_equal(get(line, "/api/v1/committee"), 200);
	assert_int_equal(get(line, "/api/v1/person"), 404); /* not this role's, whatever was ticked */
	client_ask(&c, "GET", "/tai-khoan/ma-truy-cap", me.cookie, (struct str){0});
	assert_int_equal(c.status, 200);
	assert_false(client_shows(&c, TOKEN_PREFIX));
	const char *revoke = strstr(c.body, "/tai-khoan/ma-truy-cap/");
	assert_non_null(revoke);
	snprintf(path, sizeof(path), "%.*s", (int)strcspn(revoke, "\""), revoke);
	snprintf(body, sizeof(body), "csrf=%s", me.csrf);
	assert_int_equal(client_ask(&c, "POST", path, headers, str_from_c(body)), 303);
	assert_int_equal(client_ask(&c, "POST", path, headers, str_from_c(body)), 404);
	assert_int_equal(get(line, "/api/v1/committee"), 401);
}

/* ---- the description ---- */

/* Every register, every path, every field; every $ref leads somewhere. */
static void follow(const struct jval *all, const struct jval *v)
{
	for (size_t i = 0; i < v->n; i++) {
		if (v->kind == J_MAP && str_eq_c(v->keys[i], "$ref")) {
			struct str rest = str_slice(v->items[i].s, 2, v->items[i].s.n), part;
			const struct jval *to = all;
			while (str_split(&rest, '/', &part))
				to = jval_get(to, arena_c(s.a, part));
			if (!to)
				fail_msg("%.*s leads nowhere", STR_ARG(v->items[i].s));
		}
		follow(all, &v->items[i]);
	}
}

static void description(void **state)
{
	(void)state;
	assert_int_equal(get("", "/api/v1/openapi.json"), 200);
	assert_true(str_eq_c(at("openapi", NULL, NULL)->s, "3.1.0"));
	follow(answer, answer);
	for (const struct record *const *r = app_registers; *r; r++) {
		const struct jval *fields = jval_get(at("components", "schemas", (*r)->name), "properties");
		assert_non_null(fields);
		assert_int_equal(fields->n, (*r)->field_count);
		assert_non_null(at("paths", arena_c(s.a, arena_printf(s.a, "/api/v1/%s", (*r)->name)), "get"));
		const struct jval *row = at("paths", arena_c(s.a, arena_printf(s.a, "/api/v1/%s/{id}", (*r)->name)), "post");
		assert_non_null(row);
		assert_non_null(jval_get(jval_get(row, "responses"), "410"));
	}
	/* and the page for people */
	struct visitor me;
	client_passwords(&s, &s.person[AT_A][ROLE_COUNCIL], 1);
	client_sign_in(&c, "a.council", &me);
	assert_int_equal(client_ask(&c, "GET", "/api", me.cookie, (struct str){0}), 200);
	assert_true(client_shows(&c, "/api/v1/committee") && !client_shows(&c, "/api/v1/grants"));
	assert_int_equal(client_ask(&c, "GET", "/api/committee", me.cookie, (struct str){0}), 200);
	assert_true(client_shows(&c, "decision_day"));
	assert_int_equal(client_ask(&c, "GET", "/api/grants", me.cookie, (struct str){0}), 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists), cmocka_unit_test(refused_early),  cmocka_unit_test(rows),   cmocka_unit_test(private_fields), cmocka_unit_test(making),
		cmocka_unit_test(saving),
		cmocka_unit_test(taken_back), cmocka_unit_test(scopes), cmocka_unit_test(ends),           cmocka_unit_test(on_the_page),
		cmocka_unit_test(description),
	};
	return cmocka_run_group_tests_name("api", tests, begin, end);
}
