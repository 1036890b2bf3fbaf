// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/sandbox.h"

#include <cerrno>
#include <fstream>
#include <initializer_list>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace reminisce::image {

namespace {

bool limit(int resource, rlim_t value)
{
    const rlimit both = {value, value};
    return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) == 0;
}

/// Bytes that count against RLIMIT_DATA now; libraries alone make up hundreds of megabytes, most never touched.
std::int64_t dataSize()
{
    std::ifstream statm("/proc/self/statm");
    std::int64_t pages = 0;
    for (int field = 0; field < 6; ++field)
        statm >> pages; // the sixth is data and stack
    return statm ? pages * ::sysconf(_SC_PAGESIZE) : 0;
}

/// Everything else fails with EPERM, as if it were forbidden by permissions: libraries know how to live with that.
bool allowOnly()
{
    scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == nullptr)
        return false;
    bool done = true;
    for (const int call :
         {SCMP_SYS(read),        SCMP_SYS(readv),           SCMP_SYS(write),          SCMP_SYS(writev),
          SCMP_SYS(recvfrom),    SCMP_SYS(recvmsg),         SCMP_SYS(sendto),         SCMP_SYS(sendmsg),
          SCMP_SYS(close),       SCMP_SYS(fstat),           SCMP_SYS(lseek),          SCMP_SYS(mmap),
          SCMP_SYS(munmap),      SCMP_SYS(mremap),          SCMP_SYS(mprotect),       SCMP_SYS(madvise),
          SCMP_SYS(brk),         SCMP_SYS(futex),           SCMP_SYS(clock_gettime),  SCMP_SYS(clock_nanosleep),
          SCMP_SYS(nanosleep),   SCMP_SYS(gettimeofday),    SCMP_SYS(sched_yield),    SCMP_SYS(sched_getaffinity),
          SCMP_SYS(getpid),      SCMP_SYS(gettid),          SCMP_SYS(getrandom),      SCMP_SYS(sysinfo),
          SCMP_SYS(uname),       SCMP_SYS(rt_sigaction),    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
          SCMP_SYS(sigaltstack), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),           SCMP_SYS(exit),
          SCMP_SYS(exit_group),  SCMP_SYS(alarm),           SCMP_SYS(eventfd2),       SCMP_SYS(restart_syscall),
          SCMP_SYS(poll),        SCMP_SYS(ppoll),           SCMP_SYS(getrusage)})
        done = ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0 && done;
    done = ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                              SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))) == 0 &&
           done; // abort() needs it
    // A library may have started threads when it was loaded.
    done = ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && done;
    // Threads but no processes. The flags of clone3 lie in memory where no filter can see them: glibc then uses clone.
    done = ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                              SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0 &&
           done;
    done = ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 && done;
    done = done && ::seccomp_load(filter) == 0;
    ::seccomp_release(filter);
    return done;
}

} // namespace

bool enterSandbox(std::int64_t memoryLimit)
{
    return limit(RLIMIT_DATA, static_cast<rlim_t>(dataSize() + memoryLimit)) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, 0) && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && allowOnly();
}

} // namespace reminisce::image
