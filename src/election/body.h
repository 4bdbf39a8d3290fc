/*
 * body.h – election bodies and their members: who runs the election (Art. 22–28 of the Election Law).
 *
 * One record holds every body: steering committee, election committees, sub-committees, boards, polling teams, the help
 * team and its groups. What kind it is decides about sizes, offices, founder, agreement and recipients, all from
 * law/bodies.csv; kinds the law does not know (steering committee, sub-committee, help team) have none of these limits.
 * The record is stored as `committee`, the name of the first kind it held (doc/decisions/006-bodies.md).
 *
 * A body is planned (no decision yet), decided, reported (its list was sent). Members are rows of `member`, each naming
 * somebody of the register `person`; who leaves keeps the row with day and decision (kiện toàn). What the law forbids
 * is refused; what is only unusual asks for an explanation in words, which stays with the body.
 */
#pragma once
#include "access/verb.h"
#include "law/bodies.h"

/* Beside bodies and members: seals and stamps, work handed over, polling places as surveyed. */
extern const struct record committee_record, member_record, seal_record, handover_record, facility_record;
extern const struct verb committee_enter;

enum body_level { BODY_OF_PROVINCE = 1, BODY_OF_COMMUNE = 2 };

/* A unit has one of a kind; or several, told apart by number or name; or one without, or several with (the help team). */
enum body_label { BODY_ONE, BODY_NUMBERED, BODY_EITHER };
/* Boards and teams are bound to one constituency or polling area (Art. 24, 25, 27). */
enum body_place { BODY_EVERYWHERE, BODY_CONSTITUENCY, BODY_AREA };

struct body_kind {
	const char *code;  /* as stored; the id in law/bodies.csv where the law knows it */
	const char *title; /* "Tổ bầu cử" */
	unsigned levels;   /* whose it may be */
	enum body_label label;
	enum body_place place;
	const char *number; /* what comes before a number: "số", "– đơn vị bầu cử số" */
	const char *council; /* of a council, whose unit belongs into its name: "Ban bầu cử đại biểu HĐND"; else NULL */
};
extern const struct body_kind body_kinds[]; /* ends with {NULL} */
extern const struct choice body_kind_choices[], member_roles[], member_reasons[];
/* A stored code; an unknown one is a bug. */
const struct body_kind *body_kind_of(struct str code);
/* "Tổ bầu cử số 5, xã Thiệu Hóa", "Ban bầu cử đại biểu HĐND phường Hạc Thành – đơn vị bầu cử số 2" */
struct str body_name(struct arena *a, const struct body_kind *kind, struct str place, struct str unit);
/* "Tổ trưởng": what the office is called in this kind of body. */
struct str body_office(const struct law *law, const struct body_kind *kind, struct str role);

/* May this unit have such a body in that election? Kinds the law does not know: in any. A by-election has the bodies of Art. 90
 * only, those of a council in the unit whose council it is. Communal: a commune, ward or special zone. */
bool body_may_be(const struct site *site, const struct row *election, const struct body_kind *kind, int64_t unit, bool communal);

/* The kind of election committee a commune that takes part in this election has; NULL: none has one (by-elections for the Assembly
 * and the province's council, Art. 90). */
const char *body_committee_of_commune(const struct row *election);

enum body_state { BODY_PLANNED, BODY_DECIDED, BODY_REPORTED };
enum body_state body_state(const struct row *body);
extern const struct choice body_states[]; /* in the order of the enum */

/* One line of a list: somebody in an office. */
struct member_item {
	int64_t id, person;
	struct str name, address, position, phone, role, duty;
	day_t from, to; /* to: DAY_NONE for who is in it now */
	struct str from_document, to_document, reason; /* reason: the code of why they left */
};
/* Those of a body, the former ones too when `all`, in the order of its list. */
int body_members(struct db *db, struct arena *a, int64_t body, bool all, struct member_item **ret_items, size_t *ret_n,
		 struct err *err);

/* In which other bodies of the election its members are now; by the order of its list. */
struct member_elsewhere {
	int64_t person, body, unit;
	struct str name, kind, role;
};
int body_elsewhere(struct db *db, struct arena *a, const struct row *body, struct member_elsewhere **ret_items, size_t *ret_n,
		   struct err *err);

/* What a person must look at in a decided body, each with its article: no list yet, offices missing, not agreed, not
 * sent. */
struct body_finding {
	struct str text, basis;
};
int body_findings(struct db *db, struct arena *a, const struct law *law, const struct row *body,
		  struct body_finding **ret_list, size_t *ret_n, struct err *err);

/* The same from what is known of a body already, without asking the database; in what kind of body. How many there are. */
struct body_facts {
	bool decided, sent, agreed_known, agreed;
	int64_t held[BODY_ROLE_COUNT]; /* how many hold which office now */
	int64_t candidates;	       /* of them, who stand in the board's or team's own place */
	struct str sent_missing;       /* where the list was not sent yet, in the words that were typed */
	bool place_gone;               /* its constituency was replaced, its polling area merged into another */
	struct str twice;              /* of a team: its members who stand in another team too, in words */
};
size_t body_look_at(struct arena *a, const struct law *law, struct str kind, const struct body_facts *facts,
		    struct body_finding **ret_list);

/* For the verbs that change the places bodies are for, inside their check. New constituencies or areas have no board or team yet:
 * the task that closed itself is open again, because `why`. */
int body_places_new(struct verb_call *c, int64_t election, int64_t unit, enum body_place place, struct str why, struct err *err);
/* An area that ends in this entry needs no team: when all others have theirs, the task closes, because `why`. */
int body_area_gone(struct verb_call *c, int64_t election, int64_t unit, int64_t area, struct str why, struct err *err);

/* ---- a body with its whole list, from the decision on paper (committee.enter) ---- */

#define BODY_ROWS 40 /* lines of the list: an election committee of a province has 37 */

/* Somebody of the register with the name that was typed, among the people of the body's unit. */
struct namesake {
	int64_t id;
	struct str name, position;
};
int body_namesakes(const struct site *site, struct db *db, struct arena *a, int64_t unit, struct str name,
		   struct namesake **ret_list, size_t *ret_n, struct err *err);
/* "Ông Nguyễn Văn A" → "ong", "Nguyễn Văn A". Without a form of address the first is empty. */
void body_name_typed(struct str typed, struct str *ret_address, struct str *ret_name);

/* For checks of this folder: the law's row of a body, NULL where the law has none; how many hold which office. */
const struct law_body *body_law(const struct law *law, struct str kind);
enum body_role member_role_of(struct str role);
