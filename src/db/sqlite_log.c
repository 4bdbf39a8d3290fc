#include "db/sqlite_log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db_int.h"

#define GATHERED ((size_t)124 << 10) /* the ordinary storage takes less than 128 KiB at once */
#define STORAGES 4 /* that tests put below */

struct storage {
	sqlite3_vfs vfs; /* first: the engine hands it back */
	sqlite3_vfs *below;
	char name[64];
};

/* A log; the file below follows in the same piece of memory. Other files are those of the storage below as they are. */
struct log_file {
	sqlite3_file file; /* first */
	sqlite3_file *below;
	char *bytes;
	size_t n;
	sqlite3_int64 at; /* where `bytes` belong */
};

/* ---- a log ---- */

static struct log_file *log_of(sqlite3_file *file)
{
	return (struct log_file *)file;
}

static int put_down(struct log_file *l)
{
	if (l->n == 0)
		return SQLITE_OK;
	int rc = l->below->pMethods->xWrite(l->below, l->bytes, (int)l->n, l->at);
	l->n = 0;
	return rc;
}

static int log_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct log_file *l = log_of(file);
	bool behind = l->n && at == l->at + (sqlite3_int64)l->n && l->n + (size_t)n <= GATHERED;
	if (!behind) {
		int rc = put_down(l);
		if (rc)
			return rc;
		if ((size_t)n > GATHERED)
			return l->below->pMethods->xWrite(l->below, p, n, at);
		l->at = at;
	}
	memcpy(l->bytes + l->n, p, (size_t)n);
	l->n += (size_t)n;
	return SQLITE_OK;
}

static int log_close(sqlite3_file *file)
{
	struct log_file *l = log_of(file);
	int rc = put_down(l), closed = l->below->pMethods->xClose(l->below);
	free(l->bytes);
	return rc ? rc : closed;
}

static int log_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	int rc = put_down(log_of(file));
	return rc ? rc : log_of(file)->below->pMethods->xRead(log_of(file)->below, p, n, at);
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int rc = put_down(log_of(file));
	return rc ? rc : log_of(file)->below->pMethods->xTruncate(log_of(file)->below, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
	int rc = put_down(log_of(file));
	return rc ? rc : log_of(file)->below->pMethods->xSync(log_of(file)->below, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	int rc = put_down(log_of(file));
	return rc ? rc : log_of(file)->below->pMethods->xFileSize(log_of(file)->below, ret_size);
}

static int log_lock(sqlite3_file *file, int lock)
{
	return log_of(file)->below->pMethods->xLock(log_of(file)->below, lock);
}

static int log_unlock(sqlite3_file *file, int lock)
{
	return log_of(file)->below->pMethods->xUnlock(log_of(file)->below, lock);
}

static int log_reserved(sqlite3_file *file, int *ret)
{
	return log_of(file)->below->pMethods->xCheckReservedLock(log_of(file)->below, ret);
}

static int log_control(sqlite3_file *file, int op, void *arg)
{
	int rc = put_down(log_of(file));
	return rc ? rc : log_of(file)->below->pMethods->xFileControl(log_of(file)->below, op, arg);
}

static int log_sector(sqlite3_file *file)
{
	return log_of(file)->below->pMethods->xSectorSize(log_of(file)->below);
}

static int log_device(sqlite3_file *file)
{
	return log_of(file)->below->pMethods->xDeviceCharacteristics(log_of(file)->below);
}

static const sqlite3_io_methods log_methods = {
	.iVersion = 1,
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
	.xLock = log_lock,
	.xUnlock = log_unlock,
	.xCheckReservedLock = log_reserved,
	.xFileControl = log_control,
	.xSectorSize = log_sector,
	.xDeviceCharacteristics = log_device,
};

/* ---- the storage ---- */

static sqlite3_vfs *below(sqlite3_vfs *vfs)
{
	return ((struct storage *)vfs)->below;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *ret_flags)
{
	struct log_file *l = log_of(file);
	if (!(flags & SQLITE_OPEN_WAL))
		return below(vfs)->xOpen(below(vfs), name, file, flags, ret_flags);
	*l = (struct log_file){.below = (sqlite3_file *)(l + 1)};
	memset(l->below, 0, (size_t)below(vfs)->szOsFile);
	int rc = below(vfs)->xOpen(below(vfs), name, l->below, flags, ret_flags);
	if (rc) {
		if (l->below->pMethods)
			l->below->pMethods->xClose(l->below);
		return rc;
	}
	l->bytes = malloc(GATHERED);
	INVARIANT(l->bytes, "out of memory");
	l->file.pMethods = &log_methods;
	return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	return below(vfs)->xDelete(below(vfs), name, sync);
}

static int access_file(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	return below(vfs)->xAccess(below(vfs), name, flags, ret);
}

static int full_name(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
	return below(vfs)->xFullPathname(below(vfs), name, n, out);
}

static int randomness(sqlite3_vfs *vfs, int n, char *out)
{
	return below(vfs)->xRandomness(below(vfs), n, out);
}

static int nap(sqlite3_vfs *vfs, int microseconds)
{
	return below(vfs)->xSleep(below(vfs), microseconds);
}

static int now(sqlite3_vfs *vfs, double *ret)
{
	return below(vfs)->xCurrentTime(below(vfs), ret);
}

static int now_ms(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
	return below(vfs)->xCurrentTimeInt64(below(vfs), ret);
}

static int last_error(sqlite3_vfs *vfs, int n, char *out)
{
	return below(vfs)->xGetLastError(below(vfs), n, out);
}

static void put_on(struct storage *s, sqlite3_vfs *other)
{
	bool ms = other->iVersion >= 2 && other->xCurrentTimeInt64;
	snprintf(s->name, sizeof(s->name), "log on %s", other->zName);
	s->below = other;
	s->vfs = (sqlite3_vfs){
		.iVersion = ms ? 2 : 1,
		.szOsFile = (int)sizeof(struct log_file) + other->szOsFile,
		.mxPathname = other->mxPathname,
		.zName = s->name,
		.xOpen = open_file,
		.xDelete = delete_file,
		.xAccess = access_file,
		.xFullPathname = full_name,
		.xRandomness = randomness,
		.xSleep = nap,
		.xCurrentTime = now,
		.xGetLastError = last_error,
		.xCurrentTimeInt64 = ms ? now_ms : NULL,
	};
	INVARIANT(sqlite3_vfs_register(&s->vfs, 0) == SQLITE_OK, "a storage that cannot be named");
}

const char *sqlite_log_vfs(const char *name)
{
	static struct storage storages[STORAGES];
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	sqlite3_vfs *other = sqlite3_vfs_find(name);
	if (!other)
		return name; /* opening says so */
	pthread_mutex_lock(&lock);
	struct storage *s = storages;
	while (s < storages + STORAGES && s->below && s->below != other)
		s++;
	INVARIANT(s < storages + STORAGES, "more storages than tests have");
	if (!s->below)
		put_on(s, other);
	pthread_mutex_unlock(&lock);
	return s->name;
}
