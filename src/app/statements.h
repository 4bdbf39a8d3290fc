#pragma once
#include "db/db.h"

#define STATEMENT(name, sql) extern const struct stmt name;
#include "app/statements.def"
#undef STATEMENT

/* All of them, NULL-terminated. */
extern const struct stmt *const app_own_statements[];
