#include "result/winners.h"

#include <stdlib.h>
#include <string.h>

#include "format/csv.h"
#include "text/text.h"

enum column {
	COL_CONSTITUENCY,
	COL_LEVEL,
	COL_ROUND,
	COL_SEATS,
	COL_VOTERS,
	COL_TURNOUT,
	COL_VALID,
	COL_CANDIDATE,
	COL_BORN,
	COL_VOTES,
	COLUMNS
};
static const char *const columns[COLUMNS] = {"constituency", "level", "round",     "seats", "voters",
					     "turnout",      "valid", "candidate", "born",  "votes"};

static const struct csv_limits limits = {
	.bytes = WINNERS_BYTES_MAX, .rows = WINNERS_ROWS_MAX + 1, .columns = 100, .cell = 1024, .utf8_only = true};

struct row {
	size_t entry, line;
	struct contest_candidate candidate;
};

struct reader {
	struct arena *a;
	bool heading;          /* was read */
	size_t width;          /* cells of it */
	size_t place[COLUMNS]; /* of each column */
	size_t n, cap;
	struct row *row;
	size_t entry_n, entry_cap;
	struct winners_entry *entry;
	size_t slots;          /* of the table of ids: entry + 1, or 0 */
	size_t *slot;
	const struct csv_row *now;
};

static int fault(const struct reader *r, enum column c, const char *reason, struct err *err)
{
	struct str cell = r->now->cells[r->place[c]];
	int shown = cell.n > 60 ? 60 : (int)cell.n;
	while (shown > 0 && shown < (int)cell.n && (cell.p[shown] & 0xc0) == 0x80)
		shown--;
	return err_field(err, ERR_INPUT, columns[c], _("dòng %zu, cột %s: “%.*s” – %s."), r->now->line, columns[c],
			 shown, cell.p ? cell.p : "", reason);
}

static int read_heading(struct reader *r, const struct csv_row *row, struct err *err)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		size_t found = 0;
		for (size_t i = 0; i < row->n; i++)
			if (str_eq_c(str_trim(row->cells[i]), columns[c])) {
				r->place[c] = i;
				found++;
			}
		if (found != 1)
			return err_field(err, ERR_INPUT, columns[c],
					 found ? _("dòng %zu, cột %s: có hai cột cùng tên.")
					       : _("dòng %zu, cột %s: thiếu cột này ở dòng tiêu đề."),
					 row->line, columns[c]);
	}
	r->heading = true;
	r->width = row->n;
	return 0;
}

static struct str cell(const struct reader *r, enum column c)
{
	return str_trim(r->now->cells[r->place[c]]);
}

/* A name is what it looks like: hard blanks count as blanks; what cannot be seen at all is refused, or one person would
 * stand there as two. */
static int read_text(const struct reader *r, enum column c, struct str *ret_text, struct err *err)
{
	static const char *const unseen[] = {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x81\xA0", "\xEF\xBB\xBF"};
	struct str s = text_nfc(r->a, cell(r, c));
	for (size_t i = 0; i < ARRAY_LEN(unseen); i++)
		if (str_find(s, str_from_c(unseen[i])) >= 0)
			return fault(r, c, _("có ký tự không nhìn thấy được; hãy gõ lại ô này"), err);
	char *p = arena_c(r->a, s);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool hard = i + 1 < s.n && (unsigned char)p[i] == 0xC2 && (unsigned char)p[i + 1] == 0xA0;
		p[n++] = hard ? ' ' : p[i];
		i += hard;
	}
	s = str_trim((struct str){p, n});
	if (s.n == 0)
		return fault(r, c, _("ô trống"), err);
	*ret_text = s;
	return 0;
}

/* Digits only: neither sign nor point nor blank. */
static int read_number(const struct reader *r, enum column c, int64_t min, int64_t max, const char *too_large,
		       int64_t *ret_value, struct err *err)
{
	struct str s = cell(r, c);
	int64_t v = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return fault(r, c, _("chỉ nhận chữ số"), err);
	if (s.n == 0)
		return fault(r, c, _("ô trống; không có thì ghi 0"), err);
	if (!str_to_i64(s, 0, RESULT_COUNT_MAX, &v))
		return fault(r, c, _("số quá lớn"), err);
	if (v < min)
		return fault(r, c, _("phải từ 1 trở lên"), err);
	if (v > max)
		return fault(r, c, too_large, err);
	*ret_value = v;
	return 0;
}

