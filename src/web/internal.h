/*
 * internal.h – private to web/.
 */
#pragma once
#include "web/web.h"

#define WEB_COOKIE "phien"
#define WEB_VERSION APP_VERSION

struct web {
	struct arena *arena;
	struct web_config config;
	struct http_router *router;
	struct http_server *server;
};

#define WEB_HANDLERS(X)                                                                                                     \
	X(home) X(asset) X(health) X(sign_in_form) X(sign_in) X(sign_out) X(account) X(password_form) X(password)              \
	X(task_list) X(task) X(search) X(calendar) X(election_form) X(election_new) X(step) X(step_assign_all)                 \
	X(unit_list) X(unit) X(unit_export) X(unit_import_form) X(unit_import) X(seats) X(registers) X(register_list)          \
	X(register_form) X(register_new) X(register_row) X(register_edit) X(register_save) X(register_export) X(reset_password)
#define X(name) int page_of_##name(struct web_call *c, struct err *err);
WEB_HANDLERS(X)
#undef X
