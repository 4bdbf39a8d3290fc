#include "base/thread.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int thread_start(const char *name, void *(*run)(void *arg), void *arg, pthread_t *ret_thread, struct err *err)
{
	sigset_t all, before;
	char shown[16]; /* what the kernel keeps */
	pthread_t thread;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	int code = pthread_create(&thread, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (code != 0) {
		err_set(err, ERR_IO, _("Hệ điều hành không cho chạy thêm luồng xử lý. Hãy thử lại sau."));
		return err_detail(err, "pthread_create: errno %d", code);
	}
	snprintf(shown, sizeof(shown), "noivu %s", name);
	pthread_setname_np(thread, shown);
	*ret_thread = thread;
	return 0;
}

void thread_come_after(int nice)
{
	setpriority(PRIO_PROCESS, (id_t)gettid(), nice);
}
