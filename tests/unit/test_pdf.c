/* Papers as PDF: what a second reader (pdftotext of poppler) finds in them, page by page. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "render/pdf_canvas.h"
#include "group_arena.h"

static const struct pdf_signer director[] = {{STR_INIT("KT. GIÁM ĐỐC"), STR_INIT("PHÓ GIÁM ĐỐC"), STR_INIT("Nguyễn Thị Diễn Tập")}};
static const struct str recipients[] = {STR_INIT("Như trên"), STR_INIT("Giám đốc Sở (để báo cáo)"), STR_INIT("Lưu: VT, TGV")};

static struct pdf_paper letter(const struct pdf_block *blocks, size_t n)
{
	return (struct pdf_paper){
		.superior = STR("UBND TỈNH THANH HÓA"),
		.body = STR("SỞ NỘI VỤ"),
		.number = STR("05"),
		.symbol = STR("BC-SNV"),
		.place = STR("Thanh Hóa"),
		.day = date_from_civil(2025, 11, 18),
		.kind = STR("BÁO CÁO"),
		.about = STR("Tiến độ chuẩn bị bầu cử tuần thứ tư"),
		.to = STR("Giám đốc Sở Nội vụ"),
		.blocks = blocks,
		.block_count = n,
		.signers = director,
		.signer_count = 1,
		.recipients = recipients,
		.recipient_count = ARRAY_LEN(recipients),
	};
}

static struct str written(const struct pdf_paper *paper, int *ret_pages)
{
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT((size_t)8 << 20);
	assert_int_equal(pdf_write(paper, &out, ret_pages, &err), 0);
	struct str copy = arena_dup(a, buf_str(&out));
	buf_free(&out);
	assert_true(str_starts(copy, STR("%PDF-1.")));
	return copy;
}

/* What a reader sees on one page, or on all (0). */
static struct str seen(struct str pdf, int page)
{
	char name[] = "/tmp/noivu_paper_XXXXXX", command[160];
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, pdf.p, pdf.n), (ssize_t)pdf.n);
	close(fd);
	if (page)
		snprintf(command, sizeof(command), "pdftotext -layout -f %d -l %d %s -", page, page, name);
	else
		snprintf(command, sizeof(command), "pdftotext -layout %s -", name);
	FILE *f = popen(command, "r");
	assert_non_null(f);
	char *text = arena_alloc(a, 1 << 20);
	size_t n = fread(text, 1, 1 << 20, f);
	assert_int_equal(pclose(f), 0);
	unlink(name);
	return (struct str){text, n};
}

static int count_of(struct str text, const char *part)
{
	int n = 0;
	ptrdiff_t at;
	while ((at = str_find(text, str_from_c(part))) >= 0) {
		text = str_slice(text, (size_t)at + 1, text.n);
		n++;
	}
	return n;
}

static void has(struct str text, const char *part)
{
	if (str_find(text, str_from_c(part)) < 0)
		fail_msg("«%s» is not in: %.*s", part, STR_ARG(text));
}

static bool no_reader(void)
{
	return system("command -v pdftotext >/dev/null 2>&1") != 0;
}

