/* Who may do what, in lists and in single answers alike; signing in, sessions, passwords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "format/csv.h"
#include "one_site.h"

#define UNITS 60
#define ACTORS 150
#define RIGHT STR("một câu đủ dài để nhớ")
#define WRONG STR("một câu khác, cũng dài")

/* ---- the table itself ---- */

static void the_table(void **state)
{
	(void)state;
	struct arena *a = arena_new("table", 1 << 20);
	struct csv_table t;
	struct err err = ERR_INIT;
	app_start();
	assert_int_equal(csv_table(a, embedded_text("src/access/access.csv"), &csv_limits_default, &t, &err), 0);
	assert_true(t.rows > 20);
	for (size_t i = 0; i < t.rows; i++) {
		struct str action = csv_cell(&t, i, 0);
		ptrdiff_t dot = str_find_char(action, '.');
		assert_true(dot > 0 && access_known(arena_c(a, action)));
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(csv_cell(&t, k, 0), action)); /* no action twice */
		struct str what = str_slice(action, (size_t)dot + 1, action.n);
		struct str thing = str_slice(action, 0, (size_t)dot);
		bool verb = app_verb(action) != NULL;
		bool thing_known = str_eq_c(thing, "brief") || catalog_record(&app_start()->catalog, thing);
		bool read = thing_known && str_eq_c(what, "read"), open = thing_known && str_eq_c(what, "open"); /* open: private fields */
		/* import: a register's table, row by row with this permission (record/import.h) */
		bool import = !verb && thing_known && str_eq_c(what, "import");
		if ((verb && read) || !(verb || read || open || import))
			fail_msg("%.*s is neither a verb nor a reading of a record, or both", STR_ARG(action));
	}
	assert_false(access_known("task.nonsense"));
	/* nobody but the program makes a site; people without figures stay without them */
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_false(access_role_may("site.init", (enum role)role));
	assert_false(access_role_may("brief.read", ROLE_ADMIN));
	assert_false(access_role_may("person.save", ROLE_LEADER));
	arena_free(a);
}

/* ---- a generated tree: lists and single answers agree, and both with a walk up the tree ---- */

struct forest {
	struct db *db;
	struct arena *a;
	struct seeded chance;
	int64_t parent[UNITS + 1]; /* ids are 1 … UNITS; 0: none */
};

static void plant(struct forest *f)
{
	struct err err = ERR_INIT;
	for (int64_t id = 1; id <= UNITS; id++) {
		f->parent[id] = id <= 2 ? 0 : 1 + (int64_t)seeded_below(&f->chance, (uint64_t)id - 1);
		struct str code = arena_printf(f->a, "u%lld", (long long)id);
		small_must(db_run_sql(f->db, STR("INSERT INTO unit (id, revision, code, name, kind, parent) VALUES (?1, 1, ?2, ?2, 'body', ?3)"),
		                      VALUES(v_int(id), v_text(code), f->parent[id] ? v_int(f->parent[id]) : v_null()), &err), &err, "insert");
		small_must(unit_record.derive(f->db, id, &err), &err, "derive");
	}
	for (int i = 0; i < 10; i++) { /* some move with all that is below them */
		int64_t id = 3 + (int64_t)seeded_below(&f->chance, UNITS - 2), to = 1 + (int64_t)seeded_below(&f->chance, (uint64_t)id - 1);
		f->parent[id] = to;
		small_must(db_run_sql(f->db, STR("UPDATE unit SET parent = ?2 WHERE id = ?1"), VALUES(v_int(id), v_int(to)), &err), &err, "move");
		small_must(unit_record.derive(f->db, id, &err), &err, "derive");
	}
}

static bool below(const struct forest *f, int64_t unit, int64_t ancestor)
{
	while (unit && unit != ancestor)
		unit = f->parent[unit];
	return unit != 0;
}

