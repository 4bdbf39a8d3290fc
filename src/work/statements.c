#include "work/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "work/statements.def"
#undef STATEMENT

const struct stmt *const work_statements[] = {
#define STATEMENT(name, sql) &name,
#include "work/statements.def"
#undef STATEMENT
	NULL,
};