static void the_parts(void **state)
{
	(void)state;
	const struct pdf_block blocks[] = {
		{PDF_HEADING, STR_INIT("I. TÌNH HÌNH"), NULL},
		{PDF_PARAGRAPH, STR_INIT("Đã có 112/166 xã, phường thành lập Ủy ban bầu cử; các đơn vị Yên Định, Quỳ Hợp chậm."), NULL},
		{PDF_ITEM, STR_INIT("Tiếp tục đôn đốc."), NULL},
	};
	struct pdf_paper paper = letter(blocks, ARRAY_LEN(blocks));
	int pages = 0;
	struct str pdf = written(&paper, &pages), again = written(&paper, NULL);
	assert_int_equal(pages, 1);
	assert_true(str_eq(pdf, again));
	assert_true(str_find(pdf, STR("2025111")) >= 0); /* the paper's own day, not the machine's */
	assert_int_equal(str_find(pdf, STR("DejaVu")), -1); /* every letter from the one font */
	if (no_reader())
		skip();
	struct str text = seen(pdf, 0);
	static const char *const parts[] = {
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "UBND TỈNH THANH HÓA",
		"SỞ NỘI VỤ", "Số: 05/BC-SNV", "Thanh Hóa, ngày 18 tháng 11 năm 2025", "BÁO CÁO", "Tiến độ chuẩn bị bầu cử tuần thứ tư",
		"Kính gửi: Giám đốc Sở Nội vụ", "I. TÌNH HÌNH", "Ủy ban bầu cử; các đơn vị", "- Tiếp tục đôn đốc.", "Nơi nhận:",
		"- Như trên;", "- Lưu: VT, TGV.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Thị Diễn Tập"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		has(text, parts[i]);
	assert_int_equal(count_of(text, "DIỄN TẬP –"), 0);
	assert_int_equal(count_of(text, "DỰ THẢO"), 0);
}

static void not_issued_and_january(void **state)
{
	(void)state;
	if (no_reader())
		skip();
	struct pdf_paper paper = letter(NULL, 0);
	paper.number = (struct str){0};
	paper.draft = true;
	paper.wide = true;
	paper.day = date_from_civil(2026, 1, 5);
	struct str text = seen(written(&paper, NULL), 0);
	has(text, "/BC-SNV");
	has(text, "DỰ THẢO");
	has(text, "ngày 05 tháng 01 năm 2026");
	assert_int_equal(count_of(text, "05/BC"), 0);
}

#define ROWS 120

static void a_long_table(void **state)
{
	(void)state;
	static const struct pdf_column columns[] = {
		{STR_INIT("TT"), {0}, 1, PDF_CENTRE}, {STR_INIT("Đơn vị"), {0}, 5, PDF_LEFT},
		{STR_INIT("Giao"), STR_INIT("Nhiệm vụ"), 2, PDF_RIGHT}, {STR_INIT("Xong"), STR_INIT("Nhiệm vụ"), 2, PDF_RIGHT}};
	static struct str cells[ROWS * 4];
	static enum pdf_row rows[ROWS];
	for (size_t i = 0; i < ROWS; i++) {
		cells[4 * i] = arena_printf(a, "%zu", i + 1);
		cells[4 * i + 1] = arena_printf(a, "Xã thứ %03zu", i + 1);
		cells[4 * i + 2] = STR("12");
		cells[4 * i + 3] = STR("7");
	}
	rows[0] = PDF_ROW_SPAN;
	cells[0] = STR("A. Miền núi");
	rows[ROWS - 1] = PDF_ROW_STRONG;
	struct pdf_table table = {columns, 4, cells, rows, ROWS, 0, {0}};
	const struct pdf_block blocks[] = {{PDF_TABLE, {0}, &table}};
	struct pdf_paper paper = letter(blocks, 1);
	int pages = 0;
	paper.rehearsal = true;
	struct str pdf = written(&paper, &pages);
	assert_true(pages >= 3 && pages <= 6);
	if (no_reader())
		skip();
	for (int p = 1; p <= pages; p++) {
		struct str text = seen(pdf, p);
		assert_int_equal(count_of(text, "DIỄN TẬP –"), 1); /* on every page */
		assert_int_equal(count_of(text, "Đơn vị"), 1);
		assert_int_equal(count_of(text, "Nhiệm vụ"), 1);
		char number[16];
		snprintf(number, sizeof(number), "%d", p);
		struct str rest = text, line, second = {0};
		for (int i = 0; i < 8 && str_split(&rest, '\n', &line) && !second.n; i++)
			if (str_trim(line).n && str_find(line, STR("DIỄN TẬP")) < 0)
				second = str_trim(line);
		assert_int_equal(str_eq_c(second, number), p > 1); /* from the second page on */
	}
	struct str all = seen(pdf, 0);
	for (size_t i = 1; i < ROWS; i++)
		assert_int_equal(count_of(all, arena_c(a, cells[4 * i + 1])), 1);
	has(all, "A. Miền núi");
	has(seen(pdf, pages), "Xã thứ 120"); /* the signature comes with the last row at least */
	has(seen(pdf, pages), "Nguyễn Thị Diễn Tập");
	table.row_count = 0;
	table.empty = STR("Không có đơn vị nào.");
	has(seen(written(&paper, NULL), 0), "Không có đơn vị nào.");
}

static void a_row_taller_than_a_page(void **state)
{
	(void)state;
	if (no_reader())
		skip();
	static const struct pdf_column columns[] = {{STR_INIT("Nội dung"), {0}, 1, PDF_LEFT}, {STR_INIT("Ghi chú"), {0}, 1, PDF_LEFT}};
	struct buf words = BUF_INIT(1 << 20);
	for (int i = 0; i < 1500; i++)
		buf_printf(&words, "từ%04d ", i);
	const struct str cells[] = {buf_str(&words), STR("ngắn")};
	const struct pdf_table table = {columns, 2, cells, NULL, 1, 13, {0}};
	const struct pdf_block blocks[] = {{PDF_TABLE, {0}, &table}};
	struct pdf_paper paper = letter(blocks, 1);
	struct str text = seen(written(&paper, NULL), 0);
	for (int i = 0; i < 1500; i++) {
		char word[16];
		snprintf(word, sizeof(word), "từ%04d", i);
		assert_int_equal(count_of(text, word), 1);
	}
	buf_free(&words);
}

/* However long the text: the signature's page has words of the text too. */
static void never_alone(void **state)
{
	(void)state;
	if (no_reader())
		skip();
	for (int n = 24; n < 44; n++) {
		struct buf words = BUF_INIT(1 << 20);
		for (int i = 0; i < n; i++)
			buf_printf(&words, "Các đơn vị đã thực hiện dòng thứ %03d của báo cáo.\n", i);
		const struct pdf_block blocks[] = {{PDF_PARAGRAPH, buf_str(&words), NULL}};
		struct pdf_paper paper = letter(blocks, 1);
		int pages;
		struct str pdf = written(&paper, &pages), last = seen(pdf, pages);
		char line[64];
		snprintf(line, sizeof(line), "thứ %03d", n - 1);
		has(last, line);
		has(last, "Nơi nhận");
		has(last, "Nguyễn Thị Diễn Tập");
		buf_free(&words);
	}
}

static void several_sign(void **state)
{
	(void)state;
	if (no_reader())
		skip();
	static const struct pdf_signer three[] = {{{0}, STR_INIT("THƯ KÝ"), STR_INIT("Lê A")}, {{0}, STR_INIT("CỬ TRI CHỨNG KIẾN"), {0}},
	                                          {{0}, STR_INIT("TỔ TRƯỞNG"), STR_INIT("Trần B")}};
	struct pdf_paper paper = letter(NULL, 0);
	paper.signers = three;
	paper.signer_count = 3;
	struct str text = seen(written(&paper, NULL), 0);
	has(text, "CỬ TRI CHỨNG KIẾN");
	has(text, "Lê A");
	has(text, "Trần B");
	has(text, "Nơi nhận:");
}

static void too_much(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct buf small = BUF_INIT(2000), out = BUF_INIT((size_t)32 << 20);
	struct pdf_paper paper = letter(NULL, 0);
	assert_int_equal(pdf_write(&paper, &small, NULL, &err), -ERR_TOO_LARGE);
	assert_int_equal(small.n, 0);
	struct pdf_block *pages = arena_array_of(a, PDF_PAGES_MAX + 1, struct pdf_block);
	for (size_t i = 0; i < PDF_PAGES_MAX + 1; i++)
		pages[i] = (struct pdf_block){.kind = PDF_PAGE};
	struct pdf_paper long_one = letter(pages, PDF_PAGES_MAX + 1);
	assert_int_equal(pdf_write(&long_one, &out, NULL, &err), -ERR_TOO_LARGE);
	assert_int_equal(out.n, 0);
	assert_int_equal(pdf_write(&paper, &out, NULL, &err), 0); /* and the lane is free again */
	buf_free(&small);
	buf_free(&out);
}

static atomic_int answered, refused;

static void *one_more(void *arg)
{
	(void)arg;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT(1 << 20);
	struct pdf_paper paper = letter(NULL, 0);
	int r = pdf_write(&paper, &out, NULL, &err);
	assert_true(r == 0 || r == -ERR_BUSY);
	atomic_fetch_add(&refused, r < 0);
	atomic_fetch_add(&answered, 1);
	buf_free(&out);
	return NULL;
}

/* One is at work and the places to wait are taken: the next is told to come again, the others get theirs. */
static void the_lane(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT(1 << 20);
	struct canvas *held;
	pthread_t thread[PDF_WAITING_MAX + 1];
	assert_int_equal(canvas_open(&out, 100, 100, STR(""), 0, &held, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(thread); i++)
		pthread_create(&thread[i], NULL, one_more, NULL);
	for (int i = 0; i < 60000 && !atomic_load(&answered); i++)
		usleep(1000);
	assert_int_equal(atomic_load(&refused), 1);
	canvas_end_page(held);
	assert_int_equal(canvas_close(held, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(thread); i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(atomic_load(&answered), PDF_WAITING_MAX + 1);
	assert_int_equal(atomic_load(&refused), 1);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts),     cmocka_unit_test(not_issued_and_january),
		cmocka_unit_test(a_long_table),  cmocka_unit_test(a_row_taller_than_a_page),
		cmocka_unit_test(never_alone),   cmocka_unit_test(several_sign),
		cmocka_unit_test(too_much),      cmocka_unit_test(the_lane),
	};
	return cmocka_run_group_tests_name("papers", tests, with_arena, without_arena);
}
