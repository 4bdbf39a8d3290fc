#include <string.h>

#include "access/session.h"
#include "access/statements.h"
#include "text/text.h"

int password_fit(struct str password, struct str login, struct err *err)
{
	if (!str_is_utf8(password) || password.n > 500)
		return err_field(err, ERR_INPUT, "password", _("Mật khẩu dài quá hoặc có ký tự không đọc được."));
	if (str_characters(password) < PASSWORD_SHORTEST)
		return err_field(err, ERR_INPUT, "password",
				 _("Mật khẩu cần ít nhất %d ký tự; một câu ngắn dễ nhớ là tốt nhất."),
				 PASSWORD_SHORTEST);
	if (login.n && str_find(password, login) >= 0)
		return err_field(err, ERR_INPUT, "password", _("Mật khẩu không được chứa tên đăng nhập."));
	return 0;
}

struct new_password {
	int64_t person, now;
	const char *hash;
	bool must_change;
};

static int write_password(struct db *db, void *arg, struct err *err)
{
	struct new_password *n = arg;
	int r = db_run(db, &credential_set,
		       VALUES(v_int(n->person), v_c(n->hash), v_int(n->now), v_int(n->must_change)), err);
	if (r == 0)
		r = db_run(db, &session_delete_all, VALUES(v_int(n->person)), err);
	return r < 0 ? r : db_run(db, &token_delete_all, VALUES(v_int(n->person)), err);
}

int password_set_hash(struct site *site, int64_t person, const char *hash, bool must_change, struct err *err)
{
	struct new_password n = {person, site_now(site), hash, must_change};
	return writer_run(site->writer, write_password, &n, err);
}

int password_change(struct site *site, struct db *db, const struct actor *actor, struct str old, struct str fresh,
                    struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("password", 1 << 16);
	char hash[PASSWORD_HASH_MAX];
	int64_t person;
	int r = session_check_password(site, db, actor->login, old, &person, err);
	if (r < 0 && err->code == ERR_INPUT)
		return err_field(err, ERR_INPUT, "old", _("Mật khẩu hiện tại không đúng."));
	if (r == 0)
		r = password_fit(fresh, actor->login, err);
	if (r < 0)
		return r;
	if (str_eq(old, fresh))
		return err_field(err, ERR_INPUT, "password", _("Mật khẩu mới phải khác mật khẩu hiện tại."));
	password_hash(text_nfc(a, fresh), hash);
	return password_set_hash(site, actor->person, hash, false, err);
}

struct str password_invent(struct arena *a, struct world *world)
{
	/* 64 syllables without accents, easy to say: 6 bits each */
	static const char *const syllables[64] = {
		"ba", "be", "bi", "bo", "ca", "co", "cu", "da", "de", "di", "do", "du", "ga", "go", "ha", "he",
		"hi", "ho", "hu", "ke", "ki", "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na",
		"ne", "no", "nu", "pha", "pho", "ra", "re", "ri", "ro", "ru", "sa", "se", "si", "so", "su", "ta",
		"te", "ti", "to", "tu", "va", "ve", "vi", "vo", "vu", "xa", "xe", "xi", "xo", "xu", "tha", "tho",
	};
	uint8_t chance[9];
	_cleanup_buf_ struct buf b = BUF_INIT(128);
	world->random(world, chance, sizeof(chance));
	for (size_t i = 0; i < sizeof(chance); i++)
		buf_printf(&b, "%s%s", i && i % 3 == 0 ? "-" : "", syllables[chance[i] & 63]);
	return arena_dup(a, buf_str(&b));
}
