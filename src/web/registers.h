/*
 * registers.h – private to web/: the generic pages of the registers people use, made from the declarations.
 *
 * A register is a record of app_registers; units have pages of their own (units.c, unit_page.c) and share the form
 * here.
 */
#pragma once
#include "record/export.h"
#include "web/listing.h"

#define REGISTER_COLUMNS 16

struct register_query;

/* The register of the address (@record) when this person may read any of it, else NULL. */
const struct record *register_of(struct web_call *c);
/* "committee.save" */
const char *register_action(struct web_call *c, const struct record *record, const char *what);
/* The page of a row: "/danh-muc/committee/12"; of what has pages of its own: "/don-vi/12", "/nhiem-vu/12".
 * Empty for a record without pages. */
struct str register_href(struct web_call *c, const struct record *record, int64_t id);
/* The columns of a list of this record: its FIELD_LISTED ones but `without` (may be NULL). Returns how many. The first
 * of them names the row and leads to it. */
size_t register_columns(const struct record *record, const char *without, const struct field **ret_fields);
/* The columns the address chose ("cot=name,unit", or "cot[]" once for each), in the order of the declaration; without such a
 * choice the FIELD_LISTED ones. Private fields may be among them, masked. */
size_t register_chosen(struct web_call *c, const struct record *record, const struct field **ret_fields);
/* One cell: references by heading, with a link where this person may go; choices with their tone. */
int register_cell(struct web_call *c, const struct row *row, const struct field *f, struct cell_view *ret_cell,
		  struct err *err);
/* The address a reference leads to, empty when there is none for this person. */
struct str register_reference(struct web_call *c, const struct field *f, const struct value *v);

/* What may be done with many rows of this list, put below it (many_page.c). */
void register_many_offer(struct web_call *c, struct register_query *q, const struct list_result *rows, struct list_view *v);
/* The list with its form of many rows as it was sent, where rows or what to do with them were not said. */
int register_list_again(struct web_call *c, const struct record *record, struct err *err);
/* The rows as a table with these columns; without filters, sorting and pages. */
int register_table(struct web_call *c, const struct record *record, const struct list_result *rows,
		   struct list_view *ret_list, struct err *err);
/* The way up from a row of the register. */
void register_crumbs(struct web_call *c, const struct record *record, struct page_view *page);

/* ---- one row (register_page.c) ---- */

/* The row of the address (@record, :id) when this person may read it, else ERR_NOT_FOUND. */
int register_row(struct web_call *c, struct row *ret_row, struct err *err);
/* The same of a row that was taken back, too (record/unmake.h); *ret_gone: what took it
 * back, NULL for one that is there. */
int register_any_row(struct web_call *c, struct row *ret_row, const struct history_item **ret_gone, struct err *err);
int register_heading(struct web_call *c, const struct row *row, struct str *ret, struct err *err);
/* May this person do RECORD.what to the row? 0 also for what access.csv does not know. */
int register_may(struct web_call *c, const struct row *row, const char *what, struct err *err);

/* Buttons for the moves that lead on from the row's state, for those who may (register_acts.c). */
int register_moves(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err);

/* Files attached to the row and the form for another, when its register takes files (files.c). */
int register_files(struct web_call *c, const struct row *owner, struct sheet_view *v, struct err *err);

/* ---- private fields (register_private.c) ---- */

/* The button that shows a private field; *ret_button is left alone when there is nothing to show or this person may not. */
int register_open_button(struct web_call *c, const struct row *row, const struct field *f,
			 const struct action_view **ret_button, struct err *err);
/* Who read the row, and the form that erases, for those who may. */
int register_private_parts(struct web_call *c, const struct row *row, struct sheet_view *v, struct err *err);
/* The form that finds a row by a private value typed whole; false when there is none for this person. */
bool register_find_form(struct web_call *c, const struct record *record, struct form_view *ret_form);

/* The answer is a file to be kept; its bytes follow in the body, or are those of a file that is removed. */
void register_send(struct web_call *c, struct str type, struct str filename);
int register_send_file(struct web_call *c, const char *path, struct str filename, struct err *err);

/* ---- what a list of a register is asked for (register_rows.c) ---- */

#define REGISTER_BLANK "?" /* in an address: rows that say nothing here */

struct register_query {
	struct listing l;
	const struct record *record;
	struct list_filter filters[LIST_MOST_FILTERS];
	size_t filter_count;
	int64_t *found; /* rows the search found, without the filters; NULL without a search */
	size_t found_n, found_cap;
	const struct field *by_words; /* sorted by what people read, in Vietnamese order; NULL: by the stored value */
	struct register_key *keys;    /* then: the rows in that order */
	size_t key_n, key_cap;
	int64_t all; /* rows that may be read */
	bool large;  /* more than LIST_SMALL rows may be read: nothing is done row by row */
	bool by_key; /* by the kept keys of a FIELD_SORTED text */
	bool more;   /* large, and the search found more than it gives */
};

/* Is an order by this column offered? Not every one in a large register. */
bool register_sorts(const struct register_query *q, const struct field *f);
/* Reads the address. What it names and the register does not have is passed over. */
int register_ask(struct web_call *c, const struct record *record, struct register_query *ret_query, struct err *err);
int register_rows(struct web_call *c, struct arena *a, const struct register_query *q, int64_t offset, int64_t limit,
		  struct list_result *ret_rows, struct err *err);
/* Rows by the values of a field, with all filters but the one on this field. */
int register_counts(struct web_call *c, const struct register_query *q, const char *field,
		    struct list_count **ret_counts, size_t *ret_n, struct err *err);

/* The form of a row's save, filled with what is stored. */
int web_row_form(struct web_call *c, const struct row *row, struct form_view *ret_form, struct err *err);
