/*
 * small_site.h – a small site for tests: Thanh Hóa with four communes, a clock the test sets, chance from a seed, and one
 * person for each role at the province (p.), at the first commune (a.) and at the second (b.).
 *
 * Everything is made through the verbs, so that a test begins where a real site would.
 */
#pragma once
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access/session.h"
#include "access/statements.h"
#include "app/app.h"
#include "base/crypt.h"
#include "base/fs.h"
#include "db/db.h"
#include "election/election.h"
#include "election/statements.h"
#include "record/import.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "unit/statements.h"
#include "work/statements.h"
#include "work/task.h"

#define SMALL_COMMUNES 4
#define SMALL_DAY date_from_civil(2025, 11, 18)
#define ELECTION_DAY date_from_civil(2026, 3, 15)

struct small_world {
	struct world world;
	struct seeded chance;
	day_t today;
	int64_t now;
};

/* Another catalog than the program's, for a test with a register of its own: see small_register. */
static const struct app *small_app;

enum place { AT_PROVINCE, AT_A, AT_B, PLACES };

struct small {
	char dir[96];
	struct arena *a;
	const struct app *app;
	struct small_world world;
	struct site *site;
	struct db *db; /* a reader */
	int64_t root, department, commune[SMALL_COMMUNES];
	int64_t person[PLACES][ROLE_COUNT];
	int64_t election;
	struct err err; /* of the last act */
	struct verb_result result;
};

static inline int64_t small_now(struct world *w)
{
	return __atomic_add_fetch(&((struct small_world *)w)->now, 1, __ATOMIC_RELAXED);
}

static inline day_t small_today(struct world *w)
{
	return ((struct small_world *)w)->today;
}

/* Also asked from several threads at once: the order of their draws is not told. */
static inline void small_random(struct world *w, void *p, size_t n)
{
	static int busy;
	while (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
		;
	seeded_bytes(&((struct small_world *)w)->chance, p, n);
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
}

static inline void small_set_day(struct small *s, day_t day)
{
	s->world.today = day;
	s->world.now = (int64_t)day * 86400000 + 3600 * 1000;
}

static inline struct site_parts small_parts(struct small *s)
{
	return app_parts(s->app, &s->world.world, DAY_NONE);
}

static inline void small_must(int r, const struct err *err, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "# %s: %s: %s (%s)\n", what, err_name(err->code), err->text, err->detail);
	abort();
}

