/*
 * verbs.h – the verb every register has: save (a new row, or changes to one), made from the declaration.
 *
 * Parameters are the fields of the form (those without FIELD_SET), and
 *   id        the row to change; blank: a new one
 *   revision  the revision the form was made from; ERR_CONFLICT when somebody saved meanwhile
 */
#pragma once
#include "access/verb.h"

/* What a record's check is given. `edit` holds all values; further edits may be made through `call`. */
struct record_check {
	struct verb_call *call;
	struct edit *edit;
	bool fresh; /* a new row */
};

/* "committee.save" and so on; made once per process. */
const struct verb *record_save_verb(const struct record *record);
/* The unit a row belongs to: its scope field, the row's own id for scope "id", the root of the site without one. */
int64_t record_unit(const struct site *site, const struct row *row);
