/*
 * assignment.h – private to work/: the terms of an assignment, once for its record and once for the form.
 */
#pragma once
#include <string.h>

#include "base/buf.h"
#include "work/internal.h"

#define ASSIGNMENT_LIST_MOST 8000

/* One of the six clears: the field that holds it, its name, what to do when it is blank. */
struct assignment_clear {
	const char *field, *name, *remedy;
};
extern const struct assignment_clear assignment_clears[]; /* ends with {0} */
extern const struct choice assignment_every[], assignment_off_days[], assignment_closing[];

#define ASSIGNMENT_TERMS(flags_, must_)                                                                                \
	{.name = "title",                                                                                              \
	 .kind = FIELD_TEXT,                                                                                           \
	 .label = _("Việc phải làm (rõ việc)"),                                                                        \
	 .flags = (must_) | FIELD_LISTED | FIELD_SEARCHED,                                                             \
	 .max = 300},                                                                                                  \
		{.name = "content",                                                                                    \
		 .kind = FIELD_LONG,                                                                                   \
		 .label = _("Nội dung, yêu cầu"),                                                                      \
		 .flags = flags_,                                                                                      \
		 .max = TASK_TEXT_MOST},                                                                               \
		{.name = "assigner",                                                                                   \
		 .kind = FIELD_CHOICE,                                                                                 \
		 .label = _("Người giao"),                                                                             \
		 .flags = (must_) | FIELD_LISTED,                                                                      \
		 .choices = task_assigners},                                                                           \
		{.name = "document",                                                                                   \
		 .kind = FIELD_TEXT,                                                                                   \
		 .label = _("Văn bản giao"),                                                                           \
		 .flags = (flags_) | FIELD_INDEXED | FIELD_SEARCHED,                                                   \
		 .max = 200,                                                                                           \
		 .hint = _("Số, ký hiệu, cơ quan ban hành. Không có văn bản thì lãnh đạo phải duyệt giao.")},          \
		{.name = "document_day", .kind = FIELD_DAY, .label = _("Ngày văn bản"), .flags = flags_},              \
		{.name = "due",                                                                                        \
		 .kind = FIELD_DAY,                                                                                    \
		 .label = _("Hạn hoàn thành (rõ thời gian)"),                                                          \
		 .flags = (flags_) | FIELD_LISTED,                                                                     \
		 .hint = _("Đến 17 giờ ngày này. Việc định kỳ: hạn của kỳ đầu.")},                                     \
		{.name = "every",                                                                                      \
		 .kind = FIELD_CHOICE,                                                                                 \
		 .label = _("Định kỳ"),                                                                                \
		 .flags = flags_,                                                                                      \
		 .choices = assignment_every},                                                                         \
		{.name = "off_day",                                                                                    \
		 .kind = FIELD_CHOICE,                                                                                 \
		 .label = _("Khi hạn của kỳ sau rơi vào ngày nghỉ, Tết"),                                              \
		 .flags = (flags_) | FIELD_REQUIRED,                                                                   \
		 .choices = assignment_off_days,                                                                       \
		 .hint = _("Thứ Bảy, Chủ nhật, tuần Tết, 1/1, 30/4, 1/5, 2/9."),                                       \
		 .preset = "keep",                                                                                     \
		 .absent = "keep"},                                                                                    \
		{.name = "until",                                                                                      \
		 .kind = FIELD_DAY,                                                                                    \
		 .label = _("Định kỳ đến ngày"),                                                                       \
		 .flags = flags_,                                                                                      \
		 .hint = _("Để trống nếu chưa biết khi nào thôi.")},                                                   \
		{.name = "responsible",                                                                                \
		 .kind = FIELD_TEXT,                                                                                   \
		 .label = _("Ai phụ trách, chịu trách nhiệm (rõ trách nhiệm)"),                                        \
		 .flags = flags_,                                                                                      \
		 .max = 300},                                                                                          \
		{.name = "product",                                                                                    \
		 .kind = FIELD_TEXT,                                                                                   \
		 .label = _("Sản phẩm phải nộp (rõ sản phẩm)"),                                                        \
		 .flags = flags_,                                                                                      \
		 .max = 300},                                                                                          \
		{.name = "authority",                                                                                  \
		 .kind = FIELD_TEXT,                                                                                   \
		 .label = _("Ai được quyết định, phê duyệt (rõ thẩm quyền)"),                                          \
		 .flags = flags_,                                                                                      \
		 .max = 300},                                                                                          \
		{.name = "closing",                                                                                    \
		 .kind = FIELD_CHOICE,                                                                                 \
		 .label = _("Khi nào là xong"),                                                                        \
		 .flags = flags_,                                                                                      \
		 .choices = assignment_closing,                                                                        \
		 .preset = "accept"},                                                                                  \
	{                                                                                                              \
		.name = "parent", .kind = FIELD_REF, .label = _("Là việc con của nhiệm vụ"), .flags = flags_,          \
		.references = "task"                                                                                   \
	}

/* Makes the recipients' rows of an assignment that is complete, and says it is assigned; else one error for each that is
 * missing (verb_failed follows). */
int assignment_fan_out(struct verb_call *c, struct edit *assignment, struct err *err);
/* One or more recipients more; `role` "lead" or "support". */
int assignment_recipients(struct verb_call *c, struct edit *assignment, const char *field, struct str list, struct str people,
			  const char *role, struct err *err);
/* A deadline that has passed, a document from tomorrow … */
void assignment_check_days(struct verb_call *c, const struct edit *assignment);
/* The deadline of a period, 1 the first, counted from the first deadline; off working days as `off_day` says. */
day_t assignment_period_due(day_t first, struct str every, struct str off_day, int64_t period);
