/*
 * banned.h – functions nobody may call.
 *
 * The build includes this first into every file of ours (not into vendors' code). They write past ends, keep hidden
 * state between threads, depend on a locale or say nothing about errors; the note names what to use.
 */
#pragma once
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#undef alloca
#undef sprintf
#undef vsprintf
#undef stpcpy
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat

/* clang-format off */
#pragma GCC poison sprintf vsprintf gets                 /* buf_printf, arena_printf, snprintf */
#pragma GCC poison strcpy strcat strncpy strncat stpcpy  /* struct str, arena_dup, memcpy */
#pragma GCC poison strtok                                /* str_split */
#pragma GCC poison atoi atol atoll atof                  /* str_to_i64 */
#pragma GCC poison gmtime localtime ctime asctime mktime /* base/date.h */
#pragma GCC poison mktemp tmpnam                         /* mkstemp */
#pragma GCC poison alloca                                /* arenas */
#pragma GCC poison rand srand                            /* base/world.h, seeded_below */
/* clang-format on */
