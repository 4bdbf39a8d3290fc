#include "fault_vfs.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#include "base/err.h"
#include "fault_disk.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards all of these */
static struct fault_plan plan;
static struct disk disk;
static int64_t steps, matches, given;
static bool is_cut, is_full, is_healed;
static sqlite3_vfs *real;
static _Thread_local int last_errno;

uint64_t fault_random(uint64_t *state, uint64_t bound)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return bound ? (uint64_t)((unsigned __int128)z * bound >> 64) : 0;
}

static void cut_all(void)
{
	is_cut = true;
	disk_cut(&disk);
}

/* ---- deciding ---------------------------------------------------------------------------------------------------- */

enum verdict { GO_ON, CUT_NOW, REFUSE };

/* Counts the step. CUT_NOW: apply the step to the model, then cut_all. */
static enum verdict decide(enum fault_op op, bool grows, int *ret_code)
{
	if (is_cut) {
		last_errno = EIO;
		return REFUSE;
	}
	if (op != FAULT_READ && ++steps == plan.cut_at)
		return CUT_NOW;
	if (plan.full_from && steps >= plan.full_from && !is_healed)
		is_full = true;
	if (is_full && grows) {
		given++;
		last_errno = ENOSPC;
		*ret_code = op == FAULT_WRITE ? SQLITE_FULL : SQLITE_CANTOPEN;
		return REFUSE;
	}
	if (!is_healed && (plan.fail_ops & op) && ++matches >= plan.fail_from &&
	    matches < plan.fail_from + plan.fail_count) {
		given++;
		last_errno = EIO;
		return REFUSE;
	}
	return GO_ON;
}

/* ---- open files -------------------------------------------------------------------------------------------------- */

struct fault_file {
	sqlite3_file base;
	struct disk_file *disk; /* NULL for files without a name */
	sqlite3_file *real;     /* directly behind */
};

static struct fault_file *of(sqlite3_file *file)
{
	return (struct fault_file *)file;
}

static int f_close(sqlite3_file *file)
{
	return of(file)->real->pMethods ? of(file)->real->pMethods->xClose(of(file)->real) : SQLITE_OK;
}

static int f_read(sqlite3_file *file, void *p, int n, sqlite3_int64 offset)
{
	int code = SQLITE_IOERR_READ;
	enum verdict verdict;

	pthread_mutex_lock(&lock);
	verdict = decide(FAULT_READ, false, &code);
	pthread_mutex_unlock(&lock);
	return verdict == GO_ON ? of(file)->real->pMethods->xRead(of(file)->real, p, n, offset) : code;
}

static int f_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 offset)
{
	struct disk_file *f = of(file)->disk;
	int code = SQLITE_IOERR_WRITE;
	enum verdict verdict;

	pthread_mutex_lock(&lock);
	verdict = decide(FAULT_WRITE, !f || (size_t)offset + (size_t)n > f->now.size, &code);
	if (verdict != REFUSE && f)
		disk_write(f, (size_t)offset, p, (size_t)n);
	if (verdict == CUT_NOW)
		cut_all();
	if (verdict == GO_ON)
		code = of(file)->real->pMethods->xWrite(of(file)->real, p, n, offset);
	pthread_mutex_unlock(&lock);
	return code;
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct disk_file *f = of(file)->disk;
	int code = SQLITE_IOERR_TRUNCATE;
	enum verdict verdict;

	pthread_mutex_lock(&lock);
	verdict = decide(FAULT_TRUNCATE, false, &code);
	if (verdict != REFUSE && f)
		disk_truncate(f, (size_t)size);
	if (verdict == CUT_NOW)
		cut_all();
	if (verdict == GO_ON)
		code = of(file)->real->pMethods->xTruncate(of(file)->real, size);
	pthread_mutex_unlock(&lock);
	return code;
}