/* The table read by hand. */
static bool oracle(const struct forest *f, const struct csv_table *t, size_t row, const struct actor *actor, int64_t unit)
{
	for (size_t i = 0; i < actor->n; i++) {
		struct str how = csv_cell(t, row, csv_column(t, role_code(actor->grants[i].role)));
		if (str_eq_c(how, "any") || (str_eq_c(how, "tree") && below(f, unit, actor->grants[i].unit)))
			return true;
	}
	return false;
}

static void list_of(struct forest *f, const struct actor *actor, const char *action, bool *ret_in)
{
	_cleanup_buf_ struct buf sql = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;
	struct query *q;
	memset(ret_in, 0, (UNITS + 1) * sizeof(*ret_in));
	buf_add_c(&sql, "SELECT id FROM unit WHERE ");
	access_filter(&sql, actor, action, "id");
	small_must(db_query_sql(f->db, buf_str(&sql), NO_VALUES, &q, &err), &err, "list");
	while (query_next(q, &err) > 0)
		ret_in[query_int(q, 0)] = true;
	query_end(q);
}

static void filter_and_may_agree(void **state)
{
	(void)state;
	struct forest f = {.a = arena_new("forest", 64 << 20)};
	struct err err = ERR_INIT;
	struct csv_table t;
	int64_t yes = 0, no = 0, few = 0;
	const struct app *app = app_start();
	seeded_start(&f.chance, STR("forest"));
	small_must(db_open(NULL, DB_MEMORY, &f.db, &err), &err, "open");
	small_must(catalog_create(&app->catalog, f.db, &err), &err, "create");
	plant(&f);
	small_must(csv_table(f.a, embedded_text("src/access/access.csv"), &csv_limits_default, &t, &err), &err, "table");
	for (int i = 0; i < ACTORS; i++) {
		struct grant grants[4];
		struct actor actor = {.person = i + 1, .grants = grants, .n = seeded_below(&f.chance, 5)};
		bool in[UNITS + 1];
		for (size_t g = 0; g < actor.n; g++)
			grants[g] = (struct grant){(enum role)seeded_below(&f.chance, ROLE_COUNT), 1 + (int64_t)seeded_below(&f.chance, UNITS)};
		if (i % 2) /* with what is known beforehand the answer is the same */
			small_must(access_mark_reach(f.db, f.a, &actor, &err), &err, "reach");
		for (size_t row = 0; row < t.rows; row++) {
			const char *action = arena_c(f.a, csv_cell(&t, row, 0));
			bool any = false;
			int64_t units[ACCESS_FEW];
			few += access_few(&actor, action, units) > 1;
			list_of(&f, &actor, action, in);
			for (int64_t unit = 1; unit <= UNITS; unit++) {
				bool expected = oracle(&f, &t, row, &actor, unit);
				int may = access_may(f.db, &actor, action, unit, &err);
				if (may != expected || in[unit] != expected)
					fail_msg("%s on %lld: may %d, list %d, table %d", action, (long long)unit, may, in[unit], expected);
				any |= expected;
				yes += expected;
				no += !expected;
			}
			assert_true(access_could(&actor, action) == any); /* every unit has somebody's tree around it */
		}
	}
	assert_true(yes > 10000 && no > 10000 && few > 1000); /* the test saw all */
	struct actor program = app_program();
	bool in[UNITS + 1];
	list_of(&f, &program, "person.save", in);
	assert_true(in[1] && in[UNITS] && access_may(f.db, &program, "person.save", 5, &err) == 1);
	db_close(f.db);
	arena_free(f.a);
}

/* ---- people and the days of their grants ---- */

