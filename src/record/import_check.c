/* The whole table, read and checked before anything is written. */
#include <stdlib.h>
#include <string.h>

#include "record/import_int.h"
#include "record/statements.h"

#define KEYS_MOST 8
#define BAD_BLOCK ((size_t)1 << 20)
#define HELD_MOST 4096
#define FIRST_ROWS (IMPORT_HEAD_ROWS + 1)
#define CHECK_ARENA ((size_t)1 << 30)

/* Hashes of keys seen, with their lines. */
struct seen {
	struct { uint8_t b[16]; int64_t line; } *slot; /* line 0: free */
	size_t room, n;
};

struct check {
	struct site *site;
	const struct record *record;
	const struct actor *actor;
	struct arena *keep, *a; /* for the whole, for the block */
	struct str bytes;
	const char *name;
	bool csv;
	struct csv_row *first; /* the first rows, until the heading is found among them */
	size_t first_n;
	struct import_head head;
	bool headless; /* there is none */
	int64_t head_line; /* rows up to this line are title and heading; 0: not found yet */
	struct import_refs *refs;
	struct import_judge judge;
	struct seen seen;
	struct import_row rows[IMPORT_BLOCK];
	bool fresh[IMPORT_BLOCK];
	bool reading; /* the rows of a block are judged on one state of the site */
	size_t n, held; /* held: rows read since the block's arena was emptied */
	struct stage_out *out, *bad;
	struct buf bad_block;
	int64_t total, fresh_n, changed, same, refused;
	int64_t passed, passed_line; /* rows that say nothing in a column that was understood, and the first of them */
};

/* ---- keys ---- */

static void seen_grow(struct seen *s)
{
	struct seen old = *s;
	s->room = old.room ? old.room * 2 : 1024;
	s->slot = calloc(s->room, sizeof(*s->slot));
	INVARIANT(s->slot, "out of memory");
	for (size_t i = 0; i < old.room; i++) {
		uint64_t at;
		if (!old.slot[i].line)
			continue;
		memcpy(&at, old.slot[i].b, sizeof(at));
		for (at &= s->room - 1; s->slot[at].line; at = (at + 1) & (s->room - 1))
			;
		s->slot[at] = old.slot[i];
	}
	free(old.slot);
}

/* The line that has this key already, else 0 and it is kept. */
static int64_t seen_add(struct seen *s, const struct hash *key, int64_t line)
{
	uint64_t at;
	if (2 * s->n >= s->room)
		seen_grow(s);
	memcpy(&at, key->b, sizeof(at));
	for (at &= s->room - 1; s->slot[at].line; at = (at + 1) & (s->room - 1))
		if (memcmp(s->slot[at].b, key->b, 16) == 0)
			return s->slot[at].line;
	memcpy(s->slot[at].b, key->b, 16);
	s->slot[at].line = line;
	s->n++;
	return 0;
}

/* ---- rows ---- */

static int flush_bad(struct check *c, size_t least, struct err *err)
{
	int r = c->bad_block.n > least ? stage_add(c->bad, buf_str(&c->bad_block), err) : 0;
	if (c->bad_block.n > least)
		buf_reset(&c->bad_block);
	return r;
}

static int refuse(struct check *c, const struct import_row *row, struct str why, struct err *err)
{
	c->refused++;
	stage_row_write(&c->bad_block, NULL, row, why);
	return flush_bad(c, BAD_BLOCK, err);
}

/* What the record's own check says: on the writer's thread, taken back at once. */
static int try_rows(struct check *c, struct err *err)
{
	struct import_write w = {.site = c->site, .record = c->record, .person = c->actor->program ? 0 : c->actor->person,
				 .trial = true, .a = c->a, .rows = c->rows, .n = c->n};
	size_t kept = 0, at = 0;
	int r = import_try_rows(&w, err);
	for (size_t i = 0; r == 0 && i < c->n; i++) {
		if (at < w.refused_n && w.refused[at].row == i) {
			r = refuse(c, &c->rows[i], w.refused[at++].why, err);
			continue;
		}
		c->fresh[kept] = c->fresh[i];
		c->rows[kept++] = c->rows[i];
	}
	c->n = kept;
	return r;
}

