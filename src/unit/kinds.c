#include "unit/kinds.h"
#include "text/text.h"

static const struct {
	const char *key, *word;
	enum unit_tier tier;
} kinds[UNIT_KIND_COUNT] = {
#define X(kind, key_, word_, tier_) [kind] = {.key = key_, .word = word_, .tier = tier_},
	UNIT_KINDS(X)
#undef X
};

/* The words with a capital: only those that stand before a name. */
static const char *const titles[UNIT_KIND_COUNT] = {
	[UNIT_PROVINCE] = _("Tỉnh"),
	[UNIT_CITY] = _("Thành phố"),
	[UNIT_COMMUNE] = _("Xã"),
	[UNIT_WARD] = _("Phường"),
	[UNIT_SPECIAL_ZONE] = _("Đặc khu"),
	[UNIT_DEPARTMENT] = _("Sở"),
	[UNIT_POLLING_AREA] = _("Khu vực bỏ phiếu"),
};

/* Folded spellings. */
static const struct {
	const char *folded;
	enum unit_kind kind;
} spellings[] = {
	{"xa", UNIT_COMMUNE},
	{"x", UNIT_COMMUNE},
	{"phuong", UNIT_WARD},
	{"p", UNIT_WARD},
	{"dac khu", UNIT_SPECIAL_ZONE},
	{"special zone", UNIT_SPECIAL_ZONE},
	{"tinh", UNIT_PROVINCE},
	{"thanh pho", UNIT_CITY},
	{"thanh pho truc thuoc trung uong", UNIT_CITY},
	{"tp", UNIT_CITY},
	{"so", UNIT_DEPARTMENT},
	{"thon", UNIT_VILLAGE},
	{"to dan pho", UNIT_VILLAGE},
	{"khu vuc bo phieu", UNIT_POLLING_AREA},
};

/* Kinds of the time before Law 72/2025: districts, and the communal kinds that no longer exist. */
static const char *const abolished[] = {"quan", "huyen", "thi xa", "thi tran", "thanh pho thuoc tinh"};

/* Short forms that may stand before a name; the whole words are those of the kinds. */
static const struct {
	const char *text;
	enum unit_kind kind;
} short_forms[] = {{"tp.", UNIT_CITY}, {"tp", UNIT_CITY}, {"p.", UNIT_WARD}, {"x.", UNIT_COMMUNE}};

static bool known(enum unit_kind kind)
{
	return kind > UNIT_KIND_NONE && kind < UNIT_KIND_COUNT;
}

struct str unit_kind_key(enum unit_kind kind)
{
	return str_from_c(known(kind) ? kinds[kind].key : "");
}

enum unit_kind unit_kind_of_key(struct str key)
{
	for (int k = UNIT_KIND_NONE + 1; k < UNIT_KIND_COUNT; k++)
		if (str_eq_c(key, kinds[k].key))
			return (enum unit_kind)k;
	return UNIT_KIND_NONE;
}

struct str unit_kind_word(enum unit_kind kind)
{
	return str_from_c(known(kind) ? kinds[kind].word : "");
}

enum unit_tier unit_kind_tier(enum unit_kind kind)
{
	return known(kind) ? kinds[kind].tier : TIER_OFFICE;
}

bool unit_kind_is_communal(enum unit_kind kind)
{
	return known(kind) && kinds[kind].tier == TIER_COMMUNE;
}

bool unit_kind_is_provincial(enum unit_kind kind)
{
	return known(kind) && kinds[kind].tier == TIER_PROVINCE;
}

enum unit_kind unit_kind_parse(struct arena *scratch, struct str text)
{
	struct str folded = text_fold(scratch, text);
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
		if (str_eq_c(folded, spellings[i].folded))
			return spellings[i].kind;
	return unit_kind_of_key(str_trim(text));
}

bool unit_kind_is_abolished(struct arena *scratch, struct str text)
{
	struct str folded = text_fold(scratch, text);
	for (size_t i = 0; i < ARRAY_LEN(abolished); i++)
		if (str_eq_c(folded, abolished[i]))
			return true;
	return false;
}

struct str unit_full_name(struct arena *a, enum unit_kind kind, struct str name)
{
	if (!known(kind) || !titles[kind])
		return arena_dup(a, name);
	return arena_printf(a, "%s %.*s", titles[kind], STR_ARG(name));
}

struct str unit_name_in_sentence(struct arena *a, enum unit_kind kind, struct str name)
{
	if (!known(kind) || !titles[kind])
		return arena_dup(a, name);
	return arena_printf(a, "%s %.*s", kinds[kind].word, STR_ARG(name));
}

/* Bytes at the start of `text` that are `word` in the key of names, with the blank behind it, or 0. A short form may end in a point
 * instead. Accents may be of another shape in the text, so each place where the word may end is tried. */
static size_t prefix_length(struct arena *scratch, struct str text, struct str word)
{
	bool point = str_ends(word, STR("."));
	struct str wanted = text_name_key(scratch, word);
	for (size_t i = 1; i < text.n && i <= word.n * 3; i++) {
		if (point ? text.p[i] != '.' : text.p[i] != ' ' && text.p[i] != '\t')
			continue;
		if (str_eq(text_name_key(scratch, str_slice(text, 0, point ? i + 1 : i)), wanted))
			return i + 1;
	}
	return 0;
}

/* Takes the word off the front when it is there and something follows. */
static bool take_prefix(struct arena *scratch, struct str word, struct str *name)
{
	size_t n = prefix_length(scratch, *name, word);
	struct str rest = str_trim(str_slice(*name, n, name->n));
	if (!n || !rest.n)
		return false;
	*name = rest;
	return true;
}

void unit_name_part(struct arena *scratch, struct str text, enum unit_kind *ret_kind, struct str *ret_name)
{
	enum unit_kind found = UNIT_KIND_NONE;
	struct str name = str_trim(text);
	for (int k = UNIT_KIND_NONE + 1; !found && k < UNIT_KIND_COUNT; k++) {
		enum unit_kind kind = (enum unit_kind)k;
		bool stands_before = unit_kind_is_communal(kind) || unit_kind_is_provincial(kind);
		if (stands_before && take_prefix(scratch, unit_kind_word(kind), &name))
			found = kind;
	}
	for (size_t i = 0; !found && i < ARRAY_LEN(short_forms); i++)
		if (take_prefix(scratch, str_from_c(short_forms[i].text), &name))
			found = short_forms[i].kind;
	*ret_kind = found;
	*ret_name = name;
}