static void actors(void **state)
{
	(void)state;
	struct actor actor;
	struct err err = ERR_INIT;
	day_t today = SMALL_DAY;
	int64_t p = small_person(&s, "can.bo", s.commune[2]);
	assert_int_equal(access_actor(s.db, s.a, p, today, &actor, &err), -ERR_SIGN_IN); /* no grant yet */
	small_grant(&s, p, "officer", s.commune[2], today, today + 3);
	small_grant(&s, p, "leader", s.root, today + 10, DAY_NONE);
	small_grant(&s, p, "front", s.commune[3], today - 9, today - 1);
	assert_int_equal(access_actor(s.db, s.a, p, today - 1, &actor, &err), 0);
	assert_true(actor.n == 1 && actor.grants[0].role == ROLE_FRONT && actor.unit == s.commune[3]);
	assert_int_equal(access_actor(s.db, s.a, p, today, &actor, &err), 0);
	assert_true(actor.n == 1 && actor.grants[0].role == ROLE_OFFICER && str_eq_c(actor.login, "can.bo"));
	assert_int_equal(access_may(s.db, &actor, "task.report", s.commune[2], &err), 1);
	assert_int_equal(access_may(s.db, &actor, "task.report", s.commune[3], &err), 0);
	assert_int_equal(access_may(s.db, &actor, "task.report", s.root, &err), 0); /* trees go down, not up */
	assert_int_equal(access_actor(s.db, s.a, p, today + 3, &actor, &err), 0); /* to the last day included */
	assert_int_equal(access_actor(s.db, s.a, p, today + 4, &actor, &err), -ERR_SIGN_IN);
	assert_int_equal(access_actor(s.db, s.a, p, today + 10, &actor, &err), 0);
	assert_int_equal(access_actor(s.db, s.a, 424242, today, &actor, &err), -ERR_SIGN_IN);
	struct call c = {0};
	call_int(&s, &c, "id", p);
	call_add(&c, "name", STR("Người cũ"));
	call_int(&s, &c, "unit", s.commune[2]);
	call_add(&c, "login", STR("can.bo"));
	call_add(&c, "active", STR("0"));
	small_do(&s, 0, "person.save", &c);
	assert_int_equal(access_actor(s.db, s.a, p, today, &actor, &err), -ERR_SIGN_IN);
}

/* ---- signing in ---- */

static int64_t somebody;
static char right_hash[PASSWORD_HASH_MAX];

static int door_setup(void **state)
{
	struct err err = ERR_INIT;
	with_units(state);
	somebody = small_person(&s, "canbo", s.commune[0]);
	small_grant(&s, somebody, "officer", s.commune[0], SMALL_DAY, DAY_NONE);
	if (!right_hash[0])
		password_hash(RIGHT, right_hash);
	small_must(password_set_hash(s.site, somebody, right_hash, false, &err), &err, "password");
	return 0;
}

static enum err_code knock(const char *login, struct str password, uint8_t token[SESSION_TOKEN_LEN], struct err *err)
{
	int64_t person = -7;
	*err = ERR_INIT;
	int r = session_sign_in(s.site, s.db, str_from_c(login), password, STR("thử"), token, &person, err);
	assert_int_equal(person, r == 0 ? somebody : -7);
	return (enum err_code)-r;
}

static enum err_code look(const uint8_t token[SESSION_TOKEN_LEN], struct session *ret)
{
	struct err err = ERR_INIT;
	return (enum err_code)-session_find(s.site, s.db, token, ret, &err);
}

static void one_sentence(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	struct err wrong, unknown, odd;
	char *long_login = arena_alloc(s.a, 5000);
	memset(long_login, 'x', 4999);
	assert_int_equal(knock("canbo", WRONG, token, &wrong), ERR_INPUT);
	assert_int_equal(knock("khongco", WRONG, token, &unknown), ERR_INPUT);
	assert_string_equal(wrong.text, unknown.text);
	assert_string_equal(wrong.field, unknown.field);
	const struct { const char *login; struct str password; } other[] = {
		{"", RIGHT}, {"canbo", STR("")}, {"CANBO", RIGHT}, {"canbo ", RIGHT}, {"canbo' OR '1'='1", RIGHT}, {long_login, RIGHT},
		{"canbo", {long_login, 4999}},
	};
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		assert_int_equal(knock(other[i].login, other[i].password, token, &odd), ERR_INPUT);
		assert_string_equal(odd.text, wrong.text);
	}
	assert_int_equal(knock("canbo", RIGHT, token, &odd), ERR_NONE);
}

