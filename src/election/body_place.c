/* Boards and teams and the places they are for: found by their number, never typed twice; are all of them there? */
#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"

#include <string.h>

/* Whose deputies a board is about: in a by-election those the election is about. */
static const char *level_of(const struct body_kind *kind, const struct row *election)
{
	static const char *const by[] = {
		[ELECTION_BY_NA] = "na", [ELECTION_BY_PROVINCE] = "province", [ELECTION_BY_COMMUNE] = "commune"};
	enum election_kind held = election_kind_of(election);
	return held != ELECTION_GENERAL                  ? by[held]
	       : strcmp(kind->code, "BBC_NA") == 0       ? "na"
	       : strcmp(kind->code, "BBC_PROVINCE") == 0 ? "province"
							 : "commune";
}

/* The polling area, or the constituency that was decided, of that number; 0 when there is none, *ret_any when there are
 * others. */
static int find_place(struct record_check *k, const struct body_kind *kind, const struct row *election, int64_t number,
		      int64_t *ret_id, int64_t *ret_any, struct err *err)
{
	struct db *db = k->call->db;
	struct value held = v_int(election->id), unit = *check_value(k, "unit");
	if (kind->place == BODY_AREA) {
		int r = db_get_int(db, &body_area, VALUES(held, unit, v_int(number)), 0, ret_id, err);
		return r < 0 ? r : db_get_int(db, &body_areas, VALUES(held, unit), 0, ret_any, err);
	}
	struct value level = v_c(level_of(kind, election));
	int r = db_get_int(db, &body_constituency, VALUES(held, level, unit, v_int(number)), 0, ret_id, err);
	return r < 0 ? r : db_get_int(db, &body_constituencies, VALUES(held, level, unit), 0, ret_any, err);
}

int body_find_place(struct record_check *k, const struct body_kind *kind, bool *ret_unknown, struct err *err)
{
	int64_t number, id = 0, any = 0;
	struct row election;
	*ret_unknown = false;
	if (kind->place == BODY_EVERYWHERE)
		return 0;
	int r = row_load(k->call->db, k->call->arena, &election_record, check_value(k, "election")->i, &election, err);
	if (r > 0)
		r = str_to_i64(check_value(k, "place")->s, 1, 100000, &number)
			    ? find_place(k, kind, &election, number, &id, &any, err)
			    : 0;
	if (r < 0)
		return r;
	edit_set(k->edit, kind->place == BODY_AREA ? "polling_area" : "constituency", id ? v_int(id) : v_null());
	*ret_unknown = any && !id;
	return 0;
}

/* The province has boards for the National Assembly and for its own council in a general election: while the constituencies of
 * one of them are not decided, not all boards can be there. 1 or 0. */
static int levels_decided(struct record_check *k, struct err *err)
{
	struct row election;
	int64_t levels = 0;
	int r = row_load(k->call->db, k->call->arena, &election_record, check_value(k, "election")->i, &election, err);
	if (r <= 0)
		return r;
	bool both = election_kind_of(&election) == ELECTION_GENERAL && check_value(k, "unit")->i == k->call->site->root;
	r = db_get_int(k->call->db, &body_levels_decided, VALUES(*check_value(k, "election"), *check_value(k, "unit")), 0, &levels,
		       err);
	return r < 0 ? r : levels >= (both ? 2 : 1);
}

int body_all_there(struct record_check *k, const struct body_kind *kind, bool *ret_all, struct err *err)
{
	int64_t missing = 1;
	bool team = kind->place == BODY_AREA;
	const struct value *place = check_value(k, team ? "polling_area" : "constituency");
	*ret_all = false;
	if (place->kind != VALUE_INT)
		return 0;
	int r = team ? 1 : levels_decided(k, err);
	if (r <= 0)
		return r;
	/* all but this one, which is being saved */
	r = db_get_int(k->call->db, team ? &body_areas_without : &body_constituencies_without,
			   VALUES(*check_value(k, "election"), *check_value(k, "unit"), *place), 0, &missing, err);
	if (r == 0)
		*ret_all = missing == 0;
	return r;
}