static void end_reading(struct check *c)
{
	if (c->reading)
		db_read_end(c->judge.db);
	c->reading = false;
}

/* Whoever checks inside a reading of its own keeps that. */
static int begin_reading(struct check *c, struct err *err)
{
	if (c->reading || db_in_transaction(c->judge.db))
		return 0;
	int r = db_read_begin(c->judge.db, err);
	c->reading = r == 0;
	return r;
}

static int flush(struct check *c, struct err *err)
{
	_cleanup_buf_ struct buf block = BUF_INIT((size_t)512 << 20);
	end_reading(c);
	int r = c->record->check && c->n ? try_rows(c, err) : 0;
	for (size_t i = 0; i < c->n; i++) {
		stage_row_write(&block, c->record, &c->rows[i], (struct str){0});
		c->fresh_n += c->fresh[i];
		c->changed += !c->fresh[i];
	}
	if (r == 0 && c->n)
		r = stage_add(c->out, buf_str(&block), err);
	c->n = c->held = 0;
	arena_reset(c->a);
	return r;
}

/* 1 fine, 0 refused; the cells that are wrong are all named. */
static int read_values(struct check *c, struct import_row *row, struct str *ret_why, struct err *err)
{
	_cleanup_buf_ struct buf why = BUF_INIT(8000);
	const struct record *record = c->record;
	struct str id = c->head.id >= 0 && (size_t)c->head.id < row->n ? row->cell[c->head.id] : (struct str){0};
	if (id.n && !(row->named = import_id_read(c->a, id)))
		buf_printf(&why, _("«%s»: “%.*s” không phải mã; hãy chép lại từ bảng đã xuất, hoặc để trống nếu là bản ghi mới."),
			   IMPORT_ID, STR_ARG(str_head(id, 40)));
	row->value = arena_array_of(c->a, record->field_count, struct import_value);
	for (size_t i = 0; i < record->field_count; i++) {
		int column = c->head.column_of[i];
		struct str one;
		if (column < 0 || (size_t)column >= row->n)
			continue;
		struct str cell = c->csv ? csv_unguard(row->cell[column]) : row->cell[column];
		int r = import_cell(c->refs, c->a, &record->fields[i], cell, &row->value[i], &one, err);
		if (r < 0)
			return r;
		if (r == 0)
			buf_printf(&why, "%s%.*s", why.n ? " " : "", STR_ARG(one));
	}
	if (why.n)
		*ret_why = arena_dup(c->a, buf_str(&why));
	return why.n ? 0 : 1;
}

static int not_seen(struct check *c, const struct import_row *row, const struct hash *key, struct str *ret_why)
{
	int64_t line = seen_add(&c->seen, key, row->line);
	if (line)
		*ret_why = arena_printf(c->a, _("Trùng với dòng %lld của bảng này."), (long long)line);
	return line ? 0 : 1;
}

static int not_twice(struct check *c, const struct import_row *row, struct str *ret_why)
{
	struct hash keys[KEYS_MOST];
	size_t n = import_row_keys(&c->judge, row, keys, KEYS_MOST);
	for (size_t i = 0; i < n; i++)
		if (!not_seen(c, row, &keys[i], ret_why))
			return 0;
	return 1;
}

static int take(struct check *c, struct import_row *row, struct err *err)
{
	struct str why;
	struct hash claim;
	int r = begin_reading(c, err);
	if (r == 0)
		r = read_values(c, row, &why, err);
	if (r > 0)
		r = not_twice(c, row, &why);
	if (r > 0)
		r = import_row_judge(&c->judge, row, &why, err);
	if (r > 0 && !row->same && import_row_claim(row, &claim))
		r = not_seen(c, row, &claim, &why);
	if (r <= 0)
		return r < 0 ? r : refuse(c, row, why, err);
	if (row->same) {
		c->same++;
		return 0;
	}
	c->fresh[c->n] = row->existing == 0;
	c->rows[c->n++] = *row;
	return 0;
}

static size_t named_columns(const struct import_head *head)
{
	size_t n = 0;
	for (size_t i = 0; i < head->columns; i++)
		n += head->name[i].n > 0;
	return n;
}

