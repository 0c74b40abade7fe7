#ifndef HYPERWALL_CMPV_H
#define HYPERWALL_CMPV_H

#include <mpv/client.h>
#include <mpv/render.h>
#include <mpv/render_gl.h>
#include <stddef.h>
#include <stdint.h>

// mpv_render_param arrays hold pointers to values on the caller's stack, which
// Swift cannot express without nesting a closure for each; hence these shims.

/// mpv_render_context_create for the software API.
static inline int hw_mpv_render_create_sw(mpv_render_context **out, mpv_handle *mpv) {
    mpv_render_param params[] = {
        {MPV_RENDER_PARAM_API_TYPE, (void *)MPV_RENDER_API_TYPE_SW},
        {MPV_RENDER_PARAM_INVALID, NULL},
    };
    return mpv_render_context_create(out, mpv, params);
}

/// mpv_render_context_create for OpenGL. x11_display and wl_display may be
/// NULL; one of them is needed for VA-API interop.
static inline int hw_mpv_render_create_gl(mpv_render_context **out, mpv_handle *mpv,
                                          void *(*get_proc)(void *, const char *), void *ctx,
                                          void *x11_display, void *wl_display) {
    mpv_opengl_init_params init = {.get_proc_address = get_proc, .get_proc_address_ctx = ctx};
    mpv_render_param params[5];
    int n = 0;
    params[n++] = (mpv_render_param){MPV_RENDER_PARAM_API_TYPE, (void *)MPV_RENDER_API_TYPE_OPENGL};
    params[n++] = (mpv_render_param){MPV_RENDER_PARAM_OPENGL_INIT_PARAMS, &init};
    if (x11_display) params[n++] = (mpv_render_param){MPV_RENDER_PARAM_X11_DISPLAY, x11_display};
    if (wl_display) params[n++] = (mpv_render_param){MPV_RENDER_PARAM_WL_DISPLAY, wl_display};
    params[n] = (mpv_render_param){MPV_RENDER_PARAM_INVALID, NULL};
    return mpv_render_context_create(out, mpv, params);
}

/// Draws the current frame as bgr0 straight into pixels. Never waits for the
/// frame's target time: timing is mpv's, presenting is ours.
static inline int hw_mpv_render_sw(mpv_render_context *rc, void *pixels, int width, int height,
                                   size_t stride) {
    int size[2] = {width, height};
    int block = 0;
    mpv_render_param params[] = {
        {MPV_RENDER_PARAM_SW_SIZE, size},
        {MPV_RENDER_PARAM_SW_FORMAT, (void *)"bgr0"},
        {MPV_RENDER_PARAM_SW_STRIDE, &stride},
        {MPV_RENDER_PARAM_SW_POINTER, pixels},
        {MPV_RENDER_PARAM_BLOCK_FOR_TARGET_TIME, &block},
        {MPV_RENDER_PARAM_INVALID, NULL},
    };
    return mpv_render_context_render(rc, params);
}

/// Draws the current frame into an OpenGL framebuffer object.
static inline int hw_mpv_render_gl(mpv_render_context *rc, int fbo, int width, int height,
                                   int internal_format, int flip_y) {
    mpv_opengl_fbo target = {.fbo = fbo, .w = width, .h = height, .internal_format = internal_format};
    int block = 0;
    mpv_render_param params[] = {
        {MPV_RENDER_PARAM_OPENGL_FBO, &target},
        {MPV_RENDER_PARAM_FLIP_Y, &flip_y},
        {MPV_RENDER_PARAM_BLOCK_FOR_TARGET_TIME, &block},
        {MPV_RENDER_PARAM_INVALID, NULL},
    };
    return mpv_render_context_render(rc, params);
}

/// Takes the frame without drawing it: keeps mpv's timing for a hidden cell.
/// The targets are unused with SKIP_RENDERING, but the backends check them.
static inline int hw_mpv_render_skip(mpv_render_context *rc) {
    int block = 0, skip = 1;
    mpv_render_param params[] = {
        {MPV_RENDER_PARAM_BLOCK_FOR_TARGET_TIME, &block},
        {MPV_RENDER_PARAM_SKIP_RENDERING, &skip},
        {MPV_RENDER_PARAM_INVALID, NULL},
    };
    return mpv_render_context_render(rc, params);
}

#endif
