#include "site/site.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "file/store.h"
#include "ledger/statements.h"
#include "site/statements.h"

#define KEY_HEADING "noivu site key 1\n"

enum { SITE_NUMBER, SITE_NAME, SITE_PROVINCE, SITE_ROOT, SITE_REHEARSAL, SITE_DAY, SITE_PUBLIC_KEY, SITE_FIELDS };

static const struct field site_fields[] = {
	[SITE_NUMBER] = {.name = "number", .kind = FIELD_INT, .label = _("Số của máy chủ"), .flags = FIELD_REQUIRED},
	[SITE_NAME] = {.name = "name", .kind = FIELD_TEXT, .label = _("Tên"), .flags = FIELD_REQUIRED},
	[SITE_PROVINCE] = {.name = "province", .kind = FIELD_TEXT, .label = _("Mã tỉnh"), .flags = FIELD_REQUIRED},
	[SITE_ROOT] = {.name = "root",
		       .kind = FIELD_REF,
		       .label = _("Đơn vị gốc"),
		       .flags = FIELD_REQUIRED,
		       .references = "unit"},
	[SITE_REHEARSAL] = {.name = "rehearsal",
			    .kind = FIELD_TRISTATE,
			    .label = _("Diễn tập"),
			    .flags = FIELD_REQUIRED},
	[SITE_DAY] = {.name = "day", .kind = FIELD_DAY, .label = _("Ngày làm việc của cuộc diễn tập")},
	[SITE_PUBLIC_KEY] = {.name = "public_key",
			     .kind = FIELD_TEXT,
			     .label = _("Khóa công khai"),
			     .flags = FIELD_REQUIRED},
};

const struct record site_record = {
	.name = "site",
	.title = _("Máy chủ"),
	.many = _("Máy chủ"),
	.fields = site_fields,
	.field_count = ARRAY_LEN(site_fields),
	.heading = "name",
};

static day_t local_today(struct world *w)
{
	struct site *site = (struct site *)((char *)w - offsetof(struct site, local_world));
	return site->day != DAY_NONE ? site->day : site->outer->today(site->outer);
}

static int64_t local_now(struct world *w)
{
	struct site *site = (struct site *)((char *)w - offsetof(struct site, local_world));
	int64_t now = site->outer->now_ms(site->outer);
	/* between two starts the clock may have been set back, too (base/world.h) */
	return now < site->last_ms && site->last_ms - now <= WORLD_HOLD_MS ? site->last_ms : now;
}

static void local_random(struct world *w, void *p, size_t n)
{
	struct site *site = (struct site *)((char *)w - offsetof(struct site, local_world));
	site->outer->random(site->outer, p, n);
}

day_t site_today(struct site *site)
{
	return site->world->today(site->world);
}

int64_t site_now(struct site *site)
{
	return site->world->now_ms(site->world);
}

static void path_in(const struct site *site, const char *name, char ret[PATH_MAX])
{
	if (snprintf(ret, PATH_MAX, "%s/%s", site->dir, name) >= PATH_MAX)
		BUG("path longer than PATH_MAX");
}

static struct site *site_new(const char *dir, const struct site_parts *parts)
{
	struct site *site = calloc(1, sizeof(*site));
	if (!site)
		abort();
	site->arena = arena_new("site", 1 << 24);
	site->dir = arena_c(site->arena, str_from_c(dir));
	site->catalog = parts->catalog;
	site->law = parts->law;
	site->outer = parts->world;
	site->local_world = (struct world){local_now, local_today, local_random};
	site->world = &site->local_world;
	site->day = parts->today;
	site->lock = -1;
	return site;
}

void site_close(struct site *site)
{
	if (!site)
		return;
	writer_stop(site->writer);
	file_store_close(site->files);
	ledger_close(site->ledger);
	if (site->lock >= 0)
		close(site->lock);
	memory_wipe(&site->key, sizeof(site->key));
	memory_wipe(site->seal_key, sizeof(site->seal_key));
	memory_wipe(site->find_key, sizeof(site->find_key));
	arena_free(site->arena);
	free(site);
}

void site_closep(struct site **site)
{
	site_close(*site);
}

static int key_write(struct site *site, const uint8_t seed[32], struct err *err)
{
	char path[PATH_MAX];
	struct arena *a = site->arena;
	path_in(site, "site.key", path);
	struct str text = arena_printf(a, KEY_HEADING "sign %.*s\n", STR_ARG(hex(a, seed, 32)));
	return fs_write_new(path, text, 0600, err);
}

