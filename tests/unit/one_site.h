/*
 * one_site.h – the small site `s` of a unit test, and how a group or a case begins and ends with it.
 *
 *	cmocka_unit_test_setup_teardown(a_case, with_election, sound)
 *
 * A program makes each kind of site once, through the verbs; whoever asks for it begins with a copy of its files, its clock and its
 * chance, as if it had been made anew.
 */
#pragma once
#include "small_site.h"

static struct small s;

enum site_kind { UNITS_ALONE, WITH_PEOPLE, WITH_ELECTION, SITE_KINDS };

static struct small site_kept[SITE_KINDS];

static inline void site_forget(void)
{
	for (int i = 0; i < SITE_KINDS; i++)
		if (site_kept[i].dir[0])
			small_remove(site_kept[i].dir);
}

static inline int site_begin(enum site_kind kind)
{
	struct small *kept = &site_kept[kind];
	if (!kept->dir[0]) {
		small_make(kept, "unit");
		if (kind >= WITH_PEOPLE)
			small_people(kept);
		if (kind >= WITH_ELECTION)
			small_open_election(kept);
		small_close(kept);
		arena_free(kept->a);
		kept->a = NULL;
		atexit(site_forget);
	}
	small_again(&s, kept);
	return 0;
}

static inline int with_units(void **state)
{
	(void)state;
	return site_begin(UNITS_ALONE);
}

static inline int with_people(void **state)
{
	(void)state;
	return site_begin(WITH_PEOPLE);
}

static inline int with_election(void **state)
{
	(void)state;
	return site_begin(WITH_ELECTION);
}

static inline int64_t someone(enum place place, enum role role) { return s.person[place][role]; }

static inline struct actor actor_of(int64_t person)
{
	struct actor actor;
	struct err err = ERR_INIT;
	small_must(access_actor(s.db, s.a, person, s.world.today, &actor, &err), &err, "actor");
	return actor;
}

/* Whatever a case did: the ledger is sound at its end. */
static inline int sound(void **state)
{
	(void)state;
	struct ledger_report report;
	struct err err = ERR_INIT;
	int r = ledger_verify(s.db, &s.app->catalog, s.site->key.public_key, NULL, &report, &err);
	if (r < 0)
		print_error("verify: %s (%s)\n", err.text, err.detail);
	small_end(&s);
	return r;
}
