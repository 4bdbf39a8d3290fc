#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "record/statements.def"
#define STATEMENT_LIST record_statements
#include "db/statement_names.inc"
