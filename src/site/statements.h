#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "site/statements.def"
#define STATEMENT_LIST site_statements
#include "db/statement_names.inc"
