/*
 * tmplc.h – between the two halves of the template compiler: tmplc.c reads files and directives and writes C, tmplc_html.c
 * follows the HTML between them. One file is compiled at a time; its state is `t`.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Where the reader stands. */
enum place { TEXT, LESS, DOCTYPE, CLOSE_NAME, TAG_NAME, TAG, ATTR_NAME, ATTR_EQUALS, VALUE, SLASH };
enum block { IN_TEMPLATE, IN_IF, IN_FOR, IN_WRAP };

#define MAX_DEPTH 64
#define MAX_NAME 64

/* A block between its directive and its {{ end }}; what it finds at its start it must leave at its end. */
struct frame {
	enum block kind;
	int line;
	enum place place;
	int depth;
	bool blank;     /* white space was the last thing before it */
	bool blank_out; /* … and is the last thing at the end of each branch so far */
	bool attr_may_start;
	bool saw_else;
	char *call;     /* IN_WRAP: the call that ends it */
};

struct tmplc {
	const char *file;
	char *src;
	size_t n, pos;
	int line;

	char template_name[MAX_NAME], *template_args;
	FILE *body[2]; /* code of the template, before and after {{ content }} */
	char *body_text[2];
	size_t body_n[2];
	int half;
	FILE *out, *protos, *includes;

	char *lit; /* static text not written yet */
	size_t lit_n, lit_room;
	bool blank;   /* the last thing written was white space, on every way that leads here */
	char pending; /* white space to write before the next thing, or 0 */

	struct frame frames[MAX_DEPTH];
	int frame_count;
	char tags[MAX_DEPTH][MAX_NAME]; /* open elements */
	int tag_lines[MAX_DEPTH];
	int depth;

	enum place place;
	char name[MAX_NAME]; /* the tag or attribute being read */
	size_t name_n;
	char value[256];     /* static beginning of the attribute value */
	size_t value_n;
	bool value_dynamic;
	bool attr_may_start; /* white space stood before */
	bool in_form_tag, form_posts;
	bool token_due;      /* a post form has begun and has no {{ token }} yet */
	int tag_frames, value_frames; /* blocks open when the tag, the value began */
};
extern struct tmplc t;

/* tmplc.c */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
void *must(void *p);

/* tmplc_html.c */
bool is_blank(char c);
/* The innermost open element, or "". */
const char *open_tag(void);
/* Where we are, in words. */
const char *place_name(void);
/* Only text goes into <title>, <textarea>; nothing into <script>. */
bool in_plain_text_tag(void);
bool attr_is_url(void);
/* Dies unless the static beginning of an address settles where it leads. */
void check_url_start(void);
/* One byte of the template's HTML. */
void feed(char c);
/* Writes white space that was folded and waits. */
void put_pending(void);
/* A directive ends the name before it: <option{{ if (x) }} selected{{ end }}>. */
void settle_place(void);
