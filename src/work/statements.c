#include "work/statements.h"
#include "db/statement_table.inc"
