#include "unit/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "unit/statements.def"
#undef STATEMENT

const struct stmt *const unit_statements[] = {
#define STATEMENT(name, sql) &name,
#include "unit/statements.def"
#undef STATEMENT
	NULL,
};
