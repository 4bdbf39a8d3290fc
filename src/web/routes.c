/* Every address of the site. Read it top to bottom: this is what can be reached, and by whom. */
#include "app/briefing.h"
#include "area/area.h"
#include "area/outlines.h"
#include "base/json.h"
#include "election/election.h"
#include "record/import.h"
#include "report/report.h"
#include "web/internal.h"
#include "work/task.h"

#define GET(pattern, action, handler, example, flags)                                                                  \
	{                                                                                                              \
		HTTP_GET, pattern, action, page_of_##handler, NULL, example, flags                                     \
	}
#define POST(pattern, action, handler, example, flags)                                                                 \
	{                                                                                                              \
		HTTP_POST, pattern, action, page_of_##handler, NULL, example, flags                                    \
	}
#define VERB(pattern, verb, example) {HTTP_POST, pattern, NULL, NULL, &verb, example, 0}

#define FILE_EXAMPLE "/danh-muc/committee/{committee}/tep/{file}"

const struct web_route web_routes[] = {
	/* the door */
	GET("/suc-khoe", NULL, health, "/suc-khoe", WEB_OPEN),
	GET("/metrics", NULL, metrics, "/metrics", WEB_OPEN),
	GET("/tep/@hash/@name", NULL, asset, "/tep/0/app.css", WEB_OPEN),
	GET("/dang-nhap", NULL, sign_in_form, "/dang-nhap", WEB_OPEN),
	POST("/dang-nhap", NULL, sign_in, "/dang-nhap", WEB_OPEN | WEB_DOOR),
	POST("/dang-xuat", NULL, sign_out, "/dang-xuat", WEB_PASSWORD),
	GET("/tai-khoan", NULL, account, "/tai-khoan", WEB_PASSWORD),
	GET("/mat-khau", NULL, password_form, "/mat-khau", WEB_PASSWORD),
	POST("/mat-khau", NULL, password, "/mat-khau", WEB_PASSWORD | WEB_DOOR),
	GET("/tai-khoan/ma-truy-cap", NULL, tokens, "/tai-khoan/ma-truy-cap", WEB_FRESH),
	POST("/tai-khoan/ma-truy-cap", NULL, token_new, "/tai-khoan/ma-truy-cap", 0),
	POST("/tai-khoan/ma-truy-cap/@hash/thu-hoi", NULL, token_revoke, "/tai-khoan/ma-truy-cap/0/thu-hoi", 0),

	/* the day */
	GET("/", NULL, home, "/", WEB_KEPT),
	GET("/hom-nay", "brief.read", brief, "/hom-nay", WEB_KEPT),
	GET("/tim", NULL, search, "/tim?q=thieu", 0),
	GET("/chuong", NULL, bell, "/chuong", 0),
	POST("/chuong/da-xem", NULL, bell_read, "/chuong/da-xem", 0),

	GET("/hom-nay/pdf", "brief.read", brief_paper, "/hom-nay/pdf", WEB_SLOW),

	/* briefings */
	GET("/ban-tin", "briefing.read", briefing_list, "/ban-tin", 0),
	POST("/ban-tin", "briefing.draft", briefing_new, "/ban-tin", 0),
	VERB("/ban-tin/chot", snapshot_take, "/ban-tin/chot"),
	GET("/ban-tin/:id", "briefing.read", briefing, "/ban-tin/{briefing}", 0),
	GET("/ban-tin/:id/pdf", "briefing.read", briefing_paper, "/ban-tin/{briefing}/pdf", WEB_SLOW),
	VERB("/ban-tin/:id/phat-hanh", briefing_issue, "/ban-tin/{briefing}/phat-hanh"),

	/* tasks */
	GET("/nhiem-vu", "task.read", task_list, "/nhiem-vu", 0),
	GET("/nhiem-vu/:id", "task.read", task, "/nhiem-vu/{task}", 0),
	VERB("/nhiem-vu/:id/tiep-nhan", task_receive, "/nhiem-vu/{task}/tiep-nhan"),
	VERB("/nhiem-vu/:id/bao-cao", task_report, "/nhiem-vu/{task}/bao-cao"),
	VERB("/nhiem-vu/:id/rut-lai", task_take_back, "/nhiem-vu/{task}/rut-lai"),
	VERB("/nhiem-vu/:id/tien-do", task_progress, "/nhiem-vu/{task}/tien-do"),
	VERB("/nhiem-vu/:id/phan-cong", task_name, "/nhiem-vu/{task}/phan-cong"),
	VERB("/nhiem-vu/:id/gia-han", task_extend, "/nhiem-vu/{task}/gia-han"),
	POST("/nhiem-vu/:id/kho-khan", "difficulty.report", task_difficulty, "/nhiem-vu/{task}/kho-khan", 0),
	VERB("/nhiem-vu/:id/nghiem-thu", task_accept, "/nhiem-vu/{task}/nghiem-thu"),
	VERB("/nhiem-vu/:id/tra-lai", task_return, "/nhiem-vu/{task}/tra-lai"),
	VERB("/nhiem-vu/:id/thoi-giao", task_remove, "/nhiem-vu/{task}/thoi-giao"),
	VERB("/nhiem-vu/:id/nhac-nho", task_remind, "/nhiem-vu/{task}/nhac-nho"),
	VERB("/nhiem-vu/:id/phe-binh", task_criticise, "/nhiem-vu/{task}/phe-binh"),
	VERB("/nhiem-vu/:id/kiem-diem", task_demand, "/nhiem-vu/{task}/kiem-diem"),
	GET("/van-ban", "briefing.read", documents, "/van-ban", 0),
	GET("/tong-hop/nhiem-vu", "task.read", task_figures, "/tong-hop/nhiem-vu", 0),
	GET("/tong-hop/nhiem-vu/xuat", "task.read", task_figures_export, "/tong-hop/nhiem-vu/xuat", WEB_SLOW),
	GET("/tong-hop/nhiem-vu/danh-sach", "task.read", task_export, "/tong-hop/nhiem-vu/danh-sach", WEB_SLOW),
	POST("/nhiem-vu/nhac-nho", "task.remind", tasks_remind, "/nhiem-vu/nhac-nho", 0),
	POST("/nhiem-vu/phe-binh", "task.criticise", tasks_criticise, "/nhiem-vu/phe-binh", 0),
	POST("/nhiem-vu/kiem-diem", "task.demand", tasks_demand, "/nhiem-vu/kiem-diem", 0),
	POST("/nhiem-vu/nghiem-thu", "task.accept", tasks_accept, "/nhiem-vu/nghiem-thu", 0),
	VERB("/gia-han/:id/dong-y", extension_grant, "/gia-han/{extension}/dong-y"),
	VERB("/gia-han/:id/tu-choi", extension_refuse, "/gia-han/{extension}/tu-choi"),
	VERB("/don-doc/:id/da-doc", urging_read, "/don-doc/{urging}/da-doc"),

	/* what was ordered */
	GET("/giao-viec", "assignment.read", assignment_list, "/giao-viec", 0),
	GET("/giao-viec/moi", "assignment.propose", assignment_form, "/giao-viec/moi", 0),
	POST("/giao-viec/moi", "assignment.propose", assignment_new, "/giao-viec/moi", 0),
	GET("/giao-viec/:id", "assignment.read", assignment, "/giao-viec/{assignment}", 0),
	GET("/giao-viec/:id/sua", "assignment.propose", assignment_edit, "/giao-viec/{assignment}/sua", 0),
	POST("/giao-viec/:id/sua", "assignment.propose", assignment_save, "/giao-viec/{assignment}/sua", 0),
	VERB("/giao-viec/:id/duyet", assignment_assign, "/giao-viec/{assignment}/duyet"),
	GET("/giao-viec/:id/them", "assignment.add", assignment_more, "/giao-viec/{assignment}/them", 0),
	VERB("/giao-viec/:id/them", assignment_add, "/giao-viec/{assignment}/them"),
	VERB("/giao-viec/:id/thoi", assignment_cancel, "/giao-viec/{assignment}/thoi"),
	VERB("/giao-viec/:id/ky-sau", assignment_next, "/giao-viec/{assignment}/ky-sau"),

	/* what stands in the way, what a leader is asked */
	GET("/kho-khan", "difficulty.read", difficulty_list, "/kho-khan", 0),
	GET("/kho-khan/moi", "difficulty.report", difficulty_form, "/kho-khan/moi", 0),
	POST("/kho-khan/moi", "difficulty.report", difficulty_new, "/kho-khan/moi", 0),
	GET("/kho-khan/:id", "difficulty.read", difficulty, "/kho-khan/{difficulty}", 0),
	VERB("/kho-khan/:id/giai-quyet", difficulty_settle, "/kho-khan/{difficulty}/giai-quyet"),
	VERB("/kho-khan/:id/chuyen", difficulty_pass, "/kho-khan/{difficulty}/chuyen"),
	VERB("/kho-khan/:id/tra-loi", difficulty_answer, "/kho-khan/{difficulty}/tra-loi"),
	VERB("/kho-khan/:id/rut", difficulty_withdraw, "/kho-khan/{difficulty}/rut"),
	GET("/xin-y-kien", "decision.read", decision_list, "/xin-y-kien", 0),
	GET("/xin-y-kien/moi", "decision.ask", decision_form, "/xin-y-kien/moi", 0),
	POST("/xin-y-kien/moi", "decision.ask", decision_new, "/xin-y-kien/moi", 0),
	GET("/xin-y-kien/:id", "decision.read", decision, "/xin-y-kien/{decision}", 0),
	VERB("/xin-y-kien/:id/dong-y", decision_approve, "/xin-y-kien/{decision}/dong-y"),
	VERB("/xin-y-kien/:id/khong-dong-y", decision_refuse, "/xin-y-kien/{decision}/khong-dong-y"),
	VERB("/xin-y-kien/:id/rut", decision_withdraw, "/xin-y-kien/{decision}/rut"),

	/* the election */
	GET("/bau-cu", "election.read", calendar, "/bau-cu", 0),
	GET("/bau-cu/cac-cuoc", "election.read", elections, "/bau-cu/cac-cuoc", 0),
	GET("/bau-cu/moi", "election.open", election_form, "/bau-cu/moi", 0),
	POST("/bau-cu/moi", "election.open", election_new, "/bau-cu/moi", 0),
	POST("/bau-cu/:id/giao-tat-ca", "step.assign_all", step_assign_all, "/bau-cu/{election}/giao-tat-ca", 0),
	GET("/bau-cu/buoc/:id", "step.read", step, "/bau-cu/buoc/{step}", 0),
	VERB("/bau-cu/buoc/:id/giao", step_assign, "/bau-cu/buoc/{step}/giao"),
	VERB("/bau-cu/buoc/:id/chi-dao", step_direct, "/bau-cu/buoc/{step}/chi-dao"),
	VERB("/bau-cu/buoc/:id/dieu-chinh", step_override, "/bau-cu/buoc/{step}/dieu-chinh"),
	VERB("/bau-cu/buoc/:id/hoan-thanh", step_mark, "/bau-cu/buoc/{step}/hoan-thanh"),

	/* who runs it */
	GET("/bau-cu/to-chuc", "committee.read", bodies, "/bau-cu/to-chuc", 0),
	GET("/bau-cu/to-chuc/don-vi/:id", "committee.read", bodies_unit, "/bau-cu/to-chuc/don-vi/{unit}", 0),
	GET("/bau-cu/to-chuc/xuat", "committee.read", bodies_export, "/bau-cu/to-chuc/xuat", WEB_SLOW),
	GET("/bau-cu/to-chuc/pdf", "committee.read", bodies_paper, "/bau-cu/to-chuc/pdf", WEB_FRESH | WEB_SLOW),
	GET("/bau-cu/to-chuc/mau", "committee.enter", body_model, "/bau-cu/to-chuc/mau", WEB_SLOW),
	GET("/bau-cu/to-chuc/nhap", "committee.enter", body_sheet_form, "/bau-cu/to-chuc/nhap", 0),
	POST("/bau-cu/to-chuc/nhap", "committee.enter", body_sheet, "/bau-cu/to-chuc/nhap", WEB_UPLOAD | WEB_SLOW),
	GET("/bau-cu/to-chuc/moi", "committee.enter", body_form, "/bau-cu/to-chuc/moi", 0),
	POST("/bau-cu/to-chuc/moi", "committee.enter", body_new, "/bau-cu/to-chuc/moi", WEB_UPLOAD),
	GET("/bau-cu/to-chuc/:id/danh-sach", "committee.enter", body_edit, "/bau-cu/to-chuc/{committee}/danh-sach", 0),
	POST("/bau-cu/to-chuc/:id/danh-sach", "committee.enter", body_save, "/bau-cu/to-chuc/{committee}/danh-sach", WEB_UPLOAD),
	POST("/bau-cu/to-chuc/nhap/tra-lai", "committee.enter", body_sheet_back, "/bau-cu/to-chuc/nhap/tra-lai", WEB_SLOW),
	GET("/bau-cu/to-chuc/thanh-vien", "member.read", body_sheet_all, "/bau-cu/to-chuc/thanh-vien", WEB_SLOW),
	GET("/bau-cu/to-chuc/:id/xuat", "member.read", body_sheet_one, "/bau-cu/to-chuc/{committee}/xuat", WEB_SLOW),
	GET("/bau-cu/to-chuc/:id/in", "committee.read", body_paper, "/bau-cu/to-chuc/{committee}/in", WEB_SLOW),
	/* constituencies and polling areas */
	GET("/bau-cu/don-vi", "plan.read", areas, "/bau-cu/don-vi", 0),
	GET("/bau-cu/phuong-an/moi", "plan.ask", plan_form, "/bau-cu/phuong-an/moi", 0),
	POST("/bau-cu/phuong-an/moi", "plan.ask", plan_new, "/bau-cu/phuong-an/moi", 0),
	GET("/bau-cu/phuong-an/:id", "plan.read", plan, "/bau-cu/phuong-an/{plan}", WEB_FRESH),
	GET("/bau-cu/phuong-an/:id/so-sanh", "plan.read", plan_compare, "/bau-cu/phuong-an/{plan}/so-sanh", 0),
	GET("/bau-cu/phuong-an/:id/don-vi", "plan.read", plan_unit, "/bau-cu/phuong-an/{plan}/don-vi?so=1", 0),
	GET("/bau-cu/phuong-an/:id/ban-do", "plan.read", plan_map, "/bau-cu/phuong-an/{plan}/ban-do", 0),
	GET("/bau-cu/ranh-gioi", "outline.load", outlines, "/bau-cu/ranh-gioi", 0),
	POST("/bau-cu/ranh-gioi", "outline.load", outlines_load, "/bau-cu/ranh-gioi", 0),
	VERB("/bau-cu/ranh-gioi/bo", outline_drop, "/bau-cu/ranh-gioi/bo"),
	POST("/bau-cu/phuong-an/:id/tinh-lai", "plan.again", plan_again, "/bau-cu/phuong-an/{plan}/tinh-lai", 0),
	POST("/bau-cu/phuong-an/:id/sao", "plan.copy", plan_copy, "/bau-cu/phuong-an/{plan}/sao", 0),
	VERB("/bau-cu/phuong-an/:id/chuyen", plan_move, "/bau-cu/phuong-an/{plan}/chuyen"),
	VERB("/bau-cu/phuong-an/:id/so-dai-bieu", plan_seats, "/bau-cu/phuong-an/{plan}/so-dai-bieu"),
	VERB("/bau-cu/phuong-an/:id/khoa", plan_lock, "/bau-cu/phuong-an/{plan}/khoa"),
	VERB("/bau-cu/phuong-an/:id/trinh", plan_submit, "/bau-cu/phuong-an/{plan}/trinh"),
	VERB("/bau-cu/phuong-an/:id/tra-lai", plan_return, "/bau-cu/phuong-an/{plan}/tra-lai"),
	VERB("/bau-cu/phuong-an/:id/quyet-dinh", plan_decide, "/bau-cu/phuong-an/{plan}/quyet-dinh"),
	GET("/bau-cu/kiem-tra/:id", "polling_area.read", area_check, "/bau-cu/kiem-tra/{unit}", 0),
	GET("/bau-cu/khu-vuc/:id", "polling_area.read", polling_area, "/bau-cu/khu-vuc/{polling_area}", 0),
	VERB("/bau-cu/khu-vuc/:id/tach", polling_area_split, "/bau-cu/khu-vuc/{polling_area}/tach"),
	VERB("/bau-cu/khu-vuc/:id/nhap-vao", polling_area_merge, "/bau-cu/khu-vuc/{polling_area}/nhap-vao"),

	/* units and seats */
	GET("/don-vi", "unit.read", unit_list, "/don-vi", 0),
	GET("/don-vi/xuat", "unit.read", unit_export, "/don-vi/xuat", WEB_SLOW),
	GET("/don-vi/nhap", "unit.import", unit_import_form, "/don-vi/nhap", 0),
	POST("/don-vi/nhap", "unit.import", unit_import, "/don-vi/nhap", WEB_SLOW),
	GET("/don-vi/:id", "unit.read", unit, "/don-vi/{unit}", 0),
	GET("/dai-bieu", "unit.read", seats, "/dai-bieu", 0),

	/* reports */
	GET("/bao-cao", "answer.read", reports, "/bao-cao", 0),
	GET("/bao-cao/nen.js", NULL, report_worker, "/bao-cao/nen.js", WEB_OPEN),
	GET("/bao-cao/mau/:id", "template.read", report_template, "/bao-cao/mau/{template}", 0),
	GET("/bao-cao/mau/:id/soan", "edition.save", report_edit_form, "/bao-cao/mau/{template}/soan", 0),
	POST("/bao-cao/mau/:id/soan", "edition.save", report_edit, "/bao-cao/mau/{template}/soan", 0),
	GET("/bao-cao/mau/:id/tep", "template.read", report_edit_file, "/bao-cao/mau/{template}/tep", WEB_FRESH | WEB_SLOW),
	POST("/bao-cao/mau/:id/tep", "edition.save", report_edit_upload, "/bao-cao/mau/{template}/tep", WEB_UPLOAD | WEB_SLOW),
	VERB("/bao-cao/mau/:id/ban-hanh", edition_publish, "/bao-cao/mau/{template}/ban-hanh"),
	VERB("/bao-cao/mau/:id/giao", reporter_assign, "/bao-cao/mau/{template}/giao"),
	VERB("/bao-cao/mau/:id/ky", period_open, "/bao-cao/mau/{template}/ky"),
	GET("/bao-cao/ky/:id", "period.read", report_round, "/bao-cao/ky/{period}", 0),
	GET("/bao-cao/ky/:id/luoi", "period.read", report_grid, "/bao-cao/ky/{period}/luoi", 0),
	GET("/bao-cao/ky/:id/y-kien", "period.read", report_words, "/bao-cao/ky/{period}/y-kien", 0),
	GET("/bao-cao/ky/:id/xuat", "period.read", report_export, "/bao-cao/ky/{period}/xuat", WEB_FRESH | WEB_SLOW),
	VERB("/bao-cao/ky/:id/tiep-nhan", period_accept, "/bao-cao/ky/{period}/tiep-nhan"),
	GET("/bao-cao/ky/:id/don-doc", "period.urge", report_urge, "/bao-cao/ky/{period}/don-doc", 0),
	VERB("/bao-cao/ky/:id/don-doc", period_urge, "/bao-cao/ky/{period}/don-doc"),
	VERB("/bao-cao/ky/:id/phe-binh", period_criticise, "/bao-cao/ky/{period}/phe-binh"),
	VERB("/bao-cao/ky/:id/kiem-diem", period_demand, "/bao-cao/ky/{period}/kiem-diem"),
	GET("/bao-cao/ky/:id/in", "period.read", report_paper, "/bao-cao/ky/{period}/in", WEB_FRESH | WEB_SLOW),
	VERB("/bao-cao/ky/:id/chot", period_close, "/bao-cao/ky/{period}/chot"),
	GET("/bao-cao/:id", "answer.read", report_answer, "/bao-cao/{answer}", 0),
	GET("/bao-cao/:id/nop", "answer.fill", report_fill_form, "/bao-cao/{answer}/nop", WEB_FRESH),
	POST("/bao-cao/:id/nop", "answer.fill", report_fill, "/bao-cao/{answer}/nop", WEB_UPLOAD | WEB_FILES),
	GET("/bao-cao/:id/bang", "answer.fill", report_sheet, "/bao-cao/{answer}/bang", WEB_FRESH | WEB_SLOW),
	POST("/bao-cao/:id/bang", "answer.fill", report_sheet_upload, "/bao-cao/{answer}/bang", WEB_UPLOAD | WEB_SLOW),
	POST("/bao-cao/:id/kho-khan", "difficulty.report", report_difficulty, "/bao-cao/{answer}/kho-khan", 0),
	VERB("/bao-cao/:id/duyet", answer_approve, "/bao-cao/{answer}/duyet"),
	GET("/bao-cao/:id/in", "answer.read", report_answer_paper, "/bao-cao/{answer}/in", WEB_FRESH | WEB_SLOW),
	POST("/bao-cao/:id/ky", "answer.sign", report_sign, "/bao-cao/{answer}/ky", WEB_UPLOAD),
	GET("/bao-cao/:id/ky", "answer.read", report_signature, "/bao-cao/{answer}/ky", WEB_FRESH),
	GET("/bao-cao/:id/tra-can-bo", "answer.hold", report_return_form, "/bao-cao/{answer}/tra-can-bo", 0),
	POST("/bao-cao/:id/tra-can-bo", "answer.hold", report_return, "/bao-cao/{answer}/tra-can-bo", 0),
	GET("/bao-cao/:id/tra-lai", "answer.return", report_return_form, "/bao-cao/{answer}/tra-lai", 0),
	POST("/bao-cao/:id/tra-lai", "answer.return", report_return, "/bao-cao/{answer}/tra-lai", 0),
	VERB("/bao-cao/:id/tiep-nhan", answer_accept, "/bao-cao/{answer}/tiep-nhan"),

	/* registers */
	GET("/danh-muc", NULL, registers, "/danh-muc", 0),
	GET("/danh-muc/@record", "@record.read", register_list, "/danh-muc/committee", 0),
	GET("/danh-muc/@record/chon", "@record.read", register_pick, "/danh-muc/committee/chon?q=moc", 0),
	GET("/danh-muc/@record/xuat", "@record.read", register_export, "/danh-muc/committee/xuat", WEB_SLOW),
	GET("/danh-muc/@record/nhap", "@record.import", register_import_form, "/danh-muc/committee/nhap", WEB_FRESH),
	POST("/danh-muc/@record/nhap", "@record.import", register_import, "/danh-muc/committee/nhap", WEB_UPLOAD | WEB_SLOW),
	POST("/danh-muc/@record/nhap/ghi", "@record.import", register_import_write, "/danh-muc/committee/nhap/ghi", 0),
	POST("/danh-muc/@record/nhap/bo", "@record.import", register_import_drop, "/danh-muc/committee/nhap/bo", 0),
	GET("/danh-muc/@record/nhap/loi", "@record.import", register_import_refused,
	    "/danh-muc/committee/nhap/loi", WEB_FRESH | WEB_SLOW),
	GET("/danh-muc/@record/nhieu", "@record.read", register_many, "/danh-muc/committee/nhieu", WEB_FRESH),
	POST("/danh-muc/@record/nhieu", "@record.read", register_many_check, "/danh-muc/committee/nhieu", WEB_SLOW),
	POST("/danh-muc/@record/nhieu/lam", "@record.read", register_many_do, "/danh-muc/committee/nhieu/lam", 0),
	POST("/danh-muc/@record/nhieu/bo", "@record.read", register_many_drop, "/danh-muc/committee/nhieu/bo", 0),
	GET("/danh-muc/@record/nhieu/loi", "@record.read", register_many_refused,
	    "/danh-muc/committee/nhieu/loi", WEB_FRESH | WEB_SLOW),
	GET("/danh-muc/@record/moi", "@record.save", register_form, "/danh-muc/committee/moi", WEB_FRESH),
	POST("/danh-muc/@record/moi", "@record.save", register_new, "/danh-muc/committee/moi", 0),
	GET("/danh-muc/@record/:id", "@record.read", register_row, "/danh-muc/committee/{committee}", WEB_FRESH),
	GET("/danh-muc/@record/:id/sua", "@record.save", register_edit, "/danh-muc/committee/{committee}/sua", WEB_FRESH),
	POST("/danh-muc/@record/:id/sua", "@record.save", register_save, "/danh-muc/committee/{committee}/sua", 0),
	POST("/danh-muc/@record/tim-rieng", "@record.open", register_find, "/danh-muc/person/tim-rieng", 0),
	POST("/danh-muc/@record/:id/xem", "@record.open", register_open, "/danh-muc/person/{person}/xem", 0),
	POST("/danh-muc/@record/:id/xoa-rieng-tu", "@record.erase", register_erase, "/danh-muc/person/{person}/xoa-rieng-tu", 0),
	POST("/danh-muc/@record/:id/hoan-tac", "@record.undo", register_undo, "/danh-muc/committee/{committee}/hoan-tac", 0),
	GET("/danh-muc/@record/:id/tep/:tep", "@record.read", file, FILE_EXAMPLE, 0),
	GET("/danh-muc/@record/:id/tep/:tep/tai", "@record.read", file_save, FILE_EXAMPLE "/tai", WEB_FRESH),
	GET("/danh-muc/@record/:id/tep/:tep/xem", "@record.read", file_show, FILE_EXAMPLE "/xem", WEB_FRESH),
	POST("/danh-muc/@record/:id/tep", "@record.attach", file_attach, "/danh-muc/committee/{committee}/tep", WEB_UPLOAD),
	POST("/danh-muc/@record/:id/tep/:tep/go", "@record.detach", file_detach, FILE_EXAMPLE "/go", 0),
	POST("/danh-muc/@record/:id/@move", "@record.@move", register_move, "/danh-muc/committee/{committee}/chuyen", 0),
	POST("/danh-muc/person/:id/mat-khau", "person.reset", reset_password, "/danh-muc/person/{person}/mat-khau", WEB_DOOR),

	/* the registers for programs */
	GET("/api", NULL, api_guide, "/api", 0),
	GET("/api/@record", "@record.read", api_register, "/api/committee", 0),
	GET("/api/v1/openapi.json", NULL, api_description, "/api/v1/openapi.json", WEB_OPEN),
	GET("/api/v1/@record", "@record.read", api_list, "/api/v1/committee", WEB_API),
	POST("/api/v1/@record", "@record.save", api_new, "/api/v1/committee", WEB_API),
	GET("/api/v1/@record/:id", "@record.read", api_row, "/api/v1/committee/{committee}", WEB_API),
	POST("/api/v1/@record/:id", "@record.save", api_save, "/api/v1/committee/{committee}", WEB_API),
	POST("/api/v1/@record/:id/@move", "@record.@move", api_move, "/api/v1/committee/{committee}/chuyen", WEB_API),
	{0},
};

