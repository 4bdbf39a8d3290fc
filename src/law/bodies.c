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
