#include "access/statements.h"
#include "db/statement_table.inc"
