#include "fault_disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "fault_vfs.h"

#define SECTOR 512

static void image_resize(struct image *i, size_t size)
{
	if (size > i->room) {
		i->room = size * 2;
		i->bytes = realloc(i->bytes, i->room);
		INVARIANT(i->bytes, "out of memory");
	}
	if (size > i->size)
		memset(i->bytes + i->size, 0, size - i->size);
	i->size = size;
}

static void image_copy(struct image *to, const struct image *from)
{
	image_resize(to, from->size);
	if (from->size)
		memcpy(to->bytes, from->bytes, from->size);
	to->there = from->there;
}

static void image_free(struct image *i)
{
	free(i->bytes);
	*i = (struct image){0};
}

static void mark(struct disk_file *f, size_t from, size_t to)
{
	size_t need = (to + SECTOR - 1) / SECTOR;

	if (need > f->dirty_room) {
		size_t room = need * 2;

		f->dirty = realloc(f->dirty, room);
		INVARIANT(f->dirty, "out of memory");
		memset(f->dirty + f->dirty_room, 0, room - f->dirty_room);
		f->dirty_room = room;
	}
	for (size_t s = from / SECTOR; s < need; s++)
		f->dirty[s] = 1;
}

void disk_write(struct disk_file *f, size_t offset, const void *p, size_t n)
{
	if (offset + n > f->now.size)
		image_resize(&f->now, offset + n);
	memcpy(f->now.bytes + offset, p, n);
	mark(f, offset, offset + n);
	f->last_sector = n ? (offset + n - 1) / SECTOR : 0;
}

void disk_truncate(struct disk_file *f, size_t size)
{
	size_t before = f->now.size;

	image_resize(&f->now, size);
	mark(f, size < before ? size : before, size < before ? before : size);
}

/* The engine syncs the folder at the first sync of a log or journal that it made (UNIXFILE_DIRSYNC of its unix
 * storage): every name made or deleted before is then as it is. One folder in all. */
static void folder_sync(struct disk *d)
{
	for (struct disk_file *f = d->files; f; f = f->next) {
		image_free(&f->old);
		f->synced.there = f->now.there;
	}
}

void disk_sync(struct disk *d, struct disk_file *f)
{
	if (!f->synced.there)
		folder_sync(d);
	image_resize(&f->synced, f->now.size);
	for (size_t s = 0; s < f->dirty_room && s * SECTOR < f->now.size; s++) {
		size_t from = s * SECTOR, n = f->now.size - from < SECTOR ? f->now.size - from : SECTOR;

		if (f->dirty[s])
			memcpy(f->synced.bytes + from, f->now.bytes + from, n);
	}
	if (f->dirty_room)
		memset(f->dirty, 0, f->dirty_room);
}

/* The file's own bytes: those synced, and a random part of the others. */
static void survive(struct disk *d, struct disk_file *f)
{
	struct image *left = &f->left;
	uint64_t odds = fault_random(&d->chance, 3); /* of 2: none, half, all of what was not synced */

	image_copy(left, &f->synced);
	left->there = true;
	for (size_t s = 0; s < f->dirty_room && s * SECTOR < f->now.size; s++) {
		size_t from = s * SECTOR, n = f->now.size - from < SECTOR ? f->now.size - from : SECTOR;

		if (!f->dirty[s] || fault_random(&d->chance, 2) >= odds)
			continue;
		if (s == f->last_sector && odds < 2)
			n = fault_random(&d->chance, n + 1);
		if (from + n > left->size)
			image_resize(left, from + n);
		if (n)
			memcpy(left->bytes + from, f->now.bytes + from, n);
	}
	/* The size travels by another way than the bytes: shrunk, or grown with nothing in it. */
	if (odds && fault_random(&d->chance, 2) && (f->now.size < f->synced.size || f->now.size > left->size))
		image_resize(left, f->now.size);
}

static void cut_file(struct disk *d, struct disk_file *f)
{
	if (f->now.there && f->synced.there)
		survive(d, f);
	else if (f->now.there && fault_random(&d->chance, 2)) /* made since the last sync: there … */
		survive(d, f);
	else if (f->now.there) /* … or not */
		image_copy(&f->left, &f->old);
	else if (fault_random(&d->chance, 2)) /* deleted, and not for certain */
		image_copy(&f->left, f->old.there ? &f->old : &f->synced);
}

void disk_cut(struct disk *d)
{
	for (struct disk_file *f = d->files; f; f = f->next)
		cut_file(d, f);
}

/* ---- names and the real files -------------------------------------------------------------------------------------- */

static void load(const char *path, struct image *i)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	INVARIANT(fstat(fd, &st) == 0, "fstat");
	image_resize(i, (size_t)st.st_size);
	INVARIANT(read(fd, i->bytes, i->size) == (ssize_t)i->size, "read");
	i->there = true;
	close(fd);
}

struct disk_file *disk_file_named(struct disk *d, const char *path)
{
	struct disk_file *f = d->files;

	while (f && strcmp(f->path, path))
		f = f->next;
	if (f)
		return f;
	f = calloc(1, sizeof(*f));
	INVARIANT(f, "out of memory");
	f->path = strdup(path);
	f->next = d->files;
	d->files = f;
	load(path, &f->synced);
	image_copy(&f->now, &f->synced);
	return f;
}

void disk_make(struct disk_file *f)
{
	if (f->synced.there)
		image_copy(&f->old, &f->synced);
	image_resize(&f->synced, 0);
	f->synced.there = false;
	image_resize(&f->now, 0);
	f->now.there = true;
	if (f->dirty_room)
		memset(f->dirty, 0, f->dirty_room);
}

void disk_delete(struct disk_file *f, bool for_certain)
{
	f->now.there = false;
	if (for_certain) {
		f->synced.there = false;
		image_free(&f->old);
	}
}

static void put_file(const char *path, const struct image *i)
{
	int fd;

	unlink(path);
	if (!i->there)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	INVARIANT(fd >= 0, "open");
	INVARIANT(write(fd, i->bytes, i->size) == (ssize_t)i->size, "write");
	close(fd);
}

/* The shared memory of a database after a power loss: gone, or anything. */
static void put_shm(struct disk *d, const char *path)
{
	struct image junk = {.there = fault_random(&d->chance, 2)};
	char name[4096];

	snprintf(name, sizeof(name), "%s-shm", path);
	if (access(name, F_OK) < 0)
		return;
	image_resize(&junk, 32768);
	for (size_t n = 0; n < junk.size; n++)
		junk.bytes[n] = (uint8_t)fault_random(&d->chance, 256);
	put_file(name, &junk);
	image_free(&junk);
}

void disk_settle(struct disk *d)
{
	for (struct disk_file *f = d->files; f; f = f->next) {
		put_file(f->path, &f->left);
		put_shm(d, f->path);
	}
}

void disk_forget(struct disk *d)
{
	while (d->files) {
		struct disk_file *f = d->files;

		d->files = f->next;
		image_free(&f->now);
		image_free(&f->synced);
		image_free(&f->old);
		image_free(&f->left);
		free(f->dirty);
		free(f->path);
		free(f);
	}
}
