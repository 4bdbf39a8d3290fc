/*
 * digest.h – one text a day for one person: what is late, due, new, to be decided; for the leaders of the province the day's
 * brief as well (the daily progress).
 *
 * Made once for a person and day and kept (table digest): at the person's first sign-in of the day. `noivu digest` prints the
 * day's texts for a mailer; where none is kept yet it shows what would be.
 */
#pragma once
#include "app/bell.h"

#define DIGEST_KEPT_DAYS 30

extern const struct table digest_table;

/* The kept one, else as of now. Empty when nothing waits. */
int digest_text(struct site *site, struct db *db, struct arena *a, const struct actor *actor, day_t day,
		struct str *ret_text, struct err *err);
/* Makes and keeps it when there is none for this day. */
int digest_ensure(struct site *site, struct db *db, const struct actor *actor, day_t day, struct err *err);
