/*
 * noivu recount – a published result verified and counted again. doc/formats/result-file.md.
 */
#include <stdio.h>

#include "base/fs.h"
#include "base/json.h"
#include "cli/cli.h"
#include "result/file.h"

#define OUTPUT_MAX ((size_t)1 << 20)

struct request {
	const char *path, *key, *election;
	uint8_t public_key[SIGN_PUBLIC_LEN];
	day_t day;
	bool json;
};

static int parse(struct cli *cli, struct request *ret_request, struct err *err)
{
	struct request q = {0};
	const char *today = NULL;
	const struct cli_option options[] = {
		{"key", &q.key, NULL}, {"election", &q.election, NULL}, {"json", NULL, &q.json}, {"today", &today, NULL}};
	int k = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &q.path, err);
	if (k == 0)
		k = cli_day("election", q.election, &q.day, err);
	if (k < 0)
		return k;
	if (q.key && !unhex(str_from_c(q.key), q.public_key, SIGN_PUBLIC_LEN))
		return err_set(err, ERR_INPUT, _("--key: cần 64 chữ số thập lục phân của khóa công khai."));
	*ret_request = q;
	return 0;
}

static const char *level_id(enum contest_level level)
{
	return level == LEVEL_ALL ? "all" : contest_level_id(level);
}

static void print_json(struct arena *a, const struct recount *r, bool same)
{
	_cleanup_buf_ struct buf out = BUF_INIT(OUTPUT_MAX);
	const struct result_header *h = &r->header;
	struct json_out j;
	json_begin(&j, &out);
	json_object(&j);
	json_kv_bool(&j, "same", same);
	json_kv_bool(&j, "signature", r->signature);
	json_kv_str(&j, "key", hex(a, h->public_key, SIGN_PUBLIC_LEN));
	json_key(&j, "election");
	json_object(&j);
	json_kv_c(&j, "kind", election_kind_id(h->kind));
	json_kv_str(&j, "day", date_iso(a, h->day));
	json_kv_c(&j, "level", level_id(h->level));
	json_kv_str(&j, "unit", h->unit);
	json_object_end(&j);
	json_kv_bool(&j, "law_same", r->law_same);
	json_kv_i64(&j, "constituencies", (int64_t)r->constituencies);
	json_kv_i64(&j, "areas", (int64_t)r->areas);
	json_kv_i64(&j, "votes", (int64_t)r->votes);
	json_kv_i64(&j, "elected", (int64_t)r->elected);
	json_kv_i64(&j, "open", (int64_t)r->open);
	json_kv_i64(&j, "to_explain", (int64_t)r->to_explain);
	json_key(&j, "difference");
	if (r->difference.n)
		json_str(&j, r->difference);
	else
		json_null(&j);
	json_object_end(&j);
	buf_add_char(&out, '\n');
	cli_print(buf_str(&out));
}

static void print_text(struct cli *cli, const struct request *q, const struct recount *r, bool same)
{
	struct arena *a = cli->arena;
	const struct result_header *h = &r->header;
	cli_printf(cli, _("%s, ngày %.*s, %.*s (%.*s)\n"), election_kind_name(h->kind), STR_ARG(date_vn(a, h->day)),
		   STR_ARG(h->unit_name), STR_ARG(h->unit));
	if (r->changed)
		cli_printf(cli, _("Tệp có dấu BOM hoặc xuống dòng CRLF; đã bỏ trước khi kiểm tra.\n"));
	cli_printf(cli,
		   r->signature ? _("Chữ ký đúng, theo khóa %.*s%s.\n") : _("Chữ ký KHÔNG đúng, theo khóa %.*s%s.\n"),
		   STR_ARG(hex(a, h->public_key, SIGN_PUBLIC_LEN)),
		   q->key ? "" : _("; chưa đối chiếu với khóa đã công bố (--key)"));
	if (!r->law_same)
		cli_printf(cli, _("Tệp được tính theo các bảng luật khác; ở đây tính theo các bảng luật của chương "
				  "trình này.\n"));
	cli_printf(cli,
		   _("Đã đếm lại %zu đơn vị bầu cử, %zu biên bản, %zu số phiếu bầu: "
		     "%zu người trúng cử, %zu người chưa quyết định, %zu điều cần giải trình.\n"),
		   r->constituencies, r->areas, r->votes, r->elected, r->open, r->to_explain);
	if (same)
		cli_printf(cli, _("Kết quả giống hệt.\n"));
}

/* Everything that was asked for holds, or the first thing that does not. */
static int judge(struct arena *a, const struct request *q, const struct recount *r, struct err *err)
{
	const struct result_header *h = &r->header;
	if (!r->signature)
		return err_set(err, ERR_CORRUPT,
			       _("Chữ ký không đúng: tệp đã bị sửa sau khi ký, hoặc chữ ký giả.%s%.*s"),
			       r->difference.n ? " " : "", STR_ARG(r->difference));
	if (q->key && !bytes_equal_const_time(q->public_key, h->public_key, SIGN_PUBLIC_LEN))
		return err_set(err, ERR_CORRUPT, _("Tệp ký bằng khóa khác với khóa nêu ở --key."));
	if (q->day != DAY_NONE && q->day != h->day)
		return err_set(err, ERR_INPUT, _("Tệp của cuộc bầu cử ngày %.*s, không phải ngày %.*s."),
			       STR_ARG(date_vn(a, h->day)), STR_ARG(date_vn(a, q->day)));
	if (!r->same)
		return err_set(err, ERR_CORRUPT, _("Kết quả khác: %.*s"), STR_ARG(r->difference));
	return 0;
}

int cli_recount(struct cli *cli, struct err *err)
{
	struct law_texts texts = law_texts_embedded();
	struct law *law = NULL;
	struct request q;
	struct recount r;
	struct str text;
	int k = parse(cli, &q, err);
	if (k == 0)
		k = law_load(cli->arena, &texts, &law, err);
	if (k == 0)
		k = fs_read(cli->arena, q.path, RESULT_FILE_MAX, &text, err);
	if (k == 0)
		k = result_recount(cli->arena, law, text, &r, err);
	if (k < 0)
		return k;
	k = judge(cli->arena, &q, &r, err);
	if (q.json)
		print_json(cli->arena, &r, k == 0);
	else
		print_text(cli, &q, &r, k == 0);
	return k;
}
