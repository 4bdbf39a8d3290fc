#include "ledger/statements.h"
#include "db/statement_table.inc"
