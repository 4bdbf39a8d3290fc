#include "app/daily.h"

#include <stdlib.h>

#include "base/beat.h"
#include "base/log.h"
#include "work/task.h"

#define LOOK_SECONDS 20

static int (*const works[])(struct site *site, struct db *db, const struct actor *program, struct err *err) = {task_periods_open};

int daily_run(struct site *site, struct db *db, const struct actor *program, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(works); i++)
		r = works[i](site, db, program, err);
	return r;
}

/* ---- the thread ---- */

struct daily {
	struct site *site;
	struct db *db;
	const struct actor *program;
	day_t day; /* the last one that is done; DAY_NONE at first */
	struct beat *beat;
};

/* A day that failed (a full disk) is tried again at the next look. */
static void look(void *ctx)
{
	struct daily *d = ctx;
	struct err err = ERR_INIT;
	day_t today = site_today(d->site);
	if (today == d->day)
		return;
	if (daily_run(d->site, d->db, d->program, &err) == 0)
		d->day = today;
	else
		log_err(LOG_ERROR, "daily", NULL, 0, &err);
}

int daily_start(struct site *site, const struct actor *program, struct daily **ret_daily, struct err *err)
{
	struct daily *d = calloc(1, sizeof(*d));
	if (!d)
		abort();
	*d = (struct daily){.site = site, .program = program, .day = DAY_NONE};
	int r = site_reader(site, &d->db, err);
	if (r == 0)
		r = beat_start("daily", LOOK_SECONDS, look, d, &d->beat, err);
	if (r < 0) {
		db_close(d->db);
		free(d);
		return r;
	}
	*ret_daily = d;
	return 0;
}

void daily_stop(struct daily *d)
{
	if (!d)
		return;
	beat_stop(d->beat);
	db_close(d->db);
	free(d);
}
