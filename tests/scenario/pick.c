/*
 * A form that refers to a person, with thousands to choose from: words are typed, what fits comes back to choose from, one of
 * that name is taken as it is; another commune's person is not found, and a number forged into the form is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/fs.h"
#include "scenario.h"

#define GRANTS "/danh-muc/grants/moi"
#define HANDOVER "/danh-muc/handover/moi"
#define FIND "/danh-muc/person/chon?q="
#define OWN "14758"
#define OTHER "15766"

static struct arena *a;

/* 6,000 people of twenty communes whose names are made of few parts, one whose name nobody has, two who share theirs; one elsewhere. */
static const char *table(void)
{
	static const char *const last[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ"};
	static const char *const first[] = {"An", "Bình", "Cường", "Dũng", "Đức", "Giang", "Hà", "Hùng", "Khánh", "Lan"};
	static const char *const communes[] = {OWN,	"14797", "15853", "15865", "15880", "15889", "15910", "15925", "15961", "15976",
					       "15991", "16000", "16378", "16417", "16516", "16522", "16531", OTHER,	  "14812", "14818"};
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	const char *path = scenario_dir("people.csv");
	buf_add_c(&b, "Họ và tên,\"Chức vụ, chức danh\",Đơn vị,Tên đăng nhập,Đang dùng\n");
	for (int i = 0; i < 6000; i++)
		buf_printf(&b, "%s Kiểm %s,Nhân viên %d,%s,kiem.%d,có\n", last[i % 6], first[i / 6 % 10], i, communes[i % 20], i);
	for (int i = 0; i < 70; i++)
		buf_printf(&b, "Phan Giao Việc %d,Chuyên viên,Sở Nội vụ,giao.%d,có\n", i, i);
	buf_add_c(&b, "Tôn Độc Nhất,Trưởng phòng," OWN ",,có\n");
	buf_add_c(&b, "Tôn Song Sinh,Văn thư," OWN ",,có\nTôn Song Sinh,Kế toán," OWN ",,có\n");
	buf_add_c(&b, "Lý Thứ Tự,Văn thư," OWN ",,có\nĐinh Thứ Tự,Văn thư," OWN ",,có\n");
	buf_add_c(&b, "Tôn Nơi Khác,Công chức," OTHER ",,có\n");
	buf_add_c(&b, "Vi Thị Quản,Thủ khố," OWN ",,có\nVi Thị Khố,Quản thủ kho lưu trữ," OTHER ",,có\n");
	if (fs_write_new(path, buf_str(&b), 0600, &err) < 0)
		scenario_give_up("%s", err.text);
	return path;
}

/* The id that stands before this text on the present page, as a radio button. */
static const char *id_of(struct browser *b, const char *text)
{
	struct str body = browser_body(b), mark = STR("value=\"");
	ptrdiff_t at = str_find(body, str_from_c(text));
	const char *found = "";
	if (at < 0)
		return found;
	body = str_slice(body, 0, (size_t)at);
	for (ptrdiff_t k; (k = str_find(body, mark)) >= 0; body = str_slice(body, (size_t)k + mark.n, body.n)) {
		struct str value = str_slice(body, (size_t)k + mark.n, body.n);
		found = scenario_keep(str_slice(value, 0, (size_t)str_find_char(value, '"')));
	}
	return found;
}

static void looked_for(struct browser *admin)
{
	check(browser_get(admin, GRANTS) == 200 && !browser_has_raw(admin, "<select id=\"save-person\""), "so many are no list");
	check(browser_body(admin).n < 40000, "and no heavy page");
	long before = browser_entries(admin);
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "kiem nguyen", "to_day", "31/12/2027", "tim", "person", NULL);
	check(browser_status(admin) == 200 && browser_has(admin, "hơn 500 kết quả cho “kiem nguyen”"), "many fit: it says how many");
	check(strcmp(browser_field(admin, GRANTS, "person.tim"), "kiem nguyen") == 0 &&
		      strcmp(browser_field(admin, GRANTS, "to_day"), "31/12/2027") == 0,
	      "what was typed is kept");
	browser_submit(admin, GRANTS, "person.tim", "nhat doc", "tim", "person", NULL);
	check(browser_has(admin, "Có 1 kết quả") && browser_has(admin, "Tôn Độc Nhất (Trưởng phòng) – "),
	      "without accents, in any order, with what tells people apart");
	browser_submit(admin, GRANTS, "person.tim", "thu tu", "tim", "person", NULL);
	ptrdiff_t d = str_find(browser_body(admin), STR("Đinh Thứ Tự")), l = str_find(browser_body(admin), STR("Lý Thứ Tự"));
	check(d > 0 && l > 0 && d < l, "in Vietnamese order");
	browser_submit(admin, GRANTS, "person.tim", "ham", "tim", "person", NULL);
	check(browser_has(admin, "kết quả cho “ham”, ở đây là 20") || browser_has(admin, "hơn 500"), "the unit's name finds its people");
	browser_submit(admin, GRANTS, "person.tim", "thu kho luu tru", "tim", "person", NULL);
	check(browser_has(admin, "Có 1 kết quả") && id_of(admin, "Vi Thị Khố (Quản thủ kho lưu trữ)")[0], "by the office as well");
	browser_submit(admin, GRANTS, "person.tim", "vi quan thu", "tim", "person", NULL);
	check(browser_has(admin, "Có 2 kết quả"), "by name and office together");
	browser_submit(admin, GRANTS, "person.tim", "thu kho", "tim", "person", NULL);
	check(browser_has(admin, "Có 2 kết quả"), "whoever holds it, or one that is called like it");
	browser_submit(admin, GRANTS, "person.tim", "kho vi", "tim", "person", NULL);
	d = str_find(browser_body(admin), STR("Vi Thị Khố")), l = str_find(browser_body(admin), STR("Vi Thị Quản"));
	check(d > 0 && l > 0 && d < l, "who is named so comes before who holds an office of that word");
	browser_submit(admin, GRANTS, "person.tim", "khong co ai nhu vay", "tim", "person", NULL);
	check(browser_has(admin, "Không tìm thấy “khong co ai nhu vay”"), "none fits: it says so");
	check(browser_entries(admin) == before, "nothing is saved by looking");
}

