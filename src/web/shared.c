/* Pages that are the same for everybody with the same grants, kept as long as the rows they are made of stand: with holes where
 * the person, the bell, the ledger's head and the tokens of forms stand, which are filled anew in every answer. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "election/election.h"
#include "unit/records.h"
#include "web/internal.h"
#include "web/registers.h"
#include "work/task.h"

#define PAGES 128
#define PAGE_MOST ((size_t)96 << 10)
#define RECORDS_MOST 32

/* What such a page is made of beside units, the day and its half (work/late.h), its address and who asks: every record whose
 * rows, or what is derived from them, it shows. A page that shows anything of one person's own has no business here. */
enum from { FROM_REGISTER /* and what that refers to */, FROM_RECORDS /* named here */, FROM_ALL };
static const struct sharing {
	web_handler handler;
	enum from from;
	const struct record *records[8];
} sharings[] = {
	{page_of_register_list, FROM_REGISTER, {NULL}},
	{page_of_unit_list, FROM_RECORDS, {&committee_record, &election_record, &step_record, &task_record, &assignment_record}},
	{page_of_task_list, FROM_ALL, {NULL}},
	{page_of_task_figures, FROM_ALL, {NULL}},
	{page_of_assignment_list, FROM_ALL, {NULL}},
	{page_of_calendar, FROM_ALL, {NULL}},
};

struct shared_page {
	struct hash key;
	char *bytes;
	size_t n;
	struct html_notes notes;
};

struct shared_pages {
	pthread_mutex_t lock;
	struct shared_page page[PAGES];
};

struct shared_pages *shared_pages_new(void)
{
	struct shared_pages *s = calloc(1, sizeof(*s));
	INVARIANT(s, "no memory for shared pages");
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void shared_pages_free(struct shared_pages *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < PAGES; i++)
		free(s->page[i].bytes);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- which page ---- */

struct records { const struct record *v[RECORDS_MOST]; size_t n; };

static void add_record(struct records *all, const struct record *record)
{
	INVARIANT(all->n < RECORDS_MOST, "a shared page of more than RECORDS_MOST records");
	all->v[all->n++] = record;
}

static void add_register(struct web_call *c, const struct record *record, struct records *all)
{
	add_record(all, record);
	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *f = &record->fields[i];
		const char *refers = f->references ? f->references : f->kind == FIELD_FILE ? "file" : NULL;
		const struct record *other = refers ? catalog_record(c->site->catalog, str_from_c(refers)) : NULL;
		if (other)
			add_record(all, other);
	}
}

static const struct sharing *sharing_of(const struct web_call *c)
{
	for (size_t i = 0; i < ARRAY_LEN(sharings); i++)
		if (c->route->handler == sharings[i].handler)
			return &sharings[i];
	return NULL;
}

/* As of which entry the rows stand that it is made of; false where there is no such page. */
static bool version_of(struct web_call *c, const struct sharing *s, int64_t *ret)
{
	struct records all = {0};
	*ret = c->head->number;
	if (s->from == FROM_ALL)
		return true;
	add_record(&all, &unit_record);
	for (size_t i = 0; i < ARRAY_LEN(s->records) && s->records[i]; i++)
		add_record(&all, s->records[i]);
	const struct record *record = s->from == FROM_REGISTER ? register_of(c) : NULL;
	if (record)
		add_register(c, record, &all);
	*ret = ledger_version(c->site->ledger, c->head->number, all.v, all.n);
	return s->from != FROM_REGISTER || record;
}

static void add_i64(struct hash_state *h, int64_t v) { hash_add(h, &v, sizeof(v)); }

static void add_str(struct hash_state *h, struct str s)
{
	add_i64(h, (int64_t)s.n);
	hash_add(h, s.p, s.n);
}

/* Everything the page depends on. */
static bool key_of(struct web_call *c, struct shared_call *call)
{
	struct hash_state h;
	int64_t version;
	const struct sharing *s = sharing_of(c);
	if (!s || !c->signed_in || !c->head || !c->site->ledger || !version_of(c, s, &version))
		return false;
	hash_begin(&h);
	for (size_t i = 0; i < c->actor.n; i++) {
		add_i64(&h, c->actor.grants[i].role);
		add_i64(&h, c->actor.grants[i].unit);
	}
	add_i64(&h, web_bell_count(c, c->head) > 0);
	add_str(&h, c->req->path);
	add_str(&h, c->req->query_text);
	struct hash_state asked = h;
	call->place = hash_end(&asked).b[0] % PAGES; /* the newer one replaces the older */
	add_i64(&h, version);
	add_i64(&h, site_today(c->site));
	add_i64(&h, task_now(c->site));
	call->key = hash_end(&h);
	return true;
}

/* ---- there and back ---- */

/* The page again: from hole to hole. */
static void send(struct web_call *c, struct str page, const struct html_notes *notes)
{
	int64_t unread = web_bell_count(c, c->head);
	const struct str texts[] = {
		[HOLE_PERSON] = c->actor.name, [HOLE_BELL] = web_number(c, unread), [HOLE_HEAD] = head_short(c->arena, c->head)};
	size_t from = 0;
	for (size_t i = 0; i < notes->n; i++) {
		const struct html_hole *hole = &notes->hole[i];
		buf_add(&c->res->body, str_slice(page, from, hole->at));
		if (hole->what == HTML_HOLE_TOKEN)
			html_token(&c->html);
		else
			html_text_str(&c->html, texts[hole->what]);
		from = hole->at + hole->n;
	}
	buf_add(&c->res->body, str_slice(page, from, page.n));
}

bool shared_page_send(struct web_call *c, struct shared_call *call)
{
	struct shared_pages *s = c->web->shared;
	struct html_notes notes;
	struct str page = {0};
	*call = (struct shared_call){0};
	if (!key_of(c, call))
		return false;
	call->sharing = true;
	pthread_mutex_lock(&s->lock);
	const struct shared_page *p = &s->page[call->place];
	if (p->bytes && hash_eq(&p->key, &call->key)) {
		page = arena_dup(c->arena, (struct str){p->bytes, p->n});
		notes = p->notes;
	}
	pthread_mutex_unlock(&s->lock);
	if (page.n)
		send(c, page, &notes);
	else
		c->html.notes = &call->notes;
	return page.n > 0;
}

void shared_page_put(struct web_call *c, struct shared_call *call)
{
	struct shared_pages *s = c->web->shared;
	struct str html = buf_str(&c->res->body);
	c->html.notes = NULL;
	if (!call->sharing || c->res->status != 200 || c->res->header_count || c->res->cookie_count || c->res->body.full ||
	    call->notes.full || c->res->cache != HTTP_CACHE_PAGE || !html.n || html.n > PAGE_MOST)
		return;
	char *bytes = malloc(html.n);
	INVARIANT(bytes, "no memory for a shared page");
	memcpy(bytes, html.p, html.n);
	pthread_mutex_lock(&s->lock);
	struct shared_page *p = &s->page[call->place];
	free(p->bytes);
	*p = (struct shared_page){.key = call->key, .bytes = bytes, .n = html.n, .notes = call->notes};
	pthread_mutex_unlock(&s->lock);
}