static int key_read(struct site *site, struct err *err)
{
	char path[PATH_MAX];
	uint8_t seed[32];
	struct str text;
	path_in(site, "site.key", path);
	int r = fs_read(site->arena, path, 4096, &text, err);
	if (r < 0)
		return err->code == ERR_NOT_FOUND ? err_field(err, ERR_NOT_FOUND, SITE_KEY_FIELD, _("Thiếu khóa của máy chủ: %s."), path)
						  : r;
	struct str heading = STR(KEY_HEADING "sign ");
	if (!str_starts(text, heading) || !unhex(str_slice(text, heading.n, heading.n + 64), seed, sizeof(seed)))
		return err_field(err, ERR_CORRUPT, SITE_KEY_FIELD, _("Tệp khóa %s bị hỏng; hãy lấy lại bản lưu riêng của tệp này."),
				 path);
	sign_keypair_from_seed(seed, site->key.public_key, site->key.secret);
	struct hash sealing = hash_keyed(seed, STR("seal")), finding = hash_keyed(seed, STR("find"));
	memcpy(site->seal_key, sealing.b, SEAL_KEY_LEN);
	memcpy(site->find_key, finding.b, sizeof(site->find_key));
	memory_wipe(&sealing, sizeof(sealing));
	memory_wipe(&finding, sizeof(finding));
	memory_wipe(seed, sizeof(seed));
	return 0;
}

/* A site whose store was lost goes on with an empty one: what is missing is said where it is asked for, and by verify. */
static int open_files(struct site *site, struct err *err)
{
	char path[PATH_MAX];
	path_in(site, "files.db", path);
	return file_store_open(path, &site->files, err);
}

static int start_writing(struct site *site, struct db *db, struct err *err)
{
	int r = ledger_open(db, site->catalog, &site->key, site->number, site->world, &site->ledger, err);
	if (r < 0) {
		db_close(db);
		return r;
	}
	struct writer_hooks hooks = ledger_hooks(site->ledger);
	return writer_start(db, &hooks, &site->writer, err);
}

static int take_lock(struct site *site, struct err *err)
{
	char path[PATH_MAX];
	path_in(site, "noivu.lock", path);
	int r = fs_lock(path, &site->lock, err);
	if (r < 0 && err->code == ERR_BUSY)
		return err_set(err, ERR_BUSY,
			       _("Một tiến trình noivu khác đang chạy trên %s. Hãy dừng nó trước (một thư mục chỉ có "
				 "một tiến trình ghi)."),
			       site->dir);
	return r;
}

static int data_there(const struct site *site, const char *path, struct err *err)
{
	if (fs_exists(path))
		return 0;
	if (errno == EACCES)
		return err_set(err, ERR_DENIED,
			       _("Không có quyền trên thư mục %s. Chạy lệnh bằng chủ của thư mục (runuser -u CHỦ -- noivu …)."),
			       site->dir);
	return err_set(err, ERR_NOT_FOUND, _("%s không phải là thư mục dữ liệu của noivu (không có noivu.db)."), site->dir);
}

int site_create(const char *dir, const struct site_parts *parts, int64_t number, struct site **ret_site,
		struct err *err)
{
	int r = fs_make_empty_dir(dir, err);
	if (r < 0)
		return r;
	_cleanup_site_ struct site *site = site_new(dir, parts);
	char path[PATH_MAX];
	uint8_t seed[32];
	struct db *db = NULL;
	site->number = number;
	if (parts->seed)
		memcpy(seed, parts->seed, sizeof(seed));
	else
		random_bytes(seed, sizeof(seed));
	r = take_lock(site, err);
	if (r == 0)
		r = key_write(site, seed, err);
	if (r == 0)
		r = key_read(site, err);
	path_in(site, "noivu.db", path);
	if (r == 0)
		r = db_open(path, DB_CREATE, &db, err);
	if (r == 0 && (r = catalog_create(site->catalog, db, err)) < 0)
		db_close(db);
	if (r == 0)
		r = start_writing(site, db, err);
	if (r == 0)
		r = open_files(site, err);
	if (r < 0)
		return r;
	*ret_site = site;
	site = NULL;
	return 0;
}

