#include "access/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "access/statements.def"
#undef STATEMENT

const struct stmt *const access_statements[] = {
#define STATEMENT(name, sql) &name,
#include "access/statements.def"
#undef STATEMENT
	NULL,
};