/* What all rows of a constituency have alike. */
static int read_contest(const struct reader *r, struct contest *ret_contest, struct err *err)
{
	struct contest c = {0};
	if (!contest_level_parse(cell(r, COL_LEVEL), &c.level))
		return fault(r, COL_LEVEL, _("chỉ nhận na, province hoặc commune"), err);
	if (!contest_round_parse(cell(r, COL_ROUND), &c.round))
		return fault(r, COL_ROUND, _("chỉ nhận first, supplementary, repeat-turnout hoặc repeat-annulled"), err);
	int k = read_text(r, COL_CONSTITUENCY, &c.id, err);
	if (k == 0)
		k = read_number(r, COL_SEATS, 1, RESULT_SEATS_MAX, _("số đại biểu được bầu quá lớn"), &c.seats, err);
	if (k == 0)
		k = read_number(r, COL_VOTERS, 1, RESULT_COUNT_MAX, "", &c.voters, err);
	if (k == 0)
		k = read_number(r, COL_TURNOUT, 0, c.voters, _("nhiều hơn tổng số cử tri (voters)"), &c.turnout, err);
	if (k == 0)
		k = read_number(r, COL_VALID, 0, RESULT_COUNT_MAX, "", &c.valid, err);
	if (k == 0)
		*ret_contest = c;
	return k;
}

static int read_candidate(const struct reader *r, const struct contest *c, struct contest_candidate *ret_candidate,
			  struct err *err)
{
	struct contest_candidate x = {0};
	int k = read_text(r, COL_CANDIDATE, &x.name, err);
	if (k < 0)
		return k;
	if (!date_parse_iso(cell(r, COL_BORN), &x.born))
		return fault(r, COL_BORN, _("không phải một ngày có thật, viết như 1970-12-31"), err);
	k = read_number(r, COL_VOTES, 0, c->valid, _("nhiều hơn số phiếu hợp lệ (valid)"), &x.votes, err);
	if (k == 0)
		*ret_candidate = x;
	return k;
}

static size_t *slot_of(const struct reader *r, struct str id)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < id.n; i++)
		h = (h ^ (unsigned char)id.p[i]) * 1099511628211u;
	size_t at = (size_t)(h >> 20) & (r->slots - 1);
	while (r->slot[at] && !str_eq(r->entry[r->slot[at] - 1].contest.id, id))
		at = (at + 1) & (r->slots - 1);
	return &r->slot[at];
}

static void grow_slots(struct reader *r)
{
	r->slots = r->slots ? 4 * r->slots : 1024;
	r->slot = arena_array_of(r->a, r->slots, size_t);
	for (size_t i = 0; i < r->entry_n; i++)
		*slot_of(r, r->entry[i].contest.id) = i + 1;
}

static int differs(const struct reader *r, const struct winners_entry *e, enum column c, struct err *err)
{
	struct str reason =
		arena_printf(r->a, _("khác với dòng %zu của cùng đơn vị bầu cử %.*s"), e->line, STR_ARG(e->contest.id));
	return fault(r, c, arena_c(r->a, reason), err);
}

/* The entry the row belongs to; a new one when its id is new. */
static int find_entry(struct reader *r, const struct contest *c, size_t *ret_entry, struct err *err)
{
	if (2 * r->entry_n >= r->slots)
		grow_slots(r);
	size_t *slot = slot_of(r, c->id);
	if (*slot == 0) {
		r->entry = arena_grow(r->a, r->entry, r->entry_n, &r->entry_cap, sizeof(*r->entry));
		r->entry[r->entry_n] = (struct winners_entry){.contest = *c, .line = r->now->line};
		*slot = ++r->entry_n;
	}
	const struct winners_entry *e = &r->entry[*slot - 1];
	const struct contest *x = &e->contest;
	if (x->level != c->level)
		return differs(r, e, COL_LEVEL, err);
	if (x->round != c->round)
		return differs(r, e, COL_ROUND, err);
	if (x->seats != c->seats)
		return differs(r, e, COL_SEATS, err);
	if (x->voters != c->voters)
		return differs(r, e, COL_VOTERS, err);
	if (x->turnout != c->turnout)
		return differs(r, e, COL_TURNOUT, err);
	if (x->valid != c->valid)
		return differs(r, e, COL_VALID, err);
	*ret_entry = *slot - 1;
	return 0;
}

