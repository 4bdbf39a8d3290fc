/* Backup and restore: one copy by name, or dated copies in a folder of which the newest are kept and each can be
 * rehearsed. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fs.h"
#include "cli/backup.h"
#include "cli/cli.h"
#include "record/attach.h"

#define KEY_MOST 4096
#define KEPT_MOST 1000
#define ROOM_LEFT ((int64_t)32 << 20) /* of the disk, for the site itself */

/* The files of a backup lie beside it: "X" has "X.files". */
static int files_name(const char *backup, char ret[PATH_MAX], struct err *err)
{
	if (snprintf(ret, PATH_MAX, "%s.files", backup) >= PATH_MAX)
		return err_set(err, ERR_INPUT, _("Tên tệp quá dài: %s."), backup);
	return 0;
}

/* What the engine leaves beside a copy that was opened. */
static void drop_traces(const char *path)
{
	static const char *const endings[] = {"-wal", "-shm"};
	char name[PATH_MAX];
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (snprintf(name, sizeof(name), "%s%s", path, endings[i]) < (int)sizeof(name))
			unlink(name);
}

/* After the ledger: a content is on the disk before the entry that names it, so this copy has all the other one needs.
 */
static int backup_files(struct site *site, const char *to, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	int r = site_files_reader(site, &db, err);
	return r < 0 ? r : db_copy_to(db, to, err);
}

/* Both files of a copy. */
static int copy_site(struct site *site, const char *to, const char *files, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	if (fs_exists(to))
		return err_set(err, ERR_CONFLICT, _("Tệp %s đã có; chọn tên khác."), to);
	if (fs_exists(files))
		return err_set(err, ERR_CONFLICT, _("Tệp %s đã có; chọn tên khác."), files);
	int r = site_reader(site, &db, err);
	if (r == 0)
		r = db_copy_to(db, to, err);
	if (r < 0)
		return r;
	r = backup_files(site, files, err);
	if (r < 0) { /* half a copy is none, and takes up room */
		unlink(to);
		drop_traces(to);
	}
	return r;
}

/* The copy is made by the engine, so that a torn backup is found here and not later. */
static int restore_file(const char *from, const char *to, struct err *err)
{
	_cleanup_db_ struct db *db = NULL;
	int r = db_open(from, DB_READ, &db, err);
	if (r == 0)
		r = db_check(db, err);
	return r < 0 ? r : db_copy_to(db, to, err);
}

static int join(char ret[PATH_MAX], const char *dir, const char *name, struct err *err)
{
	if (snprintf(ret, PATH_MAX, "%s/%s", dir, name) >= PATH_MAX)
		return err_set(err, ERR_INPUT, _("Tên tệp quá dài: %s."), dir);
	return 0;
}