/* "(1) (2) (3)" under the heading, or "A B 1 2" under each of its names: the numbers of the columns, no row. */
static bool is_numbering(const struct import_head *head, const struct csv_row *row)
{
	size_t cells = 0;
	int64_t last = 0, n;
	bool plain = false;
	for (size_t i = 0; i < row->n; i++) {
		struct str s = str_trim(row->cells[i]);
		if (!s.n)
			continue;
		cells++;
		bool letter = s.n == 1 && s.p[0] >= 'A' && s.p[0] <= 'Z' && last == 0;
		bool bracketed = s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')';
		plain = plain || !bracketed;
		if (letter)
			continue;
		if (!str_to_i64(bracketed ? str_slice(s, 1, s.n - 1) : s, 1, 999, &n) || (!bracketed && n != last + 1))
			return false;
		last = n;
	}
	return last > 1 && (plain ? cells == named_columns(head) : cells > 1);
}

/* ---- the table ---- */

/* Without any of the keys whole, every row would be new: then each required column must be there. */
static int columns_missing(struct check *c, struct err *err)
{
	_cleanup_buf_ struct buf missing = BUF_INIT(500);
	if (c->head.id >= 0)
		return 0;
	for (size_t i = 0; i < c->record->index_count; i++) {
		struct str rest = str_from_c(c->record->indexes[i].columns), column;
		bool whole = c->record->indexes[i].unique;
		while (whole && str_split(&rest, ',', &column))
			whole = c->head.column_of[record_field(c->record, arena_c(c->keep, str_trim(column)))] >= 0;
		if (whole)
			return 0;
	}
	for (size_t i = 0; i < c->record->field_count; i++) {
		const struct field *f = &c->record->fields[i];
		if ((f->flags & FIELD_REQUIRED) && import_field_set(f) && !f->preset && !f->absent && c->head.column_of[i] < 0)
			buf_printf(&missing, "%s«%s»", missing.n ? ", " : "", f->label);
	}
	return missing.n ? err_set(err, ERR_INPUT, _("Bảng thiếu cột bắt buộc: %.*s."), STR_ARG(buf_str(&missing))) : 0;
}

/* The first block of refused rows: their headings, with what the reader passed over in place of a reason. */
static int write_head(struct check *c, struct err *err)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	struct import_row head = {.line = c->head_line, .cell = c->head.name, .n = c->head.columns};
	stage_row_write(&b, NULL, &head, c->head.reason < 0 ? STR("") : STR("reason"));
	return stage_add(c->bad, buf_str(&b), err);
}

/* The table may stand on another sheet, behind a cover. */
static int say_sheet(const struct table_info *info, struct err *err)
{
	struct err why = *err;
	if (info->xlsx.sheet[0] && !info->xlsx.other_sheets)
		return -(int)why.code;
	if (info->xlsx.sheet[0])
		return err_set(err, why.code, _("Chỉ đọc trang tính đầu tiên («%s»); bảng ở trang khác thì chuyển lên đầu. %s"),
			       info->xlsx.sheet, why.text);
	return err_set(err, why.code, _("Chỉ đọc trang tính đầu tiên; bảng ở trang khác thì chuyển lên đầu. %s"), why.text);
}

/* The first rows as they come give most headings; merged cells, which a workbook names behind all rows, are asked for only when
 * something is not understood. */
static int find_head(struct check *c, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("import heading", (size_t)256 << 20);
	struct xlsx_rows first = {c->first_n, c->first};
	int r = import_head_find(c->keep, c->record, first.row, first.n, &c->head, err);
	if (!c->csv && (r < 0 || c->head.ignored.n)) {
		r = table_heading(a, c->bytes, c->name, FIRST_ROWS, &csv_limits_default, &first, err);
		if (r == 0)
			r = import_head_find(c->keep, c->record, first.row, first.n, &c->head, err);
	}
	if (r < 0)
		return r;
	c->head_line = (int64_t)first.row[c->head.rows - 1].line;
	for (size_t i = 0; i < c->head.columns; i++)
		c->head.name[i] = arena_dup(c->keep, c->head.name[i]);
	r = columns_missing(c, err);
	return r < 0 ? r : write_head(c, err);
}

