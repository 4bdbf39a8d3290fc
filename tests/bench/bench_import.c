/*
 * bench_import.c – rows per second from a workbook into a register: read, checked, indexed, private field sealed, in the ledger.
 * Prints a table; never a test.
 *
 *   bench_import [ROWS]     ROWS in the table, 100,000 when not given; a folder of its own under TMPDIR
 *   bench_import --csv ROWS FILE   only writes the same rows as plain CSV, with ids for references, for the peers
 */
#include <sys/resource.h>
#include <time.h>

#include "../unit/small_site.h"
#include "../unit/import_register.h"
#include "format/xlsx_write.h"
#include "record/import.h"
#include "record/list.h"

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void cells_of(int64_t i, char cell[15][96], const char *unit)
{
	static const char *const names[] = {"Nguyễn Văn", "Trần Thị", "Lê Hữu", "Phạm Minh", "Hoàng Thu"};
	static const char *const given[] = {"An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khánh"};
	snprintf(cell[0], 96, "HS%07lld", (long long)i);
	snprintf(cell[1], 96, "%s %s %lld", names[i % 5], given[i * 7 % 7], (long long)(i % 977));
	snprintf(cell[2], 96, "%s", unit);
	snprintf(cell[3], 96, "%02d/%02d/%d", 1 + (int)(i % 28), 1 + (int)(i % 12), 1950 + (int)(i % 55));
	snprintf(cell[4], 96, "%s", i % 2 ? "Nam" : "Nữ");
	snprintf(cell[5], 96, "038%09lld", (long long)(i * 7919 % 1000000000));
	snprintf(cell[6], 96, "09%08lld", (long long)(i * 104729 % 100000000));
	snprintf(cell[7], 96, "%lld", (long long)(4000000 + i * 37 % 9000000));
	snprintf(cell[8], 96, "%d,%02d", (int)(i % 300), (int)(i % 100));
	snprintf(cell[9], 96, "%d", (int)(i % 5));
	snprintf(cell[10], 96, "%s", i % 3 ? "có" : "không");
	snprintf(cell[11], 96, "19.%05d,105.%05d", (int)(i % 99999), (int)(i * 3 % 99999));
	snprintf(cell[12], 96, "%02d:%02d", (int)(i % 24), (int)(i % 60));
	snprintf(cell[13], 96, "%s", i % 4 ? "a.officer" : "");
	snprintf(cell[14], 96, "Ghi chú của hồ sơ %lld", (long long)i);
}

static void write_csv(int64_t rows, const char *path)
{
	FILE *f = fopen(path, "w");
	char cell[15][96];
	if (!f)
		abort();
	for (int64_t i = 0; i < rows; i++) {
		cells_of(i, cell, "1099511627780");
		for (int k = 0; k < 15; k++)
			fprintf(f, "\"%s\"%s", cell[k], k == 14 ? "\n" : ",");
	}
	fclose(f);
}

static void write_xlsx(struct small *s, int64_t rows, const char *path)
{
	struct xlsx_column columns[15];
	struct xlsx_writer *w;
	struct err err = ERR_INIT;
	struct str units[SMALL_COMMUNES];
	char cell[15][96];
	day_t day;
	for (int i = 0; i < SMALL_COMMUNES; i++)
		small_must(record_label(s->db, s->a, s->site->catalog, "unit", s->commune[i], &units[i], &err), &err, "unit");
	for (int k = 0; k < 15; k++)
		columns[k] = (struct xlsx_column){.label = str_from_c(worker_fields[k].label)};
	small_must(xlsx_write_start(path, STR("Lao động"), columns, 15, &w, &err), &err, "xlsx");
	for (int64_t i = 0; i < rows; i++) {
		cells_of(i, cell, arena_c(s->a, units[i % SMALL_COMMUNES]));
		for (int k = 0; k < 15; k++)
			if (k == 3 && date_parse(str_from_c(cell[k]), &day))
				xlsx_write_day(w, day);
			else if (k == 7 || k == 9)
				xlsx_write_int(w, strtoll(cell[k], NULL, 10));
			else
				xlsx_write_text(w, str_from_c(cell[k]));
		xlsx_write_row(w);
	}
	small_must(xlsx_write_end(w, &err), &err, "xlsx");
}

