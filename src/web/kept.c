/* Pages as they were sent last, kept as long as their validator says that nothing they are made of has changed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/gzip.h"
#include "web/internal.h"

#define PAGES 64
#define KEY_MOST 400
#define PAGE_MOST ((size_t)256 << 10)

struct kept_page {
	char key[KEY_MOST]; /* validator, address */
	char *bytes;        /* the page and, behind it, the same compressed */
	size_t n, packed;
};

struct kept_pages {
	pthread_mutex_t lock;
	struct kept_page page[PAGES];
};

struct kept_pages *kept_pages_new(void)
{
	struct kept_pages *k = calloc(1, sizeof(*k));
	INVARIANT(k, "no memory for kept pages");
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

void kept_pages_free(struct kept_pages *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < PAGES; i++)
		free(k->page[i].bytes);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* False when it is too long to be kept. The validator names the session, so that nobody gets another one's page. */
static bool key_of(const struct web_call *c, char key[KEY_MOST])
{
	int n = snprintf(key, KEY_MOST, "%.*s %.*s?%.*s", STR_ARG(c->res->etag), STR_ARG(c->req->path), STR_ARG(c->req->query_text));
	return c->res->etag.n && n > 0 && n < KEY_MOST;
}

static struct kept_page *place_of(struct kept_pages *k, const struct web_call *c)
{
	return &k->page[(uint64_t)c->actor.person % PAGES];
}

bool kept_page_send(struct web_call *c)
{
	struct kept_pages *k = c->web->kept;
	char key[KEY_MOST];
	struct str html = {0}, packed = {0};
	if (!key_of(c, key))
		return false;
	pthread_mutex_lock(&k->lock);
	const struct kept_page *p = place_of(k, c);
	if (p->bytes && strcmp(p->key, key) == 0) {
		html = arena_dup(c->arena, (struct str){p->bytes, p->n});
		packed = arena_dup(c->arena, (struct str){p->bytes + p->n, p->packed});
	}
	pthread_mutex_unlock(&k->lock);
	if (!html.n)
		return false;
	http_fixed(c->res, c->res->type, html, packed);
	return true;
}

void kept_page_put(struct web_call *c)
{
	struct kept_pages *k = c->web->kept;
	char key[KEY_MOST];
	struct str html = buf_str(&c->res->body);
	/* a form's masked token is different each time */
	if (c->res->status != 200 || c->res->body.full || !html.n || html.n > PAGE_MOST || !key_of(c, key) ||
	    str_find(html, STR("method=\"post\"")) >= 0)
		return;
	_cleanup_buf_ struct buf small = BUF_INIT(PAGE_MOST);
	struct gzip *g = gzip_new();
	struct str packed = gzip_bytes(g, html, true, &small) ? arena_dup(c->arena, buf_str(&small)) : (struct str){0};
	gzip_free(g);
	char *bytes = malloc(html.n + packed.n);
	INVARIANT(bytes, "no memory for a kept page");
	memcpy(bytes, html.p, html.n);
	if (packed.n)
		memcpy(bytes + html.n, packed.p, packed.n);
	pthread_mutex_lock(&k->lock);
	struct kept_page *p = place_of(k, c);
	free(p->bytes);
	*p = (struct kept_page){.bytes = bytes, .n = html.n, .packed = packed.n};
	memcpy(p->key, key, sizeof(key));
	pthread_mutex_unlock(&k->lock);
	http_fixed(c->res, c->res->type, arena_dup(c->arena, html), packed);
}
