/*
 * internal.h – private to web/.
 */
#pragma once
#include "area/plan_answer.h"
#include "web/web.h"

/* Behind TLS no neighbour under the same domain may set it: browsers take a __Host- cookie from this host alone. */
#define WEB_COOKIE "phien"
#define WEB_COOKIE_SECURE "__Host-phien"
#define WEB_VERSION APP_VERSION

struct actor_cache;
struct bell_cache;
struct page_slots;

const char *web_cookie(const struct web *w);

struct web {
	struct arena *arena;
	struct web_config config;
	struct http_router *router;
	struct http_server *server;
	struct job_thread *imports;    /* writes tables that were confirmed */
	struct actor_cache *actors;    /* who has asked lately */
	struct page_slots *kept;       /* costly pages as they were sent last */
	struct page_slots *shared;     /* pages that are the same for all with the same grants; NULL: none are kept */
	struct bell_cache *bells;      /* how much waits for whom */
	struct daily *daily;           /* what a new day brings */
	struct job_thread *plans;      /* searches constituencies that were asked for */
	struct plan_queue plan_queue;
	struct actor program;
};

#define WEB_HANDLERS(X)                                                                                                     \
	X(bodies) X(bodies_unit) X(bodies_export) X(bodies_paper) X(body_model) X(body_sheet_form) X(body_sheet) \
	X(body_sheet_one) X(body_sheet_all) X(body_sheet_back) \
	X(body_form) X(body_new) X(body_edit) X(body_save) X(body_paper) \
	X(home) X(asset) X(health) X(metrics) X(sign_in_form) X(sign_in) X(sign_out) X(account) X(password_form)       \
	X(password)                                                                                                            \
	X(documents) X(task_list) X(task_export) X(task_figures_export) X(task) X(search) X(calendar) X(elections) X(election_form) \
	X(election_new) X(step) X(step_assign_all) \
	X(unit_list) X(unit) X(unit_export) X(unit_import_form) X(unit_import) X(seats) X(registers) X(register_list)          \
	X(register_form) X(register_new) X(register_row) X(register_edit) X(register_save) X(register_export) X(reset_password) \
	X(tokens) X(token_new) X(token_revoke) X(api_guide) X(api_register) \
	X(api_description) X(api_list) X(api_row) X(api_new)           \
	X(api_save) X(api_move) \
	X(register_import_form) X(register_import) X(register_import_write) X(register_import_drop) X(register_import_refused) \
	X(register_many) X(register_many_check) X(register_many_do) X(register_many_drop) X(register_many_refused) \
	X(register_open) X(register_erase) X(register_find) X(register_move) \
	X(file) X(file_attach) X(file_save) X(file_show) X(file_detach)  \
	X(register_undo) X(register_pick) X(reports) X(report_paper) X(report_difficulty) X(report_worker) \
	X(report_template) X(report_edit_form) X(report_edit) X(report_edit_upload) \
	X(report_edit_file) X(report_round) X(report_urge) X(report_grid) X(report_words) X(report_export) \
	X(report_answer) X(report_fill_form) \
	X(report_fill) X(report_sheet) X(report_sheet_upload) X(report_return_form) X(report_return) \
	X(report_answer_paper) X(report_sign) X(report_signature)  \
	X(tasks_remind) X(tasks_criticise) X(tasks_demand) X(tasks_accept) X(task_difficulty) X(task_figures)   \
	X(assignment_list) X(assignment_form) X(assignment_new) X(assignment) X(assignment_edit) X(assignment_more) X(assignment_save) \
	X(difficulty_list) X(difficulty_form) X(difficulty_new) X(difficulty) X(decision_list) X(decision_form) X(decision_new) \
	X(decision) \
	X(brief_paper) X(briefing_list) X(briefing_new) X(briefing) X(briefing_paper) X(brief) X(bell) X(bell_read) \
	X(areas) X(plan) X(plan_form) X(plan_new) X(plan_again) X(plan_copy) X(plan_compare) X(plan_unit) X(plan_map) \
	X(outlines) X(outlines_load) X(area_check) X(polling_area)
#define X(name) int page_of_##name(struct web_call *c, struct err *err);
WEB_HANDLERS(X)
#undef X

/* ---- who asks (actors.c) ---- */

struct actor_cache *actor_cache_new(void);
void actor_cache_free(struct actor_cache *a);
/* Fills c->actor; like access_actor, from memory while nothing of it has changed. */
int web_actor(struct web_call *c, int64_t person, struct err *err);

/* ---- kept pages (kept.c) ---- */

#define KEPT_PAGES 64
#define SHARED_PAGES 128

struct page_slots *page_slots_new(size_t places);
void page_slots_free(struct page_slots *s);
/* Answers with the page of this key, when it is in its place, its holes filled for who asks. */
bool page_slot_send(struct web_call *c, struct page_slots *s, size_t place, const struct hash *key);
/* Keeps the answer as it was made, when it is one that may be kept; `notes`: its holes. */
void page_slot_put(struct web_call *c, struct page_slots *s, size_t place, const struct hash *key, const struct html_notes *notes);

/* Of one person. Answers with what was sent last under this validator and address; false: make it, then kept_page_put. */
bool kept_page_send(struct web_call *c);
void kept_page_put(struct web_call *c);

/* ---- shared pages (shared.c) ---- */

/* Texts of the frame that are a person's own, or change with every entry. */
enum shared_hole { HOLE_PERSON, HOLE_BELL, HOLE_HEAD };

struct shared_call {
	bool sharing;            /* such a page: to be put after it was made */
	struct hash key;
	size_t place;
	struct html_notes notes;
};

/* Answers from what was kept of this page for these grants, made of the rows as they stand in this transaction. False: make
 * it, then shared_page_put. */
bool shared_page_send(struct web_call *c, struct shared_call *call);
void shared_page_put(struct web_call *c, struct shared_call *call);

/* ---- the bell (bell.c) ---- */

struct bell_cache *bell_cache_new(int64_t now);
void bell_cache_free(struct bell_cache *b);
/* Changes when this person has read something: part of a page's validator. */
int64_t web_bell_version(struct web_call *c);
/* How many things wait unread in this state of the ledger. */
int64_t web_bell_count(struct web_call *c, const struct head *head);
struct bell_item;
struct my_task_view web_bell_row(struct web_call *c, const struct bell_item *item);
