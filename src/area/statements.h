#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "area/statements.def"
#define STATEMENT_LIST area_statements
#include "db/statement_names.inc"
