#include "unit/statements.h"
#include "db/statement_table.inc"