static int read_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct reader *r = ctx;
	struct contest c = {0};
	struct row x = {.line = row->line};
	r->now = row;
	if (!r->heading)
		return read_heading(r, row, err);
	if (row->n != r->width)
		return err_set(err, ERR_INPUT, _("dòng %zu: có %zu ô, dòng tiêu đề có %zu ô; tệp có thể bị cắt."),
			       row->line, row->n, r->width);
	int k = read_contest(r, &c, err);
	if (k == 0)
		k = read_candidate(r, &c, &x.candidate, err);
	if (k == 0)
		k = find_entry(r, &c, &x.entry, err);
	if (k < 0)
		return k;
	if (r->entry[x.entry].contest.n == WINNERS_CANDIDATES_MAX)
		return err_field(err, ERR_TOO_LARGE, columns[COL_CONSTITUENCY],
				 _("dòng %zu, cột %s: đơn vị bầu cử có quá %d người ứng cử."), row->line,
				 columns[COL_CONSTITUENCY], WINNERS_CANDIDATES_MAX);
	r->row = arena_grow(r->a, r->row, r->n, &r->cap, sizeof(*r->row));
	r->row[r->n++] = x;
	r->entry[x.entry].contest.n++;
	return 0;
}

static int by_person(const void *left, const void *right)
{
	const struct row *a = *(const struct row *const *)left, *b = *(const struct row *const *)right;
	if (a->entry != b->entry)
		return a->entry < b->entry ? -1 : 1;
	int k = str_cmp(a->candidate.name, b->candidate.name);
	if (k == 0)
		k = (a->candidate.born > b->candidate.born) - (a->candidate.born < b->candidate.born);
	return k ? k : (a->line > b->line) - (a->line < b->line);
}

/* Of all repetitions the one that comes first in the file is named. */
static int refuse_twice(const struct reader *r, struct err *err)
{
	const struct row **order = arena_array_of(r->a, r->n, const struct row *), *first = NULL, *again = NULL;
	for (size_t i = 0; i < r->n; i++)
		order[i] = &r->row[i];
	qsort(order, r->n, sizeof(*order), by_person);
	for (size_t i = 1; i < r->n; i++) {
		const struct row *a = order[i - 1], *b = order[i];
		if (a->entry == b->entry && a->candidate.born == b->candidate.born &&
		    str_eq(a->candidate.name, b->candidate.name) && (!again || b->line < again->line)) {
			first = a;
			again = b;
		}
	}
	if (!again)
		return 0;
	return err_field(err, ERR_INPUT, columns[COL_CANDIDATE],
			 _("dòng %zu, cột %s: “%.*s” đã có ở dòng %zu của đơn vị bầu cử %.*s, cùng ngày sinh."),
			 again->line, columns[COL_CANDIDATE],
			 (int)(again->candidate.name.n > 120 ? 120 : again->candidate.name.n), again->candidate.name.p,
			 first->line, STR_ARG(r->entry[again->entry].contest.id));
}

/* Gives each constituency its candidates, in the order of the file. */
static void hand_out(struct reader *r)
{
	struct contest_candidate *all = arena_array_of(r->a, r->n, struct contest_candidate);
	size_t *next = arena_array_of(r->a, r->entry_n, size_t), at = 0;
	for (size_t i = 0; i < r->entry_n; i++) {
		r->entry[i].contest.candidate = all + at;
		next[i] = at;
		at += r->entry[i].contest.n;
	}
	for (size_t i = 0; i < r->n; i++)
		all[next[r->row[i].entry]++] = r->row[i].candidate;
}

int winners_read(struct arena *a, struct str text, struct winners *ret_winners, struct err *err)
{
	struct reader r = {.a = a};
	int k = csv_read(text, &limits, read_row, &r, err);
	if (k < 0)
		return k;
	if (r.n == 0)
		return err_set(err, ERR_INPUT, _("Tệp không có dòng nào dưới dòng tiêu đề."));
	k = refuse_twice(&r, err);
	if (k < 0)
		return k;
	hand_out(&r);
	if (text.p[text.n - 1] != '\n' && text.p[text.n - 1] != '\r')
		r.entry[r.row[r.n - 1].entry].last_line = r.row[r.n - 1].line;
	*ret_winners = (struct winners){.n = r.entry_n, .entry = r.entry};
	return 0;
}
