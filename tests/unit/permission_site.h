/*
 * permission_site.h – who asks and what is asked for in test_permission.c: the table read once more, people, rows, their sessions
 * and tokens.
 */
#pragma once
#include "access/private.h"
#include "access/token.h"
#include "base/embedded.h"
#include "base/log.h"
#include "one_site.h"
#include "record/attach.h"
#include "web_client.h"

#define MOST_RULES 400
#define MOST_TARGETS 200
#define MIXED (PLACES * ROLE_COUNT)
#define NOBODY (MIXED + 1)
#define MISSING INT64_C(999999999)

/* ---- the table, read once more ---- */

enum reach { NOT, TREE, ANY };

static struct rule {
	struct str action;
	enum reach reach[ROLE_COUNT];
} rules[MOST_RULES];
static size_t rule_count;

static inline void read_table(void)
{
	struct str rest = embedded_text("src/access/access.csv"), line, cell;
	bool heading = true;
	while (str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		if (heading || !line.n) {
			heading = false;
			continue;
		}
		struct rule *rule = &rules[rule_count++];
		str_split(&line, ',', &rule->action);
		for (int role = 0; role < ROLE_COUNT && str_split(&line, ',', &cell); role++)
			rule->reach[role] = str_eq_c(cell, "any") ? ANY : str_eq_c(cell, "tree") ? TREE : NOT;
	}
}

static inline const struct rule *rule_of(struct str action)
{
	for (size_t i = 0; i < rule_count; i++)
		if (str_eq(rules[i].action, action))
			return &rules[i];
	return NULL;
}

/* ---- who and what ---- */

static struct client c;
static struct visitor who[NOBODY + 1];
static char tokens[NOBODY + 1][128]; /* header lines; nobody has none */

struct target {
	const struct record *record;
	int64_t id, unit;
	enum place place;
};
static struct target targets[MOST_TARGETS];
static size_t target_count;
static int64_t files[PLACES]; /* attached to the committee of the place */

static inline int64_t unit_at(enum place place)
{
	return place == AT_PROVINCE ? s.root : s.commune[place == AT_A ? 0 : 1];
}

/* The grants of a person: one, or two. */
struct held {
	enum place place;
	enum role role;
};

static const struct held mixed[] = {{AT_PROVINCE, ROLE_COUNCIL}, {AT_A, ROLE_OFFICER}};

static inline size_t held_by(int person, struct held ret[2])
{
	ret[0] = person == MIXED ? mixed[0] : (struct held){(enum place)(person / ROLE_COUNT), (enum role)(person % ROLE_COUNT)};
	ret[1] = mixed[1];
	return person == MIXED ? 2 : 1;
}

static inline bool could(int person, struct str action)
{
	const struct rule *rule = rule_of(action);
	struct held held[2];
	size_t n = held_by(person, held);
	return rule && (rule->reach[held[0].role] != NOT || (n == 2 && rule->reach[held[1].role] != NOT));
}

static inline bool may(int person, struct str action, int64_t unit)
{
	const struct rule *rule = rule_of(action);
	struct held held[2];
	size_t n = held_by(person, held);
	for (size_t i = 0; rule && i < n; i++) {
		enum reach reach = rule->reach[held[i].role];
		if (reach == ANY || (reach == TREE && (held[i].place == AT_PROVINCE || unit_at(held[i].place) == unit)))
			return true;
	}
	return false;
}

static inline bool may_read(int person, const char *record, int64_t unit)
{
	char action[80];
	snprintf(action, sizeof(action), "%s.read", record);
	return may(person, str_from_c(action), unit);
}

static inline const char *login_of(int person)
{
	static char login[64];
	static const char *const places[PLACES] = {"p", "a", "b"};
	struct held held[2];
	if (held_by(person, held) == 2)
		return "hai.vai";
	snprintf(login, sizeof(login), "%s.%s", places[held[0].place], role_code(held[0].role));
	for (char *p = login; *p; p++)
		*p = *p == '_' ? '-' : *p;
	return login;
}

static inline const struct target *target_of(const char *record, enum place place)
{
	for (size_t i = 0; i < target_count; i++)
		if (targets[i].place == place && strcmp(targets[i].record->name, record) == 0)
			return &targets[i];
	return NULL;
}

/* ---- the site ---- */

static inline const char *mark(enum place place)
{
	static const char *const marks[PLACES] = {"mốc-tỉnh", "mốc-xã-một", "mốc-xã-hai"};
	return marks[place];
}

static inline void make_member(int64_t body, int64_t person)
{
	struct call call = {0};
	call_int(&s, &call, "committee", body);
	call_int(&s, &call, "person", person);
	call_add(&call, "role", STR("member"));
	small_do(&s, 0, "member.save", &call);
}

/* One more person for each place who never signs in, with a role, and a committee: what others may or may not touch. */
static inline void make_rows(void)
{
	for (int place = 0; place < PLACES; place++) {
		struct call call = {0};
		call_add(&call, "name", str_from_c(mark((enum place)place)));
		call_int(&s, &call, "unit", unit_at((enum place)place));
		call_add(&call, "login", arena_printf(s.a, "khach.%d", place));
		call_add(&call, "active", STR("1"));
		int64_t person = small_do(&s, 0, "person.save", &call);
		small_grant(&s, person, "officer", unit_at((enum place)place), SMALL_DAY, DAY_NONE);
		call = small_committee(&s, unit_at((enum place)place), 17, 0, 0);
		for (size_t i = 0; i < call.n; i++)
			if (str_eq_c(call.arg[i].name, "decision_number"))
				call.arg[i].value = str_from_c(mark((enum place)place));
		if (place != AT_PROVINCE)
			make_member(small_do(&s, 0, "committee.save", &call), person);
	}
	small_do(&s, 0, "briefing.draft", &(struct call){0});
}

