/*
 * demo.h – a rehearsal site: Thanh Hóa, 166 communes, a working day.
 *
 * Everything is made through the verbs a person uses, by named (invented) persons on simulated days; time, chance and
 * salts follow from a seed, so that the same program makes the same ledger head twice. Names, decisions and documents
 * are rehearsal data and are marked "diễn tập".
 */
#pragma once
#include "app/app.h"

struct demo_login {
	struct str login, name, position, unit;
};

struct demo_result {
	struct head head;
	struct str password;             /* of every invented account */
	const struct demo_login *logins; /* those worth printing: one of each role, three communes */
	size_t n;
	int64_t entries;
};

/* `day` from 2025-10-21 to 2026-03-15. `progress` (may be NULL) is told what is being made. Refuses a folder with
 * anything in it, so a real site is never touched. */
int demo_make(const char *dir, const struct app *app, day_t day, void (*progress)(const char *what),
	      struct demo_result *ret_result, struct arena *a, struct err *err);
