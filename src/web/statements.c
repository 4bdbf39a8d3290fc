#include "web/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "web/statements.def"
#undef STATEMENT

const struct stmt *const web_statements[] = {
#define STATEMENT(name, sql) &name,
#include "web/statements.def"
#undef STATEMENT
	NULL,
};
