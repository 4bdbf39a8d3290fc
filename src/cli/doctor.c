/* What is wrong with a site, and what to do: a table of checks, each with one finding. Reads only. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "access/statements.h"
#include "base/fs.h"
#include "base/json.h"
#include "cli/backup.h"
#include "cli/cli.h"
#include "ledger/statements.h"
#include "record/attach.h"
#include "record/import.h"

#define LOG_LARGE ((int64_t)256 << 20)
#define ROOM_LEAST ((int64_t)256 << 20)
#define CLOCK_SLACK_MS (5 * 60 * 1000LL)
#define BACKUP_OLD_DAYS 2

enum finding { FINE, LOOK, ACT };

struct patient {
	struct arena *a;
	struct cli *cli;
	const char *dir, *backups, *head; /* of a head that was printed; NULL: none */
	struct site *site; /* NULL when it does not open */
	struct db *db;
	int64_t size; /* of the data files */
	/* of the check at work */
	enum finding finding;
	struct str text, remedy;
};

static void find(struct patient *p, enum finding f, struct str text, struct str remedy)
{
	p->finding = f;
	p->text = text;
	p->remedy = remedy;
}

static void from_err(struct patient *p, const struct err *e, const char *remedy)
{
	find(p, ACT, arena_dup(p->a, str_from_c(e->text)), str_from_c(remedy));
}

static bool stat_of(const struct patient *p, const char *name, struct stat *st)
{
	char path[PATH_MAX];
	return snprintf(path, sizeof(path), "%s/%s", p->dir, name) < (int)sizeof(path) && stat(path, st) == 0;
}

static struct str megabytes(struct patient *p, int64_t bytes)
{
	return arena_printf(p->a, _("%lld MB"), (long long)(bytes >> 20));
}

/* ---- the checks ---- */

static void check_files_there(struct patient *p)
{
	struct stat st;
	static const char *const names[] = {"noivu.db", "files.db"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (stat_of(p, names[i], &st)) {
			p->size += st.st_size;
			continue;
		}
		find(p, i ? LOOK : ACT, arena_printf(p->a, _("Không có %s."), names[i]),
		     i ? str_from_c(_("Lần «serve» tới sẽ tạo kho tệp rỗng; chép files.db từ bản sao lưu nếu đã có tệp "
				      "đính kèm."))
		       : str_from_c(_("Kiểm tra lại tên thư mục; nếu tệp đã mất: noivu restore BẢN-SAO THƯ-MỤC-MỚI "
				      "--key site.key.")));
		return;
	}
	find(p, FINE, arena_printf(p->a, _("Đủ tệp dữ liệu, %.*s."), STR_ARG(megabytes(p, p->size))), STR(""));
}

static void check_key(struct patient *p)
{
	struct stat st;
	if (!stat_of(p, "site.key", &st))
		find(p, ACT, str_from_c(_("Không có site.key: không ký được sổ cái, không mở được dữ liệu riêng tư.")),
		     str_from_c(_("Chép lại bản site.key đã cất riêng, quyền 0600.")));
	else if (st.st_mode & 077)
		find(p, ACT, str_from_c(_("Người dùng khác của máy đọc được site.key.")),
		     arena_printf(p->a, "chmod 600 %s/site.key", p->dir));
	else
		find(p, FINE, str_from_c(_("Khóa site.key chỉ chủ tệp đọc được.")), STR(""));
}

static struct str owner_name(struct patient *p, uid_t uid)
{
	const struct passwd *pw = getpwuid(uid);
	return pw ? arena_dup(p->a, str_from_c(pw->pw_name)) : arena_printf(p->a, "%u", (unsigned)uid);
}

/* The first thing in the folder that belongs to another than the folder itself; empty: none. */
static struct str foreign_in(struct patient *p, struct str folder, uid_t owner, uid_t *ret_uid)
{
	struct str found = {0};
	struct stat st;
	DIR *d = opendir(arena_c(p->a, folder));
	for (struct dirent *e; d && !found.n && (e = readdir(d));) {
		struct str path = arena_printf(p->a, "%.*s/%s", STR_ARG(folder), e->d_name);
		if (strcmp(e->d_name, "..") == 0 || lstat(arena_c(p->a, path), &st) < 0 || st.st_uid == owner)
			continue;
		found = path;
		*ret_uid = st.st_uid;
	}
	if (d)
		closedir(d);
	return found;
}