/* A plan, a village and a polling area at each commune, a plan at the province. */
static inline void make_areas(void)
{
	for (int place = 0; place < PLACES; place++) {
		struct call call = {0};
		int64_t unit = unit_at((enum place)place);
		call_int(&s, &call, "election", s.election);
		call_int(&s, &call, "unit", unit);
		call_add(&call, "level", place == AT_PROVINCE ? STR("na") : STR("commune"));
		call_add(&call, "name", STR("Phương án thử"));
		call_add(&call, "seats", STR("6"));
		call_add(&call, "how", STR("manual"));
		small_do(&s, 0, "plan.ask", &call);
		if (place == AT_PROVINCE)
			continue;
		call = (struct call){0};
		call_int(&s, &call, "unit", unit);
		call_add(&call, "name", STR("Thôn thử"));
		call_add(&call, "kind", STR("thon"));
		small_do(&s, 0, "village.save", &call);
		call = (struct call){0};
		call_int(&s, &call, "election", s.election);
		call_int(&s, &call, "unit", unit);
		call_add(&call, "number", STR("7"));
		call_add(&call, "kind", STR("normal"));
		call_add(&call, "place", STR("Nhà văn hóa"));
		small_do(&s, 0, "polling_area.save", &call);
	}
}

/* A template, a round, an answer of each commune. */
static inline void make_reports(void)
{
	struct call call = small_template(&s, STR("T1"), "week", 1, "leader");
	int64_t template = small_publish(&s, 0, &call, STR("số nguyên|1|Tổng số||||||\n"));
	small_assign(&s, 0, template, SMALL_DAY - 60);
	call = (struct call){0};
	call_int(&s, &call, "id", template);
	call_day(&s, &call, "day", SMALL_DAY);
	small_do(&s, 0, "period.begin", &call);
}

/* A text attached to the committee of the place. */
static inline int64_t attach(enum place place)
{
	static int64_t count;
	const struct target *t = target_of("committee", place);
	struct actor program = app_program();
	struct verb_result result;
	struct err err = ERR_INIT;
	count++;
	const struct attaching what = {.record = t->record,
				       .id = t->id,
				       .name = STR("quyet-dinh.txt"),
				       .bytes = arena_printf(s.a, "quyết định %lld\n", (long long)count),
				       .key = arena_printf(s.a, "attach-%lld", (long long)count)};
	small_must(record_attach(s.site, &program, &what, &result, &err), &err, "attach");
	return result.id;
}

/* The newest row of each record at each place. */
static inline void find_targets(void)
{
	for (const struct record *const *r = s.app->catalog.records; *r; r++)
		for (int place = 0; place < PLACES; place++) {
			char sql[256];
			int64_t unit = unit_at((enum place)place);
			if ((*r)->scope)
				snprintf(sql, sizeof(sql), "SELECT max(id) FROM %s WHERE %s = %lld", (*r)->name, (*r)->scope,
					 (long long)unit);
			else
				snprintf(sql, sizeof(sql), "SELECT max(id) FROM %s", (*r)->name);
			int64_t id = (*r)->scope || place == AT_PROVINCE ? small_count(&s, sql) : 0;
			if (id)
				targets[target_count++] = (struct target){*r, id, unit, (enum place)place};
		}
	for (int place = AT_A; place < PLACES; place++)
		files[place] = attach((enum place)place);
}

/* For everything: what its person may do is all that is left to ask. */
static inline void give_token(int person, int64_t id)
{
	struct str text;
	struct err err = ERR_INIT;
	const struct token_wish wish = {.name = STR("thử"), .write = true, .days = 30};
	small_must(token_make(s.site, s.a, id, &wish, &text, &err), &err, "token");
	snprintf(tokens[person], sizeof(tokens[person]), "Authorization: Bearer %.*s\r\n", STR_ARG(text));
}

static inline int begin(void **state)
{
	log_quiet(true);
	with_election(state);
	read_table();
	int64_t both = small_person(&s, login_of(MIXED), s.root);
	for (size_t i = 0; i < ARRAY_LEN(mixed); i++)
		small_grant(&s, both, role_code(mixed[i].role), unit_at(mixed[i].place), SMALL_DAY, DAY_NONE);
	client_passwords(&s, &s.person[0][0], (size_t)PLACES * ROLE_COUNT);
	client_passwords(&s, &both, 1);
	make_rows();
	make_areas();
	make_reports();
	find_targets();
	client_start(&c, &s);
	for (int person = 0; person < NOBODY; person++) {
		client_sign_in(&c, login_of(person), &who[person]);
		give_token(person, person == MIXED ? both : s.person[person / ROLE_COUNT][person % ROLE_COUNT]);
	}
	return 0;
}

static inline int end(void **state)
{
	client_end(&c);
	return sound(state);
}
