#include "file/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "db/writer.h"
#include "file/statements.h"

static const struct column columns[] = {
	{"hash", COLUMN_BLOB, false, NULL}, {"size", COLUMN_INT, false, NULL}, {"bytes", COLUMN_BLOB, false, NULL}};
const struct table file_content_table = {
	"file_content", TABLE_OPERATIONAL, columns, ARRAY_LEN(columns), "hash", NULL, 0};

struct file_store {
	struct writer *writer;
};

/* ---- opening ---- */

/* Tables and stamp in one transaction: a store is there whole or not at all. */
static int make_tables(struct db *db, struct err *err)
{
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 16);
	schema_ddl(&ddl, &file_content_table, ENGINE_SQLITE);
	int r = db_begin(db, err);
	if (r == 0)
		r = db_script(db, buf_str(&ddl), err);
	if (r == 0)
		r = db_set_stamp(db, FILE_STORE_SCHEMA, err);
	if (r == 0)
		r = db_commit(db, err);
	if (r < 0)
		db_rollback(db);
	return r;
}

/* A stamp of 0 is a store whose making was cut short: it holds nothing yet. */
static int check_stamp(struct db *db, bool make, struct err *err)
{
	int64_t stamp;
	int r = db_stamp(db, &stamp, err);
	if (r < 0 || stamp == FILE_STORE_SCHEMA)
		return r;
	if (stamp == 0)
		return make ? make_tables(db, err)
			    : err_set(err, ERR_NOT_FOUND, _("Kho tệp files.db chưa được tạo xong."));
	return err_set(err, ERR_SCHEMA, _("Kho tệp files.db do bản noivu khác tạo. Hãy dùng đúng bản đó."));
}

/* Of the two data files this is the one; and the site need not wait for it. */
static int name_store(int r, const char *path, struct err *err)
{
	if (r == -ERR_CORRUPT)
		err_set(err, ERR_CORRUPT,
			_("Kho tệp %s bị hỏng. Hãy lấy lại từ bản sao lưu; cần chạy ngay thì dời tệp này đi: các trang chạy tiếp, "
			  "chỉ thiếu nội dung các tệp đính kèm."),
			path);
	return r;
}

int file_store_open(const char *path, struct file_store **ret_store, struct err *err)
{
	struct db *db;
	int r = db_open(path, fs_exists(path) ? DB_WRITE : DB_CREATE, &db, err);
	if (r < 0)
		return name_store(r, path, err);
	r = check_stamp(db, true, err);
	if (r < 0) {
		db_close(db);
		return r;
	}
	struct file_store *store = calloc(1, sizeof(*store));
	if (!store)
		abort();
	r = writer_start(db, NULL, &store->writer, err);
	if (r < 0) {
		free(store);
		return r;
	}
	*ret_store = store;
	return 0;
}

void file_store_close(struct file_store *store)
{
	if (!store)
		return;
	writer_stop(store->writer);
	free(store);
}

int file_reader(const char *path, struct db **ret_db, struct err *err)
{
	struct db *db;
	if (!fs_exists(path))
		return err_set(err, ERR_NOT_FOUND,
			       _("Không có kho tệp %s. Hãy lấy lại từ bản sao lưu gần nhất."), path);
	int r = db_open(path, DB_READ, &db, err);
	if (r < 0)
		return name_store(r, path, err);
	r = check_stamp(db, false, err);
	if (r < 0)
		db_close(db);
	else
		*ret_db = db;
	return r;
}

/* ---- keeping ---- */

struct put {
	struct hash hash;
	struct str bytes;
};

static int put_job(struct db *db, void *arg, struct err *err)
{
	const struct put *p = arg;
	int64_t size;
	int r = db_get_int(db, &file_has, VALUES(v_blob(p->hash.b, HASH_LEN)), -1, &size, err);
	if (r < 0 || size >= 0)
		return r;
	return db_run(db, &file_add,
		      VALUES(v_blob(p->hash.b, HASH_LEN), v_int((int64_t)p->bytes.n), v_blob(p->bytes.p, p->bytes.n)),
		      err);
}

int file_put(struct file_store *store, struct str bytes, struct hash *ret_hash, struct err *err)
{
	if (bytes.n == 0)
		return err_set(err, ERR_INPUT, _("Tệp trống: không có gì để lưu."));
	if (bytes.n > FILE_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Tệp lớn %zu MB; mỗi tệp tối đa %zu MB. Hãy nén hoặc chia nhỏ tệp."),
			       (bytes.n + (1 << 20) - 1) >> 20, FILE_MOST >> 20);
	struct put p = {hash_bytes(bytes.p, bytes.n), bytes};
	int r = writer_run(store->writer, put_job, &p, err);
	if (r == 0)
		*ret_hash = p.hash;
	return r;
}

struct sweep {
	file_keep_fn keep;
	void *ctx;
	int64_t count, bytes;
};

static int sweep_job(struct db *db, void *arg, struct err *err)
{
	struct sweep *s = arg;
	_cleanup_arena_ struct arena *a = arena_new("sweep", (size_t)64 << 20);
	struct hash *gone = NULL;
	size_t n = 0, cap = 0;
	{
		_cleanup_query_ struct query *q = NULL;
		int r = db_query(db, &file_all, NO_VALUES, &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			struct hash h;
			INVARIANT(query_str(q, 0).n == HASH_LEN, "a content under a hash of another length");
			memcpy(h.b, query_str(q, 0).p, HASH_LEN);
			r = s->keep(s->ctx, &h, err);
			if (r < 0)
				return r;
			if (r == 0) {
				gone = arena_grow(a, gone, n, &cap, sizeof(*gone));
				gone[n++] = h;
				s->bytes += query_int(q, 1);
			}
			r = 0;
		}
		if (r < 0)
			return r;
	}
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = db_run(db, &file_drop, VALUES(v_blob(gone[i].b, HASH_LEN)), err);
	s->count = (int64_t)n;
	return r;
}

int file_collect(struct file_store *store, file_keep_fn keep, void *ctx, int64_t *ret_count, int64_t *ret_bytes,
		 struct err *err)
{
	struct sweep s = {.keep = keep, .ctx = ctx};
	int r = writer_run(store->writer, sweep_job, &s, err);
	if (r < 0)
		return r;
	*ret_count = s.count;
	*ret_bytes = s.bytes;
	return 0;
}

/* ---- reading ---- */

int file_get(struct db *db, const struct hash *hash, struct buf *out, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &file_read, VALUES(v_blob(hash->b, HASH_LEN)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r <= 0)
		return r;
	int64_t size = query_int(q, 0);
	struct str bytes = query_str(q, 1);
	struct hash real = hash_bytes(bytes.p, bytes.n);
	if (!hash_eq(&real, hash) || (int64_t)bytes.n != size)
		return err_set(err, ERR_CORRUPT,
			       _("Nội dung của tệp đã bị sửa hoặc hỏng trong kho tệp. Hãy lấy lại files.db từ bản sao lưu."));
	buf_add(out, bytes);
	return out->full ? err_set(err, ERR_TOO_LARGE, _("Tệp quá lớn để gửi đi.")) : 1;
}
