/* asset.c – see asset.h. */
#include "render/asset.h"

#include <string.h>

#include "base/err.h"

const struct asset *asset_find(struct str hash, struct str name)
{
	for (size_t i = 0; i < asset_count; i++)
		if (str_eq_c(name, assets[i].name) && str_eq_c(hash, assets[i].hash))
			return &assets[i];
	return NULL;
}

const char *asset_url(const char *name)
{
	for (size_t i = 0; i < asset_count; i++)
		if (strcmp(name, assets[i].name) == 0)
			return assets[i].url;
	BUG("no such asset");
}
