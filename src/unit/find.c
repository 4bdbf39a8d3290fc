/* Communes and provinces by name, and what is like a name that nobody has. */
#include "base/buf.h"
#include "text/text.h"
#include "unit/facts.h"

#define NAME_MAX_BYTES 160 /* longer than any name of a unit; what is longer is no name */
#define LIKE_MAX 5
#define FAR 1000

/* A name somebody typed. */
struct wanted {
	struct str text;     /* trimmed */
	struct str key;      /* of the whole */
	enum unit_kind kind; /* of the word before it, if any */
	struct str bare_key; /* of the rest */
	struct str folded;   /* of the rest, without accents */
	struct str folded_whole;
};

struct like {
	const struct unit_fact *fact;
	int distance;
};

struct search {
	const struct unit_fact *hit;
	size_t hits;
	struct like like[LIKE_MAX];
	size_t likes;
};

static struct wanted wanted_of(struct arena *scratch, struct str text)
{
	struct wanted w = {.text = str_trim(text)};
	struct str bare;
	unit_name_part(scratch, w.text, &w.kind, &bare);
	w.key = text_name_key(scratch, w.text);
	w.bare_key = text_name_key(scratch, bare);
	w.folded = text_fold(scratch, bare);
	w.folded_whole = text_fold(scratch, w.text);
	return w;
}

static bool is_kind(const struct unit_fact *f, enum unit_kind kind)
{
	return f->kind == kind || (f->later_kind && f->later_kind == kind);
}

static bool matches(struct arena *scratch, const struct unit_fact *f, const struct wanted *w)
{
	struct str key = text_name_key(scratch, f->name);
	return str_eq(key, w->key) || (w->kind && is_kind(f, w->kind) && str_eq(key, w->bare_key));
}

/* How many letters one must change, add or drop: Levenshtein over folded bytes. Both are at most NAME_MAX_BYTES long. */
static int letters_apart(struct str a, struct str b)
{
	int row[NAME_MAX_BYTES + 1];
	for (size_t j = 0; j <= b.n; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= a.n; i++) {
		int corner = row[0];
		row[0] = (int)i;
		for (size_t j = 1; j <= b.n; j++) {
			int change = corner + (a.p[i - 1] != b.p[j - 1]);
			int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			corner = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[b.n];
}

/* 0 when only accents or the kind differ; FAR when the names have nothing in common. */
static int distance(struct arena *scratch, const struct unit_fact *f, const struct wanted *w)
{
	struct str folded = text_fold(scratch, f->name);
	struct str full = text_fold(scratch, unit_full_name(scratch, f->kind, f->name));
	if (!w->folded.n || folded.n > NAME_MAX_BYTES || w->folded.n > NAME_MAX_BYTES)
		return FAR;
	if (str_eq(folded, w->folded) || str_eq(full, w->folded_whole))
		return 0;
	int apart = letters_apart(folded, w->folded);
	if (apart <= 1 + (int)folded.n / 5)
		return apart;
	if (w->folded.n >= 3 && str_find(folded, w->folded) >= 0)
		return 10;
	return FAR;
}

/* Keeps the nearest few, in order; the first of equals stays first. */
static void note_like(struct search *s, const struct unit_fact *f, int d)
{
	if (d >= FAR)
		return;
	size_t i = s->likes < LIKE_MAX ? s->likes : LIKE_MAX;
	while (i > 0 && s->like[i - 1].distance > d) {
		if (i < LIKE_MAX)
			s->like[i] = s->like[i - 1];
		i--;
	}
	if (i == LIKE_MAX)
		return;
	s->like[i] = (struct like){.fact = f, .distance = d};
	if (s->likes < LIKE_MAX)
		s->likes++;
}

static void search_in(struct arena *scratch, const struct unit_fact *f, size_t n, const struct wanted *w, struct search *s)
{
	for (size_t i = 0; i < n; i++)
		if (matches(scratch, &f[i], w)) {
			s->hit = s->hits ? s->hit : &f[i];
			s->hits++;
		}
	for (size_t i = 0; !s->hits && i < n; i++)
		note_like(s, &f[i], distance(scratch, &f[i], w));
}

/* The names that are like it, for the end of a message. */
static struct str likes_text(struct arena *scratch, const struct search *s)
{
	if (!s->likes)
		return STR("");
	_cleanup_buf_ struct buf b = BUF_INIT(1024);
	buf_add_c(&b, _(" Tên gần giống: "));
	for (size_t i = 0; i < s->likes; i++) {
		const struct unit_fact *f = s->like[i].fact;
		if (i)
			buf_add_c(&b, ", ");
		buf_add(&b, unit_full_name(scratch, f->kind, f->name));
		buf_printf(&b, " (%.*s)", STR_ARG(f->code));
	}
	buf_add_char(&b, '.');
	return arena_dup(scratch, buf_str(&b));
}

static int check_name(struct str name, struct err *err)
{
	struct str text = str_trim(name);
	if (!text.n)
		return err_set(err, ERR_INPUT, _("Chưa có tên đơn vị cần tìm."));
	if (text.n > NAME_MAX_BYTES || !str_is_utf8(text))
		return err_set(err, ERR_INPUT, _("Tên đơn vị cần tìm quá dài hoặc không phải văn bản UTF-8."));
	return 0;
}

int unit_commune_by_name(struct arena *scratch, const struct unit_facts *facts, const struct unit_fact *province,
                         struct str name, const struct unit_fact **ret_commune, struct err *err)
{
	int k = check_name(name, err);
	if (k < 0)
		return k;
	struct wanted w = wanted_of(scratch, name);
	struct search s = {0};
	size_t first = province ? province->first : 0, n = province ? province->count : facts->commune_count;
	search_in(scratch, facts->communes + first, n, &w, &s);
	if (s.hits > 1)
		return err_set(err, ERR_CONFLICT,
		               _("Có %zu đơn vị cùng tên “%.*s”. Hãy nêu rõ tỉnh, loại đơn vị hoặc dùng mã đơn vị."), s.hits,
		               STR_ARG(w.text));
	if (s.hits) {
		*ret_commune = s.hit;
		return 0;
	}
	struct str where = province ? unit_name_in_sentence(scratch, province->kind, province->name) : unit_kind_word(UNIT_NATION);
	return err_set(err, ERR_NOT_FOUND, _("Không có xã, phường, đặc khu nào tên “%.*s” (%.*s).%.*s"), STR_ARG(w.text),
	               STR_ARG(where), STR_ARG(likes_text(scratch, &s)));
}

int unit_province_by_name(struct arena *scratch, const struct unit_facts *facts, struct str name,
                          const struct unit_fact **ret_province, struct err *err)
{
	int k = check_name(name, err);
	if (k < 0)
		return k;
	const struct unit_fact *coded = unit_province(facts, name);
	if (coded) {
		*ret_province = coded;
		return 0;
	}
	struct wanted w = wanted_of(scratch, name);
	struct search s = {0};
	search_in(scratch, facts->provinces, facts->province_count, &w, &s);
	if (s.hits) {
		*ret_province = s.hit;
		return 0;
	}
	return err_set(err, ERR_NOT_FOUND,
	               _("Không có tỉnh, thành phố nào có mã hoặc tên “%.*s”. Cả nước có 34 tỉnh, thành phố từ 01/7/2025.%.*s"),
	               STR_ARG(w.text), STR_ARG(likes_text(scratch, &s)));
}
