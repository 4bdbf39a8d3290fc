/*
 * bodies.h – election bodies by law/bodies.csv: how many members, which offices, who founds them, who must agree, who is told.
 */
#pragma once
#include "law/law.h"

struct law_body {
	/* ids: NEC UBBC_PROVINCE UBBC_COMMUNE BBC_NA BBC_PROVINCE BBC_COMMUNE TBC TBC_ARMED TBC_MIXED
	 * B_COUNCIL_NA B_UBBC B_BBC B_TBC */
	struct law_rule rule;
	struct str name;      /* Ủy ban bầu cử ở xã */
	unsigned kinds;       /* bit per enum election_kind */
	int min, max;
	struct str roles; /* separated by "; ": the head first */
	struct str founded_by;
	struct str agrees;  /* with whom it is agreed before the decision; empty: the law names nobody */
	struct str informs; /* to whom the list is sent, separated by "; "; empty: the law names nobody */
	struct str step;    /* row of the calendar by which it must be there; empty: none */
};

/* The offices of a body, as the law lists them. */
enum body_role { BODY_HEAD, BODY_DEPUTY, BODY_SECRETARY, BODY_MEMBER, BODY_ROLE_COUNT };

/* By id, or NULL. */
const struct law_body *law_body_find(const struct law *law, struct str id);
/* 0 when a body of that many members is lawful; else ERR_LAW with the sentence that names the limits and the
 * article. */
int body_size_ok(const struct law_body *body, int64_t members, struct err *err);
/* What the office is called in this body ("Tổ trưởng"); empty when the law does not give it one ("Tổ phó"). */
struct str body_role_name(const struct law_body *body, enum body_role role);
/* Who holds which office: one head, a secretary where the law names one, no office the law does not know. 0, or ERR_LAW with the
 * sentence and the article. `n` is indexed by enum body_role. */
int body_roles_ok(const struct law_body *body, const int64_t n[BODY_ROLE_COUNT], struct err *err);
/* Members that must be there for a meeting to be valid (two thirds), and votes that pass a decision (more than half of all
 * members): Art. 26(1). */
int64_t body_quorum(int64_t members);
int64_t body_majority(int64_t members);