/* The heading once more, on the next page of a table that was made for paper. */
static bool is_heading_again(const struct import_head *head, const struct str *cells, size_t n)
{
	for (size_t i = 0; i < head->columns; i++)
		if (head->field[i] >= 0 && (i >= n || !str_eq(cells[i], head->name[i])))
			return false;
	return true;
}

/* Numbered in advance, a note under the table, the line for signatures: nothing for the register, and counted. */
static void pass_over(struct check *c, const struct import_row *row)
{
	bool empty = true;
	for (size_t i = 0; i < row->n; i++)
		empty = empty && (!row->cell[i].n || (int)i == c->head.reason);
	if (empty)
		return;
	if (c->passed++ == 0)
		c->passed_line = row->line;
}

static int take_csv(struct check *c, const struct csv_row *csv, struct err *err)
{
	struct import_row row = {.line = (int64_t)csv->line};
	bool says = false;
	if (row.line <= c->head_line || (c->total == 0 && is_numbering(&c->head, csv)))
		return 0;
	struct str *cells = arena_array_of(c->a, csv->n, struct str);
	for (size_t i = 0; i < csv->n && i < IMPORT_COLUMNS_MOST; i++) {
		cells[i] = arena_dup(c->a, str_trim(csv->cells[i]));
		says = says || (cells[i].n && i < c->head.columns && c->head.field[i] >= 0);
		row.n = i + 1;
	}
	row.cell = cells;
	if (!says)
		pass_over(c, &row);
	if (!says || is_heading_again(&c->head, cells, row.n))
		return 0;
	c->total++;
	int r = take(c, &row, err);
	return r == 0 && (c->n == IMPORT_BLOCK || ++c->held == HELD_MOST) ? flush(c, err) : r;
}

static void keep_first(struct check *c, const struct csv_row *row)
{
	struct str *cells = arena_array_of(c->keep, row->n, struct str);
	for (size_t i = 0; i < row->n; i++)
		cells[i] = arena_dup(c->keep, row->cells[i]);
	c->first[c->first_n++] = (struct csv_row){.line = row->line, .n = row->n, .cells = cells};
}

/* The heading is found among the first rows; what stands under it follows. */
static int take_first(struct check *c, struct err *err)
{
	int r = find_head(c, err);
	c->headless = r < 0;
	for (size_t i = 0; r == 0 && i < c->first_n; i++)
		r = take_csv(c, &c->first[i], err);
	return r;
}

static int on_row(void *ctx, const struct csv_row *csv, struct err *err)
{
	struct check *c = ctx;
	if (c->head_line)
		return take_csv(c, csv, err);
	keep_first(c, csv);
	return c->first_n < FIRST_ROWS ? 0 : take_first(c, err);
}

/* The columns that were understood, in which of them cells merged down were read for each row – those of the heading are its own
 * matter –, and that rows which a spreadsheet hides were read too. */
static struct str understood(struct check *c, const struct xlsx_info *info)
{
	_cleanup_buf_ struct buf b = BUF_INIT(16384);
	size_t n = 0;
	buf_add(&b, c->head.understood);
	for (size_t i = 0; i < XLSX_MERGED_COLUMNS && i < c->head.columns; i++)
		if (info->merged[i] > (size_t)c->head_line)
			buf_printf(&b, n++ ? ", «%.*s»" : _("; ô gộp được tính cho từng dòng ở cột «%.*s»"), STR_ARG(c->head.name[i]));
	if (info->hidden_rows)
		buf_printf(&b, _("; đọc cả %zu dòng đang ẩn trong tệp (do lọc hoặc ẩn đi)"), info->hidden_rows);
	return arena_dup(c->keep, buf_str(&b));
}

