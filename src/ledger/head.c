#include <string.h>

#include "base/json.h"
#include "base/json_in.h"
#include "ledger/ledger.h"

struct str head_short(struct arena *a, const struct head *head)
{
	struct str h = hex(a, head->hash.b, 4);
	return arena_printf(a, "%lld-%.*s", (long long)head->number, STR_ARG(h));
}

void head_write(struct buf *out, const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN])
{
	_cleanup_arena_ struct arena *a = arena_new("head", 1 << 16);
	struct json_out j;
	json_begin(&j, out);
	json_object(&j);
	json_kv_i64(&j, "number", head->number);
	json_kv_str(&j, "hash", hex(a, head->hash.b, HASH_LEN));
	json_kv_str(&j, "signature", hex(a, head->signature, SIGNATURE_LEN));
	json_kv_str(&j, "public_key", hex(a, public_key, SIGN_PUBLIC_LEN));
	json_object_end(&j);
}

static bool member_bytes(const struct jval *map, const char *key, void *ret, size_t n)
{
	const struct jval *v = jval_get(map, key);
	return v && v->kind == J_TEXT && unhex(v->s, ret, n);
}

int head_read(struct arena *a, struct str text, struct head *ret_head, uint8_t ret_public_key[SIGN_PUBLIC_LEN], struct err *err)
{
	const struct jval *root;
	struct head head;
	uint8_t key[SIGN_PUBLIC_LEN];
	int r = jval_parse(a, text, 1 << 16, &root, err);
	if (r < 0)
		return r;
	const struct jval *number = jval_get(root, "number");
	if (!number || number->kind != J_INT || number->i < 1 || !member_bytes(root, "hash", head.hash.b, HASH_LEN) ||
	    !member_bytes(root, "signature", head.signature, SIGNATURE_LEN) || !member_bytes(root, "public_key", key, sizeof(key)))
		return err_set(err, ERR_INPUT, _("Tệp đầu sổ cái phải có number, hash, signature và public_key."));
	head.number = number->i;
	*ret_head = head;
	memcpy(ret_public_key, key, sizeof(key));
	return 0;
}