/* The first thing its owner may not write; the folder itself before what is in it. Empty: none. */
static struct str locked_in(struct patient *p)
{
	static const char *const names[] = {".", "noivu.db", "noivu.db-wal", "noivu.db-shm", "noivu.lock", "files.db", "staging"};
	struct stat st;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (stat_of(p, names[i], &st) && (st.st_mode & S_IWUSR) == 0)
			return i ? arena_printf(p->a, "%s/%s", p->dir, names[i]) : str_from_c(p->dir);
	return (struct str){0};
}

/* Commands run as root leave files that the server, another user, cannot write. */
static void check_owner(struct patient *p)
{
	struct stat st;
	uid_t other = 0;
	struct str dir = str_from_c(p->dir);
	if (stat(p->dir, &st) < 0) {
		find(p, ACT, arena_printf(p->a, _("Không vào được thư mục %s."), p->dir),
		     str_from_c(_("Kiểm tra tên và quyền của thư mục.")));
		return;
	}
	struct str owner = owner_name(p, st.st_uid), foreign = foreign_in(p, dir, st.st_uid, &other), locked = locked_in(p);
	if (!foreign.n)
		foreign = foreign_in(p, arena_printf(p->a, "%s/staging", p->dir), st.st_uid, &other);
	if (foreign.n)
		find(p, ACT,
		     arena_printf(p->a, _("%.*s thuộc người dùng «%.*s», còn thư mục thuộc «%.*s»: máy chủ không ghi được."),
				  STR_ARG(foreign), STR_ARG(owner_name(p, other)), STR_ARG(owner)),
		     arena_printf(p->a, _("chown -R %.*s: %s; từ nay chạy lệnh bằng: runuser -u %.*s -- noivu …"), STR_ARG(owner), p->dir,
				  STR_ARG(owner)));
	else if (locked.n)
		find(p, ACT,
		     arena_printf(p->a, _("%.*s không cho chính chủ ghi: máy chủ chỉ đọc được, không ghi được gì."), STR_ARG(locked)),
		     arena_printf(p->a, "chmod -R u+rwX %s", p->dir));
	else
		find(p, FINE, arena_printf(p->a, _("Mọi tệp cùng thuộc «%.*s»."), STR_ARG(owner)), STR(""));
}

static void check_room(struct patient *p)
{
	struct statvfs fs;
	if (statvfs(p->dir, &fs) < 0) {
		find(p, LOOK, str_from_c(_("Không hỏi được chỗ trống của đĩa.")), STR(""));
		return;
	}
	if (fs.f_flag & ST_RDONLY) {
		find(p, ACT, str_from_c(_("Đĩa chứa dữ liệu đang ở chế độ chỉ đọc nên không ghi được gì.")),
		     str_from_c(_("Xem vì sao (dmesg: đĩa lỗi thì sao lưu ngay sang máy khác), rồi gắn lại để ghi được: "
				  "mount -o remount,rw.")));
		return;
	}
	int64_t room = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	enum finding f = room < ROOM_LEAST ? ACT : room < p->size * 2 ? LOOK : FINE;
	find(p, f, arena_printf(p->a, _("Đĩa còn trống %.*s."), STR_ARG(megabytes(p, room))),
	     f == FINE ? STR("")
		       : str_from_c(_("Giải phóng đĩa: khi đầy, hệ thống không ghi thêm và có thể không khởi động lại được.")));
}

