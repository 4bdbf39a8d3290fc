#include "site/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "site/statements.def"
#undef STATEMENT

const struct stmt *const site_statements[] = {
#define STATEMENT(name, sql) &name,
#include "site/statements.def"
#undef STATEMENT
	NULL,
};
