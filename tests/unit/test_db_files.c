/* Data files that are in use by another process, foreign, cut, torn or copied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "db_folder.h"

static void expect_refused(const char *file, enum db_mode mode, enum err_code code)
{
	struct db *db = NULL;

	err = ERR_INIT;
	assert_int_equal(db_open(file, mode, &db, &err), -(int)code);
	assert_null(db);
	assert_int_equal(err.code, code);
	assert_true(err.text[0]);
}

/* Another process: this program started anew, because the engine's connections do not survive a fork. */
static void run_child(const char *what, int64_t number)
{
	char text[32];
	int status = -1;
	pid_t pid;

	snprintf(text, sizeof(text), "%lld", (long long)number);
	pid = fork();
	if (pid == 0) {
		execl("/proc/self/exe", "test_db_files", what, path, text, (char *)NULL);
		_exit(9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int child_main(char **argv)
{
	bool reads = str_eq_c(STR("read"), argv[1]);
	int64_t number = -1, n = -1;
	struct db *db = NULL;
	int rc;

	if (!str_to_i64(str_from_c(argv[3]), 0, 1000, &number))
		return 2;
	rc = db_open(argv[2], reads ? DB_READ : DB_WRITE, &db, &err);
	if (rc == 0)
		rc = reads ? db_get_int(db, &count, NO_VALUES, 0, &n, &err) : add(db, number, NULL);
	if (rc)
		fprintf(stderr, "%s | %s\n", err.text, err.detail);
	if (!reads)
		_exit(rc ? 1 : 0); /* as if killed: nothing is closed, the commit is in the log only */
	db_close(db);
	return rc == 0 && n == number ? 0 : 1;
}

static void read_in_child(int64_t want)
{
	run_child("read", want);
}

static void write_and_die(int64_t id)
{
	run_child("write", id);
}

static void test_other_process(void **state)
{
	(void)state;
	struct db *db = created();

	db_close(db);
	read_in_child(0); /* nobody else */
	write_and_die(1);
	read_in_child(1); /* the log of a process that died */
	write_and_die(2);
	db = opened(DB_WRITE);
	assert_int_equal(add(db, 3, NULL), 0);
	read_in_child(3); /* beside a writer */
	assert_int_equal(add(db, 4, NULL), 0);
	assert_int_equal(db_checkpoint(db, &err), 0);
	assert_int_equal(add(db, 5, NULL), 0);
	read_in_child(5);
	assert_int_equal(db_check(db, &err), 0);
	db_close(db);
	read_in_child(5);
}

static void write_file(const char *file, const void *p, size_t n)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), n);
	close(fd);
}

static void test_bad_files(void **state)
{
	(void)state;
	static char junk[8192];
	struct stat st;
	struct db *db;

	expect_refused(path, DB_READ, ERR_NOT_FOUND);
	expect_refused(path, DB_WRITE, ERR_NOT_FOUND);
	write_file(path, "", 0);
	expect_refused(path, DB_READ, ERR_CORRUPT);
	expect_refused(path, DB_WRITE, ERR_CORRUPT);
	expect_refused(path, DB_CREATE, ERR_CONFLICT);
	assert_int_equal(stat(path, &st), 0); /* what was there stays */
	memset(junk, 'x', sizeof(junk));
	write_file(path, junk, sizeof(junk));
	expect_refused(path, DB_READ, ERR_CORRUPT);
	expect_refused(path, DB_WRITE, ERR_CORRUPT);
	write_file(path, "SQLite format 3", 16); /* the first bytes alone */
	expect_refused(path, DB_READ, ERR_CORRUPT);
	expect_refused(path, DB_WRITE, ERR_CORRUPT);
	expect_refused(folder, DB_WRITE, ERR_CORRUPT);
	unlink(path);

	db = created();
	for (int i = 0; i < 2000; i++)
		assert_int_equal(add(db, i, NULL), 0);
	db_close(db);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(st.st_size > 4 * 4096);
	for (off_t cut = 1; cut < st.st_size; cut += cut < 5000 ? 499 : 4096 - 7) {
		assert_int_equal(truncate(path, st.st_size - cut), 0);
		expect_refused(path, DB_READ, ERR_CORRUPT);
		expect_refused(path, DB_WRITE, ERR_CORRUPT);
	}
}

static void test_torn_page_is_found(void **state)
{
	(void)state;
	struct db *db = created();
	struct stat st;
	int fd;

	for (int i = 0; i < 2000; i++)
		assert_int_equal(add(db, i, NULL), 0);
	assert_int_equal(db_check(db, &err), 0);
	db_close(db);
	assert_int_equal(stat(path, &st), 0);
	fd = open(path, O_RDWR);
	assert_int_equal(pwrite(fd, folder, 20, st.st_size - 4096), 20);
	close(fd);
	db = opened(DB_READ);
	err = ERR_INIT;
	assert_int_equal(db_check(db, &err), -ERR_CORRUPT);
	assert_true(err.detail[0]);
	db_close(db);
}

static void test_copy(void **state)
{
	(void)state;
	struct db *db = created(), *copy = NULL;
	struct db *reader = opened(DB_READ);
	char to[128];
	struct stat st;

	snprintf(to, sizeof(to), "%s/copy.db", folder);
	for (int i = 0; i < 500; i++)
		assert_int_equal(add(db, i, NULL), 0);
	assert_int_equal(db_set_stamp(db, 7, &err), 0);
	assert_int_equal(db_copy_to(reader, to, &err), 0); /* part of it is in the log only */
	assert_int_equal(add(db, 1000, NULL), 0);
	err = ERR_INIT;
	assert_int_equal(db_copy_to(reader, to, &err), -ERR_CONFLICT);
	db_close(reader);
	db_close(db);
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	for (enum db_mode mode = DB_READ; mode <= DB_WRITE; mode++) {
		int64_t stamp = 0;

		assert_int_equal(db_open(to, mode, &copy, &err), 0);
		assert_int_equal(rows(copy), 500);
		assert_int_equal(db_stamp(copy, &stamp, &err), 0);
		assert_int_equal(stamp, 7);
		assert_int_equal(db_check(copy, &err), 0);
		db_close(copy);
	}
	db = opened(DB_READ);
	assert_int_equal(db_copy_to(db, "/nowhere/at/all.db", &err), -ERR_NOT_FOUND);
	db_close(db);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_other_process), IN_FOLDER(test_bad_files), IN_FOLDER(test_torn_page_is_found), IN_FOLDER(test_copy),
	};
	if (argc == 4)
		return child_main(argv);
	return cmocka_run_group_tests_name("db files", tests, NULL, NULL);
}
