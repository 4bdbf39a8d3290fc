/* Staging files: blocks of rows, each sealed with the key of the site. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "record/export.h"
#include "record/import_int.h"

#define BLOCK_MOST ((int64_t)1 << 30)

struct stage_out {
	struct site *site;
	int64_t id, blocks, place;
	const char *kind;
	int fd;
	char path[PATH_MAX];
};

static int io_error(struct err *err, const char *what)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	err_set(err, full ? ERR_DISK_FULL : ERR_IO,
		full ? _("Ổ đĩa của máy chủ đã đầy nên chưa nhập gì. Hãy dọn ổ đĩa rồi nhập lại.")
		     : _("Không ghi hoặc không đọc được tệp tạm của lần nhập. Hãy kiểm tra ổ đĩa rồi nhập lại."));
	return err_detail(err, "staging: %s", what);
}

static int folder_of(const struct site *site, char path[PATH_MAX], struct err *err)
{
	int n = snprintf(path, PATH_MAX, "%s/staging", site->dir);
	if (n >= PATH_MAX - 64)
		return io_error(err, "path too long");
	if (mkdir(path, 0700) < 0)
		return errno == EEXIST ? 0 : io_error(err, "mkdir");
	return fs_sync_folder_of(path, err) < 0 ? io_error(err, "sync of the site's folder") : 0;
}

static int path_of(const struct site *site, int64_t id, const char *kind, char path[PATH_MAX], struct err *err)
{
	int r = folder_of(site, path, err);
	size_t n = r == 0 ? strlen(path) : 0;
	if (r == 0)
		snprintf(path + n, PATH_MAX - n, "/%lld.%s", (long long)id, kind);
	return r;
}

struct str import_seal(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t number, struct str text)
{
	uint8_t nonce[SEAL_NONCE_LEN];
	random_bytes(nonce, sizeof(nonce));
	return seal(a, site->seal_key, nonce, arena_printf(a, "staging %lld %s %lld", (long long)id, kind, (long long)number), text);
}

bool import_unseal(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t number, struct str sealed,
		   struct str *ret_text)
{
	return unseal(a, site->seal_key, arena_printf(a, "staging %lld %s %lld", (long long)id, kind, (long long)number), sealed,
		      ret_text);
}

int stage_create(struct site *site, int64_t id, const char *kind, struct stage_out **ret_out, struct err *err)
{
	struct stage_out *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	*s = (struct stage_out){.site = site, .id = id, .kind = kind, .fd = -1};
	int r = path_of(site, id, kind, s->path, err);
	if (r == 0 && (s->fd = open(s->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		r = io_error(err, "open");
	if (r < 0) {
		free(s);
		return r;
	}
	*ret_out = s;
	return 0;
}

int export_temp(struct site *site, char path[EXPORT_PATH], struct err *err)
{
	uint64_t chance[2];
	int r = folder_of(site, path, err);
	size_t n = r == 0 ? strlen(path) : 0;
	random_bytes(chance, sizeof(chance));
	if (r == 0)
		snprintf(path + n, EXPORT_PATH - n, "/%016llx%016llx.xlsx", (unsigned long long)chance[0], (unsigned long long)chance[1]);
	return r;
}

static int write_all(int fd, const void *p, size_t n, struct err *err)
{
	const char *at = p;
	while (n) {
		ssize_t k = write(fd, at, n);
		if (k <= 0)
			return io_error(err, "write");
		at += k;
		n -= (size_t)k;
	}
	return 0;
}

int stage_add(struct stage_out *s, struct str block, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("staging block", 2 * block.n + (1 << 20));
	struct str sealed = import_seal(s->site, a, s->id, s->kind, s->place, block);
	int64_t n = (int64_t)sealed.n;
	int r = write_all(s->fd, &n, sizeof(n), err);
	if (r == 0)
		r = write_all(s->fd, sealed.p, sealed.n, err);
	s->blocks += r == 0;
	s->place += n + (int64_t)sizeof(n);
	return r;
}

int64_t stage_blocks(const struct stage_out *s)
{
	return s->blocks;
}

int stage_finish(struct stage_out *s, struct err *err)
{
	int r = fsync(s->fd) < 0 ? io_error(err, "sync") : 0;
	if (close(s->fd) < 0 && r == 0)
		r = io_error(err, "close");
	if (r == 0 && fs_sync_folder_of(s->path, err) < 0)
		r = io_error(err, "sync of the folder");
	if (r < 0)
		unlink(s->path);
	free(s);
	return r;
}

void stage_abandon(struct stage_out *s)
{
	if (!s)
		return;
	close(s->fd);
	unlink(s->path);
	free(s);
}

static int corrupt(struct err *err, const char *what)
{
	err_set(err, ERR_CORRUPT, _("Tệp tạm của lần nhập bị hỏng hoặc đã mất. Hãy nhập lại bảng."));
	return err_detail(err, "staging: %s", what);
}

int stage_read(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t *offset,
	       struct str *ret_block, struct err *err)
{
	char path[PATH_MAX];
	int64_t n;
	int r = path_of(site, id, kind, path, err);
	if (r < 0)
		return r;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return corrupt(err, "not there");
	ssize_t got = pread(fd, &n, sizeof(n), (off_t)*offset);
	if (got == sizeof(n) && n > 0 && n < BLOCK_MOST) {
		char *bytes = arena_alloc(a, (size_t)n);
		got = pread(fd, bytes, (size_t)n, (off_t)(*offset + (int64_t)sizeof(n)));
		r = got == n && import_unseal(site, a, id, kind, *offset, (struct str){bytes, (size_t)n}, ret_block)
			    ? 1
			    : corrupt(err, "a block does not open");
		*offset += r > 0 ? n + (int64_t)sizeof(n) : 0;
	} else {
		r = got == 0 ? 0 : corrupt(err, "a block is cut");
	}
	close(fd);
	return r;
}

void stage_remove(struct site *site, int64_t id, const char *kind)
{
	char path[PATH_MAX];
	struct err ignored = ERR_INIT;
	if (path_of(site, id, kind, path, &ignored) == 0)
		unlink(path);
}

/* ---- rows: everything little and fixed; the file never leaves the machine ---- */