static void locked_out(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	struct session session;
	struct err err;
	int64_t wait = 60000;
	for (int i = 0; i < SIGN_IN_TRIES; i++)
		assert_int_equal(knock("canbo", WRONG, token, &err), ERR_INPUT);
	for (int lock = 0; lock < 9; lock++) {
		int64_t since = s.world.now; /* the clock ticks a millisecond at each look */
		assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_TOO_MANY); /* even the right one */
		char minutes[40];
		snprintf(minutes, sizeof(minutes), "%lld phút", (long long)(wait / 60000));
		if (!strstr(err.text, minutes))
			fail_msg("lock %d: “%s”, expected %s", lock, err.text, minutes);
		s.world.now = since + wait - 50;
		assert_int_equal(knock("canbo", WRONG, token, &err), ERR_TOO_MANY);
		s.world.now = since + wait + 50;
		assert_int_equal(knock("canbo", WRONG, token, &err), ERR_INPUT);
		wait = wait * 2 > 3600000 ? 3600000 : wait * 2;
	}
	s.world.now += 3600001;
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	assert_int_equal(look(token, &session), ERR_NONE);
	for (int i = 0; i < SIGN_IN_TRIES - 1; i++) /* it began anew */
		assert_int_equal(knock("canbo", WRONG, token, &err), ERR_INPUT);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
}

/* Step by step, a login there is and one there is not get the same answers; nothing of what was typed is kept in words. */
static void locks_tell_nothing(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	struct err known, unknown;
	for (int i = 0; i < 3 * SIGN_IN_TRIES; i++) {
		int64_t before = s.world.now;
		int a = knock("canbo", WRONG, token, &known);
		s.world.now = before; /* both at the same moment */
		int b = knock("mật khẩu gõ nhầm ô", WRONG, token, &unknown);
		assert_int_equal(a, b);
		assert_string_equal(known.text, unknown.text);
		assert_string_equal(known.field, unknown.field);
		if (a == ERR_TOO_MANY)
			s.world.now += 61000 + 60000LL * i;
	}
	assert_true(small_count(&s, "SELECT count(*) FROM stranger") == 2); /* the login and the address */
	assert_true(small_count(&s, "SELECT count(*) FROM stranger WHERE length(login) = 32") == 2);
	/* a day later both begin anew */
	for (int i = 0; i < 2 * SIGN_IN_TRIES; i++) {
		int64_t before = s.world.now + (i == 0 ? SIGN_IN_FORGOTTEN_MS + SIGN_IN_LONGEST_MS + 1000 : i == 2 ? SIGN_IN_FORGOTTEN_MS : 0);
		s.world.now = before;
		int a = knock("canbo", WRONG, token, &known);
		s.world.now = before;
		int b = knock("mật khẩu gõ nhầm ô", WRONG, token, &unknown);
		assert_int_equal(a, b);
		assert_int_equal(a, i < SIGN_IN_TRIES + 2 ? ERR_INPUT : ERR_TOO_MANY);
		assert_string_equal(known.text, unknown.text);
	}
	s.world.now += SIGN_IN_FORGOTTEN_MS + SIGN_IN_LONGEST_MS + 1;
	assert_int_equal(knock("ai khác", WRONG, token, &unknown), ERR_INPUT);
	assert_true(small_count(&s, "SELECT count(*) FROM stranger") == 2); /* those of yesterday are gone */
}

static enum err_code knock_from(const char *client, int login, struct str password, struct err *err)
{
	uint8_t token[SESSION_TOKEN_LEN];
	char name[24];
	int64_t person, before = s.world.now;
	*err = ERR_INIT;
	snprintf(name, sizeof(name), login < 0 ? "canbo" : "nguoi.%d", login);
	int r = session_sign_in(s.site, s.db, str_from_c(name), password, str_from_c(client), token, &person, err);
	s.world.now = before; /* it stands still */
	return (enum err_code)-r;
}

