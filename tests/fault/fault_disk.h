/*
 * fault_disk.h – what a disk holds for certain and what it may lose: the model behind fault_vfs.h. Not locked.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image {
	bool there;
	uint8_t *bytes;
	size_t size, room;
};

struct disk_file {
	char *path;
	struct image now;    /* as the program sees it */
	struct image synced; /* as it is on the platter for certain */
	struct image old;    /* a durable file of this name that was deleted before, its deletion not yet durable */
	uint8_t *dirty;      /* a byte for each sector written or cut since the last sync */
	size_t dirty_room;
	size_t last_sector;  /* written last */
	struct image left;   /* what the cut left */
	struct disk_file *next;
};

struct disk {
	struct disk_file *files;
	uint64_t chance;
};

/* The file by its name; at first sight, what lies on the disk counts as synced. To be called before the engine
 * opens it: closing a descriptor of ours later could drop the engine's lock. */
struct disk_file *disk_file_named(struct disk *d, const char *path);
/* A new file of that name: what was there before can come back until the folder is synced. */
void disk_make(struct disk_file *f);
void disk_delete(struct disk_file *f, bool for_certain);
void disk_write(struct disk_file *f, size_t offset, const void *p, size_t n);
void disk_truncate(struct disk_file *f, size_t size);
void disk_sync(struct disk *d, struct disk_file *f);

/* Chooses what is left of each file. */
void disk_cut(struct disk *d);
/* Writes what is left to the real files. */
void disk_settle(struct disk *d);
void disk_forget(struct disk *d);