static void check_opens(struct patient *p)
{
	struct err err = ERR_INIT;
	int r = cli_open(p->dir, SITE_READ, DAY_NONE, &p->site, &err);
	if (r == 0)
		r = site_reader(p->site, &p->db, &err);
	if (r == 0)
		find(p, FINE, arena_printf(p->a, _("Mở được: %.*s."), STR_ARG(p->site->name)), STR(""));
	else if (r == -ERR_SCHEMA)
		from_err(p, &err,
			 _("Dừng máy chủ, sao lưu, rồi chạy: noivu upgrade THƯ-MỤC (hoặc dùng bản chương trình mới "
			   "hơn)."));
	else if (strcmp(err.field, SITE_KEY_FIELD) == 0)
		from_err(p, &err,
			 _("Chép bản site.key đã cất riêng của chính máy chủ này vào thư mục, quyền 0600. Dữ liệu không hỏng vì việc "
			   "này."));
	else if (r == -ERR_NOT_FOUND)
		from_err(p, &err, _("Lấy lại tệp còn thiếu nêu ở trên; dữ liệu khác giữ nguyên."));
	else if (r == -ERR_DENIED)
		from_err(p, &err, _("Chạy lệnh này bằng chủ của thư mục (runuser -u CHỦ -- noivu …), hoặc sửa quyền của tệp."));
	else if (r == -ERR_DISK_FULL || r == -ERR_IO)
		from_err(p, &err, _("Dữ liệu không hỏng vì việc này: sửa đĩa, chỗ trống hoặc quyền truy cập rồi chạy lại noivu doctor."));
	else
		from_err(p, &err, _("Giữ nguyên thư mục này; phục hồi bản sao lưu mới nhất vào thư mục khác."));
}

static void check_log(struct patient *p)
{
	struct stat st;
	int64_t n = stat_of(p, "noivu.db-wal", &st) ? st.st_size : 0;
	find(p, n > LOG_LARGE ? LOOK : FINE,
	     arena_printf(p->a, _("Nhật ký ghi trước: %.*s."), STR_ARG(megabytes(p, n))),
	     n > LOG_LARGE
		     ? str_from_c(_("Có việc đọc kéo dài giữ nhật ký lại; khởi động lại máy chủ khi ít người dùng."))
		     : STR(""));
}

static void check_ledger(struct patient *p)
{
	struct err err = ERR_INIT;
	struct ledger_report report;
	struct head head;
	uint8_t key[SIGN_PUBLIC_LEN];
	int r = p->head ? cli_read_head(p->cli, p->head, &head, key, &err) : 0;
	if (r < 0) {
		from_err(p, &err, _("Chọn tệp do «noivu head» in ra."));
		return;
	}
	if (p->head && memcmp(key, p->site->key.public_key, SIGN_PUBLIC_LEN) != 0) {
		find(p, ACT, str_from_c(_("Đầu sổ cái đã in do khóa của máy chủ khác ký.")),
		     str_from_c(_("Kiểm tra lại thư mục dữ liệu và site.key: có phải của máy chủ này không.")));
		return;
	}
	r = ledger_verify(p->db, p->site->catalog, p->site->key.public_key, p->head ? &head : NULL, &report, &err);
	if (r < 0)
		from_err(p, &err,
			 _("Nếu chỉ các bảng sai: dừng máy chủ, noivu rebuild. Nếu chuỗi sai: giữ nguyên hiện trạng, "
			   "phục hồi bản "
			   "sao lưu và so đầu sổ cái đã in."));
	else
		find(p, FINE,
		     arena_printf(p->a, _("Sổ cái đúng: %lld bút toán, đầu %.*s."), (long long)report.entries,
				  STR_ARG(head_short(p->a, &report.head))),
		     STR(""));
}

static void check_attached(struct patient *p)
{
	struct err err = ERR_INIT;
	int64_t n;
	if (record_files_check(p->site, p->db, &n, &err) < 0)
		from_err(p, &err,
			 _("Chép files.db từ bản sao lưu vào chỗ cũ (máy chủ dừng), rồi chạy lại noivu doctor."));
	else
		find(p, FINE, arena_printf(p->a, _("%lld tệp đính kèm, đủ nội dung."), (long long)n), STR(""));
}