/* One password for many logins: no login is ever locked, the address is held back, with its whole network. */
static void many_logins_of_one_address(void **state)
{
	(void)state;
	struct err err;
	static const char *const from[] = {"2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6"};
	for (int i = 0; i < SIGN_IN_ADDRESS_TRIES; i++)
		assert_int_equal(knock_from(from[i % 2], i, WRONG, &err), ERR_INPUT);
	assert_int_equal(knock_from(from[1], 9999, WRONG, &err), ERR_TOO_MANY);
	assert_non_null(strstr(err.text, "10 giây"));
	assert_int_equal(knock_from(from[0], -1, RIGHT, &err), ERR_TOO_MANY);
	assert_int_equal(knock_from("2001:db8:1:3::1", -1, RIGHT, &err), ERR_NONE);
	assert_int_equal(knock_from("203.0.113.8", -1, RIGHT, &err), ERR_NONE);
	/* one more after a while; who knows the password uses none up */
	s.world.now += SIGN_IN_ADDRESS_MS;
	assert_int_equal(knock_from(from[0], -1, RIGHT, &err), ERR_NONE);
	assert_int_equal(knock_from(from[0], 9998, WRONG, &err), ERR_INPUT);
	assert_int_equal(knock_from(from[0], -1, RIGHT, &err), ERR_TOO_MANY);
	s.world.now += 5LL * SIGN_IN_ADDRESS_MS;
	for (int i = 0; i < 5; i++)
		assert_int_equal(knock_from(from[0], 5000 + i, WRONG, &err), ERR_INPUT);
	assert_int_equal(knock_from(from[0], 6000, WRONG, &err), ERR_TOO_MANY);
	/* a proxy on this machine is no address: only the two logins are counted */
	int64_t before = small_count(&s, "SELECT count(*) FROM stranger");
	assert_int_equal(knock_from("unix", 7000, WRONG, &err), ERR_INPUT);
	assert_int_equal(knock_from("127.0.0.1", 7001, WRONG, &err), ERR_INPUT);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM stranger"), before + 2);
}

static void another_login_is_not_locked(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	struct err err;
	int64_t before = small_count(&s, "SELECT count(*) FROM entry");
	for (int i = 0; i < SIGN_IN_TRIES; i++)
		assert_int_equal(knock("nobody", WRONG, token, &err), ERR_INPUT);
	assert_int_equal(knock("nobody", WRONG, token, &err), ERR_TOO_MANY);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM entry"), before); /* none of this is in the ledger */
}

static void session_ends(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN], other[SESSION_TOKEN_LEN] = {0};
	struct session one, again;
	struct err err;
	assert_int_equal(look(other, &one), ERR_SIGN_IN);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	int64_t start = s.world.now;
	assert_int_equal(look(token, &one), ERR_NONE);
	assert_true(one.person == somebody && !one.must_change);
	assert_int_equal(look(token, &again), ERR_NONE);
	assert_memory_equal(one.csrf, again.csrf, sizeof(one.csrf));
	token[0] ^= 1;
	assert_int_equal(look(token, &again), ERR_SIGN_IN);
	token[0] ^= 1;
	s.world.now += SESSION_IDLE_MS - 1000;
	assert_int_equal(look(token, &again), ERR_NONE); /* which notes that it was seen */
	s.world.now += SESSION_IDLE_MS - 1000;
	assert_int_equal(look(token, &again), ERR_NONE);
	int64_t seen = s.world.now;
	s.world.now = seen + SESSION_IDLE_MS + 1000;
	assert_int_equal(look(token, &again), ERR_SIGN_IN);
	/* never idle, and still not longer than the whole */
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	start = s.world.now;
	while (s.world.now < start + SESSION_WHOLE_MS - 3600000) {
		s.world.now += 3600000;
		assert_int_equal(look(token, &again), ERR_NONE);
	}
	s.world.now = start + SESSION_WHOLE_MS + 1000;
	assert_int_equal(look(token, &again), ERR_SIGN_IN);
	/* what ended is swept away at the next sign-in */
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	assert_int_equal(small_count(&s, "SELECT count(*) FROM session"), 1);
	assert_int_equal(session_sign_out(s.site, token, &err), 0);
	assert_int_equal(look(token, &again), ERR_SIGN_IN);
	assert_int_equal(session_sign_out(s.site, token, &err), 0); /* twice is no error */
}

