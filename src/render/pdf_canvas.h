/*
 * pdf_canvas.h – sheets of paper to draw on; private to the papers of render/. The one place that knows pango and cairo.
 *
 * Measures are points (1/72 inch) from the upper left corner. A text is laid out once for a width and can then be drawn line by
 * line, so that it may begin on one page and end on the next. Until canvas_close the calling thread holds the process's only
 * canvas.
 */
#pragma once
#include "render/pdf.h"

#define MM(mm) ((mm) * 72.0 / 25.4)

struct canvas;
struct canvas_text;

struct canvas_style {
	double size;   /* points */
	bool bold, italic;
	enum pdf_align align;
	bool justify;  /* both edges straight */
	double indent; /* of first lines */
	double line;   /* between lines, as a share of the font's own; 0 is 1 */
};

/* ERR_BUSY: too many wait already. ERR_INTERNAL: the font is not installed. */
int canvas_open(struct buf *out, double width, double height, struct str title, day_t day, struct canvas **ret_canvas,
                struct err *err);
/* Ends the page; the next thing drawn is on a new one. */
void canvas_end_page(struct canvas *c);
/* Frees it; a failure on the way is told here. */
int canvas_close(struct canvas *c, struct err *err);
/* Nothing more fits into the buffer, or the time is over. */
bool canvas_full(const struct canvas *c);

struct canvas_text *canvas_lay_out(struct canvas *c, struct str text, const struct canvas_style *style, double width);
void canvas_text_free(struct canvas_text *t);
size_t canvas_text_lines(const struct canvas_text *t);
/* From the top of line `from` to the bottom of the line before `to`. */
double canvas_text_height(const struct canvas_text *t, size_t from, size_t to);
/* Of the longest line. */
double canvas_text_width(const struct canvas_text *t);
void canvas_draw(struct canvas *c, const struct canvas_text *t, size_t from, size_t to, double x, double y);

void canvas_line(struct canvas *c, double x1, double y1, double x2, double y2, double thick);
/* Slanting stripes in a frame. */
void canvas_stripes(struct canvas *c, double x, double y, double width, double height);
void canvas_blank(struct canvas *c, double x, double y, double width, double height);
