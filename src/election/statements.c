#include "election/statements.h"
#include "db/statement_table.inc"