/* What was noted while the clock was a year ahead holds nobody out and lets nobody in when it is right again. */
static void clock_ahead(void **state)
{
	(void)state;
	const int64_t year = 365 * 24 * 3600 * 1000LL;
	uint8_t token[SESSION_TOKEN_LEN];
	struct session session;
	struct err err;
	int64_t now = s.world.now;
	s.world.now = now + year;
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	assert_int_equal(look(token, &session), ERR_NONE);
	for (int i = 0; i < SIGN_IN_TRIES; i++) {
		assert_int_equal(knock("canbo", WRONG, token, &err), ERR_INPUT);
		assert_int_equal(knock_from("203.0.113.9", i, WRONG, &err), ERR_INPUT);
	}
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_TOO_MANY);
	s.world.now = now;
	assert_int_equal(look(token, &session), ERR_SIGN_IN);
	assert_int_equal(knock("canbo", WRONG, token, &err), ERR_INPUT);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_TOO_MANY); /* it has been wrong too often; but for minutes, not for a year */
	s.world.now = now + SIGN_IN_LONGEST_MS + 1000;
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_NONE);
	assert_int_equal(knock_from("203.0.113.9", -1, RIGHT, &err), ERR_NONE);
}

static void tokens_are_not_stored(void **state)
{
	(void)state;
	uint8_t one[SESSION_TOKEN_LEN], two[SESSION_TOKEN_LEN];
	struct session a, b;
	struct err err;
	assert_int_equal(knock("canbo", RIGHT, one, &err), ERR_NONE);
	assert_int_equal(knock("canbo", RIGHT, two, &err), ERR_NONE);
	assert_memory_not_equal(one, two, sizeof(one));
	assert_int_equal(look(one, &a), ERR_NONE); /* two at a time are fine: a phone and a desk */
	assert_int_equal(look(two, &b), ERR_NONE);
	assert_memory_not_equal(a.csrf, b.csrf, sizeof(a.csrf));
	struct query *q;
	assert_int_equal(db_query_sql(s.db, STR("SELECT count(*) FROM session WHERE token_hash = ?1"), VALUES(v_blob(one, sizeof(one))), &q, &err), 0);
	assert_int_equal(query_next(q, &err), 1);
	assert_int_equal(query_int(q, 0), 0);
	query_end(q);
	struct hash h = hash_bytes(one, sizeof(one));
	assert_int_equal(db_query_sql(s.db, STR("SELECT count(*) FROM session WHERE token_hash = ?1"), VALUES(v_blob(h.b, HASH_LEN)), &q, &err), 0);
	assert_int_equal(query_next(q, &err), 1);
	assert_int_equal(query_int(q, 0), 1);
	query_end(q);
}

static void who_left(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	struct err err, wrong;
	struct call c = {0};
	call_int(&s, &c, "id", somebody);
	call_add(&c, "name", STR("Người cũ"));
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "login", STR("canbo"));
	call_add(&c, "active", STR("0"));
	assert_int_equal(knock("canbo", WRONG, token, &wrong), ERR_INPUT);
	small_do(&s, 0, "person.save", &c);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_INPUT);
	assert_string_equal(err.text, wrong.text);
}

/* ---- passwords ---- */

static void fit_passwords(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	char big[600];
	memset(big, 'x', sizeof(big));
	assert_int_equal(password_fit(STR("mười ký tự"), STR("canbo"), &err), 0); /* characters, not bytes */
	assert_int_equal(password_fit(STR("chín kýtự"), STR("canbo"), &err), -ERR_INPUT);
	assert_string_equal(err.field, "password");
	assert_int_equal(password_fit(STR("ầầầầầ"), STR("canbo"), &err), -ERR_INPUT); /* five characters, fifteen bytes */
	assert_int_equal(password_fit(STR("toi la canbo xa"), STR("canbo"), &err), -ERR_INPUT);
	assert_int_equal(password_fit(STR("H\xf3""a H\xf3""a H\xf3""a"), STR("canbo"), &err), -ERR_INPUT);
	assert_int_equal(password_fit((struct str){big, 501}, STR("canbo"), &err), -ERR_INPUT);
	assert_int_equal(password_fit((struct str){big, 500}, STR("canbo"), &err), 0);
}