/* Everything of a restored site is read once: chain, signature, tables, every attached file. */
static int check_site(const char *dir, struct ledger_report *ret_report, int64_t *ret_files, struct err *err)
{
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	int r = cli_open(dir, SITE_READ, DAY_NONE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = ledger_verify(db, site->catalog, site->key.public_key, NULL, ret_report, err);
	return r < 0 ? r : record_files_check(site, db, ret_files, err);
}

/* A site for good gets the key itself; one for trial, beside the copies, only a link: nothing that may be carried off with them
 * ever holds the key, whatever becomes of this process. */
static int put_key(const char *key, struct str text, const char *path, bool trial, struct err *err)
{
	char real[PATH_MAX];
	if (!trial)
		return fs_write_new(path, text, 0600, err);
	if (!realpath(key, real) || symlink(real, path) < 0) {
		err_set(err, ERR_NOT_FOUND, _("Thiếu khóa của máy chủ: %s."), key);
		return err_detail(err, "link %s: %s", path, strerror(errno));
	}
	return 0;
}

static int restore(struct cli *cli, const char *from, const char *dir, const char *key, bool trial,
		   struct ledger_report *ret_report, int64_t *ret_files, struct err *err)
{
	char path[PATH_MAX], files[PATH_MAX];
	struct str key_text;
	int r = fs_read(cli->arena, key, KEY_MOST, &key_text, err); /* before anything is made */
	if (r == 0)
		r = files_name(from, files, err);
	if (r == 0 && !fs_exists(files))
		r = err_set(err, ERR_NOT_FOUND, _("Thiếu %s: bản sao lưu gồm hai tệp, hãy đặt chúng cạnh nhau."),
			    files);
	if (r == 0)
		r = fs_make_empty_dir(dir, err);
	if (r == 0 && (r = join(path, dir, "files.db", err)) == 0)
		r = restore_file(files, path, err);
	if (r == 0 && (r = join(path, dir, "noivu.db", err)) == 0)
		r = restore_file(from, path, err);
	if (r == 0 && (r = join(path, dir, "site.key", err)) == 0)
		r = put_key(key, key_text, path, trial, err);
	return r < 0 ? r : check_site(dir, ret_report, ret_files, err);
}

int cli_restore(struct cli *cli, struct err *err)
{
	const char *words[2], *key = NULL;
	int64_t files;
	const struct cli_option options[] = {{"key", &key, NULL}};
	struct ledger_report report;
	int r = cli_options(cli, options, ARRAY_LEN(options), 2, 2, words, err);
	if (r == 0 && !key)
		r = err_set(err, ERR_INPUT, _("Thiếu --key: tệp site.key giữ riêng của máy chủ này."));
	if (r == 0)
		r = restore(cli, words[0], words[1], key, false, &report, &files, err);
	if (r == 0)
		cli_printf(cli, _("Đã phục hồi vào %s và kiểm tra đúng: %lld bút toán, %lld tệp đính kèm.\n"), words[1],
			   (long long)report.entries, (long long)files);
	return r;
}

/* ---- dated copies ---- */

#define COPY_SUFFIX ".noivu"
#define COPY_NAME_LEN (8 + 1 + 6 + sizeof(COPY_SUFFIX) - 1) /* 20251118-170500.noivu */

static bool copy_name(const char *name)
{
	size_t n = strlen(name);
	return n == COPY_NAME_LEN && strspn(name, "0123456789") == 8 && name[8] == '-' &&
	       strspn(name + 9, "0123456789") == 6 && strcmp(name + 15, COPY_SUFFIX) == 0;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* The dated copies of a folder, oldest first; their moment is their name. */
static int copies_of(struct arena *a, const char *folder, const char **ret_names, size_t *ret_n, struct err *err)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	if (!d) {
		err_set(err, ERR_NOT_FOUND, _("Không mở được thư mục %s."), folder);
		return err_detail(err, "opendir %s: %s", folder, strerror(errno));
	}
	for (struct dirent *e; n < KEPT_MOST && (e = readdir(d));)
		if (copy_name(e->d_name))
			ret_names[n++] = arena_c(a, str_from_c(e->d_name));
	closedir(d);
	qsort(ret_names, n, sizeof(*ret_names), by_name);
	*ret_n = n;
	return 0;
}

int backup_newest(struct arena *a, const char *folder, struct backup_newest *ret_newest, struct err *err)
{
	const char *names[KEPT_MOST];
	char path[PATH_MAX], files[PATH_MAX];
	struct backup_newest newest = {.day = DAY_NONE};
	size_t n = 0;
	int r = copies_of(a, folder, names, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = join(path, folder, names[i], err);
		if (r == 0)
			r = files_name(path, files, err);
		if (r < 0 || !fs_exists(files))
			continue;
		struct str iso = arena_printf(a, "%.4s-%.2s-%.2s", names[i], names[i] + 4, names[i] + 6);
		newest.count++;
		if (!date_parse_iso(iso, &newest.day))
			newest.count--;
	}
	if (r == 0)
		*ret_newest = newest;
	return r;
}

/* The oldest go until `keep` are left; the one just made never goes. */
static int drop_old(struct cli *cli, const char *folder, int64_t keep, size_t *ret_dropped, struct err *err)
{
	const char *names[KEPT_MOST];
	char path[PATH_MAX], files[PATH_MAX];
	size_t n = 0, dropped = 0;
	int r = copies_of(cli->arena, folder, names, &n, err);
	for (size_t i = 0; r == 0 && i + (size_t)keep < n; i++) {
		r = join(path, folder, names[i], err);
		if (r == 0)
			r = files_name(path, files, err);
		if (r < 0)
			return r;
		drop_traces(path);
		drop_traces(files);
		if (unlink(path) < 0 || (unlink(files) < 0 && errno != ENOENT))
			r = err_set(err, ERR_IO, _("Không xóa được bản sao lưu cũ %s."), path);
		dropped += r == 0;
	}
	*ret_dropped = dropped;
	return r;
}

/* A folder of files alone: a restored copy that was only looked at. */
static void remove_folder(const char *dir)
{
	char path[PATH_MAX];
	struct err ignored = ERR_INIT;
	DIR *d = opendir(dir);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 &&
		    join(path, dir, e->d_name, &ignored) == 0)
			unlink(path);
	closedir(d);
	rmdir(dir);
}

/* Restored beside the copies with the site's own key, read whole, taken away again. */
static int rehearse(struct cli *cli, const char *folder, const char *copy, const char *key, struct err *err)
{
	char dir[PATH_MAX];
	struct ledger_report report;
	int64_t files;
	int r = join(dir, folder, ".rehearsal", err);
	if (r < 0)
		return r;
	remove_folder(dir);
	r = restore(cli, copy, dir, key, true, &report, &files, err);
	remove_folder(dir);
	drop_traces(copy);
	drop_traces(arena_c(cli->arena, arena_printf(cli->arena, "%s.files", copy)));
	if (r == 0)
		cli_printf(cli, _("Đã thử phục hồi bản này và kiểm tra đúng: %lld bút toán, %lld tệp đính kèm.\n"),
			   (long long)report.entries, (long long)files);
	return r;
}

