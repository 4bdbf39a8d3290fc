#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "db/db_int.h"

int db_system_error(const char *what, const char *path, struct err *err)
{
	int number = errno;

	if (number == ENOENT)
		err_set(err, ERR_NOT_FOUND, _("Không tìm thấy tệp dữ liệu %s. Hãy kiểm tra lại đường dẫn."), path);
	else if (number == EEXIST)
		err_set(err, ERR_CONFLICT, _("Tệp %s đã có. Hãy chọn tên khác hoặc dời tệp cũ đi."), path);
	else if (number == ENOSPC || number == EDQUOT)
		err_set(err, ERR_DISK_FULL, "%s", TEXT_DISK_FULL);
	else
		err_set(err, ERR_IO, "%s", TEXT_IO);
	return err_detail(err, "%s %s: errno %d", what, path, number);
}

int db_corrupt(const char *path, const char *finding, struct err *err)
{
	err_set(err, ERR_CORRUPT, "%s", TEXT_CORRUPT);
	return err_detail(err, "%s: %s", path, finding);
}

/* A new, empty file for its owner's eyes only. */
int db_file_create(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return db_system_error("create", path, err);
	close(fd);
	return 0;
}

void db_file_remove(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	char name[DB_PATH_CAP + 16];

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
}

/* The log's length in bytes; 0 when there is none. */
int64_t db_log_size(const char *path)
{
	char name[DB_PATH_CAP + 16];
	struct stat st;

	snprintf(name, sizeof(name), "%s-wal", path);
	return stat(name, &st) == 0 ? st.st_size : 0;
}

/* An empty file is no new database: somebody or something cut it. Only stat(): see db.h on descriptors. */
int db_file_look(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return db_system_error("stat", path, err);
	if (!S_ISREG(st.st_mode))
		return db_corrupt(path, "no regular file", err);
	if (st.st_size == 0)
		return db_corrupt(path, "empty file", err);
	return 0;
}
