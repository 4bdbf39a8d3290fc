/* Pages kept in memory as they were made, each in a place that its address chooses; the newer one replaces the older. What differs
 * from answer to answer is a hole, filled anew. A page that is asked for again is packed once, the holes left out (http/pack.h). */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "http/pack.h"
#include "web/internal.h"

#define PAGE_MOST ((size_t)96 << 10)
#define HOLE_BYTES ((size_t)64 << 10) /* of all holes of an answer */

struct slot {
	struct hash key;
	char *html; /* NULL: empty */
	size_t n;
	struct html_notes notes;
	char *packed; /* NULL: not asked for again yet */
	size_t packed_n;
	struct pack_piece piece[HTML_HOLES_MOST + 1]; /* before each hole, and behind the last */
};

struct page_slots {
	pthread_mutex_t lock;
	size_t places;
	struct slot slot[];
};

struct page_slots *page_slots_new(size_t places)
{
	struct page_slots *s = calloc(1, sizeof(*s) + places * sizeof(s->slot[0]));
	INVARIANT(s, "no memory for kept pages");
	s->places = places;
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

static void empty(struct slot *slot)
{
	free(slot->html);
	free(slot->packed);
}

void page_slots_free(struct page_slots *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->places; i++)
		empty(&s->slot[i]);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static char *copy_of(struct str bytes)
{
	char *copy = malloc(bytes.n ? bytes.n : 1);
	INVARIANT(copy, "no memory for a kept page");
	if (bytes.n)
		memcpy(copy, bytes.p, bytes.n);
	return copy;
}

/* ---- out of its place, and into it ---- */

/* A copy in the request's arena, of the packed page or of the page itself: *ret.html is then set. */
static bool find(struct web_call *c, struct page_slots *s, size_t place, const struct hash *key, struct slot *ret)
{
	bool packed = http_takes_gzip(c->req);
	pthread_mutex_lock(&s->lock);
	const struct slot *slot = &s->slot[place % s->places];
	bool found = slot->html && hash_eq(&slot->key, key);
	if (found) {
		*ret = *slot;
		packed = packed && slot->packed;
		ret->packed = packed ? (char *)(uintptr_t)arena_dup(c->arena, (struct str){slot->packed, slot->packed_n}).p : NULL;
		ret->html = packed ? NULL : (char *)(uintptr_t)arena_dup(c->arena, (struct str){slot->html, slot->n}).p;
	}
	pthread_mutex_unlock(&s->lock);
	return found;
}

/* What lies before hole `i`, or behind the last. */
static struct str piece_of(const struct slot *page, size_t i)
{
	const struct html_hole *hole = page->notes.hole;
	size_t from = i ? hole[i - 1].at + hole[i - 1].n : 0, to = i < page->notes.n ? hole[i].at : page->n;
	return str_slice((struct str){page->html, page->n}, from, to);
}

/* Is the hole always as long? */
static bool steady(const struct html_hole *hole) { return hole->what == HTML_HOLE_TOKEN || hole->what == HOLE_HEAD; }

/* Packs the copy, and keeps that with the page it is of. */
static void pack(struct web_call *c, struct page_slots *s, size_t place, struct slot *page)
{
	_cleanup_buf_ struct buf out = BUF_INIT(2 * PAGE_MOST);
	struct pack_source sources[HTML_HOLES_MOST + 1];
	for (size_t i = 0; i <= page->notes.n; i++) {
		const struct html_hole *hole = i < page->notes.n ? &page->notes.hole[i] : NULL;
		sources[i] = (struct pack_source){piece_of(page, i), hole && steady(hole) ? hole->n : 0};
	}
	if (!pack_pieces(&out, sources, page->notes.n + 1, page->piece))
		return;
	page->packed_n = out.n;
	page->packed = (char *)(uintptr_t)arena_dup(c->arena, buf_str(&out)).p;
	pthread_mutex_lock(&s->lock);
	struct slot *slot = &s->slot[place % s->places];
	if (slot->html && hash_eq(&slot->key, &page->key) && !slot->packed) {
		slot->packed = copy_of(buf_str(&out));
		slot->packed_n = out.n;
		memcpy(slot->piece, page->piece, sizeof(slot->piece));
	}
	pthread_mutex_unlock(&s->lock);
}

/* ---- the answer ---- */

/* The texts of the frame for who asks. */
struct filling { struct str text[HTML_WATCHED_MOST]; };

static struct filling filling_of(struct web_call *c, const struct html_notes *notes)
{
	struct filling f = {0};
	if (notes->n)
		f = (struct filling){{[HOLE_PERSON] = c->actor.name,
				      [HOLE_BELL] = web_number(c, web_bell_count(c, c->head)),
				      [HOLE_HEAD] = head_short(c->arena, c->head)}};
	return f;
}

static void fill(struct web_call *c, const struct filling *f, unsigned what)
{
	if (what == HTML_HOLE_TOKEN)
		html_token(&c->html);
	else
		html_text_str(&c->html, f->text[what]);
}

static void send_plain(struct web_call *c, const struct slot *page, const struct filling *f)
{
	for (size_t i = 0; i <= page->notes.n; i++) {
		buf_add(&c->res->body, piece_of(page, i));
		if (i < page->notes.n)
			fill(c, f, page->notes.hole[i].what);
	}
}

/* False when a hole is not as long as the pieces were packed for. */
static bool send_packed(struct web_call *c, const struct slot *page, const struct filling *f)
{
	_cleanup_buf_ struct buf out = BUF_INIT(page->packed_n + HOLE_BYTES);
	struct packing packing;
	bool fits = true;
	packing_begin(&packing, &out);
	for (size_t i = 0; fits && i < page->notes.n; i++) {
		const struct html_hole *hole = &page->notes.hole[i];
		packing_piece(&packing, &page->piece[i], page->packed);
		buf_reset(&c->res->body);
		fill(c, f, hole->what);
		packing_text(&packing, buf_str(&c->res->body));
		fits = !steady(hole) || c->res->body.n == hole->n;
	}
	buf_reset(&c->res->body);
	packing_piece(&packing, &page->piece[page->notes.n], page->packed);
	packing_end(&packing);
	if (fits && !out.full)
		http_packed(c->res, arena_dup(c->arena, buf_str(&out)));
	return fits && !out.full;
}

bool page_slot_send(struct web_call *c, struct page_slots *s, size_t place, const struct hash *key)
{
	struct slot page;
	if (!find(c, s, place, key, &page))
		return false;
	if (page.html && http_takes_gzip(c->req))
		pack(c, s, place, &page);
	struct filling f = filling_of(c, &page.notes);
	if (page.packed && send_packed(c, &page, &f))
		return true;
	if (page.html)
		send_plain(c, &page, &f);
	return page.html != NULL; /* else it is made again */
}

void page_slot_put(struct web_call *c, struct page_slots *s, size_t place, const struct hash *key, const struct html_notes *notes)
{
	const struct http_response *res = c->res;
	struct str html = buf_str(&res->body);
	if (res->status != 200 || res->header_count || res->cookie_count || res->body.full || notes->full ||
	    res->cache != HTTP_CACHE_PAGE || !html.n || html.n > PAGE_MOST)
		return;
	char *bytes = copy_of(html);
	pthread_mutex_lock(&s->lock);
	struct slot *slot = &s->slot[place % s->places];
	empty(slot);
	*slot = (struct slot){.key = *key, .html = bytes, .n = html.n, .notes = *notes};
	pthread_mutex_unlock(&s->lock);
}

/* ---- costly pages of one person ---- */

/* The validator names the session, so that nobody gets another one's page. */
static bool key_of(const struct web_call *c, struct hash *ret)
{
	struct str etag = c->res->etag;
	*ret = hash_str(arena_printf(c->arena, "%.*s %.*s?%.*s", STR_ARG(etag), STR_ARG(c->req->path), STR_ARG(c->req->query_text)));
	return etag.n > 0;
}

bool kept_page_send(struct web_call *c)
{
	struct hash key;
	return key_of(c, &key) && page_slot_send(c, c->web->kept, (size_t)c->actor.person, &key);
}

void kept_page_put(struct web_call *c)
{
	static const struct html_notes whole;
	struct hash key;
	/* a form's masked token is different each time */
	if (key_of(c, &key) && str_find(buf_str(&c->res->body), STR("method=\"post\"")) < 0)
		page_slot_put(c, c->web->kept, (size_t)c->actor.person, &key, &whole);
}
