#include "http/http.h"

#include "base/crypt.h"

struct str http_pairs_get(struct http_pairs pairs, const char *name)
{
	struct str wanted = str_from_c(name);
	for (size_t i = 0; i < pairs.n; i++)
		if (str_eq(pairs.v[i].name, wanted))
			return pairs.v[i].value;
	return (struct str){0};
}

struct str http_query(const struct http_request *r, const char *name)
{
	return http_pairs_get(r->query, name);
}

struct str http_form(const struct http_request *r, const char *name)
{
	return http_pairs_get(r->form, name);
}

struct str http_cookie(const struct http_request *r, const char *name)
{
	return http_pairs_get(r->cookies, name);
}

struct str http_header(const struct http_request *r, enum http_header h)
{
	return r->header[h];
}

bool http_same_origin(const struct http_request *r)
{
	struct str site = r->header[HTTP_SEC_FETCH_SITE];
	if (site.p)
		return str_eq(site, STR("same-origin")) || str_eq(site, STR("none"));
	struct str origin = r->header[HTTP_ORIGIN], host = r->header[HTTP_HOST];
	if (str_starts(origin, STR("http://")))
		origin = str_slice(origin, 7, origin.n);
	else if (str_starts(origin, STR("https://")))
		origin = str_slice(origin, 8, origin.n);
	else
		return false;
	return host.n > 0 && str_eq(origin, host);
}

bool http_is_local(struct str address)
{
	if (address.n == 0 || address.p[0] != '/')
		return false;
	if (address.n > 1 && (address.p[1] == '/' || address.p[1] == '\\'))
		return false;
	for (size_t i = 0; i < address.n; i++)
		if ((unsigned char)address.p[i] < 0x20 || address.p[i] == 0x7F)
			return false;
	return true;
}

struct str http_token_mask(struct arena *a, const uint8_t token[HTTP_TOKEN_LEN], const uint8_t chance[HTTP_TOKEN_LEN])
{
	uint8_t both[2 * HTTP_TOKEN_LEN];
	for (size_t i = 0; i < HTTP_TOKEN_LEN; i++) {
		both[i] = chance[i];
		both[HTTP_TOKEN_LEN + i] = token[i] ^ chance[i];
	}
	return hex(a, both, sizeof(both));
}

bool http_token_unmask(struct str text, uint8_t ret_token[HTTP_TOKEN_LEN])
{
	uint8_t both[2 * HTTP_TOKEN_LEN];
	if (!unhex(text, both, sizeof(both)))
		return false;
	for (size_t i = 0; i < HTTP_TOKEN_LEN; i++)
		ret_token[i] = both[i] ^ both[HTTP_TOKEN_LEN + i];
	return true;
}
