#include "web/export_table.h"

#include "format/xlsx_write.h"
#include "web/registers.h"

struct table_file {
	struct xlsx_writer *writer;
	char path[EXPORT_PATH];
};

int table_file_begin(struct web_call *c, const struct list_view *list, struct table_file **ret_file, struct err *err)
{
	struct table_file *t = arena_new_of(c->arena, struct table_file);
	struct xlsx_column *columns = arena_array_of(c->arena, list->column_count, struct xlsx_column);
	for (size_t i = 0; i < list->column_count; i++)
		columns[i] = (struct xlsx_column){.label = list->columns[i].label,
						  .kind = list->columns[i].numeric ? XLSX_INT : XLSX_TEXT,
						  .width = list->columns[i].title ? 48 : 0};
	int r = export_temp(c->site, t->path, err);
	if (r == 0)
		r = xlsx_write_start(t->path, list->caption, columns, list->column_count, &t->writer, err);
	if (r == 0)
		*ret_file = t;
	return r;
}

/* "3.487" */
static bool as_number(struct str text, int64_t *ret)
{
	int64_t v = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9')
			v = v * 10 + (text.p[i] - '0');
		else if (text.p[i] != '.')
			return false;
	}
	*ret = v;
	return text.n > 0 && text.n < 18;
}

static void one_cell(struct web_call *c, struct table_file *t, const struct column_view *column, const struct cell_view *cell)
{
	int64_t number;
	day_t day;
	if (!cell->text.n && !cell->note.n)
		xlsx_write_empty(t->writer);
	else if (cell->note.n)
		xlsx_write_text(t->writer, arena_printf(c->arena, "%.*s (%.*s)", STR_ARG(cell->text), STR_ARG(cell->note)));
	else if (column->numeric && as_number(cell->text, &number))
		xlsx_write_int(t->writer, number);
	else if (cell->text.n == 10 && date_parse(cell->text, &day))
		xlsx_write_day(t->writer, day);
	else
		xlsx_write_text(t->writer, cell->text);
}

void table_file_rows(struct web_call *c, struct table_file *t, const struct list_view *list)
{
	for (size_t i = 0; i < list->row_count; i++) {
		for (size_t k = 0; k < list->column_count; k++)
			one_cell(c, t, &list->columns[k], &list->cells[i * list->column_count + k]);
		xlsx_write_row(t->writer);
	}
}

int table_file_send(struct web_call *c, struct table_file *t, struct str filename, struct err *err)
{
	int r = xlsx_write_end(t->writer, err);
	return r < 0 ? r : register_send_file(c, t->path, filename, err);
}

void table_file_abandon(struct table_file *t)
{
	xlsx_write_abandon(t->writer);
}
