#include "election/statements.h"

#define STATEMENT(name_, sql_) const struct stmt name_ = {#name_, sql_};
#include "election/statements.def"
#undef STATEMENT

const struct stmt *const election_statements[] = {
#define STATEMENT(name, sql) &name,
#include "election/statements.def"
#undef STATEMENT
	NULL,
};