/* Two windows at one row: what was looked for in the slower one stands beside what is stored. */
static void side_by_side(struct browser *admin)
{
	char row[64], edit[80];
	snprintf(row, sizeof(row), "%.*s", (int)strcspn(browser_address(admin), "?"), browser_address(admin));
	snprintf(edit, sizeof(edit), "%s/sua", row);
	browser_get(admin, edit);
	check(id_of(admin, "Tôn Độc Nhất (Trưởng phòng)")[0], "who is stored is marked in the form");
	struct browser *slow = browser_copy(admin, "cửa sổ cũ");
	browser_get(slow, edit);
	browser_submit(admin, edit, "to_day", "31/12/2028", NULL);
	check(browser_status(admin) == 200, "the quicker one saves");
	check(browser_submit(slow, edit, "person.tim", "song sinh", NULL) == 409 && browser_has(slow, "Đang lưu"), "the slower one compares");
	check(browser_has(slow, "song sinhTôn Độc Nhất") && strcmp(browser_field(slow, edit, "person.tim"), "song sinh") == 0,
	      "what was looked for stands beside who is stored, and is kept");
	browser_submit(slow, edit, "person", id_of(slow, "Tôn Song Sinh (Văn thư)"), NULL);
	check(browser_status(slow) == 200 && browser_has(slow, "Tôn Song Sinh"), "chosen and saved again, it is a decision");
}