int site_load(struct site *site, struct db *db, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &site_read, NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	if (r == 0)
		return err_set(err, ERR_CORRUPT, _("Việc tạo máy chủ %s đã dở dang: hãy xóa thư mục này và tạo lại."),
			       site->dir);
	uint8_t made_for[SIGN_PUBLIC_LEN];
	if (!unhex(query_str(q, SITE_PUBLIC_KEY), made_for, sizeof(made_for)) ||
	    memcmp(made_for, site->key.public_key, sizeof(made_for)) != 0)
		return err_field(err, ERR_CORRUPT, SITE_KEY_FIELD,
				 _("%s/site.key là khóa của máy chủ khác, không phải của dữ liệu này; hãy lấy đúng bản lưu riêng của "
				   "khóa."),
				 site->dir);
	site->number = query_int(q, SITE_NUMBER);
	site->name = query_dup(q, SITE_NAME, site->arena);
	site->province = query_dup(q, SITE_PROVINCE, site->arena);
	site->root = query_int(q, SITE_ROOT);
	site->rehearsal = query_int(q, SITE_REHEARSAL) == 1;
	if (site->day == DAY_NONE && site->rehearsal)
		site->day = query_day(q, SITE_DAY);
	return 0;
}

int site_open(const char *dir, enum site_mode mode, const struct site_parts *parts, struct site **ret_site,
	      struct err *err)
{
	_cleanup_site_ struct site *site = site_new(dir, parts);
	_cleanup_db_ struct db *db = NULL;
	char path[PATH_MAX];
	path_in(site, "noivu.db", path);
	int r = data_there(site, path, err);
	if (r == 0 && mode == SITE_WRITE)
		r = take_lock(site, err);
	if (r == 0)
		r = key_read(site, err);
	if (r == 0)
		r = db_open(path, mode == SITE_WRITE ? DB_WRITE : DB_READ, &db, err);
	if (r == 0)
		r = catalog_check_stamp(site->catalog, db, err);
	if (r == 0)
		r = site_load(site, db, err);
	if (r == 0 && mode == SITE_WRITE)
		r = db_get_int(db, &ledger_last_at, NO_VALUES, 0, &site->last_ms, err);
	if (r == 0 && mode == SITE_WRITE) {
		struct db *writing = db;
		db = NULL;
		r = start_writing(site, writing, err);
		if (r == 0)
			r = open_files(site, err);
	}
	if (r < 0)
		return r;
	*ret_site = site;
	site = NULL;
	return 0;
}

/* The writing connection without ledger and writer: for what makes tables again. */
static int open_bare(struct site *site, struct db **ret_db, struct err *err)
{
	char path[PATH_MAX];
	path_in(site, "noivu.db", path);
	int r = data_there(site, path, err);
	if (r == 0)
		r = take_lock(site, err);
	return r < 0 ? r : db_open(path, DB_WRITE, ret_db, err);
}

int site_rebuild(const char *dir, const struct site_parts *parts, struct ledger_report *ret_report, struct err *err)
{
	_cleanup_site_ struct site *site = site_new(dir, parts);
	_cleanup_db_ struct db *db = NULL;
	int r = open_bare(site, &db, err);
	if (r == 0)
		r = catalog_check_stamp(site->catalog, db, err);
	return r < 0 ? r : ledger_rebuild(db, site->catalog, ret_report, err);
}

int site_upgrade(const char *dir, const struct site_parts *parts, bool *ret_needed, struct ledger_report *ret_report,
		 struct err *err)
{
	_cleanup_site_ struct site *site = site_new(dir, parts);
	_cleanup_db_ struct db *db = NULL;
	struct err ignored = ERR_INIT;
	int r = open_bare(site, &db, err);
	if (r < 0)
		return r;
	*ret_needed = catalog_check_stamp(site->catalog, db, &ignored) < 0;
	return *ret_needed ? ledger_upgrade(db, site->catalog, ret_report, err) : 0;
}

int site_reader(struct site *site, struct db **ret_db, struct err *err)
{
	char path[PATH_MAX];
	path_in(site, "noivu.db", path);
	return db_open(path, DB_READ, ret_db, err);
}

int site_files_reader(struct site *site, struct db **ret_db, struct err *err)
{
	char path[PATH_MAX];
	path_in(site, "files.db", path);
	return file_reader(path, ret_db, err);
}