static int f_sync(sqlite3_file *file, int flags)
{
	struct disk_file *f = of(file)->disk;
	int code = SQLITE_IOERR_FSYNC;
	enum verdict verdict;

	(void)flags;
	pthread_mutex_lock(&lock);
	verdict = decide(FAULT_SYNC, false, &code);
	if (verdict == GO_ON) {
		code = SQLITE_OK;
		if (f && !plan.lying)
			disk_sync(&disk, f);
	} else if (verdict == CUT_NOW) {
		cut_all();
	}
	pthread_mutex_unlock(&lock);
	return code;
}

static bool power_is_on(void)
{
	bool on;

	pthread_mutex_lock(&lock);
	on = !is_cut;
	pthread_mutex_unlock(&lock);
	if (!on)
		last_errno = EIO;
	return on;
}

static int f_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return power_is_on() ? of(file)->real->pMethods->xFileSize(of(file)->real, size) : SQLITE_IOERR_FSTAT;
}

static int f_lock(sqlite3_file *file, int level)
{
	return of(file)->real->pMethods->xLock(of(file)->real, level);
}

static int f_unlock(sqlite3_file *file, int level)
{
	return of(file)->real->pMethods->xUnlock(of(file)->real, level);
}

static int f_check_lock(sqlite3_file *file, int *result)
{
	return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, result);
}

static int f_control(sqlite3_file *file, int op, void *arg)
{
	return of(file)->real->pMethods->xFileControl(of(file)->real, op, arg);
}

static int f_sector_size(sqlite3_file *file)
{
	return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int f_traits(sqlite3_file *file)
{
	return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static int f_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **p)
{
	int code;

	if (!power_is_on())
		return SQLITE_IOERR_SHMMAP;
	pthread_mutex_lock(&lock);
	code = is_full && !is_healed && page > 0 ? SQLITE_IOERR_SHMSIZE : SQLITE_OK;
	given += code != SQLITE_OK;
	pthread_mutex_unlock(&lock);
	if (code) {
		last_errno = ENOSPC;
		return code;
	}
	return of(file)->real->pMethods->xShmMap(of(file)->real, page, size, extend, p);
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return of(file)->real->pMethods->xShmLock(of(file)->real, offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *file)
{
	of(file)->real->pMethods->xShmBarrier(of(file)->real);
}

static int f_shm_unmap(sqlite3_file *file, int delete)
{
	return of(file)->real->pMethods->xShmUnmap(of(file)->real, delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* without memory mapping */
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_file_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_check_lock,
	.xFileControl = f_control,
	.xSectorSize = f_sector_size,
	.xDeviceCharacteristics = f_traits,
	.xShmMap = f_shm_map,
	.xShmLock = f_shm_lock,
	.xShmBarrier = f_shm_barrier,
	.xShmUnmap = f_shm_unmap,
};

/* ---- names ------------------------------------------------------------------------------------------------------- */

static int v_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
	struct fault_file *ff = of(file);
	int code = SQLITE_CANTOPEN;
	enum verdict verdict = GO_ON;

	(void)vfs;
	*ff = (struct fault_file){.real = (sqlite3_file *)(ff + 1)};
	memset(ff->real, 0, (size_t)real->szOsFile);
	pthread_mutex_lock(&lock);
	if (is_cut) {
		verdict = REFUSE;
		last_errno = EIO;
	}
	if (verdict == GO_ON && name && !(flags & SQLITE_OPEN_DELETEONCLOSE)) {
		ff->disk = disk_file_named(&disk, name);
		if (!ff->disk->now.there && (flags & SQLITE_OPEN_CREATE))
			verdict = decide(FAULT_OPEN, true, &code);
		if (!ff->disk->now.there && (flags & SQLITE_OPEN_CREATE) && verdict != REFUSE)
			disk_make(ff->disk);
	}
	if (verdict == CUT_NOW)
		cut_all();
	if (verdict == GO_ON)
		code = real->xOpen(real, name, ff->real, flags, out_flags);
	pthread_mutex_unlock(&lock);
	if (ff->real->pMethods)
		ff->base.pMethods = &methods;
	return code;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	int code = SQLITE_IOERR_DELETE;
	enum verdict verdict;

	(void)vfs;
	pthread_mutex_lock(&lock);
	verdict = decide(FAULT_DELETE, false, &code);
	if (verdict != REFUSE)
		disk_delete(disk_file_named(&disk, name), sync_folder && verdict == GO_ON && !plan.lying);
	if (verdict == CUT_NOW)
		cut_all();
	if (verdict == GO_ON)
		code = real->xDelete(real, name, 0);
	pthread_mutex_unlock(&lock);
	return code;
}

static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
	(void)vfs;
	return power_is_on() ? real->xAccess(real, name, flags, result) : SQLITE_IOERR_ACCESS;
}

static int v_full_name(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
	(void)vfs;
	return real->xFullPathname(real, name, n, out);
}

static int v_randomness(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	return real->xRandomness(real, n, out);
}

static int v_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return real->xSleep(real, us);
}