static void chosen(struct browser *admin)
{
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "song sinh", "role", "officer", NULL);
	check(browser_status(admin) == 422 && browser_has(admin, "Có chỗ cần sửa") && browser_has(admin, "Có 2 kết quả"),
	      "two of one name: saving asks which");
	const char *id = id_of(admin, "Tôn Song Sinh (Kế toán)"), *unit = id_of(admin, ">Phường Hàm Rồng<");
	browser_submit(admin, GRANTS, "person", id, "unit", unit, NULL);
	check(browser_status(admin) == 200 && browser_has(admin, "Tôn Song Sinh") && browser_has(admin, "Đã ghi"),
	      "the one that was marked is saved");
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "tôn độc nhất", "role", "officer", NULL);
	check(browser_status(admin) == 422 && !browser_has(admin, "kết quả") && id_of(admin, "Tôn Độc Nhất")[0],
	      "a name that only one has is marked when the form comes back for something else");
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "tôn độc nhất", "role", "officer", "unit", unit, NULL);
	check(browser_status(admin) == 200 && browser_has(admin, "Tôn Độc Nhất") && browser_has(admin, "Đã ghi"),
	      "a name that only one has is as good as a choice");
	side_by_side(admin);
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "tôn độc", "role", "officer", "unit", unit, NULL);
	check(browser_status(admin) == 422 && browser_has(admin, "Có 1 kết quả"), "a part of it is not");
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "Thủ khố", "role", "officer", "unit", unit, NULL);
	check(browser_status(admin) == 422 && browser_has(admin, "Có 2 kết quả"), "an office that only one has is none either: it asks");
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "tôn độc", "role", "officer", "unit", unit, NULL);
	browser_submit(admin, GRANTS, "person", id_of(admin, "Tôn Độc Nhất"), "person.tim", "song sinh", NULL);
	check(browser_status(admin) == 422 && browser_has(admin, "Có 2 kết quả") && id_of(admin, "Tôn Độc Nhất")[0],
	      "marked, and then another looked for: nothing is saved behind one's back, nothing lost");
}

static void drafted(struct browser *admin)
{
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "song sinh", "nhap", "1", NULL);
	check(browser_has(admin, "Đây là bản nháp") && browser_has(admin, "Có 2 kết quả") &&
		      strcmp(browser_field(admin, GRANTS, "person.tim"), "song sinh") == 0,
	      "a draft keeps what is looked for");
	browser_submit(admin, GRANTS, "nhap", "0", NULL);
}

static void beyond_reach(struct browser *officer, struct browser *neighbour, const char *foreign)
{
	check(browser_get(officer, HANDOVER) == 200 && browser_field(officer, HANDOVER, "successor.tim"),
	      "of one's own commune's thousands one chooses so, too");
	browser_submit(officer, HANDOVER, "successor.tim", "ton noi khac", "tim", "successor", NULL);
	check(browser_has(officer, "Không tìm thấy “ton noi khac”"), "another commune's person is not found");
	browser_submit(officer, HANDOVER, "successor.tim", "ton song sinh", "tim", "successor", NULL);
	check(browser_has(officer, "Tôn Song Sinh (Kế toán)"), "the own people are");
	browser_submit(officer, HANDOVER, "successor.tim", "hà", "tim", "successor", NULL);
	check(browser_has(officer, "Kiểm Hà (") && !browser_has(officer, "Kiểm An ("), "the name of the one unit, Hàm Rồng, does not fit everybody");
	browser_submit(officer, HANDOVER, "successor.tim", "ton song sinh", "tim", "successor", NULL);
	const char *one = id_of(officer, "Tôn Song Sinh (Kế toán)");
	browser_submit(officer, HANDOVER, "person", one, "successor", foreign, "successor.tim", "", "work", "Trực", "document", "1/TB", "due",
		       "30/12/2025", NULL);
	check(browser_status(officer) == 422 && browser_has(officer, "mục đã chọn không còn"), "a number forged into the form is refused");
	check(!browser_has(officer, "Nơi Khác"), "and names nobody");
	browser_get(officer, FIND "ton");
	check(browser_has_raw(officer, "Tôn Song Sinh") && !browser_has_raw(officer, "Nơi Khác"), "nor is it offered while one types");
	browser_get(neighbour, FIND "ton");
	check(browser_status(neighbour) == 200 && !browser_has_raw(neighbour, "Song Sinh") && browser_has_raw(neighbour, "Nơi Khác"),
	      "to each the own");
	browser_get(officer, FIND "ton&unit=999999");
	check(browser_has_raw(officer, "\"rows\":[]"), "a filter narrows it");
}

