/*
 * web.h – the pages: what stands between an address and a verb or a query.
 *
 * routes.c is the one table of addresses. A request goes: router → session → actor → handler; a handler reads through
 * its worker's own query-only connection, fills a view (views.h) and calls its template. Changes go through a verb
 * only, by web_post. What a person may not read answers 404, as if it were not there.
 */
#pragma once
#include "access/session.h"
#include "app/app.h"
#include "http/http.h"
#include "http/route.h"
#include "record/list.h"
#include "render/html.h"
#include "web/views.h"

struct web;

/* One request on its way. */
struct web_call {
	struct web *web;
	struct site *site;
	const struct app *app;
	struct db *db;           /* query-only */
	struct arena *arena;     /* the request's */
	const struct http_request *req;
	struct http_response *res;
	const struct web_route *route;
	int64_t id;              /* :id of the address, 0 without */
	int64_t id2;             /* the second one */
	struct str name;         /* @name of the address */
	struct str name2;
	bool signed_in;
	uint8_t token[SESSION_TOKEN_LEN];
	struct session session;
	struct actor actor;
	const struct head *head; /* of the ledger in a GET's transaction; NULL: not read yet */
	struct html html;        /* writes into res->body, with the session's masked token */
	/* Of a page whose form comes back with what is wrong: gives it the title, the way up and the way out it had before; NULL:
	 * the verb's title alone. */
	int (*again)(struct web_call *c, struct form_page_view *v, struct err *err);
};

typedef int (*web_handler)(struct web_call *c, struct err *err);

enum web_flag {
	WEB_OPEN = 1 << 0,     /* without signing in */
	WEB_PASSWORD = 1 << 1, /* open to a person who has to change the password first */
	WEB_FRESH = 1 << 2,    /* shows what is outside the ledger too (drafts, readings): made anew each time */
	WEB_UPLOAD = 1 << 3,   /* takes a file to be kept, as large as the store allows */
	WEB_KEPT = 1 << 4,     /* costly and without a form: sent again from memory while its validator stands (kept.c) */
	WEB_SLOW = 1 << 5,     /* may take seconds: exports, papers, tables read; in a lane of its own, behind which no page waits */
	WEB_API = 1 << 6,      /* for programs: by a token instead of a session, JSON (api.h) */
	WEB_DOOR = 1 << 7,     /* hashes a password: as slow work, in the lane of the door */
	WEB_FILES = 1 << 8,    /* an upload may carry several files; elsewhere one at a time */
};

struct web_route {
	enum http_method method;
	const char *pattern;
	const char *action; /* in access.csv: who could ever get an answer here; "@record.read": of the record the address
			     * names, "@record.@move" with its second name. NULL: a verb, or one of web_anybody */
	web_handler handler;
	const struct verb *verb; /* a POST that only runs this verb with the address's :id, by web_post */
	const char *example;     /* how `routes` finds an example: "/don-vi/{unit}" */
	unsigned flags;
};

extern const struct web_route web_routes[]; /* ends with {0} */

/* Addresses without a permission of their own. */
struct web_anybody { const char *pattern, *why; };
extern const struct web_anybody web_anybody[]; /* ends with {0} */

/* The action of a route for the names of an address; empty when it asks none. Not every such action is known. */
struct str web_action(struct arena *a, const struct web_route *r, struct str name, struct str name2);

struct web_config {
	struct site *site;       /* SITE_WRITE */
	const struct app *app;
	struct str listen;
	bool secure_cookies;
	struct str rehearsal_password; /* shown on the sign-in page of a rehearsal; empty: not */
	bool still; /* tests: no plan is searched and no day begun beside the pages, so that nothing changes by itself */
	bool alone; /* tests: every page is made anew, none shared (web/shared.c) */
};

int web_start(const struct web_config *config, struct web **ret_web, struct err *err);
/* "http://127.0.0.1:8026" */
struct str web_address(struct web *w);
void web_stop(struct web *w);
/* The contract of `noivu routes --json`: method, path, example, roles. With a connection to a site the {names} in the
 * examples become ids of rows that are there; NULL leaves them. */
int web_routes_json(struct buf *out, const struct catalog *catalog, struct db *db, struct err *err);

/* ---- for handlers ---- */

