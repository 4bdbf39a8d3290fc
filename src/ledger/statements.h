#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "ledger/statements.def"
#define STATEMENT_LIST ledger_statements
#include "db/statement_names.inc"
