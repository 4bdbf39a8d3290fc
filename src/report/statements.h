#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "report/statements.def"
#define STATEMENT_LIST report_statements
#include "db/statement_names.inc"
