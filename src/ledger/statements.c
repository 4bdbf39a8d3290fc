#include "ledger/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "ledger/statements.def"
#undef STATEMENT

const struct stmt *const ledger_statements[] = {
#define STATEMENT(name, sql) &name,
#include "ledger/statements.def"
#undef STATEMENT
	NULL,
};
