/* The bell: how many things wait unread, in the frame of every page; the page of them with the day's text. */
#include <pthread.h>
#include <stdlib.h>

#include "app/digest.h"
#include "web/internal.h"
#include "web/registers.h"
#include "web/templates.h"

/* ---- the number in the frame ---- */

#define SLOTS 512

struct slot {
	int64_t person, entry, count;
	day_t day;
};

/* Counted once for a person, day and state of the ledger; `version` of a slot moves when its person reads. */
struct bell_cache {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
	int64_t version[SLOTS];
};

struct bell_cache *bell_cache_new(int64_t now)
{
	struct bell_cache *b = calloc(1, sizeof(*b));
	INVARIANT(b, "no memory for the bells");
	pthread_mutex_init(&b->lock, NULL);
	for (size_t i = 0; i < SLOTS; i++)
		b->version[i] = now; /* another one after every start: pages a browser kept are asked for again */
	return b;
}

void bell_cache_free(struct bell_cache *b)
{
	if (b)
		pthread_mutex_destroy(&b->lock);
	free(b);
}

static size_t slot_of(int64_t person) { return (size_t)(person % SLOTS); }

int64_t web_bell_version(struct web_call *c)
{
	struct bell_cache *b = c->web->bells;
	pthread_mutex_lock(&b->lock);
	int64_t v = b->version[slot_of(c->actor.person)];
	pthread_mutex_unlock(&b->lock);
	return v;
}

static void has_read(struct web_call *c)
{
	struct bell_cache *b = c->web->bells;
	pthread_mutex_lock(&b->lock);
	b->version[slot_of(c->actor.person)]++;
	b->slots[slot_of(c->actor.person)] = (struct slot){0};
	pthread_mutex_unlock(&b->lock);
}

/* True and the number when it was counted in this state of the ledger. */
static bool counted(struct bell_cache *b, const struct slot *now, int64_t *ret_count)
{
	pthread_mutex_lock(&b->lock);
	const struct slot *s = &b->slots[slot_of(now->person)];
	bool same = s->person == now->person && s->entry == now->entry && s->day == now->day;
	*ret_count = s->count;
	pthread_mutex_unlock(&b->lock);
	return same;
}

static void keep(struct bell_cache *b, const struct slot *now, int64_t version)
{
	pthread_mutex_lock(&b->lock);
	if (b->version[slot_of(now->person)] == version) /* nobody read meanwhile */
		b->slots[slot_of(now->person)] = *now;
	pthread_mutex_unlock(&b->lock);
}

int64_t web_bell_count(struct web_call *c, const struct head *head)
{
	struct err ignored = ERR_INIT;
	struct bell bell = {0};
	struct slot now = {.person = c->actor.person, .entry = head->number, .day = site_today(c->site)};
	int64_t version = web_bell_version(c);
	if (counted(c->web->bells, &now, &now.count))
		return now.count;
	if (bell_make(c->site, c->db, c->arena, &c->actor, now.day, &bell, &ignored) < 0)
		return 0;
	now.count = (int64_t)bell.unread;
	keep(c->web->bells, &now, version);
	return now.count;
}

/* ---- the page ---- */

static enum tone tone_of(const struct bell_item *item)
{
	static const enum tone tones[BELL_KINDS] = {TONE_LATE, TONE_SOON, TONE_WAIT, TONE_SOON, TONE_SOON, TONE_NONE};
	return tones[item->kind];
}

static struct str href_of(struct web_call *c, const struct bell_item *item)
{
	if (!item->id) /* nothing there yet: where it is made */
		return STR("/ban-tin");
	return register_href(c, item->record, item->id);
}

struct my_task_view web_bell_row(struct web_call *c, const struct bell_item *item)
{
	return (struct my_task_view){
		.title = item->text,
		.href = href_of(c, item),
		.due = item->day == DAY_NONE ? (struct str){0} : date_vn_long(c->arena, item->day),
		.state = {tone_of(item), str_from_c(bell_heading(item->kind))},
	};
}

static void group(struct web_call *c, const struct bell *bell, enum bell_kind kind, struct my_group_view *v)
{
	struct my_task_view *rows = arena_array_of(c->arena, bell->n ? bell->n : 1, struct my_task_view);
	for (size_t i = 0; i < bell->n; i++) {
		const struct bell_item *item = &bell->items[i];
		if (item->kind != kind)
			continue;
		rows[v->count] = web_bell_row(c, item);
		rows[v->count++].state = (struct tag_view){item->read ? TONE_PLAIN : tone_of(item),
							   str_from_c(item->read ? _("đã xem") : _("chưa xem"))};
	}
	v->heading = str_from_c(bell_heading(kind));
	v->tasks = rows;
}

int page_of_bell(struct web_call *c, struct err *err)
{
	struct bell bell;
	struct my_tasks_view v = {.page = web_page(c, str_from_c(_("Chuông: việc đang chờ")), "")};
	struct my_group_view *groups = arena_array_of(c->arena, BELL_KINDS, struct my_group_view);
	struct action_view *read = arena_new_of(c->arena, struct action_view);
	int r = bell_make(c->site, c->db, c->arena, &c->actor, site_today(c->site), &bell, err);
	if (r == 0)
		r = digest_text(c->site, c->db, c->arena, &c->actor, site_today(c->site), &v.text, err);
	if (r < 0)
		return r;
	for (int kind = 0; kind < BELL_KINDS; kind++) {
		struct my_group_view one = {0};
		group(c, &bell, (enum bell_kind)kind, &one);
		if (one.count)
			groups[v.group_count++] = one;
	}
	v.page.lead = arena_printf(c->arena, _("%zu việc, %zu chưa xem"), bell.n, bell.unread);
	v.groups = groups;
	v.text_heading = str_from_c(_("Bản tóm tắt trong ngày"));
	v.empty = str_from_c(_("Không có việc nào đang chờ bạn."));
	*read = (struct action_view){.action = STR("/chuong/da-xem"), .text = str_from_c(_("Đánh dấu đã xem tất cả")), .second = true};
	v.actions = read;
	v.action_count = bell.unread > 0;
	page_my_tasks(&c->html, &v);
	return 0;
}

int page_of_bell_read(struct web_call *c, struct err *err)
{
	struct bell bell;
	int r = bell_make(c->site, c->db, c->arena, &c->actor, site_today(c->site), &bell, err);
	if (r == 0)
		r = bell_mark_read(c->site, c->actor.person, &bell, err);
	if (r < 0)
		return r;
	has_read(c);
	http_redirect(c->res, STR("/chuong"));
	return 0;
}
