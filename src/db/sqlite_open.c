/* Opening, closing and copying. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/fs.h"
#include "db/sqlite_int.h"
#include "db/sqlite_log.h"

/* Up to 3.51.2 two connections that write and checkpoint at the wrong moment could corrupt the file (WAL reset). */
#define OLDEST_ENGINE 3051003
#define STR_CAP (64 << 20) /* no cell is larger: files are kept in chunks of 25 MB */

static const char *vfs_name;

void db_use_vfs(const char *name)
{
	vfs_name = name;
}

const char *db_engine_version(void)
{
	return sqlite3_libversion();
}

/* ---- open and close ---------------------------------------------------------------------------------------------- */

static int note_log(void *ctx, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = ctx;

	(void)handle;
	(void)name;
	db->log_pages = pages;
	return SQLITE_OK;
}

/* How a connection of each mode behaves; every line has its reason. */
static const char *const settings[] = {
	[DB_READ] =
		"PRAGMA mmap_size = 0;"         /* a failing disk must be an error, not a signal */
		"PRAGMA cell_size_check = ON;"  /* find torn pages early */
		"PRAGMA temp_store = MEMORY;"   /* nothing of a site outside its folder */
		"PRAGMA cache_size = -4096;"
		"PRAGMA query_only = ON;",
	[DB_WRITE] =
		"PRAGMA mmap_size = 0;"
		"PRAGMA cell_size_check = ON;"
		"PRAGMA temp_store = MEMORY;"
		"PRAGMA cache_size = -98304;"    /* the pages that a long import touches again and again */
		"PRAGMA synchronous = FULL;"    /* what is acknowledged survives power loss */
		"PRAGMA journal_mode = WAL;"
		"PRAGMA journal_size_limit = 67108864;",
	[DB_MEMORY] = "PRAGMA temp_store = MEMORY;",
};

static void configure(struct db *db)
{
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* A plan follows from the statement alone: else other values would have it prepared anew, each time. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, STR_CAP);
	sqlite3_busy_timeout(db->handle, db->mode == DB_READ ? 250 : 1000);
	/* A reader never moves the log, not even as the last one to leave. */
	if (db->mode == DB_READ)
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	else
		sqlite3_wal_hook(db->handle, note_log, db); /* in place of the automatic checkpoint */
}

static const struct stmt stmt_page_size = {"page_size", "PRAGMA page_size"};
static const struct stmt stmt_tables = {"tables", "SELECT count(*) FROM sqlite_schema"};
static const struct stmt stmt_journal_mode = {"journal_mode", "PRAGMA journal_mode"};

/* Every whole page must be there. With a log the engine knows better: it may hold what the file lacks. */
static int look_at_size(struct db *db, const char *path, struct err *err)
{
	int64_t page_size = 0, log = db_log_size(path); /* the log first: it only grows before the file does */
	struct stat st;
	int rc = db_get_int(db, &stmt_page_size, NO_VALUES, 0, &page_size, err);

	if (rc < 0)
		return rc;
	if (stat(path, &st) < 0)
		return db_system_error("stat", path, err);
	if (log == 0 && (page_size == 0 || st.st_size % page_size))
		return db_corrupt(path, "the last page is not whole", err);
	return 0;
}

static int set_up(struct db *db, const char *path, struct err *err)
{
	enum db_mode mode = db->mode == DB_CREATE ? DB_WRITE : db->mode;
	char journal[16] = "";
	int64_t tables;
	int rc;

	configure(db);
	rc = db_script(db, str_from_c(settings[mode]), err);
	if (rc < 0 || mode == DB_MEMORY)
		return rc;
	/* Reads header and schema, and what a crash left in the log. */
	rc = db_get_int(db, &stmt_tables, NO_VALUES, 0, &tables, err);
	if (rc < 0)
		return rc;
	rc = look_at_size(db, path, err);
	if (rc < 0 || mode == DB_READ)
		return rc;
	rc = db_get_text(db, &stmt_journal_mode, journal, sizeof(journal), err);
	if (rc < 0)
		return rc;
	if (!str_eq_c(STR("wal"), journal)) {
		err_set(err, ERR_IO, "%s", TEXT_IO);
		return err_detail(err, "%s: journal mode %s instead of wal", path, journal);
	}
	return 0;
}

