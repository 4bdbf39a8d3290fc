/*
 * export.h – rows of a register as a file: xlsx or CSV, such that importing the file again changes nothing.
 *
 * Headings are the labels. References are shown by heading, with the code behind it when several have that heading; choices by
 * label, days as 18/11/2025 (in a workbook real dates), numbers as numbers. Text that a spreadsheet would run as a formula is
 * defused (csv.h, xlsx_write.h). Private fields are blank, unless `open` is set: then those of rows that the actor may open
 * ("RECORD.open") are there, and each reading is noted.
 */
#pragma once
#include "access/access.h"
#include "declare/row.h"
#include "site/site.h"

enum export_format { EXPORT_CSV, EXPORT_XLSX };

struct export_to {
	struct site *site;
	struct db *db;
	const struct actor *actor;
	const struct record *record;
	const struct field *const *fields;
	size_t n;
	bool open;                 /* needs a site opened for writing */
	enum export_format format;
	struct buf *csv;           /* EXPORT_CSV; with BOM */
	const char *path;          /* EXPORT_XLSX: replaced when the file is whole */
};

/* A name for a file that is written, read and removed, beside the staging files. */
#define EXPORT_PATH 4096
int export_temp(struct site *site, char path[EXPORT_PATH], struct err *err);

struct exporter;
/* `to` and what it points to must live until the end. */
int export_start(const struct export_to *to, struct exporter **ret_exporter, struct err *err);
int export_rows(struct exporter *e, struct row *rows, size_t n, struct err *err);
/* Frees; ERR_TOO_LARGE when it did not fit. */
int export_end(struct exporter *e, struct err *err);
void export_abandon(struct exporter *e); /* NULL is allowed */