/* Everything that asks no permission, and why that is right. web_start refuses a route that names neither an action nor a
 * verb and does not stand here. */
const struct web_anybody web_anybody[] = {
	{"/suc-khoe", "says only that the program runs"},
	{"/metrics", "figures of the process for programs of this machine; others get 404"},
	{"/tep/@hash/@name", "style and script of the pages"},
	{"/bao-cao/nen.js", "script that keeps a form openable without a line"},
	{"/dang-nhap", "the door"},
	{"/dang-xuat", "ends one's own session"},
	{"/tai-khoan", "one's own account"},
	{"/mat-khau", "one's own password"},
	{"/", "the page itself asks: the brief, one's own tasks, or nothing"},
	{"/tim", "finds only what one may read"},
	{"/chuong", "what waits for oneself"},
	{"/chuong/da-xem", "one's own marks"},
	{"/danh-muc", "names only the registers one may read"},
	{"/tai-khoan/ma-truy-cap", "one's own tokens"},
	{"/tai-khoan/ma-truy-cap/@hash/thu-hoi", "one's own tokens"},
	{"/api", "describes only the registers one may read"},
	{"/api/v1/openapi.json", "follows from the program; no row of the site is in it"},
	{0},
};

/* A register without a row of its own for tables asks for a save. */
static struct str import_action_of(struct arena *a, struct str name)
{
	char action[80];
	for (const struct record *const *record = app_registers; *record; record++)
		if (str_eq_c(name, (*record)->name))
			return arena_dup(a, str_from_c(import_action(*record, action)));
	return (struct str){0};
}