/* Of all threads: what the machine's other work does not change. */
static double cpu_seconds(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static long peak_kib(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

static int by_length(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void print_slices(const char *what, double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), by_length);
	printf("                    %zu commits, %s: median %.1f ms, 95 of 100 within %.1f ms, slowest %.1f ms\n", n, what, ms[n / 2],
	       ms[n * 95 / 100], ms[n - 1]);
}

/* In a process of its own, so that its memory is only its own. */
static int import_one(const char *dir, const char *path)
{
	static struct small s;
	struct err err = ERR_INIT;
	struct import_job job = {0};
	struct actor program = app_program();
	struct arena *a = arena_new("bench", (size_t)256 << 20);
	struct str bytes;
	bool more = true;
	int64_t id;
	static double slice[100000], held[100000];
	size_t slices = 0;
	double start = seconds();
	small_register(&worker_record, WORKER_ACCESS);
	struct site_parts parts = app_parts(small_app, world_real(DAY_NONE), DAY_NONE);
	small_must(site_open(dir, SITE_WRITE, &parts, &s.site, &err), &err, "open");
	small_must(site_reader(s.site, &s.db, &err), &err, "reader");
	start = seconds();
	double cpu = cpu_seconds();
	small_must(fs_read(a, path, (size_t)64 << 20, &bytes, &err), &err, "read");
	small_must(import_check(s.site, s.db, &program, &worker_record, STR("bang.xlsx"), bytes, &id, &err), &err, "check");
	double checked = seconds() - start, cpu_checked = cpu_seconds() - cpu;
	small_must(import_confirm(s.site, id, &err), &err, "confirm");
	struct import_run *run = import_begin(s.site, s.db, id);
	while (more) {
		double at = seconds();
		small_must(import_next(run, &more, &err), &err, "slice");
		held[slices % ARRAY_LEN(held)] = import_held_ms(run);
		slice[slices++ % ARRAY_LEN(slice)] = (seconds() - at) * 1e3;
	}
	import_end(run);
	double all = seconds() - start, cpu_all = cpu_seconds() - cpu;
	small_must(import_load(s.site, s.db, a, id, &job, &err), &err, "load");
	printf("noivu import xlsx   %8lld rows  %6.2f s  %8.0f rows/s   (check %.2f s, %.0f rows/s; write %.2f s, %.0f rows/s)\n",
	       (long long)job.written, all, (double)job.written / all, checked, (double)job.written / checked, all - checked,
	       (double)job.written / (all - checked));
	printf("                    processor %.2f s = %.0f rows/s (check %.2f s, write %.2f s)\n", cpu_all,
	       (double)job.written / cpu_all, cpu_checked, cpu_all - cpu_checked);
	printf("                    %8.1f MB workbook  %6ld MB peak memory  refused %lld\n", (double)bytes.n / 1e6, peak_kib() / 1024,
	       (long long)job.refused);
	print_slices("others wait for the writer at most", held, slices);
	print_slices("one after the other", slice, slices);
	site_close(s.site);
	db_close(s.db);
	return 0;
}

int main(int argc, char **argv)
{
	static struct small s;
	char path[160], command[512];
	if (argc == 4 && strcmp(argv[1], "--csv") == 0) {
		write_csv(strtoll(argv[2], NULL, 10), argv[3]);
		return 0;
	}
	if (argc == 4 && strcmp(argv[1], "--import") == 0)
		return import_one(argv[2], argv[3]);
	int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 100000;
	small_register(&worker_record, WORKER_ACCESS);
	small_make(&s, "bench-import");
	small_people(&s);
	snprintf(path, sizeof(path), "%s.xlsx", s.dir);
	write_xlsx(&s, rows, path);
	small_close(&s);
	snprintf(command, sizeof(command), "'%s' --import '%s' '%s'", argv[0], s.dir, path);
	int r = system(command);
	unlink(path);
	small_remove(s.dir);
	return r != 0;
}
