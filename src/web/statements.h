#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "web/statements.def"
#define STATEMENT_LIST web_statements
#include "db/statement_names.inc"
