/*
 * bodies.h – how many members an election body has, from law/bodies.csv.
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
	struct str roles; /* separated by "; " */
	struct str founded_by;
};

/* By id, or NULL. */
const struct law_body *law_body_find(const struct law *law, struct str id);
/* 0 when a body of that many members is lawful; else ERR_LAW with the sentence that names the limits and the
 * article. */
int body_size_ok(const struct law_body *body, int64_t members, struct err *err);
