#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "unit/statements.def"
#define STATEMENT_LIST unit_statements
#include "db/statement_names.inc"
