/*
 * backup.h – what a folder of dated copies holds (`noivu backup DIR FOLDER --keep N` makes them).
 */
#pragma once
#include "base/date.h"
#include "base/err.h"

struct backup_newest {
	size_t count; /* of whole copies: both files there */
	day_t day;    /* of the newest, +07; DAY_NONE without any */
};
/* ERR_NOT_FOUND when the folder cannot be read. */
int backup_newest(struct arena *a, const char *folder, struct backup_newest *ret_newest, struct err *err);
