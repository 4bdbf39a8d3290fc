/*
 * internal.h – private to report/.
 */
#pragma once
#include "report/report.h"

#define PERIOD_CLOSE_WORD _("CHỐT")

int report_at_root(struct verb_call *c, int64_t *ret_unit, struct err *err);
/* The answer becomes accepted by whoever acts. */
void report_accepted(struct verb_call *c, struct edit *answer);