static void changing(void **state)
{
	(void)state;
	uint8_t one[SESSION_TOKEN_LEN], two[SESSION_TOKEN_LEN];
	struct session session;
	struct err err;
	struct actor actor;
	assert_int_equal(knock("canbo", RIGHT, one, &err), ERR_NONE);
	assert_int_equal(knock("canbo", RIGHT, two, &err), ERR_NONE);
	assert_int_equal(access_actor(s.db, s.a, somebody, SMALL_DAY, &actor, &err), 0);
	assert_int_equal(password_change(s.site, s.db, &actor, WRONG, STR("câu mới đủ dài"), &err), -ERR_INPUT);
	assert_string_equal(err.field, "old");
	assert_int_equal(password_change(s.site, s.db, &actor, RIGHT, STR("ngắn"), &err), -ERR_INPUT);
	assert_string_equal(err.field, "password");
	assert_int_equal(password_change(s.site, s.db, &actor, RIGHT, RIGHT, &err), -ERR_INPUT);
	assert_int_equal(look(one, &session), ERR_NONE); /* refused changes end nothing */
	assert_int_equal(password_change(s.site, s.db, &actor, RIGHT, STR("câu mới đủ dài"), &err), 0);
	assert_int_equal(look(one, &session), ERR_SIGN_IN);
	assert_int_equal(look(two, &session), ERR_SIGN_IN);
	assert_int_equal(knock("canbo", RIGHT, one, &err), ERR_INPUT);
	assert_int_equal(knock("canbo", STR("câu mới đủ dài"), one, &err), ERR_NONE);
}

static void given_by_another(void **state)
{
	(void)state;
	uint8_t token[SESSION_TOKEN_LEN];
	char hash[PASSWORD_HASH_MAX];
	struct session session;
	struct actor actor;
	struct err err;
	struct str given = password_invent(s.a, &s.world.world), next = password_invent(s.a, &s.world.world);
	assert_false(str_eq(given, next));
	assert_int_equal(password_fit(given, STR("canbo"), &err), 0);
	for (int i = 0; i < SIGN_IN_TRIES + 1; i++)
		knock("canbo", WRONG, token, &err);
	assert_int_equal(knock("canbo", RIGHT, token, &err), ERR_TOO_MANY);
	password_hash(given, hash);
	assert_int_equal(password_set_hash(s.site, somebody, hash, true, &err), 0);
	assert_int_equal(knock("canbo", given, token, &err), ERR_NONE); /* the lock went with the old password */
	assert_int_equal(look(token, &session), ERR_NONE);
	assert_true(session.must_change);
	assert_int_equal(access_actor(s.db, s.a, somebody, SMALL_DAY, &actor, &err), 0);
	assert_int_equal(password_change(s.site, s.db, &actor, given, STR("câu của riêng mình"), &err), 0);
	assert_int_equal(knock("canbo", STR("câu của riêng mình"), token, &err), ERR_NONE);
	assert_int_equal(look(token, &session), ERR_NONE);
	assert_false(session.must_change);
}

#define AT_DOOR(f) cmocka_unit_test_setup_teardown(f, door_setup, sound)

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table), cmocka_unit_test(filter_and_may_agree), cmocka_unit_test_setup_teardown(actors, with_units, sound),
		AT_DOOR(one_sentence), AT_DOOR(locked_out), AT_DOOR(another_login_is_not_locked), AT_DOOR(locks_tell_nothing),
		AT_DOOR(many_logins_of_one_address), AT_DOOR(session_ends), AT_DOOR(clock_ahead),
		AT_DOOR(tokens_are_not_stored), AT_DOOR(who_left), cmocka_unit_test(fit_passwords), AT_DOOR(changing),
		AT_DOOR(given_by_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
