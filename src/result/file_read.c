/* The grammar of a result file is its bytes: what must stand somewhere is compared, not parsed. */
#include <string.h>

#include "result/file_int.h"

#define SIGNATURE_TAIL ((size_t)(sizeof("\"signature\":\"") - 1 + 2 * SIGNATURE_LEN + sizeof("\"}\n") - 1))
#define DIGITS_MAX 15

struct str result_plain(struct arena *a, struct str text, bool *ret_changed)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t from = text.n >= 3 && memcmp(text.p, mark, 3) == 0 ? 3 : 0, n = 0;
	*ret_changed = from > 0;
	if (!memchr(text.p ? text.p : "", '\r', text.n))
		return str_slice(text, from, text.n);
	char *plain = arena_alloc(a, text.n);
	for (size_t i = from; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
			plain[n++] = text.p[i];
	*ret_changed = *ret_changed || n < text.n - from;
	return (struct str){plain, n};
}

int result_signature(struct str text, size_t *ret_body, uint8_t ret_signature[SIGNATURE_LEN], struct err *err)
{
	struct str tail = str_slice(text, text.n < SIGNATURE_TAIL ? 0 : text.n - SIGNATURE_TAIL, text.n);
	struct str key = STR("\"signature\":\""), end = STR("\"}\n");
	uint8_t signature[SIGNATURE_LEN];
	if (!str_starts(tail, key) || !str_ends(tail, end) || text.n <= SIGNATURE_TAIL ||
	    !unhex(str_slice(tail, key.n, tail.n - end.n), signature, SIGNATURE_LEN))
		return err_set(err, ERR_CORRUPT,
			       _("Tệp không kết thúc bằng chữ ký: tệp bị cắt hoặc không phải tệp kết quả."));
	*ret_body = text.n - SIGNATURE_TAIL;
	memcpy(ret_signature, signature, sizeof(signature));
	return 0;
}

static void fault_at(struct result_scan *s, size_t at, const char *what)
{
	size_t line = 1, column = 1;
	if (s->fault)
		return;
	for (size_t i = 0; i < at && i < s->text.n; i++) {
		column++;
		if (s->text.p[i] == '\n') {
			line++;
			column = 1;
		}
	}
	s->fault = err_set(s->err, ERR_CORRUPT, _("Dòng %zu, cột %zu: %s"),
			   line, column, what);
	s->at = s->text.n;
}

/* The bytes stand here? Passes over them. */
static bool next_is(struct result_scan *s, const char *bytes)
{
	size_t n = strlen(bytes);
	if (s->text.n - s->at < n || memcmp(s->text.p + s->at, bytes, n) != 0)
		return false;
	s->at += n;
	return true;
}

static void expect(struct result_scan *s, const char *bytes)
{
	size_t n = strlen(bytes), k = 0;
	if (s->fault || next_is(s, bytes))
		return;
	while (k < n && s->at + k < s->text.n && s->text.p[s->at + k] == bytes[k])
		k++;
	while (k > 0 && bytes[k] != '"' && bytes[k] != ',')
		k--; /* the word that is wrong, not its middle */
	struct str what = str_from_c(_("cần xuống dòng"));
	if (bytes[k] != '\n')
		what = arena_printf(s->a, _("cần “%.*s”"), (int)strcspn(bytes + k, "\n"), bytes + k);
	fault_at(s, s->at + k, arena_c(s->a, what));
}

static int64_t read_int(struct result_scan *s, int64_t max)
{
	size_t from = s->at;
	int64_t v = 0;
	while (s->at < s->text.n && s->text.p[s->at] >= '0' && s->text.p[s->at] <= '9' && s->at - from <= DIGITS_MAX)
		v = 10 * v + (s->text.p[s->at++] - '0');
	size_t n = s->at - from;
	if (n == 0)
		fault_at(s, from, _("cần một số nguyên không âm"));
	else if (n > 1 && s->text.p[from] == '0')
		fault_at(s, from, _("số có chữ số 0 ở đầu"));
	else if (n > DIGITS_MAX || v > max)
		fault_at(s, from, _("số quá lớn"));
	return s->fault ? 0 : v;
}

/* "[1,2,3]" of exactly n numbers. */
static void read_ints(struct result_scan *s, int64_t *v, size_t n)
{
	expect(s, "[");
	for (size_t i = 0; i < n && !s->fault; i++) {
		if (i)
			expect(s, ",");
		v[i] = read_int(s, RESULT_COUNT_MAX);
	}
	expect(s, "]");
}

