#include "law/bodies.h"

const struct law_body *law_body_find(const struct law *law, struct str id)
{
	for (size_t i = 0; i < law->body_n; i++)
		if (law->body[i].rule.to == DAY_NONE && str_eq(law->body[i].rule.id, id))
			return &law->body[i];
	return NULL;
}

int body_size_ok(const struct law_body *body, int64_t members, struct err *err)
{
	if (members >= body->min && members <= body->max)
		return 0;
	return err_set(err, ERR_LAW, _("%.*s phải có từ %d đến %d thành viên (%.*s); hiện có %lld."),
		       STR_ARG(body->name), body->min, body->max, STR_ARG(body->rule.basis), (long long)members);
}

static enum body_role role_of(size_t place, struct str name)
{
	if (place == 0)
		return BODY_HEAD;
	return str_starts(name, str_from_c(_("Phó "))) ? BODY_DEPUTY : str_eq_c(name, _("Thư ký")) ? BODY_SECRETARY : BODY_MEMBER;
}

struct str body_role_name(const struct law_body *body, enum body_role role)
{
	struct str rest = body->roles, name;
	for (size_t i = 0; str_split(&rest, ';', &name); i++) {
		name = str_trim(name);
		if (role_of(i, name) == role)
			return name;
	}
	return (struct str){0};
}

static int refuse(const struct law_body *body, const char *why, struct err *err)
{
	return err_set(err, ERR_LAW, _("%.*s gồm %.*s (%.*s): %s."), STR_ARG(body->name), STR_ARG(body->roles),
		       STR_ARG(body->rule.basis), why);
}

int body_roles_ok(const struct law_body *body, const int64_t n[BODY_ROLE_COUNT], struct err *err)
{
	if (n[BODY_HEAD] == 0)
		return refuse(body, _("danh sách chưa có người đứng đầu"), err);
	if (n[BODY_HEAD] > 1)
		return refuse(body, _("danh sách có hơn một người đứng đầu"), err);
	if (n[BODY_SECRETARY] == 0 && body_role_name(body, BODY_SECRETARY).n)
		return refuse(body, _("danh sách chưa có Thư ký"), err);
	if (n[BODY_SECRETARY] && !body_role_name(body, BODY_SECRETARY).n)
		return refuse(body, _("luật không đặt Thư ký cho tổ chức này"), err);
	if (n[BODY_DEPUTY] && !body_role_name(body, BODY_DEPUTY).n)
		return refuse(body, _("luật không đặt cấp phó cho tổ chức này"), err);
	return 0;
}

int64_t body_quorum(int64_t members) { return (2 * members + 2) / 3; }

int64_t body_majority(int64_t members) { return members / 2 + 1; }
