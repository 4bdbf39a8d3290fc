#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int system_error(struct err *err, const char *path, const char *what)
{
	int e = errno;
	if (e == ENOSPC || e == EDQUOT)
		err_set(err, ERR_DISK_FULL, _("Đĩa đầy: không ghi được %s. Chưa có gì thay đổi."), path);
	else if (e == ENOENT)
		err_set(err, ERR_NOT_FOUND, _("Không có tệp hoặc thư mục %s."), path);
	else if (e == EROFS)
		err_set(err, ERR_IO,
			_("Đĩa chứa %s đang ở chế độ chỉ đọc nên không ghi được. Hãy sửa đĩa, gắn lại để ghi, rồi làm lại."), path);
	else if (e == EACCES || e == EPERM)
		err_set(err, ERR_DENIED, _("Không có quyền trên %s."), path);
	else
		err_set(err, ERR_IO, _("Hệ thống từ chối thao tác trên %s."), path);
	return err_detail(err, "%s %s: %s", what, path, strerror(e));
}

int fs_read(struct arena *a, const char *path, size_t cap, struct str *ret_content, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return system_error(err, path, "open");
	struct stat st;
	int r = 0;
	if (fstat(fd, &st) < 0) {
		r = system_error(err, path, "fstat");
	} else if (!S_ISREG(st.st_mode)) {
		r = err_set(err, ERR_INPUT, _("%s không phải là tệp thường."), path);
	} else if ((uint64_t)st.st_size > cap) {
		r = err_set(err, ERR_TOO_LARGE, _("Tệp %s lớn quá %zu byte."), path, cap);
	}
	if (r == 0) {
		size_t room = (size_t)st.st_size, n = 0;
		char *p = arena_alloc(a, room ? room : 1);
		while (n < room) {
			ssize_t got = read(fd, p + n, room - n);
			if (got < 0 && errno == EINTR)
				continue;
			if (got < 0) {
				r = system_error(err, path, "read");
				break;
			}
			if (got == 0)
				break;
			n += (size_t)got;
		}
		if (r == 0)
			*ret_content = (struct str){p, n};
	}
	close(fd);
	return r;
}

static int write_all(int fd, struct str content)
{
	while (content.n) {
		ssize_t put = write(fd, content.p, content.n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		content = str_slice(content, (size_t)put, content.n);
	}
	return fsync(fd);
}

int fs_sync_folder_of(const char *path, struct err *err)
{
	char copy[PATH_MAX];
	if ((size_t)snprintf(copy, sizeof(copy), "%s", path) >= sizeof(copy))
		return err_set(err, ERR_INPUT, _("Đường dẫn quá dài."));
	const char *folder = dirname(copy);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return system_error(err, folder, "open");
	int r = fsync(fd) < 0 ? system_error(err, folder, "fsync") : 0;
	close(fd);
	return r;
}

int fs_write_new(const char *path, struct str content, unsigned mode, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_CONFLICT, _("Tệp %s đã có."), path);
	if (fd < 0)
		return system_error(err, path, "open");
	int r = write_all(fd, content) < 0 ? system_error(err, path, "write") : 0;
	close(fd);
	if (r == 0)
		r = fs_sync_folder_of(path, err);
	if (r < 0)
		unlink(path);
	return r;
}

int fs_rename(const char *from, const char *to, struct err *err)
{
	if (rename(from, to) < 0)
		return system_error(err, to, "rename");
	return fs_sync_folder_of(to, err);
}

int fs_replace(const char *path, struct str content, unsigned mode, struct err *err)
{
	char next[PATH_MAX];
	if ((size_t)snprintf(next, sizeof(next), "%s.new", path) >= sizeof(next))
		return err_set(err, ERR_INPUT, _("Đường dẫn quá dài."));
	unlink(next);
	int r = fs_write_new(next, content, mode, err);
	if (r < 0)
		return r;
	r = fs_rename(next, path, err);
	if (r < 0)
		unlink(next);
	return r;
}

bool fs_exists(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

int fs_make_empty_dir(const char *path, struct err *err)
{
	if (mkdir(path, 0700) == 0)
		return fs_sync_folder_of(path, err);
	if (errno != EEXIST)
		return system_error(err, path, "mkdir");
	DIR *d = opendir(path);
	if (!d)
		return system_error(err, path, "opendir");
	int r = 0;
	for (struct dirent *e; r == 0 && (e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			r = err_set(err, ERR_CONFLICT, _("Thư mục %s đã có dữ liệu; hãy chọn thư mục mới hoặc trống."), path);
	closedir(d);
	return r;
}

int fs_lock(const char *path, int *ret_fd, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return system_error(err, path, "open");
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int r = errno == EWOULDBLOCK
		                ? err_set(err, ERR_BUSY, _("Một tiến trình noivu khác đang dùng thư mục này (%s)."), path)
		                : system_error(err, path, "flock");
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}
