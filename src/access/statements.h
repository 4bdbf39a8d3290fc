#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "access/statements.def"
#define STATEMENT_LIST access_statements
#include "db/statement_names.inc"
