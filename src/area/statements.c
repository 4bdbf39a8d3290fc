#include "area/statements.h"
#include "db/statement_table.inc"
