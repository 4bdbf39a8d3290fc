#include "site/statements.h"
#include "db/statement_table.inc"
