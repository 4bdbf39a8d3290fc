/*
 * The server is killed while one of its threads is at work: at the door, in a lane of pages, in the ledger, on a table, on an
 * upload read apart. Each time it starts again at once: what was acknowledged is there, once; what was not is there once or
 * not at all; a table goes on where it stood; nothing of it outlives it.
 */
#include <dirent.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/crypt.h"
#include "scenario.h"

#define REPORTERS 3
#define ROUNDS 8
#define FACILITY "/danh-muc/facility"
#define TABLE_FIRST 150 /* numbers of polling places that no story of the rehearsal uses */
#define TABLE_LAST 199
#define WORDS "Vướng mắc thử số %d.%d.%d."
#define PATIENCE 20000   /* looks at the threads */

static const char *password;
static struct arena *a;
static struct str table;

/* What each of those who report tried, and what they were told is kept: theirs to write, in memory that all share. */
struct told { _Atomic int tried, acknowledged; };
static struct told (*told)[REPORTERS];
static int round_no;

/* ---- what people do, each until the server is gone ---- */

/* Each difficulty has words of its own. */
static void reporter(void *shared)
{
	struct told *mine = shared;
	char text[80];
	struct browser *b = browser_new("cán bộ xã");
	browser_sign_in(b, "cb.14758", password);
	for (;;) {
		snprintf(text, sizeof(text), WORDS, round_no, (int)(mine - told[round_no]), mine->tried + 1);
		browser_get(b, "/kho-khan/moi");
		mine->tried++;
		if (browser_submit(b, "/kho-khan/moi", "text", text, NULL) != 200)
			return;
		mine->acknowledged++;
	}
}

static void reader(void *shared)
{
	(void)shared;
	char address[64];
	struct browser *b = browser_new("giám đốc");
	browser_sign_in(b, "giamdoc", password);
	for (int i = 0;; i++) {
		snprintf(address, sizeof(address), "/danh-muc/committee?trang=1&q=%d", i);
		browser_get(b, address);
	}
}

static void exporter(void *shared)
{
	(void)shared;
	struct browser *b = browser_new("chuyên viên");
	browser_sign_in(b, "chuyenvien", password);
	for (;;)
		browser_get(b, "/danh-muc/committee/xuat?dang=xlsx");
}

static void at_the_door(void *shared)
{
	(void)shared;
	for (struct browser *b = browser_new("người vào");; browser_forget(b))
		browser_sign_in(b, "chuyenvien", password);
}

static void uploader(void *shared)
{
	(void)shared;
	struct browser *b = browser_new("chuyên viên");
	browser_sign_in(b, "chuyenvien", password);
	for (;;) {
		browser_get(b, FACILITY "/nhap");
		browser_upload(b, FACILITY "/nhap", "file", "chỉ xem.csv", table);
	}
}

/* ---- what the server does ---- */

/* What /proc says of a process. */
static bool said(char *text, size_t most, int process, const char *file)
{
	char path[128];
	snprintf(path, sizeof(path), "/proc/%d/%s", process, file);
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, most - 1, f) : 0;
	if (f)
		fclose(f);
	text[n] = '\0';
	return n > 0;
}

/* Is a thread of this name running, or waiting for the disk? NULL: any, and *ret_child gets a process it began. */
static bool at_work(int process, const char *name, int *ret_child)
{
	char path[64], text[512];
	snprintf(path, sizeof(path), "/proc/%d/task", process);
	DIR *tasks = opendir(path);
	bool found = false;
	for (struct dirent *t; tasks && !found && (t = readdir(tasks));) {
		if (t->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "task/%s/%s", t->d_name, name ? "stat" : "children");
		if (!said(text, sizeof(text), process, path))
			continue;
		if (!name) {
			*ret_child = (int)strtol(text, NULL, 10);
			found = *ret_child > 0;
			continue;
		}
		const char *end = strrchr(text, ')'), *begin = strchr(text, '(');
		found = end && begin && (size_t)(end - begin - 1) == strlen(name) && memcmp(begin + 1, name, strlen(name)) == 0 &&
			(end[2] == 'R' || end[2] == 'D');
	}
	if (tasks)
		closedir(tasks);
	return found;
}

static bool wait_at_work(const char *name, int *ret_child)
{
	for (int i = 0; i < PATIENCE; i++) {
		if (at_work(scenario_server(), name, ret_child))
			return true;
		usleep(200);
	}
	return false;
}

static bool is_gone(int process)
{
	char text[512];
	for (int i = 0; i < PATIENCE; i++) {
		const char *end = said(text, sizeof(text), process, "stat") ? strrchr(text, ')') : NULL;
		if (!end || end[2] == 'Z')
			return true;
		usleep(2000);
	}
	return false;
}

/* ---- the rounds ---- */

static bool all_reported(void)
{
	for (int i = 0; i < PATIENCE; i++) {
		int n = 0;
		for (int w = 0; w < REPORTERS; w++)
			n += told[round_no][w].acknowledged >= 3;
		if (n == REPORTERS)
			return true;
		usleep(1000);
	}
	return false;
}

static void crowd(void (*work)(void *shared))
{
	for (int w = 0; w < REPORTERS; w++)
		scenario_beside(reporter, &told[round_no][w]);
	for (int i = 0; work && i < 2; i++)
		scenario_beside(work, NULL);
	if (!all_reported())
		scenario_give_up("the crowd does not work");
}

