#pragma once
#include "db/db.h"

#define STATEMENT(name, sql) extern const struct stmt name;
#include "site/statements.def"
#undef STATEMENT

/* All of them, NULL-terminated. */
extern const struct stmt *const site_statements[];
