/*
 * clients.h – how many requests of each client are in work: a counted set of keys, for server.c. One thread.
 *
 * A key is made by client_key from what tells a client from another: its address, the cookie of its session. Keys are 64 bits of a
 * keyed hash: two clients never share one but by chance, and nobody can choose whose.
 */
#pragma once
#include "base/str.h"

struct clients;

/* Room for `most` requests in work at a time, two keys each. */
struct clients *clients_new(unsigned most);
void clients_free(struct clients *c); /* NULL is allowed */
/* Never 0 but for an empty text. `kind` keeps addresses and sessions apart. */
uint64_t client_key(const struct clients *c, char kind, struct str text);
/* One more of that key, when there are fewer than `most` of it; key 0 is nobody and always goes. */
bool clients_enter(struct clients *c, uint64_t key, unsigned most);
/* One that had entered is done. */
void clients_leave(struct clients *c, uint64_t key);
/* Different keys in work. */
unsigned clients_count(const struct clients *c);
