/* The file store against the ledger: is everything there that an entry names, and what does no entry name any more? */
#include <string.h>

#include "file/store.h"
#include "record/attach.h"
#include "record/statements.h"

struct finding {
	int64_t files, bad;
	struct str first; /* in the arena */
};

/* One attached file: 1 sound, 0 missing or changed. */
static int look(struct db *store, struct str hash_text, int64_t size, struct err *err)
{
	_cleanup_buf_ struct buf bytes = BUF_INIT(FILE_MOST);
	struct hash hash;
	if (!store || !unhex(hash_text, hash.b, HASH_LEN))
		return 0;
	int r = file_get(store, &hash, &bytes, err);
	if (r < 0)
		return err->code == ERR_CORRUPT || err->code == ERR_TOO_LARGE ? 0 : r;
	return r && (int64_t)bytes.n == size;
}

static int check_each(struct db *db, struct db *store, struct arena *a, struct finding *f, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &attached_all, NO_VALUES, &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct err one = ERR_INIT;
		f->files++;
		r = look(store, query_str(q, 5), query_int(q, 4), &one);
		if (r < 0) {
			*err = one;
			return r;
		}
		if (r == 0 && f->bad++ == 0)
			f->first = arena_printf(a, "«%.*s» (%.*s %lld)", STR_ARG(query_str(q, 3)), STR_ARG(query_str(q, 1)),
						(long long)query_int(q, 2));
		r = 0;
	}
	return r;
}

int record_files_check(struct site *site, struct db *db, int64_t *ret_files, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("file check", 1 << 20);
	_cleanup_db_ struct db *store = NULL;
	struct finding f = {0};
	struct err none = ERR_INIT;
	int r = site_files_reader(site, &store, &none);
	if (r < 0 && none.code != ERR_NOT_FOUND) {
		*err = none;
		return r;
	}
	r = check_each(db, store, a, &f, err);
	if (r < 0)
		return r;
	if (f.bad)
		return err_set(err, ERR_CORRUPT,
			       _("Kho tệp thiếu hoặc sai nội dung của %lld trong %lld tệp đính kèm; tệp đầu tiên: %.*s. Hãy lấy "
				 "lại files.db từ bản sao lưu."),
			       (long long)f.bad, (long long)f.files, STR_ARG(f.first));
	*ret_files = f.files;
	return 0;
}

static int is_attached(void *ctx, const struct hash *hash, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("file hash", 1 << 16);
	int64_t n;
	int r = db_get_int(ctx, &attached_by_hash, VALUES(v_text(hex(a, hash->b, HASH_LEN))), 0, &n, err);
	return r < 0 ? r : n > 0;
}

int record_files_collect(struct site *site, struct db *db, int64_t *ret_count, int64_t *ret_bytes, struct err *err)
{
	INVARIANT(site->files, "sweeping needs a site that is written");
	return file_collect(site->files, is_attached, db, ret_count, ret_bytes, err);
}
