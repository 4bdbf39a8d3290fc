#include "report/statements.h"
#include "db/statement_table.inc"