enum tag { TAG_KEEP, TAG_NULL, TAG_INT, TAG_TEXT };

static void put_text(struct buf *out, struct str s)
{
	uint32_t n = (uint32_t)s.n;
	buf_add_bytes(out, &n, sizeof(n));
	buf_add(out, s);
}

void stage_row_write(struct buf *out, const struct record *record, const struct import_row *row, struct str why)
{
	uint32_t n = (uint32_t)row->n;
	buf_add_bytes(out, &row->line, sizeof(row->line));
	buf_add_bytes(out, &row->named, sizeof(row->named));
	for (size_t i = 0; record && i < record->field_count; i++) {
		const struct import_value *v = &row->value[i];
		enum tag tag = !v->given ? TAG_KEEP : v->v.kind == VALUE_NULL ? TAG_NULL : v->v.kind == VALUE_INT ? TAG_INT : TAG_TEXT;
		buf_add_char(out, (char)tag);
		if (tag == TAG_INT)
			buf_add_bytes(out, &v->v.i, sizeof(v->v.i));
		else if (tag == TAG_TEXT)
			put_text(out, v->v.s);
	}
	put_text(out, why);
	buf_add_bytes(out, &n, sizeof(n));
	for (size_t i = 0; i < row->n; i++)
		put_text(out, row->cell[i]);
}

static bool get(struct str *rest, void *ret, size_t n)
{
	if (rest->n < n)
		return false;
	memcpy(ret, rest->p, n);
	*rest = str_slice(*rest, n, rest->n);
	return true;
}

static bool get_text(struct str *rest, struct str *ret)
{
	uint32_t n;
	if (!get(rest, &n, sizeof(n)) || rest->n < n)
		return false;
	*ret = str_slice(*rest, 0, n);
	*rest = str_slice(*rest, n, rest->n);
	return true;
}

static bool get_value(struct str *rest, struct import_value *ret)
{
	char tag;
	*ret = (struct import_value){0};
	if (!get(rest, &tag, 1))
		return false;
	ret->given = tag != TAG_KEEP;
	ret->v = v_null();
	if (tag == TAG_INT) {
		ret->v.kind = VALUE_INT;
		return get(rest, &ret->v.i, sizeof(ret->v.i));
	}
	if (tag == TAG_TEXT) {
		ret->v.kind = VALUE_TEXT;
		return get_text(rest, &ret->v.s);
	}
	return tag == TAG_KEEP || tag == TAG_NULL;
}

int stage_row_read(struct arena *a, const struct record *record, struct str *rest, struct import_row *ret_row,
		   struct str *ret_why, struct err *err)
{
	struct import_row row = {0};
	struct str why;
	uint32_t n;
	if (!rest->n)
		return 0;
	bool good = get(rest, &row.line, sizeof(row.line)) && get(rest, &row.named, sizeof(row.named));
	if (record)
		row.value = arena_array_of(a, record->field_count, struct import_value);
	for (size_t i = 0; good && record && i < record->field_count; i++)
		good = get_value(rest, &row.value[i]);
	good = good && get_text(rest, &why) && get(rest, &n, sizeof(n)) && n <= IMPORT_COLUMNS_MOST;
	if (!good)
		return corrupt(err, "a row is cut");
	struct str *cell = arena_array_of(a, n, struct str);
	for (row.n = 0; row.n < n; row.n++)
		if (!get_text(rest, &cell[row.n]))
			return corrupt(err, "a cell is cut");
	row.cell = cell;
	*ret_row = row;
	if (ret_why)
		*ret_why = why;
	return 1;
}