/* The frame: places by role, rehearsal bar, day, head. `here` is the address of the place we are in. */
struct page_view web_page(struct web_call *c, struct str title, const char *here);
void web_crumb(struct web_call *c, struct page_view *p, struct str href, struct str text);
void web_message(struct web_call *c, struct page_view *p, enum tone tone, struct str text);
/* "/x/123" */
struct str web_path(struct web_call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str web_number(struct web_call *c, int64_t v); /* 3.487 */
/* 404 in one sentence that gives nothing away. */
int web_not_found(struct web_call *c, struct err *err);
/* The action on a unit, answered 404 when not. */
int web_require(struct web_call *c, const char *action, int64_t unit, struct err *err);
/* Could this person run the verb on the unit? 1, 0, negative. For showing a button. */
int web_may(struct web_call *c, const char *action, int64_t unit, struct err *err);
/* The row when the actor may read it, else ERR_NOT_FOUND. */
int web_read(struct web_call *c, const struct record *record, int64_t id, struct row *ret_row, struct err *err);

/* ---- forms of verbs (form.c) ---- */

struct form_field_value { const char *name; struct str typed; };
/* A form made of a verb's parameters (without id and revision, which are hidden). `values` prefill it. References are
 * offered as lists of what the actor may read, or by search where these are long (pick.h). */
int web_form(struct web_call *c, const struct verb *verb, struct str action, const struct form_field_value *values,
	     size_t n, struct form_view *ret_form, struct err *err);
/* The fields of a form that was just made here, to be changed before it is shown; the one of that name, NULL when there is none. */
struct field_view *web_form_fields(struct form_view *form);
struct field_view *web_form_field(struct form_view *form, const char *name);
/* What the form sent under this name; the boxes of a list, sent once for each, with spaces between. */
struct str web_joined(struct web_call *c, const char *name);
/* What was posted, as a verb takes it; the address says which row ("id"), not the form. Words of a reference that name one row
 * alone have become its id. */
int web_input(struct web_call *c, const struct verb *verb, struct verb_input *ret_input, struct err *err);
/* The form as it was posted, once more, with nothing done. */
int web_form_again(struct web_call *c, const struct verb *verb, struct err *err);
/* Runs the verb with the posted form (and :id as "id"); a form sent only to look for a row comes back instead. Success: 303 to
 * `to`; without one to where the form came from (its field "ve"), else to the page the address stands under ("/x/12" of
 * "/x/12/lam"). Wrong input: the same form again with what was typed and what is wrong (status 422), inside a page titled by the
 * verb. */
int web_post(struct web_call *c, const struct verb *verb, struct str to, struct err *err);
/* The same; *ret_result instead of a redirect. 1: it went through; 0: the form was shown again. */
int web_run(struct web_call *c, const struct verb *verb, struct verb_result *ret_result, struct err *err);

/* ---- parts of pages ---- */

/* One more list, form or button on a sheet; copied into the request's arena. */
void sheet_add_list(struct web_call *c, struct sheet_view *v, const struct list_view *list);
void sheet_add_form(struct web_call *c, struct sheet_view *v, const struct form_view *form);
void sheet_add_action(struct web_call *c, struct sheet_view *v, const struct action_view *action);

struct why_view web_why(struct web_call *c, const struct why *why);
/* When an entry was made: its working day, and the clock. */
struct str web_when(struct web_call *c, const struct entry *e);
/* History of a row, newest first. */
int web_history(struct web_call *c, const struct record *record, int64_t id, struct sheet_view *v, struct err *err);
/* A value for people: references by their heading, with a link where there is a page. */
int web_value(struct web_call *c, const struct field *f, const struct value *v, struct str *ret_text, struct err *err);
struct str web_unit_name(struct web_call *c, int64_t unit);
enum tone web_tone(const char *tone);
/* The state of a task in words with its tone: "quá hạn 3 ngày". */
struct tag_view web_task_state(struct web_call *c, const struct row *task);
/* Pages of a list: "1–50 trong 166", links; `query` is the address without the page. */
void web_pages(struct web_call *c, struct list_view *v, struct str query, int64_t page, int64_t total);
/* The same with another number of rows on a page: where fifty do not fit a weak line. */
void web_pages_of(struct web_call *c, struct list_view *v, struct str path, int64_t page, int64_t total, int64_t size);
int64_t web_page_number(struct web_call *c);
/* A list without pages says how many rows it leaves out, if any. */
void web_cut(struct web_call *c, struct list_view *v, const struct list_result *rows);
/* An address with the parameters kept (name in `text`, value in `value`) and one more, or another; percent-encoded. */
struct str web_with(struct web_call *c, struct str path, const struct option_view *keep, size_t n, const char *name,
		    struct str value);