static int connect_to(struct db *db, const char *path, struct err *err)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc;

	flags |= db->mode == DB_READ && !db->mover ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	if (db->mode == DB_MEMORY)
		flags |= SQLITE_OPEN_CREATE;
	bool writes = db->mode == DB_WRITE || db->mode == DB_CREATE;
	rc = sqlite3_open_v2(db->mode == DB_MEMORY ? ":memory:" : path, &db->handle, flags,
	                     writes ? sqlite_log_vfs(vfs_name) : vfs_name);
	INVARIANT(db->handle, "out of memory");
	if (rc)
		return engine_error(db, rc, path ? path : "memory", err);
	return set_up(db, path, err);
}

static void drop_handle(struct query *q)
{
	sqlite3_finalize(q->handle);
}

static struct db *db_new(const char *path, enum db_mode mode)
{
	struct db *db = calloc(1, sizeof(*db));

	INVARIANT(db, "out of memory");
	db->mode = mode;
	db->path = mode == DB_MEMORY ? NULL : strdup(path);
	INVARIANT(db->path || mode == DB_MEMORY, "out of memory");
	stmt_cache_init(&db->cache, drop_handle);
	return db;
}

/* It changes nothing but where a page stands: what a reader may not write it does not either. */
int db_open_mover(const struct db *db, struct db **ret_mover, struct err *err)
{
	INVARIANT(db->mode == DB_WRITE || db->mode == DB_CREATE, "a mover beside another than the writing connection");
	struct db *mover = db_new(db->path, DB_READ);
	int rc;

	mover->mover = true;
	rc = connect_to(mover, db->path, err);
	if (rc < 0) {
		db_close(mover);
		return rc;
	}
	*ret_mover = mover;
	return 0;
}

int db_open(const char *path, enum db_mode mode, struct db **ret_db, struct err *err)
{
	struct db *db;
	int rc = 0;

	if (sqlite3_libversion_number() < OLDEST_ENGINE) {
		err_set(err, ERR_INTERNAL, _("Thư viện cơ sở dữ liệu SQLite %s quá cũ; cần từ 3.51.3 trở lên."),
		        sqlite3_libversion());
		return err_detail(err, "SQLite %s", sqlite3_libversion());
	}
	INVARIANT(mode == DB_MEMORY || (path && path[0] && path[0] != ':'), "a database without a path");
	if (mode != DB_MEMORY && str_from_c(path).n > DB_PATH_CAP - 1)
		return err_set(err, ERR_INPUT, _("Đường dẫn của tệp dữ liệu quá dài."));
	if (mode == DB_CREATE)
		rc = db_file_create(path, err);
	else if (mode != DB_MEMORY)
		rc = db_file_look(path, err);
	if (rc < 0)
		return rc;
	db = db_new(path, mode);
	rc = connect_to(db, path, err);
	if (rc == 0 && mode == DB_CREATE)
		rc = fs_sync_folder_of(path, err);
	if (rc == 0) {
		*ret_db = db;
		return 0;
	}
	db_close(db);
	if (mode == DB_CREATE)
		db_file_remove(path);
	return rc;
}

void db_close(struct db *db)
{
	int rc;

	if (!db)
		return;
	stmt_cache_clear(&db->cache);
	rc = sqlite3_close(db->handle);
	INVARIANT(rc != SQLITE_BUSY, "a connection is closed while a query runs");
	free(db->path);
	free(db);
}

void db_closep(struct db **db)
{
	db_close(*db);
}

/* ---- a copy ------------------------------------------------------------------------------------------------------- */

static int copy_pages(struct db *db, sqlite3 *target, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", db->handle, "main");
	int rc;

	if (!backup) {
		err_set(err, ERR_IO, "%s", TEXT_IO);
		return err_detail(err, "copy: %s", sqlite3_errmsg(target));
	}
	rc = sqlite3_backup_step(backup, -1); /* all in one read snapshot: others go on writing */
	if (rc == SQLITE_DONE)
		rc = sqlite3_backup_finish(backup);
	else
		sqlite3_backup_finish(backup);
	if (rc == 0)
		return 0;
	return engine_error(&(struct db){.handle = target, .mode = DB_CREATE}, rc, "copy", err);
}

int db_copy_to(struct db *db, const char *path, struct err *err)
{
	sqlite3 *target = NULL;
	int rc = db_file_create(path, err);

	if (rc < 0)
		return rc;
	rc = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs_name);
	if (rc)
		rc = engine_error(&(struct db){.handle = target, .mode = DB_CREATE}, rc, path, err);
	else
		rc = copy_pages(db, target, err);
	sqlite3_close(target);
	if (rc == 0)
		rc = fs_sync_folder_of(path, err);
	if (rc < 0)
		db_file_remove(path);
	return rc;
}
