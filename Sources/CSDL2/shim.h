#ifndef HYPERWALL_CSDL2_H
#define HYPERWALL_CSDL2_H

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>

// Its syswm brings in Xlib, whose macros collide with nothing of ours here.
#include <SDL2/SDL.h>
#include <SDL2/SDL_syswm.h>
#include <X11/Xlib.h>

// Function-like macros are not imported into Swift.

/// SDL_WINDOWPOS_CENTERED_DISPLAY
static inline int hw_sdl_windowpos_centered(int display) { return (int)SDL_WINDOWPOS_CENTERED_DISPLAY(display); }

/// The file descriptor of the X connection behind window, or -1 when the
/// window is not an X11 one. The loop polls it, so that a key wakes it.
static inline int hw_sdl_x11_fd(SDL_Window *window) {
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info)) return -1;
    if (info.subsystem != SDL_SYSWM_X11) return -1;
    return ConnectionNumber(info.info.x11.display);
}

/// The native X11 or Wayland display behind window, for mpv's interop; NULL
/// when it is of the other kind.
static inline void *hw_sdl_x11_display(SDL_Window *window) {
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) return NULL;
    return info.info.x11.display;
}

static inline void *hw_sdl_wl_display(SDL_Window *window) {
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_WAYLAND) return NULL;
    return info.info.wl.display;
}

/// An event counter that neither blocks nor survives exec; -1 and errno when there is none to be had.
/// (glibc's module map leaves sys/eventfd.h out.)
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

#endif