static int v_time(sqlite3_vfs *vfs, sqlite3_int64 *t)
{
	(void)vfs;
	return real->xCurrentTimeInt64(real, t);
}

static int v_last_error(sqlite3_vfs *vfs, int n, char *text)
{
	(void)vfs;
	(void)n;
	(void)text;
	return last_errno;
}

static sqlite3_vfs vfs_fault = {
	.iVersion = 2,
	.zName = FAULT_VFS,
	.xOpen = v_open,
	.xDelete = v_delete,
	.xAccess = v_access,
	.xFullPathname = v_full_name,
	.xRandomness = v_randomness,
	.xSleep = v_sleep,
	.xGetLastError = v_last_error,
	.xCurrentTimeInt64 = v_time,
};

/* ---- the test's side --------------------------------------------------------------------------------------------- */

static void register_once(void)
{
	if (real)
		return;
	real = sqlite3_vfs_find(NULL);
	vfs_fault.szOsFile = (int)sizeof(struct fault_file) + real->szOsFile;
	vfs_fault.mxPathname = real->mxPathname;
	INVARIANT(sqlite3_vfs_register(&vfs_fault, 0) == SQLITE_OK, "no storage can be registered");
}

void fault_start(const struct fault_plan *new_plan)
{
	register_once();
	pthread_mutex_lock(&lock);
	disk_forget(&disk);
	plan = *new_plan;
	steps = matches = given = 0;
	disk.chance = plan.seed;
	is_cut = is_full = is_healed = false;
	pthread_mutex_unlock(&lock);
}

void fault_replan(const struct fault_plan *next)
{
	pthread_mutex_lock(&lock);
	INVARIANT(!is_cut, "there is no power");
	plan = *next;
	disk.chance = plan.seed;
	steps = matches = given = 0;
	is_full = is_healed = false;
	pthread_mutex_unlock(&lock);
}

int64_t fault_steps(void)
{
	pthread_mutex_lock(&lock);
	int64_t n = steps;
	pthread_mutex_unlock(&lock);
	return n;
}

int64_t fault_given(void)
{
	pthread_mutex_lock(&lock);
	int64_t n = given;
	pthread_mutex_unlock(&lock);
	return n;
}

void fault_heal(void)
{
	pthread_mutex_lock(&lock);
	is_healed = true;
	is_full = false;
	pthread_mutex_unlock(&lock);
}

void fault_cut(void)
{
	pthread_mutex_lock(&lock);
	if (!is_cut)
		cut_all();
	pthread_mutex_unlock(&lock);
}

bool fault_is_cut(void)
{
	return !power_is_on();
}

void fault_settle(void)
{
	fault_cut();
	pthread_mutex_lock(&lock);
	disk_settle(&disk);
	pthread_mutex_unlock(&lock);
}
