#include "web/statements.h"
#include "db/statement_table.inc"
