#ifndef HYPERWALL_CSDL2_H
#define HYPERWALL_CSDL2_H

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

#endif
