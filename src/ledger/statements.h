#pragma once
#include "db/db.h"

#define STATEMENT(name, sql) extern const struct stmt name;
#include "ledger/statements.def"
#undef STATEMENT

/* All of them, NULL-terminated. */
extern const struct stmt *const ledger_statements[];
