#pragma once
#include "db/db.h"

#define STATEMENT(name, sql) extern const struct stmt name;
#include "work/statements.def"
#undef STATEMENT

/* All of them, NULL-terminated. */
extern const struct stmt *const work_statements[];
