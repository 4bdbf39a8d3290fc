/*
 * access.h – who may do what, asked in one place.
 *
 * A person holds grants: a role over a unit and all below it, from a day to a day. The table access.csv says for each
 * action and role: nothing, `tree` (for what belongs to the units of the grant), or `any` (for everybody with the role:
 * shared things such as the election's calendar). Actions are named record.read for reading and like the verb for doing.
 *
 * access_may answers for one unit, access_filter gives the same answer as a condition for lists. Nothing else in the
 * program decides on permission.
 */
#pragma once
#include "db/db.h"
#include "declare/record.h"

enum role {
	ROLE_LEADER,          /* lãnh đạo Sở, lãnh đạo UBND tỉnh */
	ROLE_SPECIALIST,      /* chuyên viên Sở, Tổ giúp việc */
	ROLE_COMMUNE_LEADER, /* chủ tịch, phó chủ tịch UBND xã */
	ROLE_OFFICER, /* công chức thực hiện: ở xã là Phòng Văn hóa – Xã hội */
	ROLE_FRONT,           /* Ủy ban MTTQ Việt Nam */
	ROLE_COUNCIL,         /* Thường trực HĐND */
	ROLE_ADMIN,           /* người vận hành: people and grants, no figures */
	ROLE_COUNT
};

struct grant {
	enum role role;
	int64_t unit;
};

#define ACCESS_FEW 8

/* How far a grant reaches. */
struct grant_reach {
	bool whole;		   /* every unit of the site lies within */
	size_t n;		   /* 1 … ACCESS_FEW: these units and no other; 0: more than that, or not asked */
	int64_t unit[ACCESS_FEW];
};

struct actor {
	int64_t person; /* 0 with `program` */
	bool program;   /* the command line on the machine itself: may do everything, is named as such in the ledger */
	struct str name, position, login;
	const struct grant *grants;
	size_t n;
	int64_t unit; /* of the first grant: where the person belongs */
	/* Of each grant; NULL before access_mark_reach. Holds only as long as no unit changes. */
	const struct grant_reach *reach;
};

extern const struct record person_record, grants_record;
extern const struct table credential_table, stranger_table, session_table;

/* Reads access.csv; every name in it is checked. A broken table is a bug. */
void access_start(void);
/* Further rows in the same form, before any other thread: for a register that a test brings along. */
void access_add(struct str table);
/* Is there a row for this action? Asked by tests of routes and verbs, and by BUG checks. */
bool access_known(const char *action);
/* May any holder of the role do it? For `routes` and menus. */
bool access_role_may(const char *action, enum role role);
const char *role_code(enum role role);
const char *role_label(enum role role);

/* Who this person is on that day; ERR_SIGN_IN when gone or without any grant in force. */
int access_actor(struct db *db, struct arena *a, int64_t person, day_t today, struct actor *ret_actor, struct err *err);
/* Finds out how far the grants reach, so that access_filter need not ask row by row. */
int access_mark_reach(struct db *db, struct arena *a, struct actor *actor, struct err *err);
/* May the actor do this to what belongs to `unit`? 1, 0 or negative error. */
int access_may(struct db *db, const struct actor *actor, const char *action, int64_t unit, struct err *err);
/* Could the actor do this at all (to some unit)? For showing a menu or a button. */
bool access_could(const struct actor *actor, const char *action);
/* Appends a condition on `column` that holds exactly for rows whose unit access_may allows: "1 = 1", "0 = 1" or
 * "column IN (…)", for whole grants "column IS NOT NULL", for one unit "column = 7". Safe as SQL: it is made of column names of the
 * program and of integers. */
void access_filter(struct buf *sql, const struct actor *actor, const char *action, const char *column);
/* The units of that condition when they are known and few, smallest first: how many, or 0. */
size_t access_few(const struct actor *actor, const char *action, int64_t ret_units[ACCESS_FEW]);
/* The same as a list for a form: the first *ret_offices are the province, its departments and other offices, then the communes in
 * Vietnamese order of names, each once however many grants reach it. */
struct unit_item;
int access_units(struct db *db, struct arena *a, const struct actor *actor, const char *action, struct unit_item **ret_units,
		 size_t *ret_offices, size_t *ret_n, struct err *err);
