/*
 * pdf_int.h – a paper while it is laid out; private to the papers of render/.
 */
#pragma once
#include "render/pdf_canvas.h"

struct sheet {
	const struct pdf_paper *paper;
	struct canvas *c;
	double width, height;            /* of the sheet */
	double left, right, top, bottom; /* edges of the text */
	double y;                        /* where the next thing begins */
	int page;
	bool failed;                     /* too many pages, no more room or time: nothing more is drawn */
};

/* Ends the page and begins the next with its number and marks. */
void sheet_new_page(struct sheet *s);
/* So high a thing begins on a new page when it does not fit on this one. */
void sheet_need(struct sheet *s, double height);
/* A table; `keep`: so much must fit below its last row. */
void sheet_table(struct sheet *s, const struct pdf_table *table, double keep);
