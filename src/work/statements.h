#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "work/statements.def"
#define STATEMENT_LIST work_statements
#include "db/statement_names.inc"
