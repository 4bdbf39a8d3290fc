/*
 * fs.h – whole files and folders, with limits and clear words.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

/* The whole file into the arena; refuses more than `cap` bytes and anything that is no regular file. */
int fs_read(struct arena *a, const char *path, size_t cap, struct str *ret_content, struct err *err);
/* Writes a new file with `mode`, syncs it and its folder; refuses an existing one. Nothing is left on failure. */
int fs_write_new(const char *path, struct str content, unsigned mode, struct err *err);
/* Replaces a file atomically (temporary file, sync, rename, sync of the folder). */
int fs_replace(const char *path, struct str content, unsigned mode, struct err *err);
/* Gives the file another name in the same folder, replacing what has it; synced. */
int fs_rename(const char *from, const char *to, struct err *err);
/* Makes durable that the folder of `path` has this name: a synced file whose name is lost is lost. */
int fs_sync_folder_of(const char *path, struct err *err);
bool fs_exists(const char *path);
/* Makes the folder; an existing empty one is fine, one with anything in it is ERR_CONFLICT. */
int fs_make_empty_dir(const char *path, struct err *err);
/* Takes the exclusive lock of a site; *ret_fd keeps it until closed. ERR_BUSY when another process holds it. */
int fs_lock(const char *path, int *ret_fd, struct err *err);
