/* Pages that are the same for everybody with the same grants, kept as long as the rows they are made of stand: with holes where
 * the person, the bell, the ledger's head and the tokens of forms stand, which are filled anew in every answer. */
#include "area/area.h"
#include "election/election.h"
#include "unit/records.h"
#include "web/internal.h"
#include "web/registers.h"
#include "work/task.h"

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
	{page_of_unit_list,
	 FROM_RECORDS,
	 {&committee_record, &election_record, &polling_area_record, &step_record, &task_record, &assignment_record}},
	{page_of_task_list, FROM_ALL, {NULL}},
	{page_of_task_figures, FROM_ALL, {NULL}},
	{page_of_assignment_list, FROM_ALL, {NULL}},
	{page_of_calendar, FROM_ALL, {NULL}},
};

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
	call->place = hash_end(&asked).b[0];
	add_i64(&h, version);
	add_i64(&h, site_today(c->site));
	add_i64(&h, task_now(c->site));
	call->key = hash_end(&h);
	return true;
}

/* ---- there and back ---- */

bool shared_page_send(struct web_call *c, struct shared_call *call)
{
	*call = (struct shared_call){0};
	if (!key_of(c, call))
		return false;
	if (page_slot_send(c, c->web->shared, call->place, &call->key))
		return true;
	call->sharing = true;
	c->html.notes = &call->notes;
	return false;
}

void shared_page_put(struct web_call *c, struct shared_call *call)
{
	c->html.notes = NULL;
	if (call->sharing)
		page_slot_put(c, c->web->shared, call->place, &call->key, &call->notes);
}
