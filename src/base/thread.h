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

/* The calling thread (alone, as Linux has it) and those it starts come after the others when all processors are busy. `nice` as
 * nice(1) means it, 1 to 19. Refused, all are equal. */
void thread_come_after(int nice);
#define THREAD_BESIDE 5 /* for work beside the pages: about a third of what another thread gets */