/* A task is given to somebody of the commune, who is found among its hundreds; nobody is a choice, too. */
static void received(struct browser *officer)
{
	char receive[96] = "", name[96];
	browser_get(officer, "/nhiem-vu");
	struct str list = browser_body(officer), mark = STR("\"/nhiem-vu/");
	for (ptrdiff_t at; !receive[0] && (at = str_find(list, mark)) >= 0; list = str_slice(list, (size_t)at + 1, list.n)) {
		long long id = strtoll(list.p + (size_t)at + mark.n, NULL, 10);
		snprintf(name, sizeof(name), "/nhiem-vu/%lld", id);
		if (id && browser_get(officer, name) == 200 && browser_has_raw(officer, "/tiep-nhan\""))
			snprintf(receive, sizeof(receive), "%s/tiep-nhan", name);
	}
	check(receive[0] && browser_field(officer, receive, "person.tim"), "a commune of hundreds finds who does a task");
	browser_submit(officer, receive, "person.tim", "ton noi khac", NULL);
	check(browser_status(officer) == 422 && browser_has(officer, "Không tìm thấy"), "not somebody elsewhere");
	browser_submit(officer, receive, "person", "", "person.tim", "ton doc nhat", NULL);
	check(browser_status(officer) == 200 && browser_has(officer, "Tôn Độc Nhất"), "a name alone is a choice, without accents too");
}

/* Several people of an office that has too many for boxes: each that is named joins those before. */
static void given(struct browser *lan)
{
	browser_get(lan, "/giao-viec/moi");
	check(browser_field(lan, "/giao-viec/moi", "people.tim"), "who does it is searched, too");
	browser_submit(lan, "/giao-viec/moi", "title", "Rà soát danh sách", "people.tim", "phan giao viec 7", "tim", "people", NULL);
	browser_submit(lan, "/giao-viec/moi", "people.tim", "Phan Giao Việc 8", "tim", "people", NULL);
	check(id_of(lan, "Phan Giao Việc 7 (")[0] && id_of(lan, "Phan Giao Việc 8 (")[0], "one after the other is marked");
	const char *unit = id_of(lan, "> Sở Nội vụ");
	browser_submit(lan, "/giao-viec/moi", "people.tim", "khong co ai", "leads[]", unit, NULL);
	check(browser_status(lan) == 422 && browser_has(lan, "Không tìm thấy “khong co ai”") && id_of(lan, "Phan Giao Việc 7 (")[0],
	      "words that find nobody are no person, and lose nobody");
	browser_submit(lan, "/giao-viec/moi", "people.tim", "giao.9", "assigner", "chair", "document", "12/UBND-NC", "due", "30/12/2025",
		       "responsible", "Phó Giám đốc", "product", "Báo cáo", "authority", "Giám đốc ký", NULL);
	check(browser_status(lan) == 200 && browser_has(lan, "Phan Giao Việc 7") && browser_has(lan, "Phan Giao Việc 8") &&
		      browser_has(lan, "Phan Giao Việc 9"),
	      "given to all of them, the last by the login");
}

int main(void)
{
	crypt_start();
	scenario_begin();
	a = arena_new("pick", 64u << 20);
	const char *password = scenario_demo();
	scenario_noivu("import", scenario_dir("site"), "person", table(), NULL);
	scenario_serve(scenario_dir("site"), NULL);
	struct browser *admin = browser_new("người vận hành"), *officer = browser_new("cán bộ xã"), *neighbour = browser_new("xã khác");
	browser_sign_in(admin, "quantri", password);
	browser_sign_in(officer, "cb." OWN, password);
	browser_sign_in(neighbour, "cb." OTHER, password);
	looked_for(admin);
	chosen(admin);
	drafted(admin);
	browser_get(admin, GRANTS);
	browser_submit(admin, GRANTS, "person.tim", "ton noi khac", "tim", "person", NULL);
	beyond_reach(officer, neighbour, id_of(admin, "Tôn Nơi Khác"));
	received(officer);
	struct browser *lan = browser_new("chuyên viên Sở");
	browser_sign_in(lan, "chuyenvien", password);
	given(lan);
	scenario_stop_serving();
	struct str said;
	check(scenario_noivu_fails(&said, "verify", scenario_dir("site"), NULL) == 0, "and the ledger proves itself");
	arena_free(a);
	return scenario_end();
}