static void check_clock(struct patient *p)
{
	struct err err = ERR_INIT;
	int64_t last = 0, now = site_now(p->site);
	if (db_get_int(p->db, &ledger_last_at, NO_VALUES, 0, &last, &err) < 0)
		from_err(p, &err, "");
	else if (last > now + CLOCK_SLACK_MS)
		find(p, ACT,
		     arena_printf(p->a, _("Bút toán cuối ghi lúc %.*s, sau giờ của máy (%.*s): đồng hồ máy bị lùi."),
				  STR_ARG(moment_vn(p->a, last)), STR_ARG(moment_vn(p->a, now))),
		     str_from_c(_("Đặt lại đồng hồ và bật đồng bộ giờ (timedatectl set-ntp true). Nếu giờ của máy đang đúng thì trước đây "
				  "nó đã chạy nhanh: dữ liệu vẫn dùng được, chỉ các bút toán lúc ấy mang giờ sai.")));
	else
		find(p, FINE, arena_printf(p->a, _("Đồng hồ máy: %.*s."), STR_ARG(moment_vn(p->a, now))), STR(""));
}

static void check_operators(struct patient *p)
{
	struct err err = ERR_INIT;
	int64_t n = 0;
	if (db_get_int(p->db, &access_role_people, VALUES(v_c("admin"), v_day(site_today(p->site))), 0, &n, &err) < 0)
		from_err(p, &err, "");
	else if (n == 0)
		find(p, ACT, str_from_c(_("Không ai có thể đăng nhập với vai trò quản trị.")),
		     str_from_c(_("noivu user add THƯ-MỤC --login … --name … --role admin, khi máy chủ dừng.")));
	else
		find(p, FINE, arena_printf(p->a, _("%lld người quản trị đăng nhập được."), (long long)n), STR(""));
}

static void check_imports(struct patient *p)
{
	struct err err = ERR_INIT;
	int64_t id = 0;
	struct stat st;
	if (import_waiting(p->db, &id, &err) < 0)
		from_err(p, &err, "");
	else if (id && !stat_of(p, arena_c(p->a, arena_printf(p->a, "staging/%lld.rows", (long long)id)), &st))
		find(p, ACT, str_from_c(_("Có bảng đã xác nhận nhưng chưa ghi hết, mà tệp tạm của nó không còn.")),
		     str_from_c(_("Phần đã ghi vẫn đúng. Xem trang của lần nhập để biết đã ghi đến đâu, rồi nhập lại phần còn thiếu.")));
	else if (id)
		find(p, LOOK, str_from_c(_("Có bảng đã xác nhận nhưng chưa ghi hết.")),
		     str_from_c(_("Chạy «serve» hoặc «import»: việc ghi tự làm tiếp từ chỗ dừng.")));
	else
		find(p, FINE, str_from_c(_("Không có bảng nào ghi dở.")), STR(""));
}

static void check_backups(struct patient *p)
{
	struct backup_newest newest;
	struct err err = ERR_INIT;
	if (!p->backups)
		find(p, LOOK, str_from_c(_("Chưa cho biết thư mục sao lưu.")),
		     str_from_c(
			     _("Chạy hằng ngày: noivu backup THƯ-MỤC NƠI-CẤT --keep 14 --rehearse; rồi noivu doctor … "
			       "--backups NƠI-CẤT.")));
	else if (backup_newest(p->a, p->backups, &newest, &err) < 0)
		from_err(p, &err, _("Kiểm tra tên và quyền của thư mục sao lưu."));
	else if (newest.count == 0)
		find(p, ACT, arena_printf(p->a, _("Trong %s chưa có bản sao lưu nào."), p->backups),
		     str_from_c(_("noivu backup THƯ-MỤC NƠI-CẤT --keep 14 --rehearse")));
	else {
		int64_t days = world_real(DAY_NONE)->today(world_real(DAY_NONE)) - newest.day;
		find(p, days > BACKUP_OLD_DAYS ? ACT : FINE,
		     arena_printf(p->a, _("%zu bản sao lưu, bản mới nhất ngày %.*s."), newest.count,
				  STR_ARG(date_vn(p->a, newest.day))),
		     days > BACKUP_OLD_DAYS
			     ? str_from_c(
				       _("Xem vì sao việc sao lưu hằng ngày đã dừng (systemctl status noivu-backup)."))
			     : STR(""));
	}
}

