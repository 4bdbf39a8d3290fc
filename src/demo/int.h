/*
 * int.h – private to demo/: what the stories of the rehearsal share.
 *
 * A story is one strand of the office's life, played day after day through the verbs by named people: the election, the
 * directives, the bodies … It stands in a file of its own and as one line in the table of stories.c, and takes chance
 * from a source of its own, so that a change in one story leaves the others as they are.
 */
#pragma once
#include "access/session.h"
#include "access/verb.h"
#include "base/crypt.h"
#include "demo/demo.h"
#include "text/names.h"
#include "unit/records.h"

#define DEMO_PROVINCE "38"

struct demo_world;
struct story;

struct clerk { /* who acts for a commune */
	int64_t unit;
	struct actor officer, leader;
};

struct demo {
	struct arena *a; /* of the whole making */
	const struct app *app;
	struct site *site;
	struct db *db; /* a reader */
	struct demo_world *world;
	struct seeded people; /* chance for names */
	const struct names *names;
	void (*progress)(const char *what);
	char hash[PASSWORD_HASH_MAX];
	struct actor program, admin, director, specialist;
	struct clerk *clerks; /* of every commune, in the order of `communes` */
	size_t clerk_n;
	struct unit_item *communes;
	int64_t department;
	struct demo_login *logins;
	size_t login_n, login_cap;
	int64_t election;
	day_t opened, last; /* first and last working day */
};

/* One strand. `begin` is called on the first day, `day` on every later one up to the last, each for all stories in the
 * order of the table; either may be NULL. */
struct demo_story {
	const char *name;  /* seeds its chance: never changed */
	const char *title; /* Vietnamese, for the progress */
	int (*begin)(struct demo *d, struct story *s, struct err *err);
	int (*day)(struct demo *d, struct story *s, day_t day, struct err *err);
};
extern const struct demo_story *const demo_stories[]; /* stories.c; ends with NULL */
#define DEMO_STORIES_MOST 16

/* A strand at work. */
struct story {
	struct seeded chance;
	void *state; /* its own, set by `begin`, in the arena */
};

/* ---- doing something as somebody ---- */

/* DO(d, actor, verb, &id or NULL, ARG("field", value)…) runs the verb; needs `err` in scope. */
#define DO(d, actor, verb, id, ...)                                                                                    \
	demo_act((d), (actor), (verb), (id), (const struct verb_arg[]){__VA_ARGS__},                                   \
		 sizeof((const struct verb_arg[]){__VA_ARGS__}) / sizeof(struct verb_arg), err)
#define ARG(name_, value_)                                                                                             \
	{                                                                                                              \
		STR_INIT(name_), (value_)                                                                              \
	}

int demo_act(struct demo *d, const struct actor *actor, const struct verb *verb, int64_t *ret_id,
	     const struct verb_arg *args, size_t n, struct err *err);
struct str demo_number(struct demo *d, int64_t v);
/* Today as a form types it. */
struct str demo_today_iso(struct demo *d);
struct str demo_any_name(struct demo *d, struct seeded *chance);

/* ---- people (people.c) ---- */

struct demo_role {
	const char *role;
	int64_t unit;
};
/* A person with an account and roles from today on; `show`: among the logins that are printed. */
int demo_person(struct demo *d, const struct actor *by, const char *login, struct str name, const char *position,
		int64_t unit, const struct demo_role *roles, size_t n, bool show, struct actor *ret, struct err *err);
/* The people of the province and of every commune. */
int demo_people(struct demo *d, struct err *err);
