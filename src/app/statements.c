#include "app/statements.h"
#include "db/statement_table.inc"