/* "[…]" of up to RESULT_CANDIDATES_MAX numbers. */
static const int64_t *read_list(struct result_scan *s, size_t *ret_n)
{
	int64_t *v = NULL;
	size_t n = 0, cap = 0;
	expect(s, "[");
	while (!s->fault && !next_is(s, "]")) {
		if (n)
			expect(s, ",");
		if (n == RESULT_CANDIDATES_MAX)
			fault_at(s, s->at, _("danh sách quá dài"));
		v = arena_grow(s->a, v, n, &cap, sizeof(*v));
		v[n++] = read_int(s, RESULT_COUNT_MAX);
	}
	*ret_n = n;
	return v;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind the backslash at `at`: the character, and how many bytes it took; 0 when it is none that a writer makes. */
static size_t escaped(struct str text, size_t at, char *ret_char)
{
	static const char marks[] = "\"\\n";
	if (at < text.n && memchr(marks, text.p[at], 3)) {
		*ret_char = text.p[at] == 'n' ? '\n' : text.p[at];
		return 1;
	}
	if (text.n - at < 5 || memcmp(text.p + at, "u00", 3) != 0)
		return 0;
	int high = hex_digit(text.p[at + 3]), low = hex_digit(text.p[at + 4]);
	if (high < 0 || high > 7 || low < 0)
		return 0;
	*ret_char = (char)(16 * high + low);
	return 5;
}

/* What stands between quotes; `high` when a byte of it is beyond ASCII. */
static struct str checked(struct result_scan *s, size_t from, struct str text, bool high)
{
	if (high && !str_is_utf8(text))
		fault_at(s, from, _("văn bản không phải UTF-8"));
	return s->fault ? (struct str){0} : text;
}

static struct str read_text(struct result_scan *s)
{
	size_t from = s->at + 1, at = from, n = 0;
	bool high = false;
	expect(s, "\"");
	while (at < s->text.n && s->text.p[at] != '"' && s->text.p[at] != '\\' && (unsigned char)s->text.p[at] >= ' ')
		high |= (unsigned char)s->text.p[at++] >= 0x80;
	if (!s->fault && at < s->text.n && s->text.p[at] == '"') {
		s->at = at + 1;
		return checked(s, from, str_slice(s->text, from, at), high);
	}
	char *text = s->fault ? NULL : arena_alloc(s->a, RESULT_TEXT_MAX + 1);
	for (at = from; !s->fault && n <= RESULT_TEXT_MAX; at++) {
		if (at >= s->text.n || (unsigned char)s->text.p[at] < ' ')
			fault_at(s, at, _("cần dấu ngoặc kép đóng"));
		else if (s->text.p[at] == '"')
			break;
		else if (s->text.p[at] != '\\')
			text[n++] = s->text.p[at];
		else {
			size_t taken = escaped(s->text, at + 1, &text[n++]);
			if (taken == 0)
				fault_at(s, at, _("ký tự viết sau dấu \\ không hợp lệ"));
			at += taken;
		}
	}
	if (n > RESULT_TEXT_MAX)
		fault_at(s, from, _("văn bản quá dài"));
	s->at = s->fault ? s->at : at + 1;
	return checked(s, from, (struct str){text, n}, true);
}

static day_t read_day(struct result_scan *s)
{
	day_t day = DAY_NONE;
	size_t from = s->at;
	struct str text = read_text(s);
	if (!s->fault && !date_parse_iso(text, &day))
		fault_at(s, from, _("không phải một ngày có thật"));
	return day;
}

static void read_hex(struct result_scan *s, void *ret_bytes, size_t n)
{
	size_t from = s->at;
	struct str text = read_text(s);
	for (size_t i = 0; i < text.n; i++)
		if (hex_digit(text.p[i]) < 0)
			text.n = 0;
	if (!s->fault && !unhex(text, ret_bytes, n))
		fault_at(s, from, _("không phải mã băm hoặc khóa viết bằng chữ số thập lục phân thường"));
}

static enum tri read_tri(struct result_scan *s)
{
	if (next_is(s, "true"))
		return TRI_YES;
	if (next_is(s, "false"))
		return TRI_NO;
	if (!next_is(s, "null"))
		fault_at(s, s->at, _("cần true, false hoặc null"));
	return TRI_UNKNOWN;
}

/* A word of a list, checked by `known`. */
#define READ_WORD(s, known, ret)                                                                                          \
	do {                                                                                                              \
		size_t word_at = (s)->at;                                                                                 \
		struct str word = read_text(s);                                                                           \
		if (!(s)->fault && !known(word, ret))                                                                     \
			fault_at(s, word_at, _("từ không biết"));                                                         \
	} while (0)

static bool level_or_all(struct str word, enum contest_level *ret_level)
{
	if (str_eq_c(word, "all")) {
		*ret_level = LEVEL_ALL;
		return true;
	}
	return contest_level_parse(word, ret_level);
}

static bool refer_parse(struct str word, enum result_refer *ret_refer)
{
	for (int r = REFER_NOTHING + 1; r < REFER_COUNT; r++)
		if (str_eq_c(word, result_refer_id((enum result_refer)r))) {
			*ret_refer = (enum result_refer)r;
			return true;
		}
	return false;
}

int result_read_begin(struct result_scan *s, struct arena *a, struct str body, struct result_header *ret_header,
		      struct err *err)
{
	struct result_header h = {0};
	*s = (struct result_scan){.text = body, .a = a, .err = err};
	expect(s, "{\"noivu_result\":1,\n\"election\":{\"kind\":");
	READ_WORD(s, election_kind_parse, &h.kind);
	expect(s, ",\"day\":");
	h.day = read_day(s);
	expect(s, ",\"level\":");
	READ_WORD(s, level_or_all, &h.level);
	expect(s, ",\"unit\":");
	h.unit = read_text(s);
	expect(s, ",\"unit_name\":");
	h.unit_name = read_text(s);
	expect(s, "},\n\"program\":");
	h.program = read_text(s);
	expect(s, ",\"law\":");
	read_hex(s, h.law.b, HASH_LEN);
	expect(s, ",\"ledger\":");
	h.has_ledger = !s->fault && !next_is(s, "null");
	if (h.has_ledger) {
		expect(s, "{\"number\":");
		h.ledger_number = read_int(s, RESULT_COUNT_MAX);
		expect(s, ",\"hash\":");
		read_hex(s, h.ledger_hash.b, HASH_LEN);
		expect(s, "}");
	}
	expect(s, ",\n\"public_key\":");
	read_hex(s, h.public_key, SIGN_PUBLIC_LEN);
	expect(s, ",\n\"constituencies\":[\n");
	s->level = h.level;
	if (s->fault == 0)
		*ret_header = h;
	return s->fault;
}

/* Between two items of a list that has one a line: true when another follows. */
static bool more_items(struct result_scan *s, size_t n, const char *end)
{
	if (s->fault)
		return false;
	if (n == 0)
		return !next_is(s, end);
	if (s->at < s->text.n && s->text.p[s->at] == ',') {
		expect(s, ",\n");
		return !s->fault;
	}
	expect(s, "\n");
	expect(s, end);
	return false;
}

static void read_candidates(struct result_scan *s, struct contest *c)
{
	struct contest_candidate *x = NULL;
	size_t cap = 0;
	while (more_items(s, c->n, "],\"areas\":[\n")) {
		if (c->n == RESULT_CANDIDATES_MAX)
			fault_at(s, s->at, _("quá nhiều người ứng cử"));
		x = arena_grow(s->a, x, c->n, &cap, sizeof(*x));
		expect(s, "{\"number\":");
		x[c->n].number = read_int(s, RESULT_COUNT_MAX);
		expect(s, ",\"name\":");
		x[c->n].name = read_text(s);
		expect(s, ",\"born\":");
		x[c->n].born = read_day(s);
		x[c->n].votes = 0;
		expect(s, "}");
		c->n++;
	}
	c->candidate = x;
}

static void read_forms(struct result_scan *s, struct result_constituency *c)
{
	struct form *f = NULL;
	size_t cap = 0;
	while (more_items(s, c->form_n, "],\"decisions\":[\n")) {
		if (c->form_n == RESULT_FORMS_MAX || c->form_n * c->contest.n > RESULT_CELLS_MAX)
			fault_at(s, s->at, _("quá nhiều khu vực bỏ phiếu"));
		f = arena_grow(s->a, f, c->form_n, &cap, sizeof(*f));
		int64_t *votes = arena_array_of(s->a, c->contest.n, int64_t);
		struct form *x = &f[c->form_n++];
		*x = (struct form){.n = c->contest.n, .votes = votes};
		expect(s, "{\"id\":");
		x->area = read_text(s);
		expect(s, ",\"round\":");
		READ_WORD(s, contest_round_parse, &x->round);
		expect(s, ",\"counts\":");
		read_ints(s, x->field, COUNT_FIELDS);
		expect(s, ",\"votes\":");
		read_ints(s, votes, x->n);
		expect(s, "}");
	}
	c->form = f;
}

static void read_decisions(struct result_scan *s, struct result_constituency *c)
{
	struct result_decision *d = NULL;
	size_t cap = 0;
	while (more_items(s, c->decision_n, "],\"result\":{\"counts\":")) {
		if (c->decision_n == REFER_COUNT)
			fault_at(s, s->at, _("quá nhiều quyết định"));
		d = arena_grow(s->a, d, c->decision_n, &cap, sizeof(*d));
		struct result_decision *x = &d[c->decision_n++];
		*x = (struct result_decision){0};
		expect(s, "{\"about\":");
		READ_WORD(s, refer_parse, &x->about);
		expect(s, ",\"recognised\":");
		x->recognised = read_tri(s);
		expect(s, ",\"elected\":");
		x->elected = read_list(s, &x->n);
		expect(s, ",\"who\":");
		x->who = read_text(s);
		expect(s, ",\"document\":");
		x->document = read_text(s);
		expect(s, ",\"day\":");
		x->day = read_day(s);
		expect(s, "}");
	}
	c->decision = d;
}

static void read_claim(struct result_scan *s, const struct contest *c, struct result_claim *claim)
{
	int64_t *votes = arena_array_of(s->a, c->n, int64_t);
	read_ints(s, claim->counts, COUNT_FIELDS);
	expect(s, ",\"votes\":");
	read_ints(s, votes, c->n);
	claim->votes = votes;
	expect(s, ",\"recognised\":");
	claim->recognised = read_tri(s);
	expect(s, ",\"elected\":");
	claim->elected = read_list(s, &claim->elected_n);
	expect(s, ",\"open\":");
	claim->open = read_list(s, &claim->open_n);
	expect(s, ",\"left\":");
	claim->left = read_int(s, RESULT_SEATS_MAX);
	expect(s, ",\"next\":");
	READ_WORD(s, result_next_parse, &claim->next);
	expect(s, "}}");
}

int result_read_next(struct result_scan *s, struct arena *a, struct result_constituency *ret_constituency,
		     struct result_claim *ret_claim, bool *ret_there)
{
	struct result_constituency c = {0};
	struct result_claim claim = {0};
	s->a = a;
	if (!more_items(s, s->n, "],\n")) {
		if (s->fault == 0 && s->at != s->text.n)
			fault_at(s, s->at, _("thừa nội dung sau danh sách đơn vị bầu cử"));
		*ret_there = false;
		return s->fault;
	}
	size_t from = s->at;
	expect(s, "{\"id\":");
	c.contest.id = read_text(s);
	expect(s, ",\"unit\":");
	c.unit = read_text(s);
	expect(s, ",\"level\":");
	READ_WORD(s, contest_level_parse, &c.contest.level);
	expect(s, ",\"round\":");
	READ_WORD(s, contest_round_parse, &c.contest.round);
	expect(s, ",\"seats\":");
	c.contest.seats = read_int(s, RESULT_SEATS_MAX);
	expect(s, ",\"candidates\":[\n");
	read_candidates(s, &c.contest);
	read_forms(s, &c);
	read_decisions(s, &c);
	read_claim(s, &c.contest, &claim);
	if (s->fault)
		return s->fault;
	struct err why = ERR_INIT;
	if (result_check_constituency(a, &c, s->level, s->last, &why) < 0) {
		fault_at(s, from, why.text);
		return s->fault;
	}
	memcpy(s->last_bytes, c.contest.id.p, c.contest.id.n); /* the arena may be gone by the next one */
	s->last = (struct str){s->last_bytes, c.contest.id.n};
	s->n++;
	*ret_constituency = c;
	*ret_claim = claim;
	*ret_there = true;
	return 0;
}
