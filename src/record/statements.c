#include "record/statements.h"
#include "db/statement_table.inc"
