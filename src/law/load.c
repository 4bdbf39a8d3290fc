#include "law/bodies.h"
#include "law/reader.h"
#include "law/seats.h"

#define PEOPLE_MAX 1000000000
#define MEMBERS_MAX 1000

static int read_sources(struct reader *r)
{
	struct source *source = arena_array_of(r->a, r->t.rows, struct source);
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		source[r->row] = (struct source){.id = reader_word(r, "id"), .name = reader_word(r, "name"),
			                         .brief = reader_word(r, "short")};
		reader_confidence(r);
		reader_day(r, "in_force");
		for (size_t i = 0; i < r->row; i++)
			if (str_eq(source[i].id, source[r->row].id))
				reader_fault(r, "id", _("trùng"));
	}
	r->source = source;
	r->source_n = r->t.rows;
	return r->fault;
}

static int read_reasons(struct reader *r, struct law *law)
{
	static const char *const needed[] = {"SUNDAY",     "BY_SUNDAY", "OPENING", "ADJUST",
					     "POPULATION", "MOUNTAIN",  "REMAINDER"};
	struct law_reason *reason = arena_array_of(r->a, r->t.rows, struct law_reason);
	unsigned found = 0;
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_reason *x = &reason[r->row];
		x->rule = reader_rule(r);
		reader_versions(r, &x->rule);
		x->text = reader_word(r, "text");
		for (size_t i = 0; i < ARRAY_LEN(needed); i++)
			if (x->rule.to == DAY_NONE && str_eq_c(x->rule.id, needed[i]))
				found |= 1u << i;
	}
	if (r->fault)
		return r->fault;
	if (found != (1u << ARRAY_LEN(needed)) - 1)
		return err_set(r->err, ERR_INTERNAL, _("Bảng %s thiếu một dòng mà chương trình cần."), r->file);
	law->reason = reason;
	law->reason_n = r->t.rows;
	return 0;
}

static enum seats_unit seats_unit(struct reader *r)
{
	static const char *const names[] = {
		[SEATS_PROVINCE] = "province",
		[SEATS_CITY] = "city",
		[SEATS_XA] = "xa",
		[SEATS_PHUONG_OF_PROVINCE] = "phuong_of_province",
		[SEATS_PHUONG_OF_CITY] = "phuong_of_city",
		[SEATS_DAC_KHU] = "dac_khu",
	};
	struct str s = reader_word(r, "unit");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq_c(s, names[i]))
			return (enum seats_unit)i;
	reader_fault(r, "unit", _("có từ không biết"));
	return SEATS_PROVINCE;
}

/* A rule either has a fixed number (no base population), one step, or two. */
static void check_seats(struct reader *r, const struct law_seats *s)
{
	if (s->base > s->cap)
		reader_fault(r, "cap", _("nhỏ hơn số đại biểu ban đầu"));
	if ((s->base_population == 0) != (s->step1 == 0))
		reader_fault(r, "step1", _("phải đi cùng base_population"));
	if ((s->first_until == 0) != (s->step2 == 0) || (s->first_until && s->first_until <= s->base_population))
		reader_fault(r, "first_until", _("phải lớn hơn base_population và đi cùng step2"));
	if (s->unit == SEATS_XA && s->mountainous == TRI_UNKNOWN)
		reader_fault(r, "mountainous", _("xã phải ghi 1 hoặc 0"));
}

static int read_seats(struct reader *r, struct law *law)
{
	struct law_seats *seats = arena_array_of(r->a, r->t.rows, struct law_seats);
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_seats *s = &seats[r->row];
		s->rule = reader_rule(r);
		reader_versions(r, &s->rule);
		s->unit = seats_unit(r);
		s->mountainous = (enum tri)reader_int(r, "mountainous", 0, 1, TRI_UNKNOWN);
		s->province_codes = reader_text(r, "province_codes");
		s->base_population = reader_int(r, "base_population", 1, PEOPLE_MAX, 0);
		s->base = (int)reader_int(r, "base_seats", 1, MEMBERS_MAX, 0);
		s->step1 = reader_int(r, "step1", 1, PEOPLE_MAX, 0);
		s->first_until = reader_int(r, "first_until", 1, PEOPLE_MAX, 0);
		s->step2 = reader_int(r, "step2", 1, PEOPLE_MAX, 0);
		s->cap = (int)reader_int(r, "cap", 1, MEMBERS_MAX, 0);
		s->title = reader_word(r, "title");
		check_seats(r, s);
	}
	law->seats = seats;
	law->seats_n = r->t.rows;
	return r->fault;
}

static int read_bodies(struct reader *r, struct law *law)
{
	struct law_body *body = arena_array_of(r->a, r->t.rows, struct law_body);
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_body *b = &body[r->row];
		b->rule = reader_rule(r);
		reader_versions(r, &b->rule);
		b->name = reader_word(r, "name");
		b->kinds = reader_kinds(r);
		b->min = (int)reader_int(r, "min", 1, MEMBERS_MAX, 0);
		b->max = (int)reader_int(r, "max", 1, MEMBERS_MAX, 0);
		b->roles = reader_word(r, "roles");
		b->founded_by = reader_word(r, "founded_by");
		b->agrees = reader_text(r, "agrees");
		b->informs = reader_text(r, "informs");
		b->step = reader_text(r, "step");
		if (b->min == 0 || b->max < b->min)
			reader_fault(r, "max", _("nhỏ hơn min"));
	}
	law->body = body;
	law->body_n = r->t.rows;
	return r->fault;
}

/* Each text with its length before it, so that no two sets of texts give the same bytes. */
static struct hash hash_texts(const struct law_texts *t)
{
	const struct str texts[] = {t->sources, t->calendar, t->plan, t->seats,   t->bodies,
				    t->reasons, t->results,  t->checks};
	struct hash_state s;
	hash_begin(&s);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		uint8_t length[8];
		for (size_t b = 0; b < sizeof(length); b++)
			length[b] = (uint8_t)((uint64_t)texts[i].n >> (8 * b));
		hash_add(&s, length, sizeof(length));
		hash_add(&s, texts[i].p, texts[i].n);
	}
	return hash_end(&s);
}

int law_load(struct arena *a, const struct law_texts *texts, struct law **ret_law, struct err *err)
{
	struct law *law = arena_new_of(a, struct law);
	const struct {
		const char *file;
		struct str text;
		int (*read)(struct reader *r, struct law *law);
	} tables[] = {
		{"law/calendar.csv", texts->calendar, law_read_steps},
		{"law/plan_2026.csv", texts->plan, law_read_plan},
		{"law/seats.csv", texts->seats, read_seats},
		{"law/bodies.csv", texts->bodies, read_bodies},
		{"law/reasons.csv", texts->reasons, read_reasons},
		{"law/results.csv", texts->results, law_read_results},
		{"law/checks.csv", texts->checks, law_read_checks},
	};
	struct reader r = {0};
	int k = reader_open(&r, a, "law/sources.csv", texts->sources, err);
	if (k == 0)
		k = read_sources(&r);
	for (size_t i = 0; i < ARRAY_LEN(tables) && k == 0; i++) {
		k = reader_open(&r, a, tables[i].file, tables[i].text, err);
		if (k == 0)
			k = tables[i].read(&r, law);
	}
	if (k < 0)
		return k;
	law->hash = hash_texts(texts);
	*ret_law = law;
	return 0;
}
