/*
 * thread.h – how every thread of the program begins: without signals, which stay with the main thread, and with a name that
 * `top -H` and a debugger show.
 */
#pragma once
#include <pthread.h>

#include "base/err.h"

/* `name` is shown as "noivu NAME", 15 bytes at most. The thread is the caller's to join. ERR_IO: the machine has no
 * more threads to give. */
int thread_start(const char *name, void *(*run)(void *arg), void *arg, pthread_t *ret_thread, struct err *err);