/* A folder of one's own; in memory where that is possible. */
static inline void small_folder(char ret[96], const char *name)
{
	const char *chosen = getenv("TMPDIR"); /* a bench wants a real disk */
	snprintf(ret, 96, "%s/noivu-%s-XXXXXX", chosen ? chosen : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", name);
	if (!mkdtemp(ret))
		abort();
}

static inline int small_remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline void small_remove(const char *dir)
{
	nftw(dir, small_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A file as it is just now, in another folder. */
static inline void small_copy_file(const char *from_dir, const char *to_dir, const char *name)
{
	char from[512], to[512];
	struct stat st;
	snprintf(from, sizeof(from), "%s/%s", from_dir, name);
	snprintf(to, sizeof(to), "%s/%s", to_dir, name);
	int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (in < 0 || out < 0 || fstat(in, &st) < 0)
		abort();
	for (off_t done = 0; done < st.st_size;)
		if (sendfile(out, in, &done, (size_t)(st.st_size - done)) <= 0)
			abort();
	close(in);
	close(out);
}

/* The files of a closed site in another folder. (While it is open another process has to copy: a descriptor of ours that is closed
 * would drop the locks of the engine.) */
static inline void small_copy(const char *from, const char *to)
{
	struct dirent *e;
	DIR *d = opendir(from);
	if (!d || (mkdir(to, 0700) < 0 && access(to, W_OK) < 0))
		abort();
	while ((e = readdir(d)) != NULL)
		if (e->d_type == DT_REG)
			small_copy_file(from, to, e->d_name);
	closedir(d);
}

/* ---- acting ---- */

struct call {
	struct verb_arg arg[128];
	size_t n;
	struct str key, file;
};

static inline void call_add(struct call *c, const char *name, struct str value)
{
	if (c->n == ARRAY_LEN(c->arg))
		abort();
	c->arg[c->n++] = (struct verb_arg){str_from_c(name), value};
}

static inline void call_int(struct small *s, struct call *c, const char *name, int64_t v)
{
	call_add(c, name, arena_printf(s->a, "%lld", (long long)v));
}

static inline void call_day(struct small *s, struct call *c, const char *name, day_t d)
{
	call_add(c, name, date_iso(s->a, d));
}

/* 0, or the negative code; s->err and s->result hold the rest. */
static inline int small_act(struct small *s, int64_t person, const struct verb *verb, const struct call *c)
{
	struct actor actor = person ? (struct actor){.person = person} : app_program();
	s->err = ERR_INIT;
	return verb_run(s->site, &actor, verb, &(struct verb_input){.args = c->arg, .n = c->n, .key = c->key, .file = c->file},
	                &s->result, &s->err);
}

/* The same by the verb's name. */
static inline int small_run(struct small *s, int64_t person, const char *verb, const struct call *c)
{
	const struct verb *v = app_verb(str_from_c(verb));
	if (!v)
		abort();
	return small_act(s, person, v, c);
}

/* Must go well; the id of what was made. */
static inline int64_t small_do(struct small *s, int64_t person, const char *verb, const struct call *c)
{
	small_must(small_run(s, person, verb, c), &s->err, verb);
	return s->result.id;
}

static inline int64_t small_get(struct small *s, const struct stmt *stmt, const struct value *values, size_t n)
{
	struct err err = ERR_INIT;
	int64_t v = 0;
	small_must(db_get_int(s->db, stmt, values, n, 0, &v, &err), &err, stmt->name);
	return v;
}

/* The first integer the query gives; 0 without a row. */
static inline int64_t small_count(struct small *s, const char *sql)
{
	struct err err = ERR_INIT;
	struct query *q;
	int64_t v;
	small_must(db_query_sql(s->db, str_from_c(sql), NO_VALUES, &q, &err), &err, sql);
	int r = query_next(q, &err);
	small_must(r, &err, sql);
	v = r ? query_int(q, 0) : 0;
	query_end(q);
	return v;
}

static inline struct row small_row(struct small *s, const struct record *record, int64_t id)
{
	struct err err = ERR_INIT;
	struct row row = {0};
	int r = row_load(s->db, s->a, record, id, &row, &err);
	small_must(r, &err, record->name);
	if (r == 0)
		abort();
	return row;
}

static inline struct head small_head(struct small *s)
{
	struct err err = ERR_INIT;
	struct head head;
	small_must(ledger_head(s->db, &head, &err), &err, "head");
	return head;
}

/* ---- what a site has at first ---- */

static inline int64_t small_person(struct small *s, const char *login, int64_t unit)
{
	struct call c = {0};
	call_add(&c, "name", arena_printf(s->a, "Người %s", login));
	call_int(s, &c, "unit", unit);
	call_add(&c, "login", arena_dup(s->a, str_from_c(login)));
	call_add(&c, "active", STR("1"));
	return small_do(s, 0, "person.save", &c);
}

static inline int64_t small_grant(struct small *s, int64_t person, const char *role, int64_t unit, day_t from, day_t to)
{
	struct call c = {0};
	call_int(s, &c, "person", person);
	call_add(&c, "role", str_from_c(role));
	call_int(s, &c, "unit", unit);
	call_day(s, &c, "from_day", from);
	if (to != DAY_NONE)
		call_day(s, &c, "to_day", to);
	return small_do(s, 0, "grants.save", &c);
}

static inline void small_people(struct small *s)
{
	static const char *const places[PLACES] = {"p", "a", "b"};
	const int64_t unit[PLACES] = {s->root, s->commune[0], s->commune[1]};
	for (int p = 0; p < PLACES; p++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			char *login = arena_c(s->a, arena_printf(s->a, "%s.%s", places[p], role_code((enum role)role)));
			for (char *c = login; *c; c++)
				*c = *c == '_' ? '-' : *c;
			s->person[p][role] = small_person(s, login, unit[p]);
			small_grant(s, s->person[p][role], role_code((enum role)role), unit[p], SMALL_DAY - 30, DAY_NONE);
		}
}

static inline int64_t small_open_election(struct small *s)
{
	struct call c = {0};
	call_add(&c, "name", STR("Bầu cử diễn tập"));
	call_add(&c, "kind", STR("general"));
	call_day(s, &c, "day", ELECTION_DAY);
	call_add(&c, "document", STR("Nghị quyết diễn tập"));
	s->election = small_do(s, s->person[AT_PROVINCE][ROLE_SPECIALIST], "election.open", &c);
	c = (struct call){0};
	call_int(s, &c, "id", s->election);
	small_do(s, s->person[AT_PROVINCE][ROLE_SPECIALIST], "step.assign_all", &c);
	return s->election;
}

static inline void small_find_units(struct small *s)
{
	struct unit_item *items;
	struct err err = ERR_INIT;
	size_t n;
	s->root = s->site->root;
	s->department = small_get(s, &department_of_site, VALUES(v_int(s->root)));
	small_must(unit_communes(s->db, s->a, s->root, &items, &n, &err), &err, "communes");
	if (n != SMALL_COMMUNES)
		abort();
	for (size_t i = 0; i < n; i++)
		s->commune[i] = items[i].id;
}

/* Without people: small_people; without an election: small_open_election. */
static inline void small_make(struct small *s, const char *name)
{
	uint8_t seed[32];
	struct seeded key;
	struct app_new_site fresh;
	struct err err = ERR_INIT;
	*s = (struct small){.world = {.world = {small_now, small_today, small_random}}};
	small_folder(s->dir, name);
	s->a = arena_new("small site", (size_t)256 << 20);
	s->app = small_app ? small_app : app_start();
	seeded_start(&s->world.chance, STR("small site"));
	seeded_start(&key, STR("small site key"));
	seeded_bytes(&key, seed, sizeof(seed));
	small_set_day(s, SMALL_DAY);
	struct site_parts parts = small_parts(s);
	parts.seed = seed;
	small_must(app_site_from_facts(s->a, s->app, STR("38"), SMALL_DAY, &fresh, &err), &err, "facts");
	fresh.commune_count = SMALL_COMMUNES;
	small_must(app_init(s->dir, &parts, &fresh, &s->site, &err), &err, "init");
	small_must(site_reader(s->site, &s->db, &err), &err, "reader");
	small_find_units(s);
}

static inline void small_close(struct small *s)
{
	db_close(s->db);
	site_close(s->site);
	s->db = NULL;
	s->site = NULL;
}

static inline void small_open(struct small *s)
{
	struct site_parts parts = small_parts(s);
	struct err err = ERR_INIT;
	small_must(site_open(s->dir, SITE_WRITE, &parts, &s->site, &err), &err, "open");
	small_must(site_reader(s->site, &s->db, &err), &err, "reader");
}

static inline void small_end(struct small *s)
{
	small_close(s);
	small_remove(s->dir);
	arena_free(s->a);
}

/* A copy of a closed site, opened: its clock and its chance go on from where they were. */
static inline void small_again(struct small *s, const struct small *kept)
{
	*s = *kept;
	small_folder(s->dir, "again");
	s->a = arena_new("small site", (size_t)256 << 20);
	small_copy(kept->dir, s->dir);
	small_open(s);
}

/* What small_make makes from now on has one register more than the program, with these lines of access.csv. */
static inline void small_register(const struct record *record, const char *access_lines)
{
	static struct app app;
	static const struct record *records[64];
	size_t n = 0;
	app = *app_start();
	for (; app.catalog.records[n]; n++)
		records[n] = app.catalog.records[n];
	INVARIANT(n + 1 < ARRAY_LEN(records), "too many records");
	records[n] = record;
	app.catalog.records = records;
	access_add(str_from_c(access_lines));
	small_app = &app;
}

/* Writes a confirmed import: all slices, or one. Are there more? */
static inline bool import_slices(struct site *site, struct db *db, int64_t id, bool all)
{
	struct import_run *run = import_begin(site, db, id);
	struct err err = ERR_INIT;
	bool more = true;
	do
		small_must(import_next(run, &more, &err), &err, "slice");
	while (more && all);
	import_end(run);
	return more;
}

/* The task of a step (by its rule) for a unit. */
static inline int64_t small_task(struct small *s, const char *rule, int64_t unit)
{
	int64_t step = small_get(s, &step_by_rule, VALUES(v_int(s->election), v_c(rule)));
	return step ? small_get(s, &task_of_step, VALUES(v_int(step), v_int(unit))) : 0;
}

static inline int small_task_verb(struct small *s, int64_t person, const char *verb, int64_t task)
{
	struct call c = {0};
	call_int(s, &c, "id", task);
	return small_run(s, person, verb, &c);
}

/* A polling area of the unit, for polling_area.save. */
static inline struct call small_area(struct small *s, int64_t election, int64_t unit, int number, const char *kind, int64_t voters)
{
	struct call c = {0};
	call_int(s, &c, "election", election);
	call_int(s, &c, "unit", unit);
	call_int(s, &c, "number", number);
	call_add(&c, "kind", str_from_c(kind));
	call_int(s, &c, "voters", voters);
	call_add(&c, "place", STR("Nhà văn hóa"));
	return c;
}

/* A report, for template.save; more may be added. */
static inline struct call small_template(struct small *s, struct str code, const char *cycle, int due_days, const char *approval)
{
	struct call c = {0};
	call_add(&c, "code", code);
	call_add(&c, "title", STR("Biểu thử"));
	call_add(&c, "cycle", str_from_c(cycle));
	call_int(s, &c, "due_days", due_days);
	call_add(&c, "approval", str_from_c(approval));
	return c;
}

/* The template with an edition of that body published; nobody is assigned to it. */
static inline int64_t small_publish(struct small *s, int64_t person, const struct call *template, struct str body)
{
	struct call c = {0};
	int64_t id = small_do(s, person, "template.save", template);
	call_int(s, &c, "id", id);
	call_add(&c, "body", body);
	small_do(s, person, "edition.save", &c);
	c.n = 1;
	small_do(s, person, "edition.publish", &c);
	return id;
}

/* Every commune reports from that day. */
static inline void small_assign(struct small *s, int64_t person, int64_t template, day_t from)
{
	struct call c = {0};
	call_int(s, &c, "id", template);
	call_day(s, &c, "from_day", from);
	small_do(s, person, "reporter.assign", &c);
}

/* A committee of `members` for the unit; `id` 0: a new one. */
static inline struct call small_committee(struct small *s, int64_t unit, int members, int64_t id, int64_t revision)
{
	struct call c = {0};
	if (id) {
		call_int(s, &c, "id", id);
		call_int(s, &c, "revision", revision);
	}
	call_int(s, &c, "election", s->election);
	call_int(s, &c, "unit", unit);
	call_add(&c, "decision_number", STR("152/QĐ-UBND"));
	call_day(s, &c, "decision_day", s->world.today);
	call_add(&c, "signer", STR("Người ký diễn tập"));
	call_int(s, &c, "members", members);
	call_add(&c, "agreed", STR("1"));
	return c;
}