/* `open`: only when the site opens. */
static const struct {
	const char *name, *title;
	bool open;
	void (*run)(struct patient *p);
} checks[] = {
	{"files", _("Tệp dữ liệu"), false, check_files_there},
	{"key", _("Khóa"), false, check_key},
	{"owner", _("Chủ tệp"), false, check_owner},
	{"room", _("Chỗ trống"), false, check_room},
	{"opens", _("Mở dữ liệu"), false, check_opens},
	{"log", _("Nhật ký"), true, check_log},
	{"ledger", _("Sổ cái"), true, check_ledger},
	{"attached", _("Tệp đính kèm"), true, check_attached},
	{"clock", _("Đồng hồ"), true, check_clock},
	{"operators", _("Quản trị"), true, check_operators},
	{"imports", _("Nhập bảng"), true, check_imports},
	{"backups", _("Sao lưu"), false, check_backups},
};

static const struct {
	const char *code, *mark;
} findings[] = {{"fine", _("đúng    ")}, {"look", _("nên xem ")}, {"act", _("PHẢI SỬA")}};

static void print_one(struct cli *cli, struct json_out *json, size_t i, const struct patient *p)
{
	if (!json) {
		cli_printf(cli, "%s  %s: %.*s\n", findings[p->finding].mark, checks[i].title, STR_ARG(p->text));
		if (p->remedy.n)
			cli_printf(cli, _("          → %.*s\n"), STR_ARG(p->remedy));
		return;
	}
	json_object(json);
	json_kv_c(json, "check", checks[i].name);
	json_kv_c(json, "finding", findings[p->finding].code);
	json_kv_str(json, "text", p->text);
	json_kv_str(json, "remedy", p->remedy);
	json_object_end(json);
}

/* Who may not even look into the folder would find everything missing. */
static int may_look(struct patient *p, struct err *err)
{
	struct stat st;
	if (access(p->dir, R_OK | X_OK) == 0 || errno != EACCES)
		return 0;
	if (stat(p->dir, &st) < 0)
		return err_set(err, ERR_DENIED, _("Không có quyền trên đường dẫn %s. Chạy lệnh này bằng chủ của thư mục."), p->dir);
	struct str owner = owner_name(p, st.st_uid);
	return err_set(err, ERR_DENIED, _("Không có quyền trên %s, thư mục của «%.*s». Chạy: runuser -u %.*s -- noivu doctor %s"),
		       p->dir, STR_ARG(owner), STR_ARG(owner), p->dir);
}

/* How many checks ask for action. */
static size_t examine(struct cli *cli, struct patient *p, struct json_out *json)
{
	size_t act = 0;
	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		if (checks[i].open && !p->db)
			continue;
		p->finding = FINE;
		checks[i].run(p);
		print_one(cli, json, i, p);
		act += p->finding == ACT;
	}
	return act;
}

int cli_doctor(struct cli *cli, struct err *err)
{
	struct patient p = {.a = cli->arena, .cli = cli};
	bool as_json = false;
	const struct cli_option options[] = {{"backups", &p.backups, NULL}, {"head", &p.head, NULL}, {"json", NULL, &as_json}};
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct json_out json;
	int r = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &p.dir, err);
	if (r == 0)
		r = may_look(&p, err);
	if (r < 0)
		return r;
	if (as_json) {
		json_begin(&json, &out);
		json_array(&json);
	}
	size_t act = examine(cli, &p, as_json ? &json : NULL);
	if (as_json) {
		json_array_end(&json);
		buf_add_char(&out, '\n');
		cli_print(buf_str(&out));
	}
	db_close(p.db);
	site_close(p.site);
	return act ? err_set(err, ERR_CORRUPT, _("Có %zu điều phải sửa, xem ở trên."), act) : 0;
}
