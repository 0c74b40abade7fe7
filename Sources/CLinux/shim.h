#ifndef HYPERWALL_CLINUX_H
#define HYPERWALL_CLINUX_H

// What Linux offers and Swift's Glibc module leaves out.

#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <time.h>

/// An event counter that neither blocks nor survives exec; -1 and errno when there is none to be had.
static inline int hw_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// Declared by poll.h only under _GNU_SOURCE, which would make these headers
// differ from the ones Swift's own modules were built from.
extern int ppoll(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

/// Waits until a descriptor can be read, or nanoseconds have passed (for ever when below 0).
/// Descriptors of -1 are left out. Returns bit 0 for the first, bit 1 for the second, 0 for none
/// or a signal. poll's milliseconds are too coarse for 60 passes a second.
static inline int hw_wait_readable(int first, int second, int64_t nanoseconds) {
    struct pollfd list[2] = {{first, POLLIN, 0}, {second, POLLIN, 0}};
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int ready = ppoll(list, 2, nanoseconds < 0 ? NULL : &limit, NULL);
    if (ready <= 0) return 0;
    return (list[0].revents ? 1 : 0) | (list[1].revents ? 2 : 0);
}

/// Bounds what the allocator keeps: a program of hundreds of threads would
/// otherwise hold freed memory in eight arenas per core, and freed frames in
/// heaps that never shrink, since the limit above which memory comes from the
/// system grows by itself unless it is set. 1 when it worked.
static inline int hw_limit_allocator(int arenas, int mapped_bytes) {
    return mallopt(M_ARENA_MAX, arenas) && mallopt(M_MMAP_THRESHOLD, mapped_bytes);
}

/// Gives freed memory back to the system. 1 when some was given back.
static inline int hw_trim_memory(void) { return malloc_trim(0); }

#endif
