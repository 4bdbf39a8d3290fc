/*
 * overview.h – private to web/: how far every commune is, as the page, the sheet and the paper show it.
 */
#pragma once
#include "web/bodies.h"
#include "web/communes.h"

struct overview {
	struct web_call *c;
	struct communes all;
	struct progress p; /* of the communes, then the province and its department for those who may read them */
	struct row election;
	day_t today;
	enum progress_step step; /* shown on the map, filtered by */
	int state;               /* -1: all */
};

/* As this request asks for it. 1; 0 when no election is open. */
int overview_load(struct web_call *c, struct overview *o, struct err *err);
struct str overview_name(const struct overview *o, size_t unit);
/* One step of one unit: the words and figures, what is wrong or when it is due, where the rows behind it are. */
struct cell_view overview_cell(struct overview *o, size_t unit, enum progress_step step);
/* Does the filter leave this unit? */
bool overview_shows(const struct overview *o, size_t unit);
