#include "base/embedded.h"
#include "text/names.h"

/* Names with the sum of the weights up to and with each, so that a drawn number finds its name. */
struct pool {
	struct str *name;
	uint64_t *upto;
	size_t n;
	uint64_t total;
};

struct names {
	struct pool family, middle[2], given[2];
};

struct names_texts names_texts_embedded(void)
{
	return (struct names_texts){
		.family = embedded_text("data/names_family.csv"),
		.middle = embedded_text("data/names_middle.csv"),
		.given = embedded_text("data/names_given.csv"),
	};
}

static size_t lines_of(struct str text)
{
	size_t n = 1;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static void pool_add(struct pool *pool, struct str name, int64_t weight)
{
	pool->total += (uint64_t)weight;
	pool->name[pool->n] = name;
	pool->upto[pool->n++] = pool->total;
}

/* Which pool a line belongs to: the only one, or that of its sex; NULL when the line is wrong. */
static struct pool *pool_of(struct pool *pools, bool by_sex, struct str *rest)
{
	struct str sex;
	if (!by_sex)
		return pools;
	if (!str_split(rest, ',', &sex))
		return NULL;
	return str_eq_c(sex, "M") ? &pools[SEX_MALE] : str_eq_c(sex, "F") ? &pools[SEX_FEMALE] : NULL;
}

/* These tables have no quoted cells: a line is split at its commas. */
static int load_table(struct arena *a, const char *table, struct str text, bool by_sex, struct pool *pools, struct err *err)
{
	size_t lines = lines_of(text), line_no = 0;
	for (int i = 0; i < (by_sex ? 2 : 1); i++)
		pools[i] = (struct pool){
			.name = arena_array_of(a, lines, struct str),
			.upto = arena_array_of(a, lines, uint64_t),
		};
	struct str line, rest = text;
	while (str_split(&rest, '\n', &line)) {
		line_no++;
		line = str_trim(line);
		if (line_no == 1 || !line.n)
			continue;
		struct str name;
		int64_t weight;
		str_split(&line, ',', &name);
		struct pool *pool = pool_of(pools, by_sex, &line);
		if (!pool || !str_to_i64(line, 1, 1000000000, &weight) || !str_is_utf8(name))
			return err_set(err, ERR_CORRUPT,
			               _("Bảng %s của chương trình sai ở dòng %zu. Hãy cài lại chương trình."), table, line_no);
		pool_add(pool, arena_dup(a, name), weight);
	}
	for (int i = 0; i < (by_sex ? 2 : 1); i++)
		if (!pools[i].total)
			return err_set(err, ERR_CORRUPT, _("Bảng %s của chương trình trống. Hãy cài lại chương trình."), table);
	return 0;
}

int names_load(struct arena *a, const struct names_texts *texts, const struct names **ret_names, struct err *err)
{
	struct names *names = arena_new_of(a, struct names);
	int k = load_table(a, "names_family.csv", texts->family, false, &names->family, err);
	if (k == 0)
		k = load_table(a, "names_middle.csv", texts->middle, true, names->middle, err);
	if (k == 0)
		k = load_table(a, "names_given.csv", texts->given, true, names->given, err);
	if (k == 0)
		*ret_names = names;
	return k;
}

static struct str draw(const struct pool *pool, struct seeded *chance)
{
	uint64_t x = seeded_below(chance, pool->total);
	size_t low = 0, high = pool->n - 1;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (pool->upto[mid] > x)
			high = mid;
		else
			low = mid + 1;
	}
	return pool->name[low];
}

struct str names_make(struct arena *a, const struct names *names, struct seeded *chance, enum sex sex)
{
	struct str family = draw(&names->family, chance);
	struct str middle = draw(&names->middle[sex], chance), given = draw(&names->given[sex], chance);
	/* "Lê Anh Anh" is nobody's name; a few more draws, then the middle name is left out. */
	for (int i = 0; i < 8 && (str_eq(given, middle) || str_eq(given, family)); i++)
		given = draw(&names->given[sex], chance);
	if (!middle.n || str_eq(middle, given) || str_eq(middle, family))
		return arena_printf(a, "%.*s %.*s", STR_ARG(family), STR_ARG(given));
	return arena_printf(a, "%.*s %.*s %.*s", STR_ARG(family), STR_ARG(middle), STR_ARG(given));
}

enum sex names_any_sex(struct seeded *chance)
{
	return seeded_below(chance, 2) ? SEX_FEMALE : SEX_MALE;
}
