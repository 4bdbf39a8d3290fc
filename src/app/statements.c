#include "app/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "app/statements.def"
#undef STATEMENT

const struct stmt *const app_own_statements[] = {
#define STATEMENT(name, sql) &name,
#include "app/statements.def"
#undef STATEMENT
	NULL,
};
