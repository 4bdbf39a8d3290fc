#pragma once
#undef STATEMENT_DEF
#undef STATEMENT_LIST
#define STATEMENT_DEF "election/statements.def"
#define STATEMENT_LIST election_statements
#include "db/statement_names.inc"
