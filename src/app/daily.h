/*
 * daily.h – what a new working day brings by itself: the next period of recurring work. Done when `serve` starts and when the day
 * changes, through the same verbs as by hand, as the program; doing it twice does nothing more.
 */
#pragma once
#include "access/access.h"
#include "site/site.h"

/* All of it for the site's today, in the calling thread; `db` is a reader. */
int daily_run(struct site *site, struct db *db, const struct actor *program, struct err *err);

/* ---- for `serve` ---- */

struct daily;
int daily_start(struct site *site, const struct actor *program, struct daily **ret_daily, struct err *err);
void daily_stop(struct daily *d); /* NULL is allowed */
