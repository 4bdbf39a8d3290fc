#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "app/statements.def"
#define STATEMENT_LIST app_own_statements
#include "db/statement_names.inc"
