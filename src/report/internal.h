/*
 * internal.h – private to report/.
 */
#pragma once
#include "report/report.h"

#define PERIOD_CLOSE_WORD _("CHỐT")

/* An answer a verb works at, with all that stands around it; ERR_CONFLICT when the call names another revision. */
struct at_work {
	struct row answer, period, template;
	enum period_lock lock;
	struct edit *edit;
};
int report_at_work(struct verb_call *c, struct at_work *w, struct err *err);
/* Signed files are of the figures that were signed. */
void report_unsign(struct edit *answer);
/* Is the file named by this field still attached? 1, 0, negative. */
int report_file_there(struct verb_call *c, const struct row *answer, const char *field, struct err *err);
/* The answer becomes accepted by whoever acts. */
void report_accepted(struct verb_call *c, struct edit *answer);
