#include "file/statements.h"
#include "db/statement_table.inc"
