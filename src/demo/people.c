/* Who is there: five people of the province, two of every commune. */
#include <string.h>

#include "app/app.h"
#include "demo/int.h"

int demo_person(struct demo *d, const struct actor *by, const char *login, struct str name, const char *position,
		int64_t unit, const struct demo_role *roles, size_t n, bool show, struct actor *ret, struct err *err)
{
	int64_t id = 0;
	struct str unit_text = demo_number(d, unit);
	struct unit_item item = {0};
	int r = DO(d, by, app_verb(STR("person.save")), &id, ARG("name", name), ARG("position", str_from_c(position)),
		   ARG("unit", unit_text), ARG("login", str_from_c(login)), ARG("active", STR("1")));
	for (size_t i = 0; r == 0 && i < n; i++)
		r = DO(d, by, app_verb(STR("grants.save")), NULL, ARG("person", demo_number(d, id)),
		       ARG("role", str_from_c(roles[i].role)), ARG("unit", demo_number(d, roles[i].unit)),
		       ARG("from_day", demo_today_iso(d)));
	if (r == 0)
		r = password_set_hash(d->site, id, d->hash, false, err);
	if (r == 0)
		r = access_actor(d->db, d->a, id, site_today(d->site), ret, err);
	if (r == 0 && show && (r = unit_get(d->db, d->a, unit, &item, err)) > 0) {
		d->logins = arena_grow(d->a, d->logins, d->login_n, &d->login_cap, sizeof(*d->logins));
		d->logins[d->login_n++] = (struct demo_login){str_from_c(arena_c(d->a, str_from_c(login))), name,
							      str_from_c(position), item.full};
		r = 0;
	}
	return r < 0 ? r : 0;
}

static int province_people(struct demo *d, struct err *err)
{
	int64_t root = d->site->root, department = d->department;
	struct actor other;
	int r = demo_person(d, &d->program, "quantri", demo_any_name(d, &d->people), _("Người vận hành hệ thống"),
			    department, (const struct demo_role[]){{"admin", root}}, 1, true, &d->admin, err);
	if (r == 0)
		r = demo_person(d, &d->admin, "giamdoc", demo_any_name(d, &d->people), _("Giám đốc Sở Nội vụ"),
				department, (const struct demo_role[]){{"leader", root}}, 1, true, &d->director, err);
	if (r == 0)
		r = demo_person(d, &d->admin, "chuyenvien", demo_any_name(d, &d->people),
				_("Chuyên viên, Tổ giúp việc bầu cử"), department,
				(const struct demo_role[]){{"specialist", root}, {"officer", department}}, 2, true,
				&d->specialist, err);
	if (r == 0)
		r = demo_person(d, &d->admin, "mattran", demo_any_name(d, &d->people),
				_("Ban Thường trực Ủy ban MTTQ tỉnh"), root,
				(const struct demo_role[]){{"front", root}}, 1, true, &other, err);
	if (r == 0)
		r = demo_person(d, &d->admin, "hdnd", demo_any_name(d, &d->people), _("Thường trực HĐND tỉnh"), root,
				(const struct demo_role[]){{"council", root}}, 1, true, &other, err);
	return r;
}

static int commune_people(struct demo *d, struct err *err)
{
	int r = 0;
	size_t n;
	r = unit_communes(d->db, d->a, d->site->root, &d->communes, &n, err);
	if (r < 0)
		return r;
	d->clerks = arena_array_of(d->a, n, struct clerk);
	d->clerk_n = n;
	for (size_t i = 0; r == 0 && i < n; i++) {
		int64_t unit = d->communes[i].id;
		char login[40];
		d->clerks[i].unit = unit;
		memcpy(login, "cb.", 4);
		memcpy(login + 3, d->communes[i].code.p, d->communes[i].code.n);
		login[3 + d->communes[i].code.n] = '\0';
		r = demo_person(d, &d->admin, login, demo_any_name(d, &d->people),
				_("Công chức Phòng Văn hóa – Xã hội"), unit,
				(const struct demo_role[]){{"officer", unit}}, 1, i < 2, &d->clerks[i].officer, err);
		memcpy(login, "ct.", 3);
		if (r == 0)
			r = demo_person(d, &d->admin, login, demo_any_name(d, &d->people), _("Chủ tịch UBND"), unit,
					(const struct demo_role[]){{"commune_leader", unit}}, 1, i == 0,
					&d->clerks[i].leader, err);
	}
	return r;
}

int demo_people(struct demo *d, struct err *err)
{
	int r = province_people(d, err);
	return r < 0 ? r : commune_people(d, err);
}
