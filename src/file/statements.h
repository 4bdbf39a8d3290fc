#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "file/statements.def"
#define STATEMENT_LIST file_statements
#include "db/statement_names.inc"