/* What people should know of the file besides columns nobody knows. */
static struct str notes(struct check *c, const struct table_info *info)
{
	_cleanup_buf_ struct buf b = BUF_INIT(16384);
	buf_add(&b, c->head.ignored);
	if (c->passed)
		buf_printf(&b, _("%s%lld dòng không có gì ở các cột đã hiểu (dòng đầu tiên: %lld)"), b.n ? "; " : "", (long long)c->passed,
			   (long long)c->passed_line);
	if (info->kind == TABLE_XLSX && info->xlsx.other_sheets)
		buf_printf(&b, _("%schỉ đọc trang tính «%s», không đọc %zu trang khác"), b.n ? "; " : "", info->xlsx.sheet,
			   info->xlsx.other_sheets);
	if (info->kind == TABLE_XLSX && info->xlsx.formulas_unsaved)
		buf_printf(&b, _("%s%zu ô công thức chưa có kết quả nên coi là trống (ô đầu tiên ở dòng %zu)"), b.n ? "; " : "",
			   info->xlsx.formulas_unsaved, info->xlsx.unsaved_line);
	if (info->kind == TABLE_XLSX && info->xlsx.merged_unread)
		buf_printf(&b, _("%s%zu ô gộp qua nhiều dòng chỉ tính cho dòng đầu vì bảng quá dài: hãy bỏ gộp và điền vào từng dòng"),
			   b.n ? "; " : "", info->xlsx.merged_unread);
	return arena_dup(c->keep, buf_str(&b));
}

/* Reads everything into the staging files. */
static int stage(struct check *c, int64_t id, struct table_info *info, struct err *err)
{
	int r = stage_create(c->site, id, STAGE_ROWS, &c->out, err);
	if (r == 0)
		r = stage_create(c->site, id, STAGE_BAD, &c->bad, err);
	if (r == 0)
		r = import_read(c->bytes, c->name, on_row, c, info, err);
	if (r == 0 && !c->head_line)
		r = take_first(c, err);
	if (c->headless && !c->csv && err->code == ERR_INPUT)
		r = say_sheet(info, err);
	if (r == 0)
		r = flush(c, err);
	if (r == 0 && c->bad_block.full)
		r = err_set(err, ERR_TOO_LARGE, _("Quá nhiều dòng sai. Hãy sửa bảng rồi nhập lại."));
	return r < 0 ? r : flush_bad(c, 0, err);
}

static int finish(struct check *c, int64_t id, struct str file, const struct table_info *info, struct err *err)
{
	struct import_made made = {.id = id, .record = c->record, .actor = c->actor, .file = file, .total = c->total,
				   .fresh = c->fresh_n, .changed = c->changed, .same = c->same, .refused = c->refused,
				   .understood = understood(c, &info->xlsx), .ignored = notes(c, info)};
	if (c->total == 0)
		return err_set(err, ERR_INPUT, _("Dưới hàng tiêu đề không có dòng nào."));
	return import_make_job(c->site, &made, &c->out, &c->bad, err);
}

int import_check(struct site *site, struct db *db, const struct actor *actor, const struct record *record, struct str filename,
		 struct str bytes, int64_t *ret_job, struct err *err)
{
	_cleanup_arena_ struct arena *keep = arena_new("import", CHECK_ARENA), *a = arena_new("import block", CHECK_ARENA);
	struct check *c = arena_new_of(keep, struct check);
	struct table_info info = {0};
	int64_t id = import_fresh_id(site);
	*c = (struct check){.site = site, .record = record, .actor = actor, .keep = keep, .a = a};
	c->bad_block = BUF_INIT((size_t)64 << 20);
	c->csv = !str_starts(bytes, STR("PK"));
	c->refs = import_refs_new(keep, site, db, actor);
	c->judge = (struct import_judge){.site = site, .db = db, .a = a, .keep = keep, .actor = actor, .record = record,
					 .today = site_today(site)};
	if (!access_could(actor, import_action(record, c->judge.action)))
		return err_set(err, ERR_DENIED, _("Vai trò của bạn không được nhập bảng này."));
	c->bytes = bytes;
	c->name = arena_c(keep, filename);
	c->first = arena_array_of(keep, FIRST_ROWS, struct csv_row);
	int r = stage(c, id, &info, err);
	if (r == 0)
		r = finish(c, id, str_slice(filename, 0, 200), &info, err);
	end_reading(c);
	stage_abandon(c->out);
	stage_abandon(c->bad);
	free(c->seen.slot);
	buf_free(&c->bad_block);
	if (r == 0)
		*ret_job = id;
	return r;
}
