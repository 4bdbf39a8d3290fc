/*
 * export_table.h – private to web/: what a list shows, as a workbook: the same columns, the same words; numbers and days as such.
 */
#pragma once
#include "web/internal.h"

struct table_file;

/* Columns and name of the sheet from the list. */
int table_file_begin(struct web_call *c, const struct list_view *list, struct table_file **ret_file, struct err *err);
/* Its rows; again for the next page. A cell's note stands behind its text, in brackets. */
void table_file_rows(struct web_call *c, struct table_file *t, const struct list_view *list);
/* The answer. */
int table_file_send(struct web_call *c, struct table_file *t, struct str filename, struct err *err);
void table_file_abandon(struct table_file *t);