static void serve_again(const char *what)
{
	scenario_kill_serving();
	scenario_beside_end();
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *b = browser_new(what);
	browser_sign_in(b, "giamdoc", password);
	check(browser_get(b, "/") == 200, "%s: the server is there again", what);
	round_no++;
}

static void killed_in(const char *thread, void (*work)(void *shared))
{
	crowd(work);
	check(wait_at_work(thread, NULL), "«%s» is at work", thread);
	serve_again(thread);
}

/* An upload is read in a process apart: that one shot, the server goes on; the server shot, that one ends. */
static void killed_apart(void)
{
	int child = 0;
	crowd(uploader);
	check(wait_at_work(NULL, &child), "an upload is read in a process apart");
	kill(child, SIGKILL);
	check(is_gone(child), "it is killed");
	struct browser *b = browser_new("chuyên viên");
	browser_sign_in(b, "chuyenvien", password);
	check(browser_get(b, FACILITY) == 200, "and the server goes on");
	child = 0;
	check(wait_at_work(NULL, &child), "as the next upload shows");
	serve_again("an upload");
	check(is_gone(child), "what was read apart ended with the server");
}

static void killed_on_a_table(void)
{
	struct browser *b = browser_new("chuyên viên");
	browser_sign_in(b, "chuyenvien", password);
	browser_get(b, FACILITY "/nhap");
	browser_upload(b, FACILITY "/nhap", "file", "nơi bỏ phiếu.csv", table);
	char job[128];
	snprintf(job, sizeof(job), "%s", browser_address(b));
	crowd(NULL);
	browser_get(b, job);
	browser_submit(b, FACILITY "/nhap/ghi", NULL);
	for (int cut = 0; cut < 2; cut++) {
		check(wait_at_work("noivu import", NULL), "the table is being written");
		usleep(30000);
		serve_again("noivu import");
	}
	browser_wait(b, job, "đã xong");
	check(browser_status(b) == 200, "the table is written to its end");
}

/* ---- what is there afterwards ---- */

static int times(struct str text, const char *words)
{
	int n = 0;
	for (ptrdiff_t at; (at = str_find(text, str_from_c(words))) >= 0; n++)
		text = str_slice(text, (size_t)at + strlen(words), text.n);
	return n;
}

static struct str exported(const char *record)
{
	const char *path = arena_printf(a, "%s.csv", scenario_dir(record)).p;
	scenario_noivu("export", scenario_dir("site"), record, path, NULL);
	FILE *f = fopen(path, "re");
	if (!f)
		scenario_give_up("no %s", path);
	char *bytes = arena_alloc(a, 16u << 20);
	size_t n = fread(bytes, 1, 16u << 20, f);
	fclose(f);
	return (struct str){bytes, n};
}

static void nothing_is_lost(void)
{
	struct str all = exported("difficulty");
	int lost = 0, doubled = 0, acknowledged = 0;
	char words[80];
	for (int r = 0; r < round_no; r++) {
		for (int w = 0; w < REPORTERS; w++) {
			acknowledged += told[r][w].acknowledged;
			for (int i = 1; i <= told[r][w].tried; i++) {
				snprintf(words, sizeof(words), WORDS, r, w, i);
				int n = times(all, words);
				lost += i <= told[r][w].acknowledged && n == 0;
				doubled += n > 1;
			}
		}
	}
	check(acknowledged > 0 && lost == 0, "of %d acknowledged none is lost (%d)", acknowledged, lost);
	check(doubled == 0, "nothing is there twice (%d)", doubled);
}

static void table_is_whole(size_t rows)
{
	int n = times(exported("facility"), "Nơi thử ");
	check((size_t)n == rows, "each of the %zu rows of the table is there once (%d)", rows, n);
}

static size_t make_table(void)
{
	struct buf b = BUF_INIT(16u << 20);
	size_t rows = 0;
	struct str units = exported("unit"), line;
	buf_add_c(&b, "Đơn vị,Khu vực bỏ phiếu số,Nơi đặt phòng bỏ phiếu,\"Ghi chú, cách khắc phục\"\n");
	for (int i = 0; str_split(&units, '\n', &line); i++) {
		int64_t code;
		if (!str_to_i64(str_slice(line, 0, str_find(line, STR(",")) < 0 ? 0 : (size_t)str_find(line, STR(","))), 10000, 99999, &code))
			continue;
		for (int at = TABLE_FIRST; at <= TABLE_LAST; at++, rows++)
			buf_printf(&b, "%lld,%d,Nơi thử %d,Chưa có khu vực số này\n", (long long)code, at, at);
	}
	table = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return rows;
}

int main(void)
{
	crypt_start();
	scenario_begin();
	a = arena_new("killed", 128u << 20);
	told = mmap(NULL, sizeof(*told) * ROUNDS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (told == MAP_FAILED)
		scenario_give_up("no memory to share");
	password = scenario_demo();
	size_t rows = make_table();
	check(rows > 8000, "a table of %zu rows", rows);
	scenario_serve(scenario_dir("site"), NULL);
	killed_in("noivu read", reader);
	killed_in("noivu write", NULL);
	killed_in("noivu ledger", NULL);
	killed_in("noivu slow", exporter);
	killed_in("noivu door", at_the_door);
	killed_apart();
	killed_on_a_table();
	scenario_stop_serving();
	nothing_is_lost();
	table_is_whole(rows);
	struct str said_by;
	check(scenario_noivu_fails(&said_by, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	return scenario_end();
}
