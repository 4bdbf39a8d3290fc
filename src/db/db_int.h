/*
 * db_int.h – what the files of db/ share among themselves; nobody else includes it.
 */
#pragma once
#include "db/db.h"

#define DB_PATH_CAP 4096

#define TEXT_DISK_FULL \
	_("Ổ đĩa của máy chủ đã đầy nên chưa ghi được gì, dữ liệu đã có vẫn nguyên vẹn. " \
	  "Hãy giải phóng chỗ trống rồi làm lại.")
#define TEXT_IO \
	_("Ổ đĩa hoặc hệ điều hành từ chối đọc, ghi tệp dữ liệu; việc vừa làm chưa được lưu. " \
	  "Hãy kiểm tra ổ đĩa và quyền truy cập rồi làm lại.")
#define TEXT_CORRUPT \
	_("Tệp dữ liệu bị hỏng, bị cắt cụt hoặc không phải là tệp dữ liệu của noivu. " \
	  "Hãy dừng chương trình và phục hồi từ bản sao lưu gần nhất.")
#define TEXT_BUSY _("Tệp dữ liệu đang được chương trình khác sử dụng. Hãy thử lại sau ít phút.")
#define TEXT_TOO_LONG \
	_("Việc này mất quá nhiều thời gian nên máy chủ đã dừng lại. Hãy thu hẹp điều kiện lọc, hoặc thử lại khi ít người dùng.")
#define TEXT_CONFLICT _("Dữ liệu này đã có hoặc vừa được người khác ghi. Hãy tải lại trang rồi kiểm tra.")
#define TEXT_TOO_LARGE _("Dữ liệu gửi lên quá lớn. Hãy chia nhỏ rồi gửi lại.")
#define TEXT_INTERNAL _("Chương trình gặp lỗi bên trong; việc vừa làm chưa được lưu. Hãy báo cho người quản trị.")

/* From errno, naming the path. */
int db_system_error(const char *what, const char *path, struct err *err);
int db_corrupt(const char *path, const char *finding, struct err *err);

int db_file_create(const char *path, struct err *err);
void db_file_remove(const char *path);
int db_file_look(const char *path, struct err *err);
int64_t db_log_size(const char *path);

/* Of the engine. `stay`: what the values point to outlives the query, so that it is not copied. */
int db_start(struct db *db, const struct stmt *stmt, const struct value *values, size_t count, bool stay,
             struct query **ret_query, struct err *err);
int db_start_sql(struct db *db, struct str sql, const struct value *values, size_t count, bool stay,
                 struct query **ret_query, struct err *err);

/* What does DB_ROWS_AT_ONCE times as much as `stmt`; kept by the connection. */
const struct stmt *db_many(struct db *db, const struct stmt *stmt);

/* Another connection to the file of the writing one, for a thread that does nothing but db_checkpoint_passive. */
int db_open_mover(const struct db *db, struct db **ret_mover, struct err *err);

/* The text in the first column of the first row, cut to `room`; untouched without a row. */
int db_get_text(struct db *db, const struct stmt *stmt, char *ret_text, size_t room, struct err *err);
