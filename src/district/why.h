/*
 * why.h – the reasons of a plan, for each constituency: seats by people, former districts whole or in part, connection, border.
 */
#pragma once
#include "district/plan.h"
#include "law/law.h"

/* The article comes with the line it belongs to: Art. 10(4) with seats. */
struct why district_why(struct arena *a, const struct district_problem *p, const struct district_plan *plan,
                        const struct district_measure *m, size_t unit);
/* "8,43 %" of parts of DISTRICT_WHOLE; "+8,43 %", "−2,10 %" for a constituency. */
struct str district_share(struct arena *a, int64_t deviation);
struct str district_signed_share(struct arena *a, const struct district_unit *u);
/* "329,4 km" of metres. */
struct str district_km(struct arena *a, int64_t metres);
