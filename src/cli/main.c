#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "format/apart.h"

const struct cli_command cli_commands[] = {
	/* texts */
	{"init", cli_init, "DIR --province MÃ [--units TỆP] [--name TÊN]", _("Tạo máy chủ mới cho một tỉnh.")},
	{"demo", cli_demo, "DIR [--day 2025-11-18] [--json]",
	 _("Tạo máy chủ diễn tập: Thanh Hóa, 166 xã, phường; in các tài khoản.")},
	{"serve", cli_serve,
	 "DIR [--listen 127.0.0.1:8026] [--today NGÀY] [--secure] [--public] [--rehearsal-password MẬT-KHẨU]",
	 _("Chạy trang web.")},
	{"brief", cli_brief, "DIR [--today NGÀY] [--json | --pdf]",
	 _("Trang điều hành của Giám đốc: chữ, JSON hoặc bản in PDF (ra màn hình hay tệp).")},
	{"digest", cli_digest, "DIR [--day NGÀY] [--json]",
	 _("Bản tóm tắt trong ngày của từng người, để chương trình gửi thư gửi đi.")},
	{"routes", cli_routes, "[DIR] [--json]", _("Mọi địa chỉ, vai trò được vào và một ví dụ (có DIR: ví dụ thật).")},
	{"seats", cli_seats, "--province MÃ [--units TỆP] [--day NGÀY] [--why] [--json]",
	 _("Số đại biểu HĐND theo luật, kèm lý do.")},
	{"constituencies", cli_constituencies,
	 "--province MÃ --seats SỐ [--max 3] [--units TỆP] [--adjacency TỆP] [--count SỐ] [--deviation 10] [--against "
	 "TỆP|--alone] "
	 "[--join MÃ=MÃ,…] [--together MÃ=MÃ,…] [--apart MÃ=MÃ,…] [--seed SỐ] [--effort 10] [--seconds SỐ] [--out TỆP] [--json]",
	 _("Đề xuất các đơn vị bầu cử từ xã, phường nguyên vẹn, liền nhau, đều dân; kèm lý do từng đơn vị.")},
	{"calendar", cli_calendar, "--day NGÀY [--kind LOẠI] [--why] [--json]",
	 _("Lịch bầu cử theo luật, kèm điều khoản.")},
	{"winners", cli_winners, "TỆP.csv [--json]", _("Ai trúng cử theo luật, bước tiếp theo là gì, kèm lý do.")},
	{"recount", cli_recount, "TỆP [--key KHÓA-CÔNG-KHAI] [--election NGÀY] [--json]",
	 _("Kiểm chữ ký một tệp kết quả đã công bố và đếm lại từ đầu.")},
	{"tally", cli_tally, "DIR TỆP-RA [--result TỆP --sign TỆP-KHÓA --day NGÀY]",
	 _("Tính người trúng cử của cả nước từ bốn bảng CSV.")},
	{"import", cli_import, "DIR DANH-MỤC TỆP.xlsx|.csv [--check] [--partly] [--refused TỆP] [--json]",
	 _("Nhập bảng vào một danh mục: kiểm tra hết rồi mới ghi; mọi dòng sai đều được nêu.")},
	{"export", cli_export, "DIR DANH-MỤC|report TỆP.xlsx|.csv [--private] [--period KỲ]",
	 _("Xuất một danh mục; nhập lại tệp ấy thì không có gì thay đổi. report: kỳ báo cáo mới nhất (.xlsx) hoặc mọi "
	   "số liệu (.csv).")},
	{"verify", cli_verify, "DIR [--head TỆP] [--json]", _("Kiểm tra sổ cái, chuỗi băm, chữ ký và mọi bảng.")},
	{"rebuild", cli_rebuild, "DIR [--json]", _("Dựng lại mọi bảng từ sổ cái.")},
	{"head", cli_head, "DIR", _("In đầu sổ cái đã ký (JSON), để công bố hoặc đối chiếu.")},
	{"backup", cli_backup, "DIR TỆP | DIR THƯ-MỤC --keep SỐ-BẢN [--rehearse]",
	 _("Sao lưu dữ liệu (không gồm khóa site.key); --keep: bản ghi theo ngày giờ, giữ các bản mới nhất; "
	   "--rehearse: thử "
	   "phục hồi bản vừa làm.")},
	{"restore", cli_restore, "TỆP DIR --key site.key", _("Phục hồi từ bản sao lưu vào thư mục mới và kiểm tra.")},
	{"doctor", cli_doctor, "DIR [--backups THƯ-MỤC] [--head TỆP] [--json]",
	 _("Khám máy chủ: điều gì sai và phải làm gì. Chỉ đọc.")},
	{"files", cli_files, "DIR [--collect]",
	 _("Kiểm tra kho tệp; --collect bỏ nội dung không còn đính kèm ở đâu (khi máy chủ dừng).")},
	{"upgrade", cli_upgrade, "DIR", _("Nâng dữ liệu lên lược đồ của bản này.")},
	{"user", cli_user, "add|reset|list DIR …", _("Quản lý tài khoản trên chính máy chủ.")},
	{"check", cli_check, "DIR", _("Kiểm tra nhanh tệp dữ liệu.")},
	{"schema", cli_schema, "[--engine sqlite|postgres]", _("In lược đồ cơ sở dữ liệu.")},
	{"statements", cli_statements, "--json", _("In mọi câu lệnh SQL.")},
	{0},
};