struct str web_action(struct arena *a, const struct web_route *r, struct str name, struct str name2)
{
	struct str action = str_from_c(r->verb ? r->verb->name : r->action);
	if (str_eq_c(action, "@record.import"))
		return import_action_of(a, name);
	if (str_starts(action, STR("@record.")))
		return arena_printf(a, "%.*s.%.*s", STR_ARG(name),
				    STR_ARG(str_eq_c(action, "@record.@move") ? name2 : str_slice(action, 8, action.n)));
	return action;
}

/* The names in an example of an address: what stands where the pattern has '@'. */
static void names_of(const struct web_route *r, struct str ret_names[2])
{
	struct str pattern = str_from_c(r->pattern), example = str_from_c(r->example), p, e;
	size_t n = 0;
	while (n < 2 && str_split(&pattern, '/', &p) && str_split(&example, '/', &e))
		if (p.n && p.p[0] == '@')
			ret_names[n++] = e;
}

/* The roles that could get an answer at the example's address. */
static void roles_of(struct arena *a, struct json_out *j, const struct web_route *r)
{
	struct str names[2] = {0};
	names_of(r, names);
	const char *action = arena_c(a, web_action(a, r, names[0], names[1]));
	if (r->flags & WEB_OPEN)
		json_c(j, "anybody");
	/* what goes by tokens gives no role an answer: a token does, and its person's roles */
	for (int role = 0; role < ROLE_COUNT && !(r->flags & (WEB_OPEN | WEB_API)); role++)
		if (!action[0] || (access_known(action) && access_role_may(action, (enum role)role)))
			json_c(j, role_code((enum role)role));
}

