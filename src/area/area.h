/*
 * area.h – constituencies and polling areas of a site.
 *
 *   plan           one way to divide a province (National Assembly, provincial council) or a commune (its council) into
 *   constituencies
 *   constituency   of a plan; those of the decided plan are in force
 *   constituency_place   which commune (which village) belongs to which constituency of a plan
 *   commune_link   two communes joined by a bridge or a ferry, which the table of neighbours does not know
 *   village, village_link, polling_area   what a commune keeps: its villages, which of them border, where they vote
 *
 * A plan is asked for (plan.ask), the search runs beside the pages (plan_search.c) and its answer comes by plan.fill; a person
 * moves places, changes seats, locks constituencies, asks again, submits. Who decides is not who proposes (Art. 10(2), (3)):
 * constituencies
 * of the National Assembly are decided by the National Election Council on the proposal of the provincial election
 * committee, those of
 * councils by the election committee of the level on the proposal of the People's Committee; plan.decide records the
 * decision and its
 * document. From then on nothing changes but by another decided plan, which takes the place of the one before; both stay.
 *
 * A polling area lies in one constituency of every level: of the National Assembly and of the province by its commune, of the
 * commune by its villages (or, for an area without villages, as is written). After the voter list is posted (Art. 32)
 * areas and the
 * area of a village change only with the document that says so.
 */
#pragma once
#include "access/verb.h"
#include "declare/record.h"

extern const struct record plan_record, constituency_record, constituency_place_record, commune_link_record;
extern const struct record village_record, village_link_record, polling_area_record;
extern const struct verb plan_ask, plan_fill, plan_move, plan_seats, plan_lock, plan_again, plan_copy, plan_submit, plan_return,
	plan_decide, polling_area_merge, polling_area_split;

/* Voters of an area, Art. 11(2). */
#define AREA_VOTERS_LEAST 300
#define AREA_VOTERS_MOST 4000

extern const struct choice plan_hows[];
extern const struct choice area_levels[]; /* na, province, commune */
/* 3 or 5, Art. 10(4). */
int area_most(struct str level);
/* The plan in force of a unit: *ret_id 0 for none. */
int area_in_force(struct db *db, int64_t election, struct str level, int64_t unit, int64_t *ret_id, struct err *err);
/* The council's constituency an area lies in: where its villages are, by the plan in force; without any, what is written.
 * *ret_id 0: none; *ret_apart: its villages are in several. */
int area_constituency(struct db *db, const struct row *area, int64_t *ret_id, bool *ret_apart, struct err *err);
/* Has the commune's voter list been posted: its task of the step VOTER_LIST is done, or the step's last day is here? */
int area_list_posted(struct db *db, struct arena *a, int64_t election, int64_t commune, day_t today,
		   bool *ret_posted, struct err *err);
/* A new area: the task for the teams, if it closed itself, is open again. */
int area_needs_team(struct verb_call *c, int64_t election, int64_t unit, int64_t number, struct err *err);