/* Written under other names first: a copy with its own name is whole. */
static int copy_dated(struct cli *cli, struct site *site, const char *folder, char ret_path[PATH_MAX], struct err *err)
{
	char part[PATH_MAX], part_files[PATH_MAX], files[PATH_MAX];
	struct world *world = world_real(DAY_NONE);
	int64_t now = world->now_ms(world);
	struct civil day = date_to_civil(date_of_ms(now));
	int64_t second = (now / 1000 + 7 * 3600) % 86400; /* +07, as on the wall */
	struct str name = arena_printf(cli->arena, "%04d%02d%02d-%02d%02d%02d" COPY_SUFFIX, day.year, day.month,
				       day.day, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
	int r = join(ret_path, folder, arena_c(cli->arena, name), err);
	if (r == 0)
		r = files_name(ret_path, files, err);
	if (r == 0)
		r = join(part, folder, "part", err);
	if (r == 0)
		r = files_name(part, part_files, err);
	if (r < 0)
		return r;
	unlink(part); /* of a copy that was cut short */
	unlink(part_files);
	if (fs_exists(ret_path) || fs_exists(files))
		return err_set(err, ERR_CONFLICT, _("Tệp %s đã có; đợi một giây rồi chạy lại."), ret_path);
	r = copy_site(site, part, part_files, err);
	if (r == 0)
		r = fs_rename(part_files, files, err);
	return r < 0 ? r : fs_rename(part, ret_path, err);
}

/* Room for the copy, and for the trial beside it, before anything is written: a copy that fills the disk would stop the site. */
static int enough_room(const struct site *site, const char *folder, int64_t times, struct err *err)
{
	static const char *const names[] = {"noivu.db", "noivu.db-wal", "files.db", "files.db-wal"};
	char path[PATH_MAX];
	struct statvfs fs;
	struct stat st;
	int64_t need = ROOM_LEFT;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int r = join(path, site->dir, names[i], err);
		if (r < 0)
			return r;
		need += stat(path, &st) == 0 ? times * (int64_t)st.st_size : 0;
	}
	if (statvfs(folder, &fs) < 0)
		return 0; /* the copy itself will say what is wrong */
	int64_t room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	if (room >= need)
		return 0;
	return err_set(err, ERR_DISK_FULL,
		       _("Đĩa chứa %s chỉ còn %lld MB, việc sao lưu cần %lld MB nên chưa làm gì. Hãy giải phóng đĩa, chọn nơi cất ở "
			 "đĩa khác, hoặc giữ ít bản hơn (--keep)."),
		       folder, (long long)(room >> 20), (long long)((need + (1 << 20) - 1) >> 20));
}

static int backup_dated(struct cli *cli, struct site *site, const char *folder, int64_t keep, bool rehearsed,
			struct err *err)
{
	char path[PATH_MAX], key[PATH_MAX];
	size_t dropped = 0;
	int r = enough_room(site, folder, rehearsed ? 2 : 1, err);
	if (r == 0)
		r = copy_dated(cli, site, folder, path, err);
	if (r == 0)
		cli_printf(cli, _("Đã sao lưu vào %s và %s.files.\n"), path, path);
	if (r == 0 && rehearsed)
		r = join(key, site->dir, "site.key", err);
	if (r == 0 && rehearsed)
		r = rehearse(cli, folder, path, key, err);
	if (r == 0) /* never before the new one proved good */
		r = drop_old(cli, folder, keep, &dropped, err);
	if (r == 0 && dropped)
		cli_printf(cli, _("Đã bỏ %zu bản cũ, giữ %lld bản mới nhất.\n"), dropped, (long long)keep);
	return r;
}

int cli_backup(struct cli *cli, struct err *err)
{
	const char *words[2], *keep_text = NULL;
	char files[PATH_MAX];
	bool rehearsed = false;
	int64_t keep = 0;
	const struct cli_option options[] = {{"keep", &keep_text, NULL}, {"rehearse", NULL, &rehearsed}};
	_cleanup_site_ struct site *site = NULL;
	int r = cli_options(cli, options, ARRAY_LEN(options), 2, 2, words, err);
	if (r == 0 && keep_text && !str_to_i64(str_from_c(keep_text), 1, KEPT_MOST - 1, &keep))
		r = err_set(err, ERR_INPUT, _("--keep: số bản giữ lại, từ 1 đến %d."), KEPT_MOST - 1);
	if (r == 0 && rehearsed && !keep_text)
		r = err_set(err, ERR_INPUT, _("--rehearse đi cùng --keep và một thư mục."));
	if (r == 0)
		r = cli_open(words[0], SITE_READ, DAY_NONE, &site, err);
	if (r == 0 && keep_text)
		return backup_dated(cli, site, words[1], keep, rehearsed, err);
	if (r == 0)
		r = files_name(words[1], files, err);
	if (r == 0)
		r = copy_site(site, words[1], files, err);
	if (r == 0)
		cli_printf(
			cli,
			_("Đã sao lưu vào hai tệp %s và %s: giữ cả hai cùng nhau. Khóa %s/site.key không nằm trong bản "
			  "này: giữ riêng một bản của nó.\n"),
			words[1], files, words[0]);
	return r;
}