/* "/don-vi/{unit}" with the id of the last unit; as it is when there is none. */
static int fill_one(struct arena *a, struct str all, const struct catalog *catalog, struct db *db, struct str *ret,
		    struct err *err)
{
	ptrdiff_t from = str_find_char(all, '{'), to = str_find_char(all, '}');
	*ret = all;
	if (from < 0 || to < from || !db)
		return 0;
	const struct record *record = catalog_record(catalog, str_slice(all, (size_t)from + 1, (size_t)to));
	INVARIANT(record, "an example of an address names an unknown record");
	_cleanup_query_ struct query *q = NULL;
	struct str sql = arena_printf(a, "SELECT max(id) FROM %s", record->name);
	int r = db_query_sql(db, sql, NO_VALUES, &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0 && query_int(q, 0))
		*ret = arena_printf(a, "%.*s%lld%.*s", STR_ARG(str_slice(all, 0, (size_t)from)),
				    (long long)query_int(q, 0), STR_ARG(str_slice(all, (size_t)to + 1, all.n)));
	return r < 0 ? r : 0;
}

/* With two names, as of a file and its row, the second too. */
static int example_of(struct arena *a, const char *example, const struct catalog *catalog, struct db *db,
		      struct str *ret, struct err *err)
{
	struct str once;
	int r = fill_one(a, str_from_c(example), catalog, db, &once, err);
	return r < 0 ? r : fill_one(a, once, catalog, db, ret, err);
}

int web_routes_json(struct buf *out, const struct catalog *catalog, struct db *db, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("routes", 1 << 20);
	struct json_out j;
	json_begin(&j, out);
	json_array(&j);
	for (const struct web_route *r = web_routes; r->pattern; r++) {
		struct str example;
		int k = example_of(a, r->example, catalog, db, &example, err);
		if (k < 0)
			return k;
		json_object(&j);
		json_kv_c(&j, "method", r->method == HTTP_GET ? "GET" : "POST");
		json_kv_c(&j, "path", r->pattern);
		json_kv_str(&j, "example", example);
		json_key(&j, "roles");
		json_array(&j);
		roles_of(a, &j, r);
		json_array_end(&j);
		json_object_end(&j);
	}
	json_array_end(&j);
	buf_add_char(out, '\n');
	return 0;
}