void cli_print(struct str s)
{
	fwrite(s.p ? s.p : "", 1, s.n, stdout);
}

void cli_printf(struct cli *cli, const char *format, ...)
{
	va_list ap;
	(void)cli;
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
}

static int usage_error(struct cli *cli, struct err *err, const char *what, const char *which)
{
	const char *usage = "";
	for (const struct cli_command *c = cli_commands; c->name; c++)
		if (strcmp(c->name, cli->name) == 0)
			usage = c->usage;
	return err_set(err, ERR_INPUT, _("%s%s. Cách dùng: noivu %s %s"), what, which, cli->name, usage);
}

int cli_options(struct cli *cli, const struct cli_option *options, size_t n, size_t least, size_t most,
		const char **ret_words, struct err *err)
{
	size_t words = 0;
	for (int i = 0; i < cli->argc; i++) {
		const char *arg = cli->argv[i];
		size_t k = 0;
		if (strncmp(arg, "--", 2) != 0) {
			if (words == most)
				return usage_error(cli, err, _("Thừa: "), arg);
			ret_words[words++] = arg;
			continue;
		}
		while (k < n && strcmp(options[k].name, arg + 2) != 0)
			k++;
		if (k == n)
			return usage_error(cli, err, _("Không có tùy chọn "), arg);
		if (options[k].on) {
			*options[k].on = true;
			continue;
		}
		if (i + 1 == cli->argc)
			return usage_error(cli, err, _("Thiếu giá trị sau "), arg);
		*options[k].value = cli->argv[++i];
	}
	if (words < least)
		return usage_error(cli, err, _("Thiếu tham số"), "");
	for (size_t k = words; k < most; k++)
		ret_words[k] = NULL;
	return 0;
}

int cli_day(const char *name, const char *text, day_t *ret_day, struct err *err)
{
	if (!text) {
		*ret_day = DAY_NONE;
		return 0;
	}
	if (!date_parse(str_from_c(text), ret_day))
		return err_set(err, ERR_INPUT, _("--%s: “%s” không phải là ngày; viết như 2026-03-15."), name, text);
	return 0;
}

int cli_open(const char *dir, enum site_mode mode, day_t today, struct site **ret_site, struct err *err)
{
	struct site_parts parts = app_parts(app_start(), world_real(DAY_NONE), today);
	return site_open(dir, mode, &parts, ret_site, err);
}

static void print_help(FILE *to, const struct cli_command *only)
{
	fprintf(to, "noivu %s\n", APP_VERSION);
	for (const struct cli_command *c = cli_commands; c->name; c++)
		if (!only || only == c)
			fprintf(to, "  noivu %s %s\n      %s\n", c->name, c->usage, c->help);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0) {
			print_help(stdout, command);
			return 0;
		}
	struct err err = ERR_INIT;
	struct cli cli = {command->name, argc, argv, arena_new("command", (size_t)1 << 30)};
	int r = command->run(&cli, &err);
	arena_free(cli.arena);
	fflush(stdout);
	if (r >= 0)
		return 0;
	fprintf(stderr, "noivu %s: %s\n", command->name, err.text);
	if (err.detail[0])
		fprintf(stderr, "  (%s)\n", err.detail);
	return err_exit_status(err.code);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], APART_WORD) == 0)
		return apart_main();
	crypt_start();
	if (argc >= 2)
		for (const struct cli_command *c = cli_commands; c->name; c++)
			if (strcmp(c->name, argv[1]) == 0)
				return run(c, argc - 2, argv + 2);
	bool asked = argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "--version") == 0);
	print_help(asked ? stdout : stderr, NULL);
	return asked ? 0 : 2;
}
