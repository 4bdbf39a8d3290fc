/*
 * report_views.h – views of the pages of reports; see views.h.
 */
#pragma once
#include "web/views.h"

/* One line of a form to be filled: a heading, a cell to type in, or a computed one. */
struct report_line_view {
	bool heading, computed;
	int cell;                /* number of the cell, for the script */
	struct field_view field; /* heading: label alone; computed: value */
	struct str code, before; /* the period before */
	struct link_view file;   /* what is attached already */
};

struct report_fill_view {
	struct page_view page;
	struct str action;
	struct str table;    /* form for the script: doc/formats/form.md */
	struct str number, revision, person; /* of the answer, for what is kept on the device */
	const struct report_line_view *lines;
	size_t count;
	bool files; /* a cell takes a file */
	const struct option_view *hidden; /* cells of the other parts: value is the name of the field, text what is in it */
	size_t hidden_count;
	const struct option_view *parts; /* of a long form: value is the number; none: all of it is on the page */
	size_t part_count;
	struct str part, next_part;
	bool none;
	struct str note;
	const struct link_view *errors; /* href "#bc-o3" */
	size_t error_count;
	const struct message_view *warnings;
	size_t warning_count;
	const struct difference_view *differences;
	size_t difference_count;
	struct str draft_note;
	struct action_view draft_drop;
	struct str sheet_href, upload_action;
	struct str submit;
};

struct report_edit_view {
	struct page_view page;
	struct str action, upload_action;
	struct str error;
	const struct link_view *parts; /* of a long form; none: all of it is on the page */
	size_t part_count;
	struct str first, taken, mark; /* the rows that this page replaces, and of what */
	size_t number;                 /* of the first row */
	size_t numbered;               /* rows with a number; the rest is room for more before the next part */
	const struct str *heads; /* of the columns */
	const struct str *cells; /* rows × columns */
	const struct str *names; /* of the inputs, likewise */
	size_t columns, rows;
	const struct str *kinds; /* offered for the first column */
	size_t kind_count;
};

/* A report goes back: a reason beside each cell. `before` of a line is what the cell holds. */
struct report_return_view {
	struct page_view page;
	struct str action, cancel_href, revision;
	struct str error;
	const struct report_line_view *lines;
	size_t count;
	struct str whole; /* the reason for all of it */
	struct str submit;
};

/* The sum of a round. */
struct report_sum_view {
	struct page_view page;
	struct tag_view state;
	const struct figure_view *figures;
	size_t figure_count;
	struct html_raw map;
	struct html_raw chart;
	const struct list_view *lists;
	size_t list_count;
	const struct action_view *actions;
	size_t action_count;
	const struct form_view *forms;
	size_t form_count;
	const struct link_view *tools;
	size_t tool_count;
};
